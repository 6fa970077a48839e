"""The commands about who may read what: consents, and access beyond the grants."""

from __future__ import annotations

from mentorcore.cli.table.row import FOR, OTHER, PASS, PERSON, RECORD, Row

DISCLOSURE = {
    "consents give": Row(
        "Note that somebody agrees to something, and how they said it",
        "Noter l’accord d’une personne, et comment elle l’a donné",
        f"consents give {PERSON} research wishes --way read-out --language fr --private {FOR}",
        "consents.give",
        "consents:GiveConsent",
    ),
    "consents withdraw": Row(
        "Somebody takes a consent back: at once, and without a reason",
        "Quelqu’un retire un accord : tout de suite et sans raison à donner",
        f"consents withdraw {PERSON} {RECORD} {FOR}",
        "consents.withdraw",
        "consents:WithdrawConsent",
    ),
    "consents list": Row(
        "The consents of a person",
        "Les accords d’une personne",
        f"consents list {PERSON}",
        "consents.list",
        "consents:ListConsents",
    ),
    "access show": Row(
        "What you may read about a person for a purpose, and why; nothing is opened",
        "Ce que vous pouvez lire sur une personne pour un but, et pourquoi ; rien n’est ouvert",
        f"access show {PERSON} --purpose support",
        "access.show",
        "access:ShowAccess",
    ),
    "access break-glass": Row(
        "Open a person’s data at once, for a risk of harm; somebody else reviews it",
        "Ouvrir tout de suite les données d’une personne en danger ; quelqu’un d’autre l’examine",
        f"access break-glass {PERSON} {OTHER} --from risk.txt",
        "access.break-glass",
        "access:BreakGlass",
    ),
    "access ask": Row(
        "Ask a colleague to agree to an access",
        "Demander à une personne de l’équipe d’approuver un accès",
        f"access ask {PERSON} --from why.txt",
        "access.ask",
        "access:AskAccess",
    ),
    "access approve": Row(
        "Agree to an access that a colleague asked for",
        "Approuver l’accès demandé par une personne de l’équipe",
        f"access approve {PASS} --hours 4",
        "access.approve",
        "access:ApproveAccess",
    ),
    "access end": Row(
        "End an access before its time",
        "Terminer un accès avant l’heure",
        f"access end {PASS}",
        "access.end",
        "access:EndAccess",
    ),
    "access review": Row(
        "Look at a colleague’s emergency access afterwards",
        "Examiner après coup l’accès d’urgence d’une personne de l’équipe",
        f"access review {PASS} justified",
        "access.review",
        "access:ReviewAccess",
    ),
    "access list": Row(
        "Accesses taken in an emergency or approved",
        "Les accès d’urgence et les accès approuvés",
        "access list --all",
        "access.list",
        "access:ListAccess",
    ),
}
