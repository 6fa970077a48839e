"""Commands about legal holds, receipts and retention."""

from __future__ import annotations

from attrs import frozen

from mentorcore.domain.commands.fields import an_id, flag, one_of, personal, value
from mentorcore.domain.holds import HoldGround
from mentorcore.domain.ids import PERSON, RECORD


@frozen
class HoldPerson:
    """Somebody's data may not be destroyed for now; for who is held already, ground, words and day are new.

    Args:
        person: whose data.
        ground: see `mentorcore.domain.holds.HoldGround`.
        words: what it is about, in words; sealed.
        months: months until somebody looks at it again, 1 to 12.
    """

    person: str = an_id(PERSON, "whose data")
    ground: HoldGround = one_of(HoldGround, "why nothing may be destroyed")
    words: str = personal("what it is about, in words")
    months: int = value("months until somebody looks at it again, 12 at most", 6)


@frozen
class ReleasePerson:
    """A hold ends; what waited for its end is destroyed."""

    person: str = an_id(PERSON, "whose data")


@frozen
class ListHolds:
    """The holds that stand."""


@frozen
class ShowReceipt:
    """The receipt of an erasure, by the code that stands on it.

    Args:
        receipt: the receipt's code.
    """

    receipt: str = an_id(RECORD, "the code that stands on the receipt")


@frozen
class RunRetention:
    """What the bundle's rules say is kept no longer goes.

    Args:
        dry_run: only list it.
    """

    dry_run: bool = flag("only list what would go")
