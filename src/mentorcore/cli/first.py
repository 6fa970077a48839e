"""What the first help page shows, and nothing else: it is read far more often than any other."""

from __future__ import annotations

from typing import NamedTuple


class Row(NamedTuple):
    """One command.

    Args:
        en, fr: what it does.
        example: a line to type, without the leading ``mentorcore``.
        verb: the verb of the desk behind it, or empty.
        command: where the verb's command class stands, below `mentorcore.domain.commands`.
        own: where the command stands below `mentorcore.cli.commands`, for those that are more than their verb.
    """

    en: str
    fr: str
    example: str
    verb: str = ""
    command: str = ""
    own: str = ""


class Section(NamedTuple):
    """A part of the first help page: its heading and its commands."""

    en: str
    fr: str
    names: tuple[str, ...]


SECTIONS = (
    Section("Every day", "Au quotidien", ("agenda", "find", "messages", "contacts", "duties", "emergency")),
    Section(
        "People",
        "Personnes",
        ("participants", "privacy", "vetting", "consents", "safety", "concerns", "access"),
    ),
    Section(
        "Matches",
        "Binômes",
        ("matches", "drafts", "sessions", "tasks", "agreement", "surveys", "referrals", "workshops"),
    ),
    Section(
        "The programme", "Le programme", ("programme", "forms", "documents", "staff", "retention", "audit")
    ),
    Section("Set-up", "Installation", ("init", "demo", "db", "keys", "plugins", "hooks")),
)

GROUPS = {
    "messages": ("What has to be sent, with its words", "Ce qui est à envoyer, avec les mots"),
    "contacts": ("Whom somebody reached", "Qui a été joint"),
    "duties": ("What is owed by a day", "Ce qui est dû pour un jour donné"),
    "participants": (
        "Registering, showing, leaving, own data",
        "Inscrire, afficher, quitter, données personnelles",
    ),
    "privacy": ("Holds on data, and receipts", "Données à ne pas détruire, et quittances"),
    "vetting": ("What keeps people out of the pool", "Ce qui manque avant de former un binôme"),
    "safety": ("How people can be reached without danger", "Comment joindre quelqu’un sans danger"),
    "consents": ("What somebody agreed to, and how", "Ce qu’une personne a accepté, et comment"),
    "access": (
        "What you may read, and access in an emergency",
        "Ce que vous pouvez lire, et l’accès d’urgence",
    ),
    "concerns": ("Concerns, and what is done about them", "Les signalements et leur suivi"),
    "matches": ("From the round to the farewell", "De la proposition à la séparation"),
    "drafts": ("Rounds to look at before anybody is told", "Des propositions à étudier avant d’en parler"),
    "sessions": ("Meetings of a pair, where they are kept", "Les rencontres, là où elles sont notées"),
    "surveys": ("What the two of a pair are asked", "Ce qui est demandé aux deux d’un binôme"),
    "tasks": ("What the two of a pair took on", "Ce que les deux ont pris en charge"),
    "agreement": ("How a pair works together", "Comment un binôme travaille ensemble"),
    "referrals": ("Whom a mentee was sent on to", "Vers qui une personne a été orientée"),
    "workshops": ("Workshops, for whoever likes", "Les ateliers, pour qui le souhaite"),
    "programme": ("Figures, rules, clauses, adoption", "Chiffres, règles, clauses, adoption"),
    "forms": ("What is asked, when registering and later", "Ce qui est demandé, à l’inscription et ensuite"),
    "documents": ("The programme’s texts", "Les textes du programme"),
    "staff": ("Who runs the programme", "L’équipe du programme"),
    "retention": ("What is kept no longer", "Ce qui n’est plus conservé"),
    "audit": ("Who did and read what", "Qui a fait et lu quoi"),
    "db": ("The database", "La base de données"),
    "keys": ("The keys that seal personal data", "Les clés des données personnelles"),
}
"""Word to what its commands are about."""

SINGLE = {
    "agenda": Row(
        "What is due: concerns, what is overdue, today",
        "Ce qui est à faire : signalements, retards, aujourd’hui",
        "agenda",
        "agenda.show",
        "agenda:ShowAgenda",
        own="agenda:agenda",
    ),
    "find": Row(
        "Find people by a name or a part of it",
        "Trouver quelqu’un par son nom ou une partie du nom",
        "find",
        "participants.find",
        "participants:Find",
    ),
    "emergency": Row("The emergency card", "La fiche d’urgence", "emergency --full", own="bundle:emergency"),
    "init": Row(
        "Set up a programme: database, keys and mentorcore.toml",
        "Installer un programme : base de données, clés et mentorcore.toml",
        "init vps --dir vps --from called.txt",
        own="setup:init",
    ),
    "demo": Row(
        "A programme with invented people, to look round",
        "Un programme avec des personnes inventées, pour essayer",
        "demo vps --into demo",
        own="setup:demo",
    ),
    "plugins": Row(
        "The installed plugins and their policies",
        "Les extensions installées et leurs règles",
        "plugins",
        own="plugins:plugins",
    ),
    "hooks": Row(
        "The hooks that policies can implement",
        "Les points d’extension pour les règles",
        "hooks",
        own="plugins:hooks",
    ),
}
"""Commands of one word."""
