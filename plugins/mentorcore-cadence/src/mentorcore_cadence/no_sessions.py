"""A programme that only brings people together keeps no record of what they do."""

from __future__ import annotations

from attrs import define

from mentorcore.domain.decisions import Refusal
from mentorcore.hooks.kinds import hookimpl


@define(eq=False)
class NoSessions:
    """Refuses every session, of every match: to note one, and to plan one. No settings."""

    @hookimpl
    def may_log_session(self) -> Refusal:
        """``cadence.no_sessions``, whichever match it is."""
        return Refusal("cadence.no_sessions")

    @hookimpl
    def may_plan_session(self) -> Refusal:
        """``cadence.no_sessions``, whichever match it is."""
        return Refusal("cadence.no_sessions")
