"""What the package promises to a loader: names, settings as TOML has them, hooks that exist, an import that costs nothing."""

import subprocess
import sys
from importlib import import_module
from typing import Any

import pytest
from cattrs import Converter
from cattrs.errors import ClassValidationError

import mentorcore_cadence
from mentorcore.hooks import ALL
from mentorcore.hooks.caller import Hooks, Named

EXPECTED: dict[str, tuple[dict[str, Any], set[str]]] = {
    "guidance": ({"document": "guide", "moments": ["introduction"], "roles": ["mentor"]}, {"guidance"}),
    "goodbye": ({"document": "goodbye"}, {"closing_guidance"}),
    "neutral_call": ({"days": 1, "owner": "coordinator"}, {"plan_duties"}),
    "no_sessions": ({}, {"may_log_session"}),
}
"""Each policy with settings that suit it and the hooks it implements."""


def policy_class(name: str) -> type[object]:
    module, _, attribute = mentorcore_cadence.POLICIES[name].partition(":")
    found: type[object] = getattr(import_module(module), attribute)
    return found


def test_the_names_are_these() -> None:
    assert mentorcore_cadence.HOOK_API == 1
    assert list(mentorcore_cadence.POLICIES) == list(EXPECTED)


@pytest.mark.parametrize("name", EXPECTED)
def test_each_policy_is_built_from_settings_and_implements_its_hooks(name: str) -> None:
    settings, expected = EXPECTED[name]
    policy: object = Converter(forbid_extra_keys=True).structure(settings, policy_class(name))
    hooks = Hooks(ALL, [Named("mine", (), policy)])
    assert {hook.name for hook in ALL if hooks.implemented_by(hook)} == expected


@pytest.mark.parametrize("name", EXPECTED)
def test_unknown_settings_are_refused(name: str) -> None:
    with pytest.raises(ClassValidationError):
        Converter(forbid_extra_keys=True).structure({**EXPECTED[name][0], "unknown": 1}, policy_class(name))


def test_looking_for_policies_imports_none_of_them() -> None:
    code = "import sys, mentorcore_cadence; print([m for m in sys.modules if m.startswith('mentorcore')])"
    found = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert found.stdout == "['mentorcore_cadence']\n"
