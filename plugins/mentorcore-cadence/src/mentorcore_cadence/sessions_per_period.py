"""A pair meets often enough, and long enough, in each month or week."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache
from itertools import accumulate
from typing import Literal

from attrs import define, field, frozen, validators

from mentorcore.domain.duties import DutyWanted
from mentorcore.domain.events import History
from mentorcore.domain.mappings import frozen_map
from mentorcore.domain.programme_time import ProgrammeTime
from mentorcore.domain.session_history import HeldSession
from mentorcore.hooks.kinds import hookimpl
from mentorcore_cadence.pair_time import Days, clock_of, days_of, sessions_of
from mentorcore_cadence.settings import DAYS, MAYBE_DAYS, MAYBE_NAME, NAME, for_them, owner_in

RULE = "sessions"


@define(eq=False)
class SessionsPerPeriod:
    """A duty ``sessions`` for each period, met on the day on which number and minutes of its sessions are reached.

    A session counts for the period in which it took place, whenever it is logged. A period that the match does not
    live to the end of is not asked for, nor is a month of the calendar that a pause, the beginning or the end cuts
    short.

    Settings:
        sessions: how many, at least 1.
        minutes: how long all of a period's sessions are together, at least; 0 for any length.
        period: ``match-month`` (from the day of the introduction, without pauses), ``week`` (likewise), or
            ``calendar-month``.
        periods: the first so many; 0 for all.
        owner: ``mentee``, ``mentor``, a staff role or a person's public id.
        remind_days: days before the last day on which the owner is reminded; left out for no reminder.
        grace_days: programme days after the period during which its sessions can be logged before it stands as missed.
        frequency: an event whose ``sessions`` and ``minutes`` are the pair's own; the newest one that was there when a
            period began counts for it. Empty where every pair has the same.
    """

    sessions: int = field(validator=[validators.ge(1), validators.le(100)])
    minutes: int = field(default=0, validator=[validators.ge(0), validators.le(10_000)])
    period: Literal["match-month", "week", "calendar-month"] = "match-month"
    periods: int = field(default=0, validator=[validators.ge(0), validators.le(600)])
    owner: str = field(default="mentee", validator=NAME)
    remind_days: int | None = field(default=None, validator=MAYBE_DAYS)
    grace_days: int = field(default=7, validator=DAYS)
    frequency: str = field(default="", validator=MAYBE_NAME)

    @hookimpl
    def plan_duties(self, history: History, until: date) -> list[DutyWanted]:
        """The duties ``sessions`` of a match, such as ``month:3``."""
        time = clock_of(history)
        return [] if time is None else list(self._duties(history, time, until))

    def _duties(self, history: History, time: ProgrammeTime, until: date) -> Iterator[DutyWanted]:
        held, owner, match = sessions_of(history.events), owner_in(history, self.owner), history.subject
        remedy, params = for_them(f"sessions log {match}", owner, history), frozen_map({})
        for period in _periods(time, until, self.period, self.periods, self.grace_days, self.remind_days):
            first, last, days = period.first, period.last, period.unmet
            sessions, minutes = self._wanted(history, first)
            met = (
                _met([found for found in held if first <= found.day <= last], sessions, minutes)
                if held
                else None
            )
            if met is not None:
                days = days_of(time, last, grace=self.grace_days, remind=period.remind, met=met)
            if days is None:
                continue
            wanted = {"match": match, "sessions": sessions, "minutes": minutes}
            params = params if params == wanted else frozen_map(wanted)  # one for all periods, mostly
            yield DutyWanted(
                rule=RULE,
                owner=owner,
                occurrence=period.occurrence,
                due_on=last,
                params=params,
                remedy=remedy,
                fulfilled_on=days.fulfilled_on,
                remind_on=days.remind_on,
                missed_from=days.missed_from,
            )

    def _wanted(self, history: History, first: date) -> tuple[int, int]:
        """Number and minutes for a period that begins on a day."""
        if not self.frequency:
            return self.sessions, self.minutes
        agreed = history.all(self.frequency)
        own = [event for event in agreed if event.effective_on <= first and "sessions" in event.data]
        if not own:
            return self.sessions, self.minutes
        return int(own[-1].data["sessions"]), int(own[-1].data.get("minutes", 0))


@frozen
class _Period:
    """One period.

    Args:
        occurrence: its name, such as ``month:3``.
        first, last: its days.
        remind: when its owner is reminded, or None.
        unmet: the days of its duty as long as that is not met; None where it is withheld.
    """

    occurrence: str
    first: date
    last: date
    remind: date | None
    unmet: Days | None


@lru_cache(maxsize=1024)
def _periods(
    time: ProgrammeTime, until: date, kind: str, most: int, grace: int, ahead: int | None
) -> tuple[_Period, ...]:
    """The periods up to a day that are over before the match is. Those who were introduced on one day have the same."""
    before = None if ahead is None else timedelta(days=ahead)
    made = []
    for occurrence, first, last in _named(time, until, kind, most):
        remind = None if before is None else last - before
        made.append(_Period(occurrence, first, last, remind, days_of(time, last, grace=grace, remind=remind)))
    return tuple(made)


def _named(time: ProgrammeTime, until: date, kind: str, most: int) -> Iterator[tuple[str, date, date]]:
    """The periods, each with its name and its days."""
    last_day = until if time.ended is None else min(until, time.ended)
    of_calendar = kind == "calendar-month"
    found = time.calendar_months() if of_calendar else time.months(weeks=kind == "week")
    for number, (first, last) in enumerate(found, start=1):
        if last > last_day or (most and number > most):
            return
        if not of_calendar:
            yield f"{kind.removeprefix('match-')}:{number}", first, last
        elif time.is_whole(first, last):
            yield f"calendar:{first:%Y-%m}", first, last


def _met(held: list[HeldSession], sessions: int, minutes: int) -> date | None:
    """The day on which number and minutes are reached; None where they are not."""
    together = accumulate(found.minutes for found in held)
    for place, (found, length) in enumerate(zip(held, together, strict=True), start=1):
        if place >= sessions and length >= minutes:
            return found.day
    return None
