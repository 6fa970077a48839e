"""The commands about the programme itself, its staff, its database and its keys."""

from __future__ import annotations

from mentorcore.cli.table.row import PERSON, Row

SETUP = {
    "programme show": Row(
        "The programme’s figures, as far as they may be shown",
        "Les chiffres du programme, dans la mesure où ils peuvent être montrés",
        "programme show",
        "programme.show",
        "programme:ShowProgramme",
    ),
    "programme check": Row(
        "Check the bundle; list who may read what, the policies, and clauses not met",
        "Vérifier le programme : qui peut lire quoi, les règles, les clauses non remplies",
        "programme check",
        own="bundle:check",
    ),
    "programme clauses": Row(
        "Every clause with what meets it and the test that shows it",
        "Chaque clause, ce qui la remplit et le test qui le montre",
        "programme clauses",
        own="bundle:clauses",
    ),
    "programme adopt": Row(
        "Let the database go on with the installed bundle",
        "Adopter la version installée du programme",
        "programme adopt --dry-run",
        "programme.adopt",
        "programme:AdoptBundle",
    ),
    "forms list": Row(
        "The forms, and what each is for",
        "Les formulaires, et à quoi sert chacun",
        "forms list",
        own="bundle:forms_list",
    ),
    "forms show": Row(
        "The text before a form and its questions",
        "Le texte avant un formulaire et ses questions",
        "forms show mentee",
        own="bundle:forms_show",
    ),
    "documents list": Row(
        "The programme’s texts with their versions",
        "Les textes du programme et leurs versions",
        "documents list",
        own="bundle:documents_list",
    ),
    "documents show": Row(
        "One of the programme’s texts",
        "Un des textes du programme",
        "documents show code",
        own="bundle:documents_show",
    ),
    "staff add": Row(
        "Give somebody a staff role",
        "Confier un rôle dans l’équipe",
        "staff add committee --from called.txt",
        "staff.add",
        "staff:AddStaff",
    ),
    "staff end": Row(
        "Somebody leaves a staff role",
        "Quelqu’un quitte un rôle dans l’équipe",
        f"staff end {PERSON} committee",
        "staff.end",
        "staff:EndStaff",
    ),
    "staff bind": Row(
        "Bind a system user to a member of staff",
        "Lier un compte du système à un membre de l’équipe",
        f"staff bind {PERSON} marie",
        "staff.bind",
        "staff:BindAccount",
    ),
    "staff list": Row(
        "Everybody who holds a staff role",
        "Toutes les personnes de l’équipe",
        "staff list",
        "staff.list",
        "staff:ListStaff",
    ),
    "retention run": Row(
        "Destroy what the programme’s rules say is kept no longer",
        "Détruire ce que les règles du programme ne conservent plus",
        "retention run --dry-run",
        "retention.run",
        "privacy:RunRetention",
    ),
    "audit show": Row(
        "Who did and read what",
        "Qui a fait et lu quoi",
        f"audit show --person {PERSON} --last 20",
        "audit.show",
        "audit:ShowAudit",
    ),
    "audit verify": Row(
        "See whether the audit is whole",
        "Vérifier que le journal est intact",
        "audit verify",
        "audit.verify",
        "audit:VerifyAudit",
    ),
    "audit anchor": Row(
        "The head of the audit, to be kept elsewhere",
        "La tête du journal, à conserver ailleurs",
        "audit anchor",
        "audit.anchor",
        "audit:AnchorAudit",
    ),
    "db upgrade": Row(
        "Bring the database to this version; a backup is made first",
        "Mettre la base à niveau ; une sauvegarde est faite d’abord",
        "db upgrade",
        own="database:upgrade",
    ),
    "db backup": Row(
        "Copy the database while it may be in use",
        "Copier la base, même pendant son utilisation",
        "db backup copy.db",
        own="database:backup",
    ),
    "db restore": Row(
        "Make the database anew from a backup; who was erased stays erased",
        "Reconstituer la base depuis une copie ; ce qui a été effacé le reste",
        "db restore copy.db --db again.db",
        own="database:restore",
    ),
    "db check": Row(
        "See whether the database is whole",
        "Vérifier que la base est intacte",
        "db check",
        own="database:check",
    ),
    "keys backup": Row(
        "Copy the keys to another place than the database’s backups",
        "Copier les clés, ailleurs que les copies de la base",
        "keys backup usb",
        own="keys:backup",
    ),
    "keys restore": Row(
        "Bring back a copy of the keys; who was erased stays erased",
        "Reprendre une copie des clés ; ce qui a été effacé le reste",
        "keys restore usb --key-file keys.db",
        own="keys:restore",
    ),
    "keys rotate": Row(
        "Change the master key; the data are not touched",
        "Changer la clé maîtresse ; les données ne sont pas touchées",
        "keys rotate",
        own="keys:rotate",
    ),
    "keys check": Row(
        "See whether every key opens", "Vérifier que chaque clé fonctionne", "keys check", own="keys:check"
    ),
}
