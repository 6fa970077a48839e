"""Somebody who cannot be reached safely is not matched: an introduction would have no way to them."""

from __future__ import annotations

from attrs import define, field

from mentorcore.domain.decisions import Requirement
from mentorcore.domain.people import Candidate
from mentorcore.hooks.kinds import hookimpl
from mentorcore.hooks.settings import names
from mentorcore_vetting.settings import NAME, SOME_NAMES


@define(eq=False)
class SafeChannel:
    """Asks for one safe way to reach the person; any of the fields is enough.

    Settings:
        tier: the tier in which the safety plan lies.
        fields: ids of questions of that tier that name a way, at least one.
    """

    tier: str = field(validator=NAME, metadata=names("tier"))
    fields: tuple[str, ...] = field(validator=SOME_NAMES, metadata=names("question"))

    @hookimpl
    def requirements(self, candidate: Candidate) -> list[Requirement]:
        """``vetting.safe_channel`` while none of the fields is answered."""
        if not candidate.answered.get(self.tier, frozenset()).isdisjoint(self.fields):
            return []
        remedy = f"participants edit {candidate.person}"
        return [Requirement("vetting.safe_channel", remedy=remedy, waits_for="person")]
