"""Stable and greedy rounds: whose view counts, how ties fall, what is promised and what is not."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product
from typing import Any, cast

import numpy as np
import pytest
from attrs import evolve, frozen
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.support.pools import hard_answers, soft_answers

from mentorcore.domain.errors import PluginFault
from mentorcore.engine.pair_rules import signed
from mentorcore.hooks.matching import (
    BoolArray,
    Explanation,
    FloatArray,
    IntArray,
    PoolMember,
    PoolView,
    RoundResult,
    RuleKind,
    RuleView,
    Side,
)
from mentorcore.matching.asked import AskedSolver, asked_solver
from mentorcore.matching.assignment import Assignment, Solver
from mentorcore.matching.building import build_pool
from mentorcore.matching.candidates import Candidates, Judge
from mentorcore.matching.greedy import Greedy
from mentorcore.matching.pool import Pool
from mentorcore.matching.rounds import run_round
from mentorcore.matching.sides import SideScores, side_scores
from mentorcore.matching.stable import Stable

Pair = tuple[str, str]
SIDES: tuple[Side, Side] = ("mentee", "mentor")


@frozen(eq=False)
class Wish:
    """A soft rule that looks each pair up, and speaks for whom it says."""

    name: str
    table: Mapping[Pair, float]
    view: RuleView = "both"
    kind: RuleKind = "soft"
    weight: int = 1
    policy: str = "wish"
    clauses: tuple[str, ...] = ()

    def evaluate(self, pool: PoolView, mentees: IntArray, mentors: IntArray) -> FloatArray:
        return soft_answers(self.table, pool, mentees, mentors)

    def explain(self, pool: PoolView, mentee: int, mentor: int) -> Explanation:
        return "wish", {}


@frozen
class May:
    """A hard rule: these pairs and no others."""

    pairs: frozenset[Pair]
    name: str = "may"
    kind: RuleKind = "hard"
    weight: int = 1
    policy: str = "may"
    clauses: tuple[str, ...] = ()

    def evaluate(self, pool: PoolView, mentees: IntArray, mentors: IntArray) -> BoolArray:
        everybody = product(pool.mentees, pool.mentors)
        return hard_answers({pair: pair in self.pairs for pair in everybody}, pool, mentees, mentors)

    def explain(self, pool: PoolView, mentee: int, mentor: int) -> Explanation:
        return "may", {}


@frozen
class Case:
    """A small pool in which the sides may differ, with plenty of ties."""

    members: tuple[PoolMember, ...]
    wishes: tuple[Wish, ...]
    may: May
    seed: int

    def run(self, solver: Solver) -> RoundResult:
        return run_round(self.members, (), (*self.wishes, self.may), seed=self.seed, solver=solver)

    def candidates(self) -> tuple[Pool, Candidates]:
        pool = build_pool(self.members, ())
        return pool, Judge.of(pool, (*self.wishes, self.may), self.seed).all()

    def points(self, pair: Pair, side: Side) -> int:
        return sum(
            round(wish.table[pair] * wish.weight * 100) for wish in self.wishes if wish.view in ("both", side)
        )

    def rows(self) -> dict[Pair, tuple[tuple[int, int, int], tuple[int, int, int]]]:
        """Each possible pair with what each side goes by, the higher the better."""
        pool, found = self.candidates()
        columns = (found.mentees.tolist(), found.mentors.tolist(), found.ties.tolist())
        rows = {}
        for i, j, tie in zip(*columns, strict=True):
            pair = pool.mentees[i], pool.mentors[j]
            rows[pair] = (self.points(pair, "mentee"), tie, -j), (self.points(pair, "mentor"), tie, -i)
        return rows


def pairs_of(result: RoundResult) -> list[Pair]:
    return [(proposal.mentee, proposal.mentor) for proposal in result.proposals]


@st.composite
def cases(draw: st.DrawFn) -> Case:
    mentees = [f"P-{n}" for n in range(draw(st.integers(0, 5)))]
    mentors = [f"Q-{n}" for n in range(draw(st.integers(0, 5)))]
    members = [PoolMember(person, "mentee", capacity=draw(st.integers(0, 2))) for person in mentees]
    members += [PoolMember(person, "mentor", capacity=draw(st.integers(0, 3))) for person in mentors]
    pairs = [(mentee, mentor) for mentee in mentees for mentor in mentors]
    few = st.sampled_from([0.0, 0.5, 1.0])
    views: tuple[RuleView, ...] = ("both", "mentee", "mentor")
    wishes = tuple(Wish(view, {pair: draw(few) for pair in pairs}, view) for view in views)
    may = frozenset(pair for pair in pairs if draw(st.sampled_from([True, True, False])))
    return Case(tuple(members), wishes, May(may), draw(st.integers(0, 3)))


def blocking(case: Case, pairs: list[Pair]) -> list[Pair]:
    """Pairs of two who would both rather have each other, or have room for each other."""
    rows, seats = case.rows(), {(m.role, m.person): m.capacity for m in case.members}

    def would(pair: Pair, side: int) -> bool:
        held = [other for other in pairs if other[side] == pair[side]]
        room = 1 if side == 0 else seats["mentor", pair[1]]
        return len(held) < room or any(rows[pair][side] > rows[other][side] for other in held)

    return [pair for pair in rows if pair not in pairs and would(pair, 0) and would(pair, 1)]


@pytest.mark.parametrize("side", SIDES)
@settings(max_examples=150, deadline=None)
@given(case=cases())
def test_nobody_is_left_with_less_than_they_could_have(side: Side, case: Case) -> None:
    result = case.run(Stable(side))
    assert blocking(case, pairs_of(result)) == []
    assert result.solver == f"stable-{side}-optimal"


@settings(max_examples=150, deadline=None)
@given(case=cases())
def test_each_side_is_best_off_where_the_round_is_for_them(case: Case) -> None:
    rows = case.rows()
    by_side = [pairs_of(case.run(Stable(side))) for side in SIDES]
    for side, (better, worse) in enumerate((by_side, by_side[::-1])):
        for person in {pair[side] for pair in rows}:
            ours, theirs = (
                sorted(rows[p][side] for p in pairs if p[side] == person) for pairs in (better, worse)
            )
            # the same people have the same number of pairs in every stable choice
            assert len(ours) == len(theirs)
            assert all(one >= other for one, other in zip(ours, theirs, strict=True))


@pytest.mark.parametrize("solver", [Stable(), Stable("mentor"), Greedy()])
@settings(max_examples=60, deadline=None)
@given(case=cases(), data=st.data())
def test_the_order_of_the_input_changes_nothing(solver: Solver, case: Case, data: st.DataObject) -> None:
    shuffled = evolve(case, members=tuple(data.draw(st.permutations(case.members))))
    assert shuffled.run(solver) == case.run(solver)


def one_after_the_other(pool: Pool, found: Candidates) -> list[Pair]:
    """The best pair that is left, again and again, by score, hash and place."""
    free = {0: dict.fromkeys(range(len(pool.mentees)), 1), 1: dict(enumerate(pool.capacity[1].tolist()))}
    columns = (found.scores, found.ties, -np.arange(len(found)), found.mentees, found.mentors)
    taken = []
    for _, _, _, mentee, mentor in sorted(zip(*(c.tolist() for c in columns), strict=True), reverse=True):
        if free[0][mentee] and free[1][mentor]:
            free[0][mentee] -= 1
            free[1][mentor] -= 1
            taken.append((pool.mentees[mentee], pool.mentors[mentor]))
    return sorted(taken)


@settings(max_examples=150, deadline=None)
@given(case=cases())
def test_equal_hashes_are_decided_by_the_order_of_the_ids(case: Case) -> None:
    pool, found = case.candidates()
    alike = Candidates(found.mentees, found.mentors, found.scores, np.zeros_like(found.ties))
    for solver in (Stable(), Stable("mentor"), Greedy()):
        chosen = solver.solve(pool, alike)
        pairs = zip(chosen.mentees.tolist(), chosen.mentors.tolist(), strict=True)
        assert [(pool.mentees[i], pool.mentors[j]) for i, j in pairs] == one_after_the_other(pool, alike)


@settings(max_examples=150, deadline=None)
@given(case=cases())
def test_greedy_takes_the_best_pair_that_is_left(case: Case) -> None:
    pool, found = case.candidates()
    result = case.run(Greedy())
    assert pairs_of(result) == one_after_the_other(pool, found)
    assert result.solver == "greedy-not-optimal"


@settings(max_examples=100, deadline=None)
@given(case=cases())
def test_where_no_rule_speaks_for_one_side_there_is_one_stable_round(case: Case) -> None:
    both = evolve(case, wishes=tuple(evolve(wish, view="both") for wish in case.wishes))
    found = [pairs_of(both.run(solver)) for solver in (Stable(), Stable("mentor"), Greedy())]
    assert found == [found[0]] * 3


TWO_AND_TWO = tuple(
    PoolMember(f"{name}-{n}", role) for name, role in (("P", SIDES[0]), ("Q", SIDES[1])) for n in (1, 2)
)


def wish(view: RuleView, *good: Pair) -> Wish:
    everybody = [(f"P-{i}", f"Q-{j}") for i in (1, 2) for j in (1, 2)]
    return Wish(view, {pair: float(pair in good) for pair in everybody}, view)


CROSSED = (
    wish("mentee", ("P-1", "Q-1"), ("P-2", "Q-2")),
    wish("mentor", ("P-1", "Q-2"), ("P-2", "Q-1")),
)


@pytest.mark.parametrize(
    ("solver", "pairs"),
    [
        (Stable(), [("P-1", "Q-1"), ("P-2", "Q-2")]),
        (Stable("mentor"), [("P-1", "Q-2"), ("P-2", "Q-1")]),
    ],
)
def test_where_the_sides_wish_otherwise_one_of_them_is_heard(solver: Solver, pairs: list[Pair]) -> None:
    result = run_round(TWO_AND_TWO, (), CROSSED, solver=solver)
    assert pairs_of(result) == pairs
    assert [proposal.score for proposal in result.proposals] == [100, 100]


def test_stable_can_match_fewer_than_the_best_round() -> None:
    # everybody likes Q-1 and P-1 best; P-2 can be with nobody but Q-1
    rules = (wish("both", ("P-1", "Q-1")), May(frozenset({("P-1", "Q-1"), ("P-1", "Q-2"), ("P-2", "Q-1")})))
    assert pairs_of(run_round(TWO_AND_TWO, (), rules, solver=Stable())) == [("P-1", "Q-1")]
    assert pairs_of(run_round(TWO_AND_TWO, (), rules)) == [("P-1", "Q-2"), ("P-2", "Q-1")]


@pytest.mark.parametrize("members", [(), TWO_AND_TWO[:2], TWO_AND_TWO[2:]])
@pytest.mark.parametrize("solver", [Stable(), Stable("mentor"), Greedy()])
def test_an_empty_pool_or_side_proposes_nobody(solver: Solver, members: tuple[PoolMember, ...]) -> None:
    result = run_round(members, (), CROSSED, solver=solver)
    assert result.proposals == ()
    assert [(u.person, u.code) for u in result.unmatched] == [
        (member.person, "matching.no_counterpart") for member in members
    ]


def test_a_view_that_there_is_none_of_is_a_fault() -> None:
    with pytest.raises(PluginFault) as caught:
        run_round(TWO_AND_TWO, (), [evolve(CROSSED[0], view=cast(Any, "parents"))])
    expected = {"policy": "wish", "rule": "mentee", "expected": "both, mentee, mentor"}
    assert (caught.value.code, caught.value.params) == ("rule.view", expected)


def test_a_signed_rule_keeps_its_view() -> None:
    kept = [signed(rule, "mine", ()) for rule in (*CROSSED, May(frozenset()))]
    assert [getattr(rule, "view", None) for rule in kept] == ["mentee", "mentor", "both"]
    with pytest.raises(PluginFault) as caught:
        signed(evolve(CROSSED[0], view=cast(Any, 1)), "mine", ())
    assert caught.value.code == "rule.part"


def test_only_rules_that_speak_for_one_side_are_asked_again() -> None:
    asked: list[str] = []

    @frozen(eq=False)
    class Counted(Wish):
        def evaluate(self, pool: PoolView, mentees: IntArray, mentors: IntArray) -> FloatArray:
            asked.append(self.name)
            return Wish.evaluate(self, pool, mentees, mentors)

    rules = [Counted(view, CROSSED[0].table, view) for view in ("both", "mentee", "mentor")]
    pool = build_pool(TWO_AND_TWO, ())
    found = Judge.of(pool, rules, 0).all()
    asked.clear()
    sides = side_scores(pool, rules, found)
    assert asked == ["mentor", "mentee"]
    assert sides.mentees.tolist() == sides.mentors.tolist() == [200, 0, 0, 200]
    assert found.scores.tolist() == [300, 0, 0, 300]


@frozen
class TwoSidedOnly:
    """A policy's solver that has the second method alone."""

    answer: object
    name: str = "mine"
    two_sided: bool = True

    def solve_sides(self, pool: Pool, candidates: Candidates, sides: SideScores) -> object:
        if self.answer == "broken":
            raise KeyError("P-1")
        return Stable().solve_sides(pool, candidates, sides) if self.answer is None else self.answer


def test_a_solver_of_a_policy_is_told_what_each_side_thinks() -> None:
    result = run_round(TWO_AND_TWO, (), CROSSED, solver=asked_solver("mine", TwoSidedOnly(None)))
    assert pairs_of(result) == [("P-1", "Q-1"), ("P-2", "Q-2")]
    asked = [asked_solver("mine", found) for found in (Stable("mentor"), Greedy())]
    assert [isinstance(found, AskedSolver) and found.two_sided for found in asked] == [True, False]


@pytest.mark.parametrize(
    ("found", "code"),
    [
        (TwoSidedOnly("broken"), "solver.raised"),
        (TwoSidedOnly([]), "solver.answer"),
        (TwoSidedOnly(Assignment([], [])), "solver.answer"),  # type: ignore[arg-type]  # the fault that is tested
        (TwoSidedOnly(None, two_sided=False), "solver.answer"),
    ],
)
def test_what_breaks_in_it_is_the_policys(found: object, code: str) -> None:
    with pytest.raises(PluginFault) as caught:
        run_round(TWO_AND_TWO, (), CROSSED, solver=asked_solver("mine", found))
    assert (caught.value.code, caught.value.params["policy"]) == (code, "mine")
