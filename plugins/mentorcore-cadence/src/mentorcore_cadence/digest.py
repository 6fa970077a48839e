"""Somebody looks over everything on a day of the week."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Literal

from attrs import define, field

from mentorcore.domain.duties import DutyWanted
from mentorcore.domain.events import History
from mentorcore.hooks.kinds import hookimpl
from mentorcore_cadence.pair_time import working
from mentorcore_cadence.settings import NAME

RULE = "digest"
_WEEK = timedelta(weeks=1)
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@define(eq=False)
class Digest:
    """A duty ``digest`` of the programme in each week, from its first adoption on; missed when the next one is due.

    Settings:
        owner: the staff role that owes it, or a person's public id.
        weekday: the day of the week, in English.
        working_days: whether one on a public holiday moves to the next working day.
    """

    owner: str = field(validator=NAME)
    weekday: Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] = "monday"
    working_days: bool = False

    @hookimpl
    def plan_duties(self, history: History, until: date) -> list[DutyWanted]:
        """The duties of the programme; the occurrence is the week by its ISO number, such as ``2025-W06``."""
        adopted = history.all("programme.adopted") if history.kind == "programme" else ()
        return list(self._duties(history, adopted[0].effective_on, until)) if adopted else []

    def _duties(self, history: History, start: date, until: date) -> Iterator[DutyWanted]:
        day = start + timedelta(days=(WEEKDAYS.index(self.weekday) - start.weekday()) % 7)
        while (due_on := working(history.calendar, day, self.working_days)) <= until:
            year, week, _ = day.isocalendar()
            following = working(history.calendar, day + _WEEK, self.working_days)
            yield DutyWanted(
                rule=RULE,
                owner=self.owner,
                occurrence=f"{year}-W{week:02}",
                due_on=due_on,
                remedy="agenda",
                missed_from=max(following, due_on + timedelta(days=1)),
            )
            day += _WEEK
