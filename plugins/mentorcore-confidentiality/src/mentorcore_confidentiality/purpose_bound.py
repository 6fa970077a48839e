"""Data that was collected for some purposes is read for no other."""

from __future__ import annotations

from attrs import define, field

from mentorcore.domain.decisions import Refusal
from mentorcore.hooks.confidentiality import DisclosureRequest
from mentorcore.hooks.kinds import hookimpl
from mentorcore.hooks.settings import names
from mentorcore_confidentiality.settings import NAME, SOME_NAMES


@define(eq=False)
class PurposeBound:
    """Binds a tier to purposes, whatever grants a bundle gives, and for everybody.

    Settings:
        tier: the tier.
        purposes: the only purposes for which it may be read, at least one; name ``subject-access`` among
            them where the person themselves shall read it.
    """

    tier: str = field(validator=NAME, metadata=names("tier"))
    purposes: tuple[str, ...] = field(validator=SOME_NAMES, metadata=names("purpose"))

    @hookimpl
    def may_disclose(self, request: DisclosureRequest) -> Refusal | None:
        """``confidentiality.purpose`` for any other purpose."""
        if request.tier != self.tier or request.purpose in self.purposes:
            return None
        return Refusal("confidentiality.purpose", {"tier": request.tier, "purpose": request.purpose})
