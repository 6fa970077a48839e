"""A text of the programme is shown at the moments at which it helps."""

from __future__ import annotations

from attrs import define, field, validators

from mentorcore.domain.decisions import Guidance
from mentorcore.hooks.intake import MOMENTS
from mentorcore.hooks.kinds import hookimpl
from mentorcore.hooks.settings import names
from mentorcore_cadence.settings import NAME, NAMES


@define(eq=False)
class ShownAt:
    """Shows one document at some moments.

    Settings:
        document: id of a document of the bundle.
        moments: at least one of `mentorcore.hooks.intake.MOMENTS`.
        roles: the participant roles to whom it is shown; none named means all.
    """

    document: str = field(validator=NAME, metadata=names("document"))
    moments: tuple[str, ...] = field(
        validator=validators.deep_iterable(validators.in_(MOMENTS), validators.min_len(1))
    )
    roles: tuple[str, ...] = field(default=(), validator=NAMES, metadata=names("role"))

    @hookimpl
    def guidance(self, moment: str, role: str) -> list[Guidance]:
        """The document, where moment and role fit."""
        if moment not in self.moments or (self.roles and role not in self.roles):
            return []
        return [Guidance("guidance", {}, document=self.document)]
