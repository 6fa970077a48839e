"""Policies are found by name, built with their settings, and refused with every fault of all of them."""

from __future__ import annotations

from typing import Any

import pytest
from tests.support.packages import BUNDLE, NEEDS, PLUGIN, Site

from mentorcore import Programme
from mentorcore.domain.bundle import PolicyDef
from mentorcore.domain.disclosure import CONTENTS
from mentorcore.domain.errors import Problem, SetupFault
from mentorcore.loading.bundle import load_bundle
from mentorcore.loading.plugins import (
    Resolved,
    build_policies,
    installed_plugins,
    programme_package,
    programmes,
    provenance,
)

FINE = {"document": "code"}


def definition(id_: str = "code", use: str = "small.needs", **settings: Any) -> PolicyDef:
    return PolicyDef(id_, use, ("CORE-1",), settings or FINE)


def faults(*definitions: PolicyDef) -> list[Problem]:
    with pytest.raises(SetupFault) as caught:
        build_policies(definitions)
    return list(caught.value.problems)


def test_a_policy_is_found_and_built(site: Site) -> None:
    (named,), resolved = build_policies([definition(document="code", times=3)])

    policy: Any = named.build()
    assert (named.id, named.serves, policy.document, policy.times) == ("code", ("CORE-1",), "code", 3)
    assert named.build() is policy
    assert resolved == {"code": Resolved("small_plugin", "small_plugin.needs:Needs")}


def test_the_same_plugin_serves_twice(site: Site) -> None:
    named, _ = build_policies(
        [definition("a", times=1, document="x"), definition("b", times=2, document="x")]
    )

    assert [(found.id, found.build().times) for found in named] == [("a", 1), ("b", 2)]  # type: ignore[attr-defined]  # a policy of the small plugin


def test_two_policies_with_one_id_are_both_named(site: Site) -> None:
    twice = faults(definition(), definition("code", "small.lost"))

    params = {"id": "code", "first": "small.needs", "second": "small.lost"}
    assert twice == [Problem("setup.policy_twice", "policy code", params)]


def test_an_unknown_plugin_policy_and_class(site: Site) -> None:
    found = faults(
        definition("a", "nothing.needs"),
        definition("b", "small.nothing"),
        definition("c", "small"),
        definition("d", "small.lost"),
        definition("e", "small.odd"),
    )

    known = found[0].params["known"]
    assert {"small", "vetting", "cadence"} <= set(str(known).split(", "))
    policies = {"plugin": "small", "known": "lost, needs, odd"}
    no_class = {"plugin": "small_plugin", "fault": "no class of that name"}
    assert found == [
        Problem("setup.unknown_plugin", "policy a", {"plugin": "nothing", "known": known}),
        Problem("setup.unknown_policy", "policy b", {**policies, "name": "nothing"}),
        Problem("setup.unknown_policy", "policy c", {**policies, "name": ""}),
        Problem("setup.broken_plugin", "policy d", no_class),
        Problem("setup.broken_plugin", "policy e", no_class),
    ]


@pytest.mark.parametrize(
    ("code", "fault"),
    [
        ("raise RuntimeError('Coralie')", "RuntimeError"),
        ("raise SystemExit(1)", "SystemExit"),
        ("import nothing_at_all", "ModuleNotFoundError"),
        ("def", "SyntaxError"),
    ],
)
def test_a_plugin_that_cannot_be_imported(site: Site, code: str, fault: str) -> None:
    site.write({"small_plugin/__init__.py": code})
    assert faults(definition()) == [
        Problem("setup.broken_plugin", "policy code", {"plugin": "small_plugin", "fault": fault})
    ]

    site.write({"small_plugin/__init__.py": PLUGIN, "small_plugin/needs.py": code})
    assert faults(definition()) == [
        Problem("setup.broken_plugin", "policy code", {"plugin": "small_plugin.needs", "fault": fault})
    ]


@pytest.mark.parametrize(("api", "found"), [("HOOK_API = 2", "2"), ("", "None"), ("HOOK_API = '1'", "1")])
def test_a_plugin_for_another_hook_interface(site: Site, api: str, found: str) -> None:
    site.write({"small_plugin/__init__.py": api})

    params: dict[str, str | int] = {"plugin": "small", "found": found, "expected": 1}
    assert faults(definition()) == [Problem("setup.hook_api", "policy code", params)]


def test_a_plugin_without_policies(site: Site) -> None:
    site.write({"small_plugin/__init__.py": "HOOK_API = 1"})

    params = {"plugin": "small", "name": "needs", "known": ""}
    assert faults(definition()) == [Problem("setup.unknown_policy", "policy code", params)]


