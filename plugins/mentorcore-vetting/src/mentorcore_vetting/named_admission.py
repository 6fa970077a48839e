"""A named person admits each participant; nobody admits themselves."""

from __future__ import annotations

from attrs import define

from mentorcore.domain.decisions import Requirement
from mentorcore.domain.people import Candidate, RoleState
from mentorcore.domain.records import RecordKind
from mentorcore.hooks.kinds import hookimpl
from mentorcore_vetting.evidence import admission_decisions


@define(eq=False)
class NamedAdmission:
    """Asks for an admission that somebody else recorded, and keeps out whoever is on hold.

    No settings. The newest of the two decides: a hold after an admission keeps out, an admission after a
    hold lets in again.
    """

    @hookimpl
    def requirements(self, candidate: Candidate) -> list[Requirement]:
        """``vetting.held`` while on hold, ``vetting.admission`` until admitted by a named person."""
        newest = next(admission_decisions(candidate), None)
        if newest is not None and newest.kind == RecordKind.HOLD:
            code = "vetting.held"
        elif newest is None or candidate.state is not RoleState.ADMITTED:
            code = "vetting.admission"
        else:
            return []
        return [Requirement(code, remedy=f"vetting record {candidate.person} admission")]
