"""What the package promises to a loader: names, settings as TOML has them, hooks that exist, an import that costs nothing."""

from typing import Any

from mentorcore.testing import check_plugin

EXPECTED: dict[str, tuple[dict[str, Any], set[str]]] = {
    "guidance": ({"document": "guide", "moments": ["introduction"], "roles": ["mentor"]}, {"guidance"}),
    "goodbye": ({"document": "goodbye"}, {"closing_guidance"}),
    "neutral_call": ({"days": 1, "owner": "coordinator"}, {"plan_duties"}),
    "no_sessions": ({}, {"may_log_session"}),
    "reflection": ({"document": "looking-back", "ends": ["planned"]}, {"closing_guidance"}),
}
"""Each policy with settings that suit it and the hooks it implements."""


def test_the_package_offers_these_policies_and_each_keeps_its_contract() -> None:
    check_plugin("mentorcore_cadence", EXPECTED)
