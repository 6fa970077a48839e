"""Retention: what a programme can let go of after a time, what happens then, and from which day it counts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Literal

from attrs import frozen

from mentorcore.domain.calendar import add_months

Kind = Literal[
    "closed-applications",
    "people-left",
    "message-words",
    "contact-notes",
    "disclosure-words",
    "shown-addresses",
    "session-records",
    "closing-words",
    "concern-accounts",
    "survey-answers",
]
CountedFrom = Literal["closed", "left", "sent", "noted", "told", "ended", "resolved", "answered"]
Then = Literal["erase-person", "destroy-words"]


@frozen
class RetentionKind:
    """What the core knows how to let go of.

    Args:
        counted_from: the day from which the time counts.
        then: what happens; words are destroyed, facts stay, or a whole person is erased.
    """

    counted_from: CountedFrom
    then: Then


RETENTION_KINDS: Mapping[str, RetentionKind] = {
    "closed-applications": RetentionKind("closed", "erase-person"),
    "people-left": RetentionKind("left", "erase-person"),
    "message-words": RetentionKind("sent", "destroy-words"),
    "contact-notes": RetentionKind("noted", "destroy-words"),
    "disclosure-words": RetentionKind("told", "destroy-words"),
    "shown-addresses": RetentionKind("ended", "destroy-words"),
    "session-records": RetentionKind("ended", "destroy-words"),
    "closing-words": RetentionKind("ended", "destroy-words"),
    "concern-accounts": RetentionKind("resolved", "destroy-words"),
    "survey-answers": RetentionKind("answered", "destroy-words"),
}
"""Kind to what it means; the order is the order in which a run goes through them."""


@frozen
class RetentionRule:
    """How long a programme keeps something.

    Args:
        kind: see `RETENTION_KINDS`.
        counted_from: the day from which the time counts; said so that whoever reads the bundle sees it.
        then: what happens, said for the same reason.
        months: calendar months, or 0 where days are said.
        days: days, or 0 where months are said.
        serves: clauses.
    """

    kind: Kind
    counted_from: CountedFrom
    then: Then
    months: int = 0
    days: int = 0
    serves: tuple[str, ...] = ()

    def due_on(self, start: date) -> date:
        """The first day on which what began on `start` may go; 31 August and 6 months give the last of February."""
        return add_months(start, self.months) if self.months else start + timedelta(days=self.days)
