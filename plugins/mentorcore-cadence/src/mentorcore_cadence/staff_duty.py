"""What somebody of the staff does again and again: for each match, for each participant, or for the programme."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import count
from typing import Literal

from attrs import define, field

from mentorcore.domain.duties import DutyWanted
from mentorcore.domain.events import History
from mentorcore.domain.programme_time import ProgrammeTime
from mentorcore.hooks.kinds import hookimpl
from mentorcore_cadence.pair_time import clock_of, working
from mentorcore_cadence.settings import DAYS, MAYBE_NAME, NAME
from mentorcore_cadence.spans import MAYBE_SPAN, SPAN, Span

_ENDS = ("participant.left", "person.erased")


@define(eq=False)
class StaffDuty:
    """A recurring duty of a staff role, counted from a first day: an introduction, an admission, the first adoption.

    It recurs while that lasts: in a match it stops with a pause and with the end, for a person when they leave. Where
    it is not done before the next one is due, it stands as missed.

    Settings:
        owner: the staff role that owes it, or a person's public id.
        every: the interval, such as ``3 months``.
        per: ``match``, ``person`` or ``programme``.
        rule: name of the duty; its text is ``duty.<rule>``, which a bundle brings for a name of its own.
        first: how long after the first day it is due for the first time; as long as the interval where not said.
        fulfilled_by: the event that meets it, from the day after the one before on; empty where staff note it.
        grace_days: days after the next one's day until which it is not missed.
        working_days: whether one at a weekend or on a public holiday moves to the next working day.
    """

    owner: str = field(validator=NAME)
    every: str = field(validator=SPAN)
    per: Literal["match", "person", "programme"] = "match"
    rule: str = field(default="staff-duty", validator=NAME)
    first: str = field(default="", validator=MAYBE_SPAN)
    fulfilled_by: str = field(default="", validator=MAYBE_NAME)
    grace_days: int = field(default=0, validator=DAYS)
    working_days: bool = False

    @hookimpl
    def plan_duties(self, history: History, until: date) -> list[DutyWanted]:
        """The duties of one subject; the occurrence is their number, from 1 on."""
        time = _clock(history) if history.kind == self.per else None
        return [] if time is None else list(self._duties(history, time, until))

    def _duties(self, history: History, time: ProgrammeTime, until: date) -> Iterator[DutyWanted]:
        days = sorted(event.effective_on for event in history.all(*filter(None, [self.fulfilled_by])))
        before = time.start - timedelta(days=1)
        for number in count(1):
            due_on, following = self._due(history, time, number), self._due(history, time, number + 1)
            if due_on is None or due_on > until or (time.ended is not None and due_on > time.ended):
                return
            missed_from = None if following is None else following + timedelta(days=self.grace_days)
            met = next((day for day in days if before < day and (not missed_from or day < missed_from)), None)
            if met is not None:
                days.remove(met)
            before = due_on
            if missed_from is None and met is None:  # a pause keeps it from being missed
                return
            yield DutyWanted(
                rule=self.rule,
                owner=self.owner,
                occurrence=str(number),
                due_on=due_on,
                about=history.subject if history.kind == "person" else "",
                params={"subject": history.subject},
                fulfilled_on=met,
                missed_from=max(missed_from or due_on, due_on + timedelta(days=1)),
            )

    def _due(self, history: History, time: ProgrammeTime, number: int) -> date | None:
        first, every = Span.of(self.first or self.every), Span.of(self.every)
        day = time.actual_day(every.after(first.after(time.start), number - 1))
        return None if day is None else working(history.calendar, day, self.working_days)


def _clock(history: History) -> ProgrammeTime | None:
    """From when on days are counted, and until when."""
    if history.kind == "match":
        return clock_of(history)
    begins = "record.admission" if history.kind == "person" else "programme.adopted"
    begun = next(iter(history.all(begins)), None)
    if begun is None:
        return None
    over = history.last(*_ENDS) if history.kind == "person" else None
    again = over is not None and begun.effective_on > over.effective_on
    return ProgrammeTime(begun.effective_on, ended=None if over is None or again else over.effective_on)
