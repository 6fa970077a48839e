"""The pair rules: what they are worth, whom they stop, and what they tell the coordinator."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from mentorcore.engine.pair_rules import signed
from mentorcore.hooks.matching import PairReason, PairRule, PoolMember, RuleKind, Side, Trait, TraitValue
from mentorcore.matching.building import build_pool
from mentorcore.matching.rounds import explain_pair, run_round
from mentorcore_matching.policies import SameChoicePolicy, SharedSetPolicy, WaitingPriorityPolicy
from mentorcore_matching.rules import (
    AgeApart,
    NearStage,
    OtherChoice,
    SameChoice,
    SharedSet,
    Unanswered,
    Waited,
)

LANGUAGES = tuple(f"l{number}" for number in range(70))
TRAITS = (Trait("languages", "set", LANGUAGES), Trait("region", "choice", ("GE", "VD")))
CLAUSES = ("T-1",)


def member(side: Side, value: TraitValue, trait: str = "languages", waited: int = 0) -> PoolMember:
    person = "P-1" if side == "mentee" else "Q-1"
    return PoolMember(person, side, {trait: value}, waiting_days=waited * 10, waited_rounds=waited)


def explain(
    rules: tuple[PairRule, ...], trait: str, ours: TraitValue, theirs: TraitValue
) -> tuple[PairReason, ...]:
    members = [member("mentee", ours, trait), member("mentor", theirs, trait)]
    return explain_pair(members, TRAITS, rules, mentee="P-1", mentor="Q-1")


def rules_of(
    policy: SharedSetPolicy | SameChoicePolicy | WaitingPriorityPolicy,
    policy_id: str,
    clauses: tuple[str, ...] = (),
) -> tuple[PairRule, ...]:
    """The policy's rules as a round gets them: under its id in the bundle and the clauses it serves."""
    return tuple(signed(rule, policy_id, clauses) for rule in policy.pair_rules())


def ticked(*options: str) -> frozenset[str]:
    return frozenset(options)


@pytest.mark.parametrize(
    ("ours", "theirs", "points", "shared"),
    [
        (ticked("l0"), ticked("l0", "l1"), 1000, ("l0",)),
        (ticked("l0", "l69"), ticked("l1", "l69"), 500, ("l69",)),
        (ticked("l0", "l63", "l64"), ticked("l64", "l63", "l0", "l9"), 1000, ("l0", "l63", "l64")),
        (ticked("l0"), ticked("l1"), 0, ()),
        (ticked(), ticked("l1"), 0, ()),
    ],
)
def test_a_soft_shared_set_is_worth_the_shared_part_of_the_shorter_list(
    ours: frozenset[str], theirs: frozenset[str], points: int, shared: tuple[str, ...]
) -> None:
    rules = rules_of(SharedSetPolicy("languages", "soft", 10, "fine"), "talk", CLAUSES)
    assert explain(rules, "languages", ours, theirs) == (
        PairReason(
            code="matching.shared" if shared else "matching.nothing_shared",
            params={"trait": "languages", "shared": shared, "count": len(shared)},
            policy="talk",
            clauses=CLAUSES,
            rule="talk",
            points=points,
        ),
    )


Stands = tuple[bool, bool]
FINE, BLOCKS, UNDECIDED = (False, False), (True, False), (False, True)


@pytest.mark.parametrize(
    ("kind", "unanswered", "same", "other", "silent"),
    [
        ("hard", "fine", [FINE], [BLOCKS], [FINE]),
        ("hard", "decide", [FINE, FINE], [BLOCKS, FINE], [FINE, UNDECIDED]),
        ("soft", "fine", [FINE], [FINE], [FINE]),
        ("soft", "decide", [FINE, FINE], [FINE, FINE], [FINE, UNDECIDED]),
        ("decide", "fine", [FINE], [UNDECIDED], [FINE]),
        ("decide", "decide", [FINE], [UNDECIDED], [UNDECIDED]),
    ],
)
@pytest.mark.parametrize("trait", ["languages", "region"])
def test_what_stands_in_the_way_follows_kind_and_unanswered(
    trait: str,
    kind: RuleKind,
    unanswered: Unanswered,
    same: list[Stands],
    other: list[Stands],
    silent: list[Stands],
) -> None:
    def stands(ours: TraitValue, theirs: TraitValue) -> list[Stands]:
        policy = (SharedSetPolicy if trait == "languages" else SameChoicePolicy)(trait, kind, 10, unanswered)
        reasons = explain(rules_of(policy, "policy"), trait, ours, theirs)
        return [(reason.blocks, reason.undecided) for reason in reasons]

    one, two = (ticked("l0"), ticked("l1")) if trait == "languages" else ("GE", "VD")
    assert stands(one, one) == same
    assert stands(one, two) == other
    assert stands(None, two) == stands(one, None) == stands(None, None) == silent


