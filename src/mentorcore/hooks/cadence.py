"""Hooks around time: duties that are owed by a date, and sessions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from attrs import field, frozen
from attrs.converters import optional

from mentorcore.domain.clock import aware
from mentorcore.domain.decisions import Refusal
from mentorcore.domain.duties import DutyWanted
from mentorcore.domain.events import History
from mentorcore.domain.matches import Match
from mentorcore.hooks.kinds import ask, ask_first, veto


@frozen
class SessionPlan:
    """A session as somebody wants to plan it, or to move it.

    Args:
        on: the day, in the programme's time zone.
        minutes: how long it is to be.
        starts_at: the instant, UTC, where a time was said.
        by: who plans it: ``mentee``, ``mentor`` or ``staff``.
        moved: whether it was planned before, for another time.
    """

    on: date
    minutes: int
    starts_at: datetime | None = field(default=None, converter=optional(aware))
    by: str = ""
    moved: bool = False


@ask(DutyWanted)
def plan_duties(history: History, until: date) -> Sequence[DutyWanted]:
    """Say all duties that follow from a history, up to a day: a pure function, so planning twice changes nothing.

    Fires after each action for the subjects it touched, and for all of them at `duties plan` and at an adoption. A
    duty with `missed_from` is counted, so a policy goes on wanting it when it is over.

    Args:
        history: one subject with its events; the programme itself is one, too.
        until: the last day of interest, 13 months ahead.
    """
    raise NotImplementedError


@ask_first(date)
def planned_end(history: History) -> date | None:
    """Say on which day a match is planned to end, or None where the policy plans no end.

    Fires where a match is shown, and where something is planned that has to lie before its end.

    Args:
        history: a match with its events.
    """
    raise NotImplementedError


@veto
def may_log_session(match: Match) -> Refusal | None:
    """Object to a session being recorded.

    Fires before a session is stored.

    Args:
        match: the match it would belong to.
    """
    raise NotImplementedError


@veto
def may_plan_session(match: Match, plan: SessionPlan) -> Refusal | None:
    """Object to a session being planned, or moved.

    Fires before the plan is stored.

    Args:
        match: the match it belongs to, active.
        plan: when it is to be, and how long.
    """
    raise NotImplementedError
