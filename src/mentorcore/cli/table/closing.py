"""The commands around the end of a match, and those that lead beyond it."""

from __future__ import annotations

from mentorcore.cli.table.row import FOR, MATCH, PERSON, WORKSHOP, Row

CLOSING = {
    "matches reflect": Row(
        "A party looks back on a match: together, alone, or not at all",
        "Une personne fait le bilan du binôme : à deux, seule, ou pas du tout",
        f"matches reflect {MATCH} together {FOR}",
        "matches.reflect",
        "closing:Reflect",
        own="closing:reflect",
    ),
    "matches reopen": Row(
        "A party wants an ended match to go on; it does once both want it",
        "Une personne souhaite reprendre un binôme terminé ; il faut que les deux le souhaitent",
        f"matches reopen {MATCH} {FOR}",
        "matches.reopen",
        "closing:ReopenMatch",
    ),
    "referrals note": Row(
        "Note that a mentee was sent on to somebody who can do more",
        "Noter qu’une personne a été orientée vers quelqu’un qui peut faire davantage",
        f"referrals note {MATCH} --from referral.toml",
        "referrals.note",
        "closing:NoteReferral",
    ),
    "workshops announce": Row(
        "Announce a workshop",
        "Annoncer un atelier",
        "workshops announce Budgets --on 2025-03-01 --place Lausanne",
        "workshops.announce",
        "workshops:AnnounceWorkshop",
    ),
    "workshops list": Row(
        "The workshops to come",
        "Les ateliers à venir",
        "workshops list --all",
        "workshops.list",
        "workshops:ListWorkshops",
    ),
    "workshops attend": Row(
        "Note that somebody was at a workshop; it is never a condition",
        "Noter la présence de quelqu’un à un atelier ; ce n’est jamais une condition",
        f"workshops attend {PERSON} {WORKSHOP}",
        "workshops.attend",
        "workshops:AttendWorkshop",
    ),
}
