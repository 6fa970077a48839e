"""`by_agreement`: what a pair shared is disclosed as far as the level allows that they settled."""

from __future__ import annotations

import pytest

from mentorcore.domain.decisions import Refusal
from mentorcore.hooks.confidentiality import DisclosureRequest
from mentorcore_confidentiality.by_agreement import ByAgreement

POLICY = ByAgreement({"open": ("session-record",), "strict": ()})


def request(tier: str = "session-record", relation: str = "any", **values: object) -> DisclosureRequest:
    asked: dict[str, object] = {
        "verb": "sessions.show",
        "tier": tier,
        "purpose": "support",
        "roles": ("coordinator",),
        "relation": relation,
        **values,
    }
    return DisclosureRequest(**asked)  # type: ignore[arg-type]  # as the class takes them


@pytest.mark.parametrize(
    ("asked", "allowed"),
    [
        (request(agreement="open"), True),
        (request(agreement="strict"), False),
        (request(agreement="unknown"), False),
        (request(), False),
        (request("task-words", agreement="open"), False),
        (request("identity"), True),
        (request(relation="party"), True),
        (request(relation="self"), True),
        (request(relation="on-behalf"), False),
        (request(outside=True, purpose="protection", legal_basis=True, agreement="strict"), True),
        (request(outside=True, purpose="support", legal_basis=True, agreement="strict"), False),
        (request(outside=True, purpose="protection", consent=True, agreement="strict"), False),
        (request(outside=True, purpose="protection", consent=True, agreement="open"), True),
        (request(verb="privacy.disclose"), True),
    ],
)
def test_the_level_decides(asked: DisclosureRequest, allowed: bool) -> None:
    refusal = Refusal("confidentiality.by_agreement", {"tier": asked.tier})
    assert POLICY.may_disclose(asked) == (None if allowed else refusal)


@pytest.mark.parametrize("levels", [{}, {"open": ("identity",)}, {"a level": ()}, {"": ()}])
def test_faulty_settings_are_refused(levels: dict[str, tuple[str, ...]]) -> None:
    with pytest.raises(ValueError):
        ByAgreement(levels)
