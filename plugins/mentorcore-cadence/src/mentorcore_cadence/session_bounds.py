"""How long a session may be planned to last."""

from __future__ import annotations

from attrs import define, field, validators

from mentorcore.domain.decisions import Refusal
from mentorcore.hooks.cadence import SessionPlan
from mentorcore.hooks.kinds import hookimpl

DAY = 24 * 60


@define(eq=False)
class SessionBounds:
    """Refuses plans that are longer or shorter than the programme wants. What took place is noted, however long.

    Settings:
        longest: minutes, 1 to 1440.
        least: minutes, from 1 to `longest`.
    """

    longest: int = field(validator=[validators.ge(1), validators.le(DAY)])
    least: int = field(default=1, validator=validators.ge(1))

    def __attrs_post_init__(self) -> None:
        if self.least > self.longest:
            raise ValueError("least is larger than longest")

    @hookimpl
    def may_plan_session(self, plan: SessionPlan) -> Refusal | None:
        """``cadence.session_length`` outside of the bounds."""
        if self.least <= plan.minutes <= self.longest:
            return None
        return Refusal("cadence.session_length", {"least": self.least, "longest": self.longest})
