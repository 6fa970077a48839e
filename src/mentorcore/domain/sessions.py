"""Sessions of a pair: planned, held, missed or cancelled, for programmes that keep them.

That a session took place is a fact here. Where they met, what about, and what the mentee wrote down are words of
the pair: sealed in the match's dossier, and no part of these values.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from enum import StrEnum

from attrs import field, frozen
from attrs.converters import optional

from mentorcore.domain.clock import aware

IN_PERSON = "in-person"
"""The channel that every programme knows."""
STAFF = "staff"
"""Who planned or cancelled something, where it was neither of the two."""


class SessionState(StrEnum):
    """A session is planned, and then held, missed or cancelled; one can be held without having been planned."""

    PLANNED = "planned"
    HELD = "held"
    MISSED = "missed"
    CANCELLED = "cancelled"


class CancelledBy(StrEnum):
    """Who cancelled a session."""

    MENTEE = "mentee"
    MENTOR = "mentor"
    STAFF = "staff"


class Process(StrEnum):
    """Whether a session was cancelled in the way that the pair agreed upon."""

    AGREED = "agreed"
    OTHERWISE = "otherwise"


class Deviation(StrEnum):
    """In what a session was otherwise than planned or foreseen; it is marked, and nothing is refused for it."""

    UNPLANNED = "unplanned"
    OTHER_DAY = "other-day"
    SHORTER = "shorter"
    LONGER = "longer"
    ONE_ABSENT = "one-absent"
    BEFORE_INTRODUCTION = "before-introduction"
    IN_PAUSE = "in-pause"
    AFTER_END = "after-end"
    AGREEMENT_MISSING = "agreement-missing"


HERE, EMAIL = "here", "email"
"""How the mentee keeps the record of a session: in this programme, or in an e-mail to the mentor."""


@frozen
class Session:
    """One session.

    Args:
        id: public id, such as ``S-7K3F9Q2X``.
        match: the match.
        state: see `SessionState`.
        planned_on: the planned day, in the programme's time zone; None where it was held without a plan.
        starts_at: the planned instant, UTC; None where only a day was planned.
        planned_minutes: the planned length; 0 without a plan.
        planned_by: ``mentee``, ``mentor`` or ``staff``; empty without a plan.
        held_on: the day on which it took place; None where it did not.
        minutes: how long it was; 0 where it did not take place.
        channel: how they meet or met: an id of the bundle's channels, or ``in-person``.
        present: the sides that took part.
        deviations: see `Deviation`.
        cancelled_by, process: of a cancelled one, see `CancelledBy` and `Process`; else empty.
        recorded: how the mentee keeps its record, ``here`` or ``email``; empty where there is none yet.
        version: counts the changes.
    """

    id: str
    match: str
    state: SessionState
    planned_on: date | None = None
    starts_at: datetime | None = field(default=None, converter=optional(aware))
    planned_minutes: int = 0
    planned_by: str = ""
    held_on: date | None = None
    minutes: int = 0
    channel: str = IN_PERSON
    present: tuple[str, ...] = ()
    deviations: tuple[str, ...] = ()
    cancelled_by: str = ""
    process: str = ""
    recorded: str = ""
    version: int = 1

    @property
    def day(self) -> date | None:
        """The day it took place, or for which it is planned."""
        return self.held_on or self.planned_on

    @property
    def ends_at(self) -> datetime | None:
        """When it is planned to end, UTC; None where only a day was planned."""
        return None if self.starts_at is None else self.starts_at + timedelta(minutes=self.planned_minutes)


@frozen
class SessionVersion:
    """What was noted about a session before it was corrected.

    Args:
        session: public id.
        version: which version it was.
        state, held_on, minutes, channel, present, deviations: as in `Session`.
        replaced_at: when it was corrected, UTC.
        replaced_by: public id of who corrected it.
    """

    session: str
    version: int
    state: SessionState
    held_on: date | None
    minutes: int
    channel: str
    present: tuple[str, ...]
    deviations: tuple[str, ...]
    replaced_at: datetime
    replaced_by: str


def overlap(one: Session, other: Session) -> bool:
    """Whether two sessions lie over each other.

    Two of one pair do on the same day, too, where one of them has no time; of different pairs only times count.
    """
    if one.starts_at is None or other.starts_at is None:
        return one.match == other.match and one.planned_on == other.planned_on
    one_ends, other_ends = one.ends_at, other.ends_at
    return (
        one_ends is not None
        and other_ends is not None
        and one.starts_at < other_ends
        and other.starts_at < one_ends
    )


def deviations_from(
    plan: Session | None,
    *,
    held_on: date,
    minutes: int,
    sides: Iterable[str],
    introduced_on: date,
    ended_on: date | None,
    in_pause: bool,
) -> tuple[str, ...]:
    """In what a session that took place was otherwise than planned or foreseen.

    Args:
        plan: the session as it was planned, or None.
        held_on: the day it took place.
        minutes: how long it was.
        sides: who took part.
        introduced_on, ended_on: first and last day of the match; None where it goes on.
        in_pause: whether the match was suspended that day.
    """
    planned = plan is not None and plan.planned_on is not None
    found = {
        Deviation.UNPLANNED: not planned,
        Deviation.OTHER_DAY: plan is not None and planned and plan.planned_on != held_on,
        Deviation.SHORTER: plan is not None and planned and minutes < plan.planned_minutes,
        Deviation.LONGER: plan is not None and planned and minutes > plan.planned_minutes,
        Deviation.ONE_ABSENT: len(set(sides)) < 2,
        Deviation.BEFORE_INTRODUCTION: held_on < introduced_on,
        Deviation.IN_PAUSE: in_pause,
        Deviation.AFTER_END: ended_on is not None and held_on > ended_on,
    }
    return tuple(deviation.value for deviation, so in found.items() if so)