def test_who_has_not_answered_is_named_by_side() -> None:
    rules = rules_of(SharedSetPolicy("languages"), "talk") + rules_of(SameChoicePolicy("region"), "near")
    silent: Mapping[str, object] = {"trait": "languages", "sides": ("mentee",)}
    neither: Mapping[str, object] = {"trait": "region", "sides": ("mentee", "mentor")}
    assert [
        (r.rule, r.code, r.params, r.points) for r in explain(rules, "languages", None, ticked("l0"))
    ] == [
        ("talk", "matching.not_answered", silent, 0),
        ("talk.answered", "matching.not_answered", silent, None),
        ("near", "matching.not_answered", neither, 0),
        ("near.answered", "matching.not_answered", neither, None),
    ]


@pytest.mark.parametrize(
    ("theirs", "code", "params", "points"),
    [
        ("GE", "matching.same_choice", {"trait": "region", "choice": "GE"}, 700),
        ("VD", "matching.other_choice", {"trait": "region", "mentee": "GE", "mentor": "VD"}, 0),
    ],
)
def test_the_same_choice_is_worth_its_weight(
    theirs: str, code: str, params: Mapping[str, str], points: int
) -> None:
    rules = rules_of(SameChoicePolicy("region", "soft", 7), "near", CLAUSES)
    first, second = explain(rules, "region", "GE", theirs)
    assert (first.code, first.params, first.points) == (code, params, points)
    assert (second.rule, second.code, second.params) == (
        "near.answered",
        "matching.answered",
        {"trait": "region"},
    )
    assert (second.policy, second.clauses) == ("near", CLAUSES)


@pytest.mark.parametrize(("waited", "counts"), [("rounds", [0, 1, 3, 9]), ("days", [0, 10, 30, 90])])
def test_waiting_adds_points_up_to_the_cap(waited: Waited, counts: list[int]) -> None:
    cap = 4 if waited == "rounds" else 40
    rules = rules_of(WaitingPriorityPolicy(8, waited, cap), "wait", CLAUSES)
    reasons = [
        explain_pair(
            [member("mentee", None, waited=rounds), member("mentor", None)],
            TRAITS,
            rules,
            mentee="P-1",
            mentor="Q-1",
        )[0]
        for rounds in (0, 1, 3, 9)
    ]
    assert [reason.points for reason in reasons] == [0, 200, 600, 800]
    assert [reason.params for reason in reasons] == [{"count": count, "waited": waited} for count in counts]
    assert {reason.code for reason in reasons} == {"matching.waited"}


def test_vps_11_who_waited_longer_gets_the_only_seat() -> None:
    waiting = [PoolMember(f"P-{rounds}", "mentee", waited_rounds=rounds) for rounds in (2, 0, 3, 1)]
    result = run_round([*waiting, member("mentor", None)], TRAITS, rules_of(WaitingPriorityPolicy(), "wait"))
    assert [proposal.mentee for proposal in result.proposals] == ["P-3"]


