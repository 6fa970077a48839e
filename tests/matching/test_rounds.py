"""Rounds and explanations on pools small enough to read."""

from __future__ import annotations

import subprocess
import sys

import pytest

from mentorcore.domain.errors import InputFault, PluginFault, Problem
from mentorcore.hooks.matching import (
    PairReason,
    PoolMember,
    Proposal,
    RoundResult,
    RuleKind,
    Separation,
    Trait,
    Unmatched,
)
from mentorcore.matching.python_rule import PythonRule, Traits
from mentorcore.matching.rounds import check_pair, explain_pair, run_round

REGION = Trait("region", "choice", ("GE", "VD"))
MEMBERS = (
    PoolMember("P-1", "mentee", {"region": "GE"}),
    PoolMember("P-2", "mentee", {"region": "VD"}),
    PoolMember("P-3", "mentee"),
    PoolMember("Q-1", "mentor", {"region": "GE"}, capacity=2),
    PoolMember("Q-2", "mentor", {"region": "VD"}, capacity=0),
)


def near(mentee: Traits, mentor: Traits) -> bool:
    return mentee.get("region") == mentor.get("region")


def tell(mentee: Traits, mentor: Traits) -> tuple[str, dict[str, str]]:
    return "near", {"yes": str(near(mentee, mentor))}


def rule(kind: RuleKind, weight: int = 1) -> PythonRule:
    return PythonRule("near", "near.policy", kind, near, tell, weight, ("T-1",))


def reason(
    answer: bool, *, points: int | None = None, blocks: bool = False, undecided: bool = False
) -> PairReason:
    return PairReason(
        code="near",
        params={"yes": str(answer)},
        policy="near.policy",
        clauses=("T-1",),
        rule="near",
        points=points,
        blocks=blocks,
        undecided=undecided,
    )


def test_a_hard_rule_leaves_only_pairs_that_keep_it() -> None:
    assert run_round(MEMBERS, [REGION], [rule("hard")], seed=5) == RoundResult(
        proposals=(Proposal("P-1", "Q-1", 0, (reason(True),)),),
        unmatched=(
            Unmatched("P-2", "mentee", "matching.all_ruled_out", {"near": 1}, {"near": 1}),
            Unmatched("P-3", "mentee", "matching.all_ruled_out", {"near": 1}, {"near": 1}),
        ),
        solver="optimal",
        pool_size=(3, 2),
        seed=5,
    )


def test_a_rule_of_kind_decide_leaves_pairs_to_the_coordinator() -> None:
    assert run_round(MEMBERS, [REGION], [rule("decide")]).unmatched == (
        Unmatched("P-2", "mentee", "matching.needs_decision", {"near": 1}, {"near": 1}, undecided=("Q-1",)),
        Unmatched("P-3", "mentee", "matching.needs_decision", {"near": 1}, {"near": 1}, undecided=("Q-1",)),
    )


def test_a_soft_rule_only_weighs() -> None:
    result = run_round(MEMBERS, [REGION], [rule("soft", 3)])
    assert result.proposals[0] == Proposal("P-1", "Q-1", 300, (reason(True, points=300),))
    assert [unmatched.code for unmatched in result.unmatched] == ["matching.others_first"]


def test_more_matched_mentees_go_before_a_better_score() -> None:
    members = [
        PoolMember("P-1", "mentee", {"region": "GE"}),
        PoolMember("P-2", "mentee", {"region": "VD"}),
        PoolMember("Q-1", "mentor", {"region": "GE"}),
        PoolMember("Q-2", "mentor", {"region": "VD"}),
    ]
    apart = [Separation("P-2", "Q-2", "apart")]
    result = run_round(members, [REGION], [rule("soft", 1_000)], apart)
    assert [(p.mentee, p.mentor, p.score) for p in result.proposals] == [("P-1", "Q-2", 0), ("P-2", "Q-1", 0)]


def test_empty_pools_give_empty_rounds() -> None:
    assert run_round([], [], []) == RoundResult((), (), "optimal", (0, 0), 0)
    alone = PoolMember("P-1", "mentee")
    assert run_round([alone], [], []).unmatched == (Unmatched("P-1", "mentee", "matching.no_counterpart"),)
    alone = PoolMember("Q-1", "mentor")
    assert run_round([alone], [], []).unmatched == (Unmatched("Q-1", "mentor", "matching.no_counterpart"),)


def test_without_rules_everybody_can_be_matched() -> None:
    result = run_round(MEMBERS, [REGION], [])
    assert (len(result.proposals), [unmatched.code for unmatched in result.unmatched]) == (
        2,
        ["matching.others_first"],
    )


