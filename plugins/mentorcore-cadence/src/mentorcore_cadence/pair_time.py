"""What the policies about a match share: its clock, and the days that follow from a day on which something is due."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Generic, TypeVar

from attrs import frozen

from mentorcore.domain.calendar import WorkCalendar
from mentorcore.domain.events import Event, History
from mentorcore.domain.programme_time import ProgrammeTime, programme_time
from mentorcore.domain.session_history import held_sessions

ONE_DAY = timedelta(days=1)
T = TypeVar("T")


@frozen
class Days:
    """The days of one duty.

    Args:
        due_on: its last day.
        remind_on: when its owner is reminded; None for no reminder, and as long as the clock of the match stands.
        missed_from: from when it stands as missed.
        fulfilled_on: when it was met in time; None where it was not, or too late.
    """

    due_on: date
    remind_on: date | None
    missed_from: date
    fulfilled_on: date | None


class Newest(Generic[T]):
    """What was made of the events that were looked at last: all policies of a bundle are asked about a history in turn,
    and look at the same ones.

    Args:
        make: makes it, of nothing but the events; what it makes cannot be changed.
    """

    def __init__(self, make: Callable[[tuple[Event, ...]], T]) -> None:
        self._make = make
        self._newest: tuple[tuple[Event, ...], T] | None = None

    def __call__(self, events: tuple[Event, ...]) -> T:
        found = self._newest
        if found is None or found[0] is not events:
            found = self._newest = (events, self._make(events))
        return found[1]


sessions_of = Newest(held_sessions)
"""The sessions of a match that took place, the earliest first."""
_clock = Newest(programme_time)


def clock_of(history: History) -> ProgrammeTime | None:
    """The clock of a match; None for other subjects, and where nobody was introduced."""
    return _clock(history.events) if history.kind == "match" else None


def days_of(
    time: ProgrammeTime, due_on: date, *, grace: int, remind: date | None = None, met: date | None = None
) -> Days | None:
    """The days of a duty; None where it is withheld: a pause keeps the day from which it is missed from coming.

    Args:
        time: the clock of the match.
        due_on: the last day for it.
        grace: programme days after it, on which it can still be met.
        remind: the day of the reminder, if there is one.
        met: the day on which it was met, if it was; it is not withheld then, and while a pause keeps the day from
            which it is missed from coming, nothing is too late.
    """
    missed_from = time.after(due_on, grace + 1)
    if missed_from is None and met is None:
        return None
    late = met is not None and missed_from is not None and met >= missed_from
    runs = time.paused_since is None and time.ended is None
    missed_from = missed_from or due_on + timedelta(days=grace + 1)
    return Days(due_on, remind if runs else None, missed_from, None if late else met)


def working(calendar: WorkCalendar, day: date, wanted: bool) -> date:
    """The day, or the next working day where the setting wants one."""
    return calendar.after(day, 0) if wanted else day