def test_vps_intro_1_shared_experience_is_preferred_and_silence_left_to_the_coordinator() -> None:
    kinds = Trait("experience", "set", ("a", "b"))
    people = [
        PoolMember("P-1", "mentee", {"experience": frozenset({"a"})}),
        PoolMember("P-2", "mentee", {"experience": frozenset({"b"})}),
        PoolMember("P-3", "mentee"),
        PoolMember("Q-1", "mentor", {"experience": frozenset({"b"})}),
        PoolMember("Q-2", "mentor", {"experience": frozenset({"a", "b"})}),
    ]
    result = run_round(people, [kinds], rules_of(SharedSetPolicy("experience"), "alike", ("VPS-INTRO-1",)))
    assert [(proposal.mentee, proposal.mentor) for proposal in result.proposals] == [
        ("P-1", "Q-2"),
        ("P-2", "Q-1"),
    ]
    (silent,) = result.unmatched
    assert (silent.person, silent.code, silent.blocked_by) == (
        "P-3",
        "matching.needs_decision",
        {"alike.answered": 2},
    )
    assert sorted(silent.undecided) == ["Q-1", "Q-2"]


@settings(max_examples=60)
@given(
    ours=st.lists(st.none() | st.frozensets(st.sampled_from(LANGUAGES), max_size=4), min_size=1, max_size=4),
    theirs=st.lists(
        st.none() | st.frozensets(st.sampled_from(LANGUAGES), max_size=4), min_size=1, max_size=4
    ),
)
def test_columns_agree_with_plain_sets(
    ours: list[frozenset[str] | None], theirs: list[frozenset[str] | None]
) -> None:
    for number, mine in enumerate(ours):
        for yours in theirs:
            rule = SharedSet("talk", "talk", "languages", "soft", 100)
            (reason,) = explain((rule,), "languages", mine, yours)
            expected = len(mine & yours) / max(1, min(len(mine), len(yours))) if mine and yours else 0
            assert reason.points == round(expected * 10_000), number


@pytest.mark.parametrize(
    "settings_",
    [{"weight": 0}, {"weight": 1_001}, {"kind": "firm"}, {"unanswered": "perhaps"}],
)
def test_settings_that_make_no_sense_are_refused(settings_: dict[str, object]) -> None:
    for policy in (SharedSetPolicy, SameChoicePolicy):
        with pytest.raises(ValueError, match=next(iter(settings_))):
            policy("languages", **settings_)  # type: ignore[arg-type]  # wrong settings are what is tested


@pytest.mark.parametrize("settings_", [{"weight": 0}, {"cap": 0}, {"waited": "years"}])
def test_waiting_settings_that_make_no_sense_are_refused(settings_: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=next(iter(settings_))):
        WaitingPriorityPolicy(**settings_)  # type: ignore[arg-type]  # wrong settings are what is tested


def test_rules_are_values() -> None:
    assert SameChoice("near", "near", "region", "hard") == SameChoice("near", "near", "region", "hard")


@pytest.mark.parametrize("options", [513, 512, 64, 65])
def test_many_options_make_no_rows_of_bits_from_a_number_on(options: int) -> None:
    trait = Trait("t", "choice", tuple(f"o{n}" for n in range(options)))
    members = [
        PoolMember("P-1", "mentee", {"t": f"o{options - 1}"}),
        PoolMember("Q-1", "mentor", {"t": "o0"}),
    ]
    pool = build_pool(members, [trait])
    rules: list[Any] = [
        OtherChoice("r", "p", "t", "hard"),
        NearStage("r", "p", "t", "hard"),
        AgeApart("r", "p", "t", "younger", "hard"),
    ]
    found = [rule.blocking(pool) for rule in rules]
    if options > 512:
        assert found == [None, None, None]
    else:
        assert [bool((one.mentees[0] & one.mentors[0]).any()) for one in found] == [True, False, True]


def test_two_hundred_options_and_more_are_counted_right() -> None:
    trait = Trait("t", "set", tuple(f"o{n}" for n in range(300)))
    every = frozenset(trait.options)
    pool = build_pool(
        [PoolMember("P-1", "mentee", {"t": every}), PoolMember("Q-1", "mentor", {"t": every})], [trait]
    )
    rule, pair = SharedSet("r", "p", "t", "hard", 1, "fine", (), 300), (np.array([0]), np.array([0]))
    assert rule.evaluate(pool, *pair).tolist() == [True]
    assert rule.needed(pool, *pair).tolist() == [300]
    assert evolve(rule, at_least=301).evaluate(pool, *pair).tolist() == [False]
