"""A lower bound of age: the one rule by which software alone may refuse an application."""

from __future__ import annotations

from attrs import define, field, validators

from mentorcore.domain.decisions import Refusal
from mentorcore.domain.people import Candidate
from mentorcore.hooks.kinds import hookimpl


@define(eq=False)
class AgeBound:
    """Refuses an application below an age; an age that is not known is left to people.

    Settings:
        least: whole years on the day of the application, 1 to 120.
    """

    least: int = field(validator=[validators.ge(1), validators.le(120)])

    @hookimpl
    def may_apply(self, candidate: Candidate) -> Refusal | None:
        """``vetting.age_bound`` below the bound; the age itself is not in it."""
        if candidate.age is None or candidate.age >= self.least:
            return None
        return Refusal("vetting.age_bound", {"least": self.least})
