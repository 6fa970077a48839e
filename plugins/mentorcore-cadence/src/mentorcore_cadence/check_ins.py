"""Somebody asks how it goes, often at first and seldom later."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import count
from typing import Any, Literal

from attrs import define, field, frozen

from mentorcore.domain.duties import DutyWanted
from mentorcore.domain.events import History
from mentorcore.domain.programme_time import ProgrammeTime
from mentorcore.hooks.kinds import hookimpl
from mentorcore_cadence.pair_time import clock_of, days_of, working
from mentorcore_cadence.settings import DAYS, MAYBE_NAME, NAME, SIDES, owner_in
from mentorcore_cadence.spans import MAYBE_SPAN, SPAN, Span

RULE = "check-in"


@frozen
class Step:
    """A stage of a match, with its own interval.

    Settings:
        every: the interval, such as ``14 days``.
        until: up to this long after the introduction, in programme time, such as ``60 days`` or ``1 year``.
        until_event: or up to the day of the first event of this type, such as ``agreement.settled``. The last step has
            neither, or lasts only so long.
    """

    every: str = field(validator=SPAN)
    until: str = field(default="", validator=MAYBE_SPAN)
    until_event: str = field(default="", validator=MAYBE_NAME)


def _follow_one_another(_: object, setting: Any, steps: tuple[Step, ...]) -> None:
    """Each step but the last one says how long it lasts, and each lasts longer than the one before."""
    ends = [Span.of(step.until).after(date(2000, 1, 1)) for step in steps if step.until]
    bounded = all(bool(step.until) != bool(step.until_event) for step in steps[:-1])
    last = not steps or not (steps[-1].until and steps[-1].until_event)
    if not (steps and bounded and last) or ends != sorted(set(ends)):
        raise ValueError(
            f"'{setting.name}' must be in the order of their ends, each but the last with one (got others)"
        )


@define(eq=False)
class CheckIns:
    """A duty ``check-in`` at each interval, which changes from step to step.

    Intervals are counted from the beginning of their step, so that a late check-in moves no other one. An event meets
    the first check-in that is open on its day: one after the check-in before, at the latest some days after its own.

    Settings:
        owner: the staff role that owes them; ``mentee``, ``mentor`` or a person's public id are possible, too.
        steps: the stages of a match, one after the other: ``every``, such as ``14 days``; and ``until`` how long after
            the introduction, such as ``60 days``, or ``until_event``, the type of the event that ends it.
        whom: ``pair`` for one check-in with either, ``each`` for one with each, or ``mentee``, ``mentor``.
        fulfilled_by: the event that meets one; where it names a ``person``, it counts for them.
        grace_days: programme days after its day on which a check-in can still be met; it is missed after them.
        working_days: whether a check-in at a weekend or on a public holiday moves to the next working day.
    """

    owner: str = field(validator=NAME)
    steps: tuple[Step, ...] = field(validator=_follow_one_another)
    whom: Literal["pair", "each", "mentee", "mentor"] = "pair"
    fulfilled_by: str = field(default="contact.logged", validator=NAME)
    grace_days: int = field(default=7, validator=DAYS)
    working_days: bool = False

    @hookimpl
    def plan_duties(self, history: History, until: date) -> list[DutyWanted]:
        """The duties ``check-in`` of a match; ``2:3`` is the third one of the second step."""
        time = clock_of(history)
        if time is None:
            return []
        due = list(self._due(history, time, until))
        sides: Sequence[str] = SIDES if self.whom == "each" else (self.whom,)
        return [duty for side in sides for duty in self._with(history, time, due, side)]

    def _with(
        self, history: History, time: ProgrammeTime, due: list[tuple[str, date]], side: str
    ) -> Iterator[DutyWanted]:
        """The check-ins with one side, or with either of the pair."""
        person = history.people[SIDES.index(side)] if side in SIDES else ""
        days = sorted(
            event.effective_on
            for event in history.all(self.fulfilled_by)
            if not person or event.data.get("person", person) == person
        )
        before = time.start - timedelta(days=1)
        for occurrence, due_on in due:
            last = time.after(due_on, self.grace_days) or due_on
            met = next((day for day in days if before < day <= last), None)
            if met is not None:
                days.remove(met)
            when = days_of(time, due_on, grace=self.grace_days, met=met)
            before = due_on
            if when is not None:
                yield DutyWanted(
                    rule=RULE,
                    owner=owner_in(history, self.owner),
                    occurrence=f"{occurrence}:{side}" if person else occurrence,
                    due_on=due_on,
                    about=person,
                    params={"match": history.subject},
                    remedy=f"contacts log {person} --match {history.subject}" if person else "",
                    fulfilled_on=when.fulfilled_on,
                    remind_on=when.remind_on,
                    missed_from=when.missed_from,
                )

    def _due(self, history: History, time: ProgrammeTime, until: date) -> Iterator[tuple[str, date]]:
        """Name and day of every check-in, up to a day and to the end of the match."""
        begin = time.start  # a programme day, as all are that are counted here
        for place, step in enumerate(self.steps, start=1):
            every, end = Span.of(step.every), _end(history, time, step)
            for number in count(1):
                at = every.after(begin, number)
                if end is not None and at > end:
                    break
                found = time.actual_day(at)
                day = found and working(history.calendar, found, self.working_days)
                if day is None or day > until or (time.ended is not None and day > time.ended):
                    return
                yield f"{place}:{number}", day
            begin = max(begin, end) if end is not None else begin


def _end(history: History, time: ProgrammeTime, step: Step) -> date | None:
    """The programme day with which a step is over; None where it goes on."""
    if step.until:
        return Span.of(step.until).after(time.start)
    if not step.until_event:
        return None
    first = next(iter(history.all(step.until_event)), None)
    return None if first is None else max(time.start, time.programme_day(first.effective_on))
