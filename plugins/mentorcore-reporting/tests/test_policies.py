"""What the package promises to a loader: names, settings as TOML has them, hooks that exist, an import that costs nothing."""

from typing import Any

from mentorcore.testing import check_plugin

EXPECTED: dict[str, tuple[dict[str, Any], set[str]]] = {
    "triage": (
        {"acknowledge": {"hours": 24}, "resolve": {"working_days": 10}, "risks": ["self", "others"]},
        {"plan_duties", "may_act_on_concern", "may_resolve_concern"},
    ),
    "distress_contact": ({"days": 1, "owner": "coordinator"}, {"plan_duties"}),
    "event_feed": ({"path": "/var/lib/feed.jsonl"}, {"happened"}),
    "small_counts": ({"base": 10}, {"indicators", "survey_figures"}),
}
"""Each policy with settings that suit it and the hooks it implements."""


def test_the_package_offers_these_policies_and_each_keeps_its_contract() -> None:
    check_plugin("mentorcore_reporting", EXPECTED)
