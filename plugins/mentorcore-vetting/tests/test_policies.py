"""What the package promises to a loader: names, settings as TOML has them, hooks that exist, an import that costs nothing."""

from typing import Any

from mentorcore.testing import check_plugin

EXPECTED: dict[str, tuple[dict[str, Any], set[str]]] = {
    "acceptance": ({"document": "code", "roles": ["mentee"]}, {"requirements"}),
    "complete": ({"tier": "identity", "fields": ["name"]}, {"requirements"}),
    "named_admission": ({}, {"requirements"}),
    "age_bound": ({"least": 18}, {"may_apply"}),
    "served_region": ({"trait": "canton", "served": ["vaud"]}, {"requirements", "may_admit"}),
    "safe_channel": ({"tier": "safety", "fields": ["channels"]}, {"requirements"}),
}
"""Each policy with settings that suit it and the hooks it implements."""


def test_the_package_offers_these_policies_and_each_keeps_its_contract() -> None:
    check_plugin("mentorcore_vetting", EXPECTED)
