"""A programme has a length; its end is talked about in time, and nobody goes on past it unnoticed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from attrs import define, field, validators

from mentorcore.domain.duties import DutyWanted
from mentorcore.domain.events import History
from mentorcore.domain.programme_time import ProgrammeTime
from mentorcore.hooks.kinds import hookimpl
from mentorcore_cadence.pair_time import clock_of, days_of, working
from mentorcore_cadence.settings import DAYS, NAME, NAMES, owner_in

CLOSING = "closing"
AFTER = "end-or-go-on"


@define(eq=False)
class Length:
    """The planned end of every match, a duty ``closing`` ahead of it, and ``end-or-go-on`` after it.

    The planned end lies so many months of programme time after the introduction. The closing stage begins some days
    before: then ``closing`` is due. It is met by what was noted about it from the beginning of the stage on, or by the
    end. Where the match still runs some days after its planned end, staff end it, or say that the two go on.

    Settings:
        months: the programme's length.
        closing_days: days before the planned end on which the closing stage begins.
        owner: who owes both: a staff role; ``mentee``, ``mentor`` or a person's public id are possible, too.
        closed_by: events that show that the end was talked about.
        after_days: days after the planned end by which staff end the match or say that the two go on.
        grace_days: days after its day on which either can still be met; it is missed after them.
        working_days: whether a day at a weekend or on a public holiday moves to the next working day.
    """

    months: int = field(validator=[validators.ge(1), validators.le(600)])
    closing_days: int = field(default=28, validator=DAYS)
    owner: str = field(validator=NAME, kw_only=True)
    closed_by: tuple[str, ...] = field(default=("reflection.noted",), validator=NAMES)
    after_days: int = field(default=7, validator=DAYS)
    grace_days: int = field(default=28, validator=DAYS)
    working_days: bool = False

    @hookimpl
    def planned_end(self, history: History) -> date | None:
        """The last day that is planned for a match; None while a pause keeps it from being known."""
        time = clock_of(history)
        return None if time is None else time.milestone(self.months)

    @hookimpl
    def plan_duties(self, history: History, until: date) -> list[DutyWanted]:
        """The duties ``closing`` and ``end-or-go-on`` of a match, each once."""
        time = clock_of(history)
        end = None if time is None else time.milestone(self.months)
        if time is None or end is None or (time.ended is not None and time.ended < self._stage(time, end)):
            return []
        return [duty for duty in self._duties(history, time, end) if duty.due_on <= until]

    def _stage(self, time: ProgrammeTime, end: date) -> date:
        """The first day of the closing stage; a match that is shorter is in it from its first day on."""
        days = timedelta(days=self.closing_days)
        return max(time.start, time.actual_day(time.programme_day(end) - days) or end)

    def _duties(self, history: History, time: ProgrammeTime, end: date) -> Iterator[DutyWanted]:
        stage = self._stage(time, end)
        noted = [e.effective_on for e in history.all(*self.closed_by) if e.effective_on >= stage]
        ended = [] if time.ended is None else [time.ended]
        yield from self._duty(history, time, stage, min([*noted, *ended], default=None))
        if time.ended is None or time.ended > end:
            after = end + timedelta(days=self.after_days)
            yield from self._duty(history, time, after, time.ended, ahead=False)

    def _duty(
        self, history: History, time: ProgrammeTime, day: date, met: date | None, *, ahead: bool = True
    ) -> Iterator[DutyWanted]:
        rule = CLOSING if ahead else AFTER
        due_on = working(history.calendar, day, self.working_days)
        days = days_of(time, due_on, grace=self.grace_days, met=met)
        if days is not None:
            yield DutyWanted(
                rule=rule,
                owner=owner_in(history, self.owner),
                occurrence="once",
                due_on=due_on,
                params={"match": history.subject},
                remedy=f"matches show {history.subject}",
                fulfilled_on=days.fulfilled_on,
                missed_from=days.missed_from,
            )
