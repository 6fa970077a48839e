"""Hooks around time: duties that are owed by a date, and sessions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from mentorcore.domain.decisions import Refusal
from mentorcore.domain.duties import DutyWanted
from mentorcore.domain.events import History
from mentorcore.domain.matches import Match
from mentorcore.hooks.kinds import ask, veto


@ask(DutyWanted)
def plan_duties(history: History, until: date) -> Sequence[DutyWanted]:
    """Say all duties that follow from a history, up to a day: a pure function, so planning twice changes nothing.

    Fires after each action for the subjects it touched, and for all of them at `duties plan`.

    Args:
        history: one subject with its events.
        until: the last day of interest, 13 months ahead.
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
