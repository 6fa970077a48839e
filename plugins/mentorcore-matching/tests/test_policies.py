"""What the package promises to a loader, and the policies beside the pair rules: who is brought together again, and how
a round is solved."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from importlib import import_module
from typing import Any

import numpy as np
import pytest
from cattrs import Converter
from cattrs.errors import ClassValidationError

import mentorcore_matching
from mentorcore.domain.decisions import Refusal
from mentorcore.domain.matches import EndKind, Match, MatchState
from mentorcore.engine.pair_rules import NamedRule, signed
from mentorcore.hooks import ALL
from mentorcore.hooks.blocking import SharedBit
from mentorcore.hooks.caller import Hooks, Named
from mentorcore.hooks.closure import may_match_again
from mentorcore.hooks.matching import PoolMember, Trait, pair_rules, solver
from mentorcore.matching.building import build_pool
from mentorcore.matching.rounds import run_round
from mentorcore.matching.solver import Optimal
from mentorcore_matching import optimal
from mentorcore_matching.policies import AgainIfBothPolicy, SharedSetPolicy, WaitingPriorityPolicy
from mentorcore_matching.rules import (
    AgeApart,
    BothAnswered,
    CommonSlots,
    FreeSeats,
    Near,
    NearStage,
    Offered,
    OtherChoice,
    Wished,
)

DAY = date(2025, 3, 1)
ENDED = Match("M-1", "P-1", "Q-1", MatchState.ENDED, "", DAY, ended_on=DAY, end=EndKind.LEFT, ended_by="P-1")
EXPECTED: dict[str, tuple[dict[str, Any], set[str]]] = {
    "shared": ({"trait": "languages", "kind": "hard"}, {"pair_rules"}),
    "same": ({"trait": "canton"}, {"pair_rules"}),
    "offers": ({"wanted": "goals", "offered": "skills"}, {"pair_rules"}),
    "availability": ({"trait": "week", "at_least": 2}, {"pair_rules"}),
    "phase": ({"trait": "stage", "most_apart": 0}, {"pair_rules"}),
    "network": ({"trait": "union", "other": True}, {"pair_rules"}),
    "reverse_age": ({"trait": "age", "way": "older"}, {"pair_rules"}),
    "capacity": ({}, {"pair_rules"}),
    "distance": ({"trait": "home", "km": 30}, {"pair_rules"}),
    "similar_text": ({"trait": "about"}, {"pair_rules"}),
    "wishes": ({}, {"pair_rules"}),
    "waiting": ({}, {"pair_rules"}),
    "again_if_both": ({}, {"may_match_again"}),
    "optimal": ({}, {"solver"}),
    "stable": ({"optimal_for": "mentor"}, {"solver"}),
    "greedy": ({}, {"solver"}),
}
"""Each policy with settings that suit it and the hooks it implements."""
PAIRED = ("offers", "availability", "phase", "network", "reverse_age", "distance")
"""Those that compare two answers and have the settings for it."""


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


@pytest.mark.parametrize(
    ("name", "rules"),
    [
        (
            "offers",
            (
                Offered("", "", "goals", "skills", "soft", 10, "decide", 1),
                BothAnswered("answered", "", "goals", theirs="skills"),
            ),
        ),
        (
            "availability",
            (CommonSlots("", "", "week", "soft", 10, "decide", 2, 4), BothAnswered("answered", "", "week")),
        ),
        (
            "phase",
            (NearStage("", "", "stage", "soft", 10, "decide", 0), BothAnswered("answered", "", "stage")),
        ),
        ("network", (OtherChoice("", "", "union", "soft", 10), BothAnswered("answered", "", "union"))),
        ("reverse_age", (AgeApart("", "", "age", "older", "soft", 10), BothAnswered("answered", "", "age"))),
        ("distance", (Near("", "", "home", 30, "soft", 10), BothAnswered("answered", "", "home"))),
        ("capacity", (FreeSeats("", "", 5, 3),)),
        ("wishes", (Wished("mentee", "", 10, "mentee", 5), Wished("mentor", "", 10, "mentor", 5))),
    ],
)
def test_settings_become_rules(name: str, rules: tuple[object, ...]) -> None:
    policy: Any = Converter().structure(EXPECTED[name][0], policy_class(name))
    assert policy.pair_rules() == rules


@pytest.mark.parametrize("name", PAIRED)
def test_nothing_stands_beside_a_rule_that_leaves_silence_to_people_itself_or_lets_it_pass(name: str) -> None:
    for settings in ({"kind": "decide"}, {"unanswered": "fine"}):
        policy: Any = Converter().structure({**EXPECTED[name][0], **settings}, policy_class(name))
        assert len(policy.pair_rules()) == 1


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        *((name, {"kind": "firm"}) for name in PAIRED),
        *((name, {"unanswered": "no"}) for name in PAIRED),
        *((name, {"weight": 0}) for name in PAIRED),
        *((name, {"at_least": 0}) for name in ("shared", "offers", "availability", "reverse_age")),
        ("availability", {"enough": 0}),
        ("availability", {"enough": 101}),
        ("phase", {"most_apart": -1}),
        ("reverse_age", {"way": "wiser"}),
        ("distance", {"km": 0}),
        ("distance", {"km": 20_016}),
        ("distance", {"unless_both": "meeting"}),
        ("distance", {"unless_option": "video"}),
        ("wishes", {"last": 0}),
        ("wishes", {"last": 11}),
        ("wishes", {"whose": "staff"}),
        ("capacity", {"cap": 0}),
        ("capacity", {"weight": 1001}),
    ],
)
def test_settings_that_make_no_sense_are_refused(name: str, wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong))):
        policy_class(name)(**{**EXPECTED[name][0], **wrong})


def test_a_signed_rule_still_says_who_can_pass_and_at_which_limit() -> None:
    trait = Trait("week", "set", ("mon", "tue"))
    both = {"week": frozenset(trait.options)}
    pool = build_pool([PoolMember("P-1", "mentee", both), PoolMember("Q-1", "mentor", both)], [trait])
    people = np.array([0])
    slots, seats = (
        signed(rule, "mine", ()) for rule in (CommonSlots("", "", "week", "hard"), FreeSeats("", "", 5, 3))
    )
    assert isinstance(slots, NamedRule)
    assert isinstance(seats, NamedRule)
    found = slots.blocking(pool)
    assert isinstance(found, SharedBit)
    assert (found.mentees.tolist(), found.mentors.tolist()) == ([[3]], [[3]])
    needed = slots.needed(pool, people, people)
    assert needed is not None
    assert needed.tolist() == [2]
    assert (seats.blocking(pool), seats.needed(pool, people, people)) == (None, None)


@pytest.mark.parametrize("whose", ["mentee", "mentor"])
def test_the_wishes_of_one_side_alone_can_count(whose: str) -> None:
    policy: Any = Converter().structure({"whose": whose}, policy_class("wishes"))
    assert [(rule.name, rule.view) for rule in policy.pair_rules()] == [(whose, whose)]
