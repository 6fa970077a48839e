"""What the package promises to a loader: names, settings as TOML has them, hooks that exist, an import that costs nothing."""

import subprocess
import sys
from importlib import import_module
from typing import Any

import pytest
from cattrs import Converter
from cattrs.errors import ClassValidationError

import mentorcore_vetting
from mentorcore.hooks import ALL
from mentorcore.hooks.caller import Hooks, Named

EXPECTED: dict[str, tuple[dict[str, Any], set[str]]] = {
    "acceptance": ({"document": "code", "roles": ["mentee"]}, {"requirements"}),
    "complete": ({"tier": "identity", "fields": ["name"]}, {"requirements"}),
    "named_admission": ({}, {"requirements"}),
    "age_bound": ({"least": 18}, {"may_apply"}),
    "served_region": ({"trait": "canton", "served": ["vaud"]}, {"requirements", "may_admit"}),
    "safe_channel": ({"tier": "safety", "fields": ["channels"]}, {"requirements"}),
}
"""Each policy with settings that suit it and the hooks it implements."""


def policy_class(name: str) -> type[object]:
    module, _, attribute = mentorcore_vetting.POLICIES[name].partition(":")
    found: type[object] = getattr(import_module(module), attribute)
    return found


def test_the_names_are_these() -> None:
    assert mentorcore_vetting.HOOK_API == 1
    assert list(mentorcore_vetting.POLICIES) == list(EXPECTED)


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
    code = "import sys, mentorcore_vetting; print([m for m in sys.modules if m.startswith('mentorcore')])"
    found = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert found.stdout == "['mentorcore_vetting']\n"