def test_ties_hang_on_the_ids_and_the_seed() -> None:
    members = [PoolMember(f"P-{n}", "mentee") for n in range(8)] + [
        PoolMember(f"Q-{n}", "mentor") for n in range(8)
    ]
    pairs = [
        [(proposal.mentee, proposal.mentor) for proposal in run_round(members, [], [], seed=seed).proposals]
        for seed in (1, 1, 2)
    ]
    assert pairs[0] == pairs[1]
    assert pairs[0] != pairs[2]


def test_core_1_separated_people_are_never_proposed_even_without_rules() -> None:
    apart = [Separation("P-1", "Q-1", "core.avoid", clauses=("CORE-1",))]
    members = [MEMBERS[0], MEMBERS[3]]
    assert run_round(members, [REGION], [], apart).unmatched == (
        Unmatched("P-1", "mentee", "matching.all_ruled_out", {"separated": 1}),
        Unmatched("Q-1", "mentor", "matching.all_ruled_out", {"separated": 1}),
    )


def test_core_1_every_separation_of_a_pair_refuses_it_by_hand() -> None:
    apart = [
        Separation("P-1", "Q-1", "match.ended_before", "closure", ("VPS-9",)),
        Separation("P-1", "Q-1", "core.avoid", clauses=("CORE-1",)),
    ]
    assert check_pair(MEMBERS, [REGION], [rule("hard")], apart, mentee="P-1", mentor="Q-1") == (
        PairReason("match.ended_before", policy="closure", clauses=("VPS-9",), rule="separated", blocks=True),
        PairReason("core.avoid", clauses=("CORE-1",), rule="separated", blocks=True),
    )


def test_nobody_is_matched_with_themselves() -> None:
    members = [PoolMember("P-1", "mentee"), PoolMember("P-1", "mentor")]
    assert run_round(members, [], []).unmatched == (
        Unmatched("P-1", "mentee", "matching.all_ruled_out", {"same_person": 1}),
        Unmatched("P-1", "mentor", "matching.all_ruled_out", {"same_person": 1}),
    )
    assert check_pair(members, [], [], mentee="P-1", mentor="P-1") == (
        PairReason("matching.same_person", rule="same_person", blocks=True),
    )


def test_a_pair_is_explained_whether_seats_are_free_or_not() -> None:
    def explained(kind: RuleKind, mentor: str) -> tuple[PairReason, ...]:
        return explain_pair(MEMBERS, [REGION], [rule(kind)], mentee="P-2", mentor=mentor)

    assert explained("hard", "Q-2") == (reason(True),)
    assert explained("hard", "Q-1") == (reason(False, blocks=True),)
    assert explained("decide", "Q-1") == (reason(False, undecided=True),)
    assert explained("soft", "Q-1") == (reason(False, points=0),)


def test_only_a_hard_rule_refuses_a_pair_made_by_hand() -> None:
    def refused(kind: RuleKind) -> tuple[PairReason, ...]:
        return check_pair(MEMBERS, [REGION], [rule(kind)], mentee="P-2", mentor="Q-1")

    assert refused("hard") == (reason(False, blocks=True),)
    assert refused("decide") == ()
    assert refused("soft") == ()


def test_a_person_who_is_not_in_the_pool_cannot_be_explained() -> None:
    with pytest.raises(InputFault) as caught:
        explain_pair(MEMBERS, [REGION], [], mentee="Q-1", mentor="Q-1")
    assert caught.value.problems == (Problem("pool.absent", "Q-1", {"role": "mentee"}),)


@pytest.mark.parametrize(
    ("kind", "expected"), [("hard", "a bool"), ("decide", "a bool"), ("soft", "a number")]
)
def test_a_python_rule_with_a_wrong_answer_is_named(kind: RuleKind, expected: str) -> None:
    wrong = PythonRule("w", "w.policy", kind, lambda mentee, mentor: "no", tell)  # type: ignore[arg-type, return-value]  # the fault that is tested
    with pytest.raises(PluginFault) as caught:
        run_round(MEMBERS, [REGION], [wrong])
    assert (caught.value.code, caught.value.params) == (
        "rule.answer",
        {"expected": expected, "found": "str", "policy": "w.policy", "rule": "w"},
    )


def test_reprs_of_reasons_show_no_parameter() -> None:
    assert repr(reason(True)) == (
        "PairReason(code='near', policy='near.policy', clauses=('T-1',), rule='near', points=None, "
        "blocks=False, undecided=False)"
    )


@pytest.mark.parametrize(
    ("module", "heavy"), [("mentorcore.hooks.matching", "numpy"), ("mentorcore.matching.rounds", "scipy")]
)
def test_heavy_libraries_are_loaded_only_where_they_are_used(module: str, heavy: str) -> None:
    code = f"import sys, {module}; print({heavy!r} in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
