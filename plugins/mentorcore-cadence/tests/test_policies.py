"""What the package promises to a loader: names, settings as TOML has them, hooks that exist, an import that costs nothing."""

from typing import Any

from mentorcore.testing import check_plugin

EXPECTED: dict[str, tuple[dict[str, Any], set[str]]] = {
    "after_session": ({"days": 7, "remind_days": 1}, {"plan_duties"}),
    "check_ins": (
        {"owner": "coordinator", "steps": [{"every": "14 days", "until": "60 days"}, {"every": "1 month"}]},
        {"plan_duties"},
    ),
    "digest": ({"owner": "coordinator", "weekday": "monday"}, {"plan_duties"}),
    "guidance": ({"document": "guide", "moments": ["introduction"], "roles": ["mentor"]}, {"guidance"}),
    "first_session": ({"days": 7, "later_days": 30}, {"plan_duties"}),
    "goodbye": ({"document": "goodbye"}, {"closing_guidance"}),
    "length": ({"months": 6, "owner": "coordinator"}, {"plan_duties", "planned_end"}),
    "neutral_call": ({"days": 1, "owner": "coordinator"}, {"plan_duties"}),
    "no_sessions": ({}, {"may_log_session", "may_plan_session"}),
    "session_bounds": ({"longest": 120, "least": 15}, {"may_plan_session"}),
    "tasks": ({"days": 30}, {"plan_duties"}),
    "reviews": ({"months": [3, 6], "survey": "review", "closing": "closing"}, {"plan_duties"}),
    "sessions_per_period": ({"sessions": 1, "minutes": 60, "remind_days": 7}, {"plan_duties"}),
    "staff_duty": ({"owner": "coordinator", "every": "3 months", "per": "programme"}, {"plan_duties"}),
    "reflection": ({"document": "looking-back", "ends": ["planned"]}, {"closing_guidance"}),
}
"""Each policy with settings that suit it and the hooks it implements."""


def test_the_package_offers_these_policies_and_each_keeps_its_contract() -> None:
    check_plugin("mentorcore_cadence", EXPECTED)
