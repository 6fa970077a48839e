"""What the package promises to a loader, and the policies beside the pair rules: who is brought together again, and how
a round is solved."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from importlib import import_module
from typing import Any

import pytest
from cattrs import Converter
from cattrs.errors import ClassValidationError

import mentorcore_matching
from mentorcore.domain.decisions import Refusal
from mentorcore.domain.matches import EndKind, Match, MatchState
from mentorcore.engine.pool import signed
from mentorcore.hooks import ALL
from mentorcore.hooks.caller import Hooks, Named
from mentorcore.hooks.closure import may_match_again
from mentorcore.hooks.matching import PoolMember, pair_rules, solver
from mentorcore.matching.rounds import run_round
from mentorcore.matching.solver import Optimal
from mentorcore_matching import optimal
from mentorcore_matching.policies import AgainIfBothPolicy, SharedSetPolicy, WaitingPriorityPolicy

DAY = date(2025, 3, 1)
ENDED = Match("M-1", "P-1", "Q-1", MatchState.ENDED, "", DAY, ended_on=DAY, end=EndKind.LEFT, ended_by="P-1")
EXPECTED: dict[str, tuple[dict[str, Any], set[str]]] = {
    "shared": ({"trait": "languages", "kind": "hard"}, {"pair_rules"}),
    "same": ({"trait": "canton"}, {"pair_rules"}),
    "waiting": ({}, {"pair_rules"}),
    "again_if_both": ({}, {"may_match_again"}),
    "optimal": ({}, {"solver"}),
}
"""Each policy with settings that suit it and the hooks it implements."""


def policy_class(name: str) -> type[object]:
    module, _, attribute = mentorcore_matching.POLICIES[name].partition(":")
    found: type[object] = getattr(import_module(module), attribute)
    return found


def test_the_names_are_these() -> None:
    assert mentorcore_matching.HOOK_API == 1
    assert list(mentorcore_matching.POLICIES) == list(EXPECTED)


@pytest.mark.parametrize("name", EXPECTED)
def test_each_policy_is_built_from_settings_and_implements_its_hooks(name: str) -> None:
    settings, expected = EXPECTED[name]
    policy: object = Converter(forbid_extra_keys=True).structure(settings, policy_class(name))
    hooks = Hooks(ALL, [Named("mine", (), lambda: policy)])
    assert {hook.name for hook in ALL if hooks.implemented_by(hook)} == expected


@pytest.mark.parametrize("name", EXPECTED)
def test_unknown_settings_are_refused(name: str) -> None:
    with pytest.raises(ClassValidationError):
        Converter(forbid_extra_keys=True).structure({**EXPECTED[name][0], "unknown": 1}, policy_class(name))


def test_looking_for_policies_imports_none_of_them() -> None:
    code = "import sys, mentorcore_matching; print([m for m in sys.modules if m.startswith(('mentorcore', 'numpy'))])"
    found = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert found.stdout == "['mentorcore_matching']\n"


def test_rules_are_asked_for_and_signed_with_the_policy_and_its_clauses() -> None:
    hooks = Hooks([pair_rules], [Named("talk", ("T-1",), lambda: SharedSetPolicy("languages"))])
    (answer,) = hooks.ask(pair_rules, traits=())
    rules = [signed(rule, answer.policy, answer.clauses) for rule in answer.items]
    assert [(rule.name, rule.policy, rule.kind, rule.clauses) for rule in rules] == [
        ("talk", "talk", "soft", ("T-1",)),
        ("talk.answered", "talk", "decide", ("T-1",)),
    ]


@pytest.mark.parametrize("asked_by", [(), ("P-1",), ("Q-1",), ("Q-1", "Q-1"), ("Q-1", "P-2")])
def test_vps_9_an_ended_pair_stays_apart_unless_both_ask(asked_by: tuple[str, ...]) -> None:
    hooks = Hooks([may_match_again], [Named("together-again", ("VPS-9",), AgainIfBothPolicy)])
    assert hooks.objections(may_match_again, ended=ENDED, asked_by=asked_by) == (
        Refusal("matching.not_asked_by_both", {}, "together-again", ("VPS-9",)),
    )


@pytest.mark.parametrize("asked_by", [("P-1", "Q-1"), ("Q-1", "P-1"), ("Q-1", "P-1", "Q-1")])
def test_vps_9_an_ended_pair_may_meet_again_where_both_ask(asked_by: tuple[str, ...]) -> None:
    hooks = Hooks([may_match_again], [Named("together-again", (), AgainIfBothPolicy)])
    assert hooks.objections(may_match_again, ended=ENDED, asked_by=asked_by) == ()


def test_a_pair_that_the_programme_ended_is_no_exception() -> None:
    ended = Match("M-2", "P-1", "Q-1", MatchState.ENDED, "", DAY, ended_on=DAY, end=EndKind.PROGRAMME)
    policy = AgainIfBothPolicy()
    assert policy.may_match_again(ended, ("P-1",)) == Refusal("matching.not_asked_by_both")
    assert policy.may_match_again(ended, ("P-1", "Q-1")) is None


def test_the_exact_solver_is_given_and_solves_a_round() -> None:
    chosen = Hooks([solver], [Named("solver", (), optimal.Optimal)]).ask_first(solver, mentees=2, mentors=1)
    assert chosen == Optimal()
    waiting = [PoolMember(f"P-{rounds}", "mentee", waited_rounds=rounds) for rounds in (1, 3)]
    rules = [signed(rule, "waiting", ()) for rule in WaitingPriorityPolicy().pair_rules()]
    result = run_round([*waiting, PoolMember("Q-1", "mentor")], (), rules, solver=chosen)
    assert [(proposal.mentee, proposal.mentor) for proposal in result.proposals] == [("P-3", "Q-1")]
    assert result.solver == "optimal"
