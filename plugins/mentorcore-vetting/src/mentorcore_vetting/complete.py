"""Some answers have to be there before the pool, though the form could be sent without them."""

from __future__ import annotations

from attrs import define, field

from mentorcore.domain.decisions import Requirement
from mentorcore.domain.people import Candidate
from mentorcore.hooks.kinds import hookimpl
from mentorcore.hooks.settings import names
from mentorcore_vetting.settings import NAME, SOME_NAMES


@define(eq=False)
class Complete:
    """Asks for answers that are missing; it sees which fields are answered, never with what.

    Settings:
        tier: the tier in which the answers lie.
        fields: ids of questions of that tier, at least one.
    """

    tier: str = field(validator=NAME, metadata=names("tier"))
    fields: tuple[str, ...] = field(validator=SOME_NAMES, metadata=names("question"))

    @hookimpl
    def requirements(self, candidate: Candidate) -> list[Requirement]:
        """One ``vetting.incomplete`` that names all missing fields, in the order of the settings."""
        answered = candidate.answered.get(self.tier, frozenset())
        missing = tuple(name for name in self.fields if name not in answered)
        if not missing:
            return []
        return [
            Requirement(
                "vetting.incomplete",
                {"fields": missing},
                remedy=f"participants edit {candidate.person}",
                waits_for="person",
            )
        ]
