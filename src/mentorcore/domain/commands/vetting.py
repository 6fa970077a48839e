"""Commands of the facet `vetting`."""

from __future__ import annotations

from attrs import frozen

from mentorcore.domain.commands.fields import an_id, name, one_of, personal
from mentorcore.domain.ids import PERSON
from mentorcore.domain.records import DECISIONS, OWN_ACTS, RecordKind


@frozen
class ListVetting:
    """Whom something keeps out of the pool, and what."""


@frozen
class ShowVetting:
    """What one participant lacks, and their evidence."""

    person: str = an_id(PERSON, "the participant")


@frozen
class RecordEvidence:
    """A piece of evidence about a participant.

    Args:
        person: public id.
        kind: one of `mentorcore.domain.records.OWN_ACTS` or `DECISIONS`; other evidence comes of other commands.
        role: the participant role it is about; may be left out where the person has one only.
        document: for acceptances and withdrawals.
        reason: why, in words; sealed. Needed for a rejection and where a rule asks for it.
    """

    person: str = an_id(PERSON, "the participant")
    kind: RecordKind = one_of(RecordKind, "what is recorded", among=(*OWN_ACTS, *DECISIONS))
    role: str = name("the role it is about", default="")
    document: str = name("the document, for acceptances", default="")
    reason: str = personal("why, in words", required=False)
