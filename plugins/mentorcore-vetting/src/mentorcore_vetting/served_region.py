"""The region that a programme serves: anybody else is heard by a person, never refused by the machine."""

from __future__ import annotations

from attrs import define, field

from mentorcore.domain.decisions import Refusal, Requirement
from mentorcore.domain.people import Candidate
from mentorcore.domain.records import RecordKind
from mentorcore.hooks.kinds import hookimpl
from mentorcore.hooks.settings import names
from mentorcore_vetting.evidence import admission_decisions
from mentorcore_vetting.settings import NAME, SOME_NAMES


@define(eq=False)
class ServedRegion:
    """Holds who lives elsewhere, or did not say where, until somebody admits them and writes down why.

    Settings:
        trait: the question, marked as a trait, that holds the region; one answer or several.
        served: the options that are served, at least one.

    Neither the requirement nor the refusal says where the person lives.
    """

    trait: str = field(validator=NAME, metadata=names("trait"))
    served: tuple[str, ...] = field(validator=SOME_NAMES)

    @hookimpl
    def requirements(self, candidate: Candidate) -> list[Requirement]:
        """``vetting.region`` until an admission with a reason is on record."""
        if self._serves(candidate) or _admitted_with_reason(candidate):
            return []
        remedy = f"vetting record {candidate.person} admission"
        return [Requirement("vetting.region", {"trait": self.trait, "served": self.served}, remedy=remedy)]

    @hookimpl
    def may_admit(self, candidate: Candidate, reason_given: bool) -> Refusal | None:
        """``vetting.region_reason`` for an admission from elsewhere without a reason."""
        if reason_given or self._serves(candidate):
            return None
        return Refusal("vetting.region_reason", {"trait": self.trait, "served": self.served})

    def _serves(self, candidate: Candidate) -> bool:
        value = candidate.traits.get(self.trait)
        if isinstance(value, frozenset):
            return not value.isdisjoint(self.served)
        return value in self.served


def _admitted_with_reason(candidate: Candidate) -> bool:
    return any(
        record.kind == RecordKind.ADMISSION and record.data.get("reason_given") is True
        for record in admission_decisions(candidate)
    )
