"""The commands about drafts of rounds."""

from __future__ import annotations

from mentorcore.cli.table.row import DRAFT, OTHER, OTHER_DRAFT, PERSON, Row

DRAFTS = {
    "drafts propose": Row(
        "What the matching would propose; nobody is told",
        "Ce qui serait proposé ; personne n’en est informé",
        "drafts propose --set weight.experience=60",
        "drafts.propose",
        "drafts:ProposeDraft",
    ),
    "drafts list": Row(
        "List drafts, oldest first",
        "La liste des brouillons, du plus ancien au plus récent",
        "drafts list",
        "drafts.list",
        "drafts:ListDrafts",
    ),
    "drafts show": Row(
        "One draft: who with whom, who waits and why; also as a picture",
        "Un brouillon : qui avec qui, qui attend et pourquoi ; aussi en image",
        f"drafts show {DRAFT}",
        "drafts.show",
        "drafts:ShowDraft",
        own="drafts:show",
    ),
    "drafts lock": Row(
        "Let a pair stay; the rest is solved anew around it",
        "Garder un binôme ; le reste est recalculé autour",
        f"drafts lock {DRAFT} {PERSON} {OTHER}",
        "drafts.lock",
        "drafts:LockPair",
    ),
    "drafts unlock": Row(
        "Take back a lock or a rejection",
        "Annuler une décision sur un binôme, gardé ou écarté",
        f"drafts unlock {DRAFT} {PERSON} {OTHER}",
        "drafts.unlock",
        "drafts:UnlockPair",
    ),
    "drafts reject": Row(
        "Do without a pair, with the reason; the rest is solved anew",
        "Écarter un binôme, avec la raison ; le reste est recalculé",
        f"drafts reject {DRAFT} {PERSON} {OTHER} --from reason.txt",
        "drafts.reject",
        "drafts:RejectPair",
    ),
    "drafts compare": Row(
        "What differs between two drafts",
        "Ce qui change d’un brouillon à l’autre",
        f"drafts compare {DRAFT} {OTHER_DRAFT}",
        "drafts.compare",
        "drafts:CompareDrafts",
    ),
    "drafts release": Row(
        "Make a round of a draft: what still holds is proposed, and everybody is told",
        "Publier un brouillon : ce qui tient encore est proposé, et chacun·e est informé·e",
        f"drafts release {DRAFT}",
        "drafts.release",
        "drafts:ReleaseDraft",
    ),
    "drafts discard": Row(
        "Destroy a draft; a round that came of it stays",
        "Détruire un brouillon ; ce qui en a été proposé reste",
        f"drafts discard {DRAFT}",
        "drafts.discard",
        "drafts:DiscardDraft",
    ),
}
