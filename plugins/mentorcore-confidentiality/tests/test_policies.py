"""What the package promises to a loader: names, settings as TOML has them, hooks that exist, an import that costs nothing."""

from typing import Any

from mentorcore.testing import check_plugin

EXPECTED: dict[str, tuple[dict[str, Any], set[str]]] = {
    "by_agreement": ({"levels": {"open": ["session-record"]}}, {"may_disclose"}),
    "purpose_bound": ({"tier": "identity", "purposes": ["vetting"]}, {"may_disclose"}),
    "third_party": ({}, {"may_disclose"}),
    "hidden_from_parties": ({"tiers": ["safety"], "staff_roles": ["coordinator"]}, {"may_disclose"}),
    "subject_access": ({"roles": ["mentee"], "verbs": ["participants.*"], "tiers": ["identity"]}, {"grants"}),
    "tell_readings": ({"days": 7, "owner": "coordinator"}, {"plan_duties"}),
    "neutral_titles": ({"words": ["violence"]}, {"may_send"}),
}
"""Each policy with settings that suit it and the hooks it implements."""


def test_the_package_offers_these_policies_and_each_keeps_its_contract() -> None:
    check_plugin("mentorcore_confidentiality", EXPECTED)