def test_every_wrong_setting_of_every_policy_is_told(site: Site) -> None:
    assert faults(
        definition("a", document=3, times=0),
        definition("b", documents="code"),
        definition("c", document="code", times="two"),
    ) == [
        Problem("setup.wrong_type", "policy a settings: document", {"expected": "text"}),
        Problem("setup.wrong_type", "policy a settings: times", {"expected": ">= 1"}),
        Problem("setup.missing_key", "policy b settings: document"),
        Problem("setup.unknown_key", "policy b settings", {"key": "documents"}),
        Problem("setup.wrong_type", "policy c settings: times", {"expected": "whole number"}),
    ]


def test_names_in_settings_are_looked_up_in_the_bundle(site: Site) -> None:
    bundle = load_bundle("small_bundle")
    wrong = PolicyDef("a", "small.needs", (), {"document": "cod", "tiers": ["safety", "saftey", "x"]})

    with pytest.raises(SetupFault) as caught:
        build_policies([wrong], bundle)

    tiers = {"known": ", ".join(sorted(["grounds", "safety", *CONTENTS]))}
    assert caught.value.problems == (
        Problem("setup.unknown_name", "policy a settings: document", {"found": "cod", "known": "code"}),
        Problem("setup.unknown_name", "policy a settings: tiers", {"found": "saftey", **tiers}),
        Problem("setup.unknown_name", "policy a settings: tiers", {"found": "x", **tiers}),
    )


@pytest.mark.parametrize(
    ("settings", "wrong"),
    [
        ({}, []),
        ({"trait": "lived", "option": "b"}, []),
        ({"trait": "lived", "option": "c"}, [("option", {"found": "c", "known": "a, b"})]),
        ({"option": "a"}, [("option", {"found": "a", "known": ""})]),
        (
            {"trait": "phone", "option": "a"},
            [
                ("trait", {"found": "phone", "known": "lived"}),
                ("option", {"found": "a", "known": ""}),
            ],
        ),
    ],
)
def test_an_option_is_looked_up_in_its_question_and_what_is_left_out_names_nothing(
    site: Site, settings: dict[str, str], wrong: list[tuple[str, dict[str, str]]]
) -> None:
    bundle = load_bundle("small_bundle")
    wanted = PolicyDef("a", "small.needs", (), {"document": "code", **settings})
    problems: tuple[Problem, ...] = ()
    try:
        build_policies([wanted], bundle)
    except SetupFault as fault:
        problems = fault.problems
    assert [(problem.where, problem.params) for problem in problems] == [
        (f"policy a settings: {name}", params) for name, params in wrong
    ]


def test_a_misspelt_hook_is_refused_when_the_programme_is_opened(site: Site) -> None:
    site.write({"small_plugin/needs.py": NEEDS.replace("def requirements", "def requirments")})

    with pytest.raises(SetupFault) as caught:
        Programme.in_memory("small")
    assert caught.value.problems == (Problem("policy.unknown_hook", "policy code", {"hook": "requirments"}),)


def test_only_what_the_bundle_names_is_imported(site: Site) -> None:
    site.write({"small_other/__init__.py": "raise SystemExit('imported')"})
    site.install("mentorcore.plugins", "other", "small_other")

    assert build_policies([definition()])[0][0].id == "code"


def test_installed_plugins_and_programmes_are_listed(site: Site) -> None:
    small = next(found for found in installed_plugins() if found.name == "small")

    assert (small.package, small.distribution, small.version) == ("small_plugin", "small", "1.2")
    assert small.policies == ("lost", "needs", "odd")
    assert provenance(["small.needs", "small.odd"]) == {"small": {"version": "1.2", "digest": small.digest}}
    site.write({"small_plugin/more.py": "x = 1"})
    (changed,) = (found.digest for found in installed_plugins() if found.name == "small")
    assert (changed == small.digest, len(changed)) == (False, 64)
    assert {"small", "vps"} <= set(programmes())
    assert programme_package("small") == "small_bundle"
    with pytest.raises(SetupFault) as caught:
        programme_package("nothing")
    (problem,) = caught.value.problems
    assert (problem.code, list(problem.params)) == ("setup.unknown_programme", ["known"])


def test_faults_of_the_bundle_and_of_its_policies_are_told_together(site: Site) -> None:
    wrong = BUNDLE.replace('relation = "any"\n', 'relation = "any"\n    serves = ["X-1"]\n').replace(
        "times = 2", "times = 0"
    )
    site.bundle(main=wrong)

    with pytest.raises(SetupFault) as caught:
        Programme.in_memory("small")
    assert caught.value.problems == (
        Problem("setup.unknown_clause", "grants[1]", {"clause": "X-1"}),
        Problem("setup.wrong_type", "policy code settings: times", {"expected": ">= 1"}),
    )
