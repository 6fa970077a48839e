"""Who may read what, for which purpose, and what may be told outside."""

from collections.abc import Callable

import pytest

from mentorcore.domain.bundle import RELATIONS, Grant
from mentorcore.domain.decisions import Refusal
from mentorcore.hooks.confidentiality import DisclosureRequest
from mentorcore_confidentiality.hidden_from_parties import HiddenFromParties
from mentorcore_confidentiality.purpose_bound import PurposeBound
from mentorcore_confidentiality.subject_access import SubjectAccess
from mentorcore_confidentiality.third_party import ThirdParty

BOUND = PurposeBound("identity", ("vetting", "protection", "subject-access"))
HIDDEN = HiddenFromParties(("safety", "grounds"), ("coordinator", "handler"))


def request(
    tier: str = "identity",
    purpose: str = "vetting",
    roles: tuple[str, ...] = ("coordinator",),
    relation: str = "any",
) -> DisclosureRequest:
    return DisclosureRequest("participants.show", tier, purpose, roles, relation)


def outside(purpose: str, consent: bool, legal_basis: bool) -> DisclosureRequest:
    return DisclosureRequest(
        "disclosures.tell", "identity", purpose, ("coordinator",), "any", True, consent, legal_basis
    )


@pytest.mark.parametrize("purpose", ["vetting", "protection", "subject-access"])
def test_a_bound_tier_is_read_for_its_purposes(purpose: str) -> None:
    assert BOUND.may_disclose(request(purpose=purpose)) is None


@pytest.mark.parametrize("purpose", ["matching", "reporting", "introduction", "", "Vetting"])
@pytest.mark.parametrize("relation", RELATIONS)
def test_a_bound_tier_is_read_for_nothing_else_by_nobody(purpose: str, relation: str) -> None:
    refusal = Refusal("confidentiality.purpose", {"tier": "identity", "purpose": purpose})
    assert BOUND.may_disclose(request(purpose=purpose, relation=relation)) == refusal


def test_other_tiers_are_not_bound() -> None:
    assert BOUND.may_disclose(request(tier="contact", purpose="matching")) is None


@pytest.mark.parametrize("purpose", ["protection", "support"])
@pytest.mark.parametrize("legal_basis", [True, False])
def test_consent_opens_the_way_outside(purpose: str, legal_basis: bool) -> None:
    assert ThirdParty().may_disclose(outside(purpose, consent=True, legal_basis=legal_basis)) is None


@pytest.mark.parametrize(
    ("purpose", "legal_basis", "open_"),
    [
        ("protection", True, True),
        ("protection", False, False),
        ("support", True, False),
        ("support", False, False),
    ],
)
def test_without_consent_only_protection_on_a_legal_basis_does(
    purpose: str, legal_basis: bool, open_: bool
) -> None:
    refusal = Refusal("confidentiality.outside", {"tier": "identity", "purpose": purpose})
    answer = ThirdParty().may_disclose(outside(purpose, consent=False, legal_basis=legal_basis))
    assert answer == (None if open_ else refusal)


def test_what_stays_inside_needs_no_consent() -> None:
    assert ThirdParty().may_disclose(request(purpose="support")) is None


@pytest.mark.parametrize("tier", ["safety", "grounds"])
@pytest.mark.parametrize(
    ("roles", "relation", "open_"),
    [
        (("coordinator",), "any", True),
        (("mentor", "handler"), "on-behalf", True),
        (("mentee",), "self", True),
        ((), "self", True),
        (("mentor",), "party", False),
        (("coordinator", "mentor"), "party", False),
        (("mentor",), "any", False),
        (("treasurer",), "any", False),
        ((), "any", False),
    ],
)
def test_hidden_tiers_are_for_staff_and_oneself(
    tier: str, roles: tuple[str, ...], relation: str, open_: bool
) -> None:
    answer = HIDDEN.may_disclose(request(tier, "support", roles, relation))
    assert answer == (None if open_ else Refusal("confidentiality.parties", {"tier": tier}))


def test_other_tiers_are_not_hidden() -> None:
    assert HIDDEN.may_disclose(request("shown", "introduction", ("mentor",), "party")) is None


def test_everybody_reaches_their_own_data_and_nobody_elses() -> None:
    verbs, tiers = ("participants.*", "records.show"), ("identity", "contact")
    assert SubjectAccess(("mentee", "mentor"), verbs, tiers).grants() == [
        Grant(role=role, relation="self", purposes=("subject-access",), verbs=verbs, tiers=tiers)
        for role in ("mentee", "mentor")
    ]


@pytest.mark.parametrize(
    "build",
    [
        lambda: PurposeBound("", ("vetting",)),
        lambda: PurposeBound("identity", ()),
        lambda: PurposeBound("identity", ("any thing",)),
        lambda: HiddenFromParties((), ("coordinator",)),
        lambda: HiddenFromParties(("safety",), ()),
        lambda: SubjectAccess((), ("participants.show",)),
        lambda: SubjectAccess(("mentee",), ()),
        lambda: SubjectAccess(("mentee",), ("*",)),
        lambda: SubjectAccess(("mentee",), ("participants.show",), ("",)),
    ],
)
def test_faulty_settings_are_refused(build: Callable[[], object]) -> None:
    with pytest.raises(ValueError):
        build()
