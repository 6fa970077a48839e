"""Plausible arguments for every hook, so that a policy can be asked without a programme around it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from mentorcore.domain.concerns import Concern, ConcernAct, ConcernKind, ConcernState, ConcernWish, Resolution
from mentorcore.domain.events import Event, History
from mentorcore.domain.matches import EndKind, Match, MatchState
from mentorcore.domain.people import Candidate, RoleState, SafetyPlan
from mentorcore.domain.surveys import Tally
from mentorcore.hooks.cadence import SessionPlan
from mentorcore.hooks.closure import Closure
from mentorcore.hooks.confidentiality import DisclosureRequest, Draft
from mentorcore.hooks.indicators import Counts
from mentorcore.hooks.matching import Trait

DAY = date(2025, 2, 3)
MENTEE, MENTOR, STAFF = "P-0000001G", "P-0000002J", "P-0000003M"


def sample_arguments(hook: str) -> dict[str, Any]:
    """Arguments with which a hook could be asked, made anew at each call.

    Args:
        hook: its name.

    Raises:
        LookupError: there is no such hook.
    """
    return dict(_samples()[hook])


def _samples() -> dict[str, dict[str, Any]]:
    match = Match("M-00000045", MENTEE, MENTOR, MatchState.ACTIVE, "", DAY, DAY, DAY, DAY)
    ended = Match(
        "M-00000045",
        MENTEE,
        MENTOR,
        MatchState.ENDED,
        "",
        DAY,
        DAY,
        DAY,
        DAY,
        None,
        DAY,
        EndKind.LEFT,
        MENTEE,
    )
    concern = Concern(
        "C-00000057", ConcernKind.WORRY, ConcernWish.UNDECIDED, ConcernState.OPEN, DAY, MENTEE, (MENTOR,)
    )
    return {
        "guidance": {"moment": "introduction", "role": "mentee"},
        "may_apply": {"candidate": _candidate()},
        "requirements": {"candidate": _candidate()},
        "may_admit": {"candidate": _candidate(), "reason_given": False},
        "pair_rules": {"traits": (Trait("languages", "set", ("fr", "de")),)},
        "solver": {"mentees": 3, "mentors": 2},
        "grants": {},
        "may_disclose": {
            "request": DisclosureRequest("participants.show", "identity", "matching", ("mentor",), "party")
        },
        "may_send": {"draft": Draft("message.sample", "Hello", "Hello", "sms"), "plan": SafetyPlan(("sms",))},
        "may_act_on_concern": {"concern": concern, "act": ConcernAct.SUSPENSION},
        "may_resolve_concern": {"concern": concern, "resolution": Resolution("resolved")},
        "happened": {"event": _event("participant.applied", MENTEE)},
        "plan_duties": {"history": _history(), "until": date(2026, 3, 3)},
        "planned_end": {"history": _history()},
        "may_log_session": {"match": match},
        "may_plan_session": {"match": match, "plan": SessionPlan(DAY, 60, by="mentee")},
        "closing_guidance": {"closure": Closure(ended, "mentee", left=True, after_concern=False)},
        "may_match_again": {"ended": ended, "asked_by": (MENTEE,)},
        "survey_figures": {
            "tallies": (Tally("review", "1", "trust", "", 7), Tally("review", "1", "trust", "5", 7))
        },
        "indicators": {"counts": Counts(7, 6, 5, 4, 3, 2, 1)},
    }


def _candidate() -> Candidate:
    return Candidate(MENTEE, "mentee", RoleState.APPLIED, DAY, {}, {}, 30, (), 1, DAY)


def _history() -> History:
    events = (_event("match.introduced", "M-00000045"), _event("match.suspended", "M-00000045"))
    return History("match", "M-00000045", "suspended", events, (MENTEE, MENTOR))


def _event(type_: str, subject: str) -> Event:
    return Event(type_, subject, datetime(2025, 2, 3, 9, tzinfo=UTC), DAY, STAFF)
