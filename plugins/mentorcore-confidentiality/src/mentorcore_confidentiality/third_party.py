"""Telling somebody outside the programme: with consent, or to protect someone on a legal basis."""

from __future__ import annotations

from attrs import define

from mentorcore.domain.decisions import Refusal
from mentorcore.hooks.confidentiality import DisclosureRequest
from mentorcore.hooks.kinds import hookimpl


@define(eq=False)
class ThirdParty:
    """Stops what goes outside without consent, unless it protects someone and the law allows or asks it.

    No settings. What stays inside the programme is none of its business.
    """

    @hookimpl
    def may_disclose(self, request: DisclosureRequest) -> Refusal | None:
        """``confidentiality.outside`` where neither holds; a legal basis alone is not enough."""
        protects = request.purpose == "protection" and request.legal_basis
        if not request.outside or request.consent or protects:
            return None
        return Refusal("confidentiality.outside", {"tier": request.tier, "purpose": request.purpose})
