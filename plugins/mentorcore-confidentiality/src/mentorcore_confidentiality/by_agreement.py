"""What a pair shared between themselves is disclosed as far as the level allows that the two agreed upon."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import define, field, validators

from mentorcore.domain.decisions import Refusal
from mentorcore.domain.disclosure import OF_THE_PAIR
from mentorcore.hooks.confidentiality import DisclosureRequest
from mentorcore.hooks.kinds import hookimpl
from mentorcore_confidentiality.settings import NAME

_OWN = ("party", "self")
DISCLOSING = "privacy.disclose"


@define(eq=False)
class ByAgreement:
    """Follows the level of confidentiality in the working agreement of a match.

    Settings:
        levels: level, the id of an option, to what may be read by staff where both agree, or told outside where the
            person agrees: any of ``session-details``, ``session-record``, ``task-words`` and ``agreement``.

    A level that is not named allows nothing, and neither does a pair that has settled none. The two themselves are
    none of its business; nor is what is told to somebody outside on a legal basis to protect someone.
    """

    levels: Mapping[str, tuple[str, ...]] = field(
        validator=validators.deep_mapping(
            NAME, validators.deep_iterable(validators.in_(OF_THE_PAIR)), validators.min_len(1)
        )
    )

    @hookimpl
    def may_disclose(self, request: DisclosureRequest) -> Refusal | None:
        """``confidentiality.by_agreement`` for what the level does not allow."""
        if request.tier not in OF_THE_PAIR or request.relation in _OWN:
            return None
        if request.outside and request.purpose == "protection" and request.legal_basis:
            return None
        if (
            request.verb == DISCLOSING and not request.outside
        ):  # it was decided upon with its grounds just before
            return None
        if request.tier in self.levels.get(request.agreement, ()):
            return None
        return Refusal("confidentiality.by_agreement", {"tier": request.tier})
