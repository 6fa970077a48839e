"""Both look back at check-points, and once more where the match ends before the last of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from attrs import define, field, validators

from mentorcore.domain.duties import DutyWanted
from mentorcore.domain.events import History
from mentorcore.domain.matches import EndKind
from mentorcore.domain.programme_time import ProgrammeTime
from mentorcore.hooks.kinds import hookimpl
from mentorcore_cadence.pair_time import clock_of, days_of, working
from mentorcore_cadence.settings import DAYS, MAYBE_DAYS, MAYBE_NAME, NAME, SIDES, for_them

RULE = "review"
CLOSING = "closing-survey"
AFTERWARDS = "closing"
"""The occasion of a closing survey."""


def _ascending(_: object, setting: Any, months: tuple[int, ...]) -> None:
    """Check-points in their order, the first one after a month at the earliest."""
    if not months or months[0] < 1 or any(later <= one for one, later in pairwise(months)):
        raise ValueError(f"'{setting.name}' must be in ascending order, from 1 on (got others)")


@define(eq=False)
class Reviews:
    """A duty ``review`` for each side at each check-point, and ``closing-survey`` after an early end.

    A review is met by the answered survey (``survey.answered`` with ``survey``, ``occasion`` and ``by``). The end of a
    match cancels the check-points that are not due by then; those who lose one so are offered the closing survey.

    Settings:
        months: the check-points, in months of programme time since the introduction: in ascending order, from 1 on.
        survey: id of the survey.
        sides: who answers: ``mentee``, ``mentor``.
        window_days: programme days after a check-point on which an answer still counts; it is missed after them.
        remind_days: days before the check-point on which each is reminded; left out for no reminder.
        closing: id of the closing survey; empty for none.
        closing_days: days after the end by which it is due, and again until it is missed.
        not_after: ends after which nobody is asked anything more.
        working_days: whether a check-point at a weekend or on a public holiday moves to the next working day.
    """

    months: tuple[int, ...] = field(validator=_ascending)
    survey: str = field(validator=NAME)
    sides: tuple[str, ...] = field(
        default=SIDES, validator=validators.deep_iterable(validators.in_(SIDES), validators.min_len(1))
    )
    window_days: int = field(default=14, validator=DAYS)
    remind_days: int | None = field(default=None, validator=MAYBE_DAYS)
    closing: str = field(default="", validator=MAYBE_NAME)
    closing_days: int = field(default=14, validator=DAYS)
    not_after: tuple[str, ...] = field(
        default=(EndKind.PROGRAMME.value,), validator=validators.deep_iterable(validators.in_(tuple(EndKind)))
    )
    working_days: bool = False

    @hookimpl
    def plan_duties(self, history: History, until: date) -> list[DutyWanted]:
        """The duties of a match: ``month:3:mentee`` and the like, ``closing:mentee``."""
        time = clock_of(history)
        return [] if time is None else list(self._duties(history, time, until))

    def _duties(self, history: History, time: ProgrammeTime, until: date) -> Iterator[DutyWanted]:
        asked = set()
        for months in self.months:
            day = time.milestone(months)
            if day is None:
                break
            due_on = working(history.calendar, day, self.working_days)
            if time.ended is None or due_on <= time.ended:
                asked.add(months)
                if due_on <= until:
                    yield from self._asked(history, time, self.survey, f"month:{months}", due_on)
        ended = history.last("match.ended")
        early = time.ended is not None and asked != set(self.months)
        kind = ended.data.get("end") if ended is not None else None
        if self.closing and early and time.ended is not None and kind not in self.not_after:
            due_on = time.ended + timedelta(days=self.closing_days)
            if due_on <= until:
                yield from self._asked(history, time, self.closing, AFTERWARDS, due_on)

    def _asked(
        self, history: History, time: ProgrammeTime, survey: str, occasion: str, due_on: date
    ) -> Iterator[DutyWanted]:
        rule = CLOSING if occasion == AFTERWARDS else RULE
        grace = self.window_days if rule == RULE else self.closing_days
        for side in self.sides:
            person = history.people[SIDES.index(side)]
            answered = _answered(history, survey, occasion, side)
            remind = None if self.remind_days is None else due_on - timedelta(days=self.remind_days)
            days = days_of(time, due_on, grace=grace, remind=remind, met=answered)
            if days is None:
                continue
            yield DutyWanted(
                rule=rule,
                owner=person,
                occurrence=f"{occasion}:{side}",
                due_on=due_on,
                about=person,
                params={"match": history.subject, "survey": survey, "occasion": occasion},
                remedy=for_them(f"surveys answer {history.subject} {survey} {occasion}", person, history),
                fulfilled_on=days.fulfilled_on,
                remind_on=days.remind_on,
                missed_from=days.missed_from,
            )


def _answered(history: History, survey: str, occasion: str, side: str) -> date | None:
    """The day on which a side answered; the first one, since corrections change nothing about it."""
    looked_for = (survey, occasion, side)
    for event in history.all("survey.answered"):
        if tuple(event.data.get(name) for name in ("survey", "occasion", "by")) == looked_for:
            return event.effective_on
    return None
