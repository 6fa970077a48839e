"""Commands of the facet `access`."""

from __future__ import annotations

from attrs import frozen

from mentorcore.domain.commands.fields import an_id, flag, maybe_a_number, one_of, personal
from mentorcore.domain.disclosure import LONGEST
from mentorcore.domain.ids import PASS, PERSON
from mentorcore.domain.passes import Verdict


@frozen
class ShowAccess:
    """What the reader may read about a person for the purpose at hand, and why."""

    person: str = an_id(PERSON, "about whom")


@frozen
class BreakGlass:
    """An emergency access: at once, for a risk of harm.

    Args:
        person: whose data; nobody else's.
        second: the second member of staff, who is informed.
        risk: which harm threatens whom; sealed.
        hours: for how long; as long as the grant allows, 24 hours at most, where nobody says.
    """

    person: str = an_id(PERSON, "whose data")
    second: str = an_id(PERSON, "the second member of staff, who is informed")
    risk: str = personal("which harm threatens whom")
    hours: int | None = maybe_a_number(
        f"for how many hours, {LONGEST} at most; otherwise what the grant allows"
    )


@frozen
class AskAccess:
    """A second member of staff is asked to agree to an access.

    Args:
        person: whose data.
        why: what it is needed for; sealed.
    """

    person: str = an_id(PERSON, "whose data")
    why: str = personal("what it is needed for")


@frozen
class ApproveAccess:
    """A second member of staff agrees to an access that a colleague asked for.

    Args:
        access: the access.
        hours: for how long; as long as the grant allows, 24 hours at most, where nobody says.
    """

    access: str = an_id(PASS, "the access")
    hours: int | None = maybe_a_number(
        f"for how many hours, {LONGEST} at most; otherwise what the grant allows"
    )


@frozen
class EndAccess:
    """An access ends before its time, or is not asked for any more."""

    access: str = an_id(PASS, "the access")


@frozen
class ReviewAccess:
    """Another person looks at an emergency access afterwards.

    Args:
        access: the access.
        verdict: ``justified`` or ``not-justified``.
        note: in words; sealed.
    """

    access: str = an_id(PASS, "the access")
    verdict: Verdict = one_of(Verdict, "justified or not-justified")
    note: str = personal("in words", required=False)


@frozen
class ListAccess:
    """Accesses taken in an emergency or approved.

    Args:
        person: only those about this person.
        all: ended and reviewed ones too.
    """

    person: str = an_id(PERSON, "only about this person", optional=True)
    all: bool = flag("ended and reviewed ones too")
