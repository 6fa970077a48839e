"""Tiers that belong to the staff and to the person themselves, never to the other party of a match."""

from __future__ import annotations

from attrs import define, field

from mentorcore.domain.decisions import Refusal
from mentorcore.hooks.confidentiality import DisclosureRequest
from mentorcore.hooks.kinds import hookimpl
from mentorcore.hooks.settings import names
from mentorcore_confidentiality.settings import SOME_NAMES


@define(eq=False)
class HiddenFromParties:
    """Keeps tiers from the other party, and from everybody who is neither staff nor the person themselves.

    Settings:
        tiers: the tiers, at least one.
        staff_roles: the staff roles that may read them, at least one. Whoever asks as a party of the match is
            refused in these roles too: staff can be participants.
    """

    tiers: tuple[str, ...] = field(validator=SOME_NAMES, metadata=names("tier"))
    staff_roles: tuple[str, ...] = field(validator=SOME_NAMES, metadata=names("staff-role"))

    @hookimpl
    def may_disclose(self, request: DisclosureRequest) -> Refusal | None:
        """``confidentiality.parties`` for everybody else."""
        staff = request.relation != "party" and not set(self.staff_roles).isdisjoint(request.roles)
        if request.tier not in self.tiers or request.relation == "self" or staff:
            return None
        return Refusal("confidentiality.parties", {"tier": request.tier})
