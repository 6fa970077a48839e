"""A document has to be accepted, in its present version, before the pool."""

from __future__ import annotations

from attrs import define, field

from mentorcore.domain.decisions import Requirement
from mentorcore.domain.people import Candidate
from mentorcore.domain.records import RecordKind
from mentorcore.hooks.kinds import hookimpl
from mentorcore.hooks.settings import names
from mentorcore_vetting.evidence import standing
from mentorcore_vetting.settings import NAME, NAMES


@define(eq=False)
class Acceptance:
    """Asks for the acceptance of a document; a new version asks again, a withdrawal takes effect at once.

    Settings:
        document: id of a document of the bundle.
        roles: the participant roles that have to accept it; none named means all.

    A document whose version is not known counts as not accepted.
    """

    document: str = field(validator=NAME, metadata=names("document"))
    roles: tuple[str, ...] = field(default=(), validator=NAMES, metadata=names("role"))

    @hookimpl
    def requirements(self, candidate: Candidate) -> list[Requirement]:
        """``vetting.acceptance`` until the present version is accepted."""
        version = candidate.versions.get(self.document, "")
        if (self.roles and candidate.role not in self.roles) or self._accepted(candidate, version):
            return []
        own = f"--on-behalf-of {candidate.person} --how phone"  # it is theirs to say
        return [
            Requirement(
                "vetting.acceptance",
                {"document": self.document, "version": version},
                remedy=f"vetting record {candidate.person} acceptance --document {self.document} {own}",
                waits_for="person",
            )
        ]

    def _accepted(self, candidate: Candidate, version: str) -> bool:
        said = standing(candidate, RecordKind.ACCEPTANCE, RecordKind.WITHDRAWAL)
        newest = next((record for record in said if record.document == self.document), None)
        if newest is None or newest.kind == RecordKind.WITHDRAWAL:
            return False
        return version != "" and newest.version == version
