"""People who stand together, against a brute force over all ways to bring units together."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from itertools import product

import numpy as np
import pytest
from attrs import evolve, frozen
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.support.pools import hard_answers, soft_answers

from mentorcore.domain.errors import PluginFault
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
    Separation,
)
from mentorcore.matching.assignment import Assignment, Solver
from mentorcore.matching.building import build_pool
from mentorcore.matching.candidates import Candidates, Judge
from mentorcore.matching.groups import find_units, fold
from mentorcore.matching.pool import Pool
from mentorcore.matching.rounds import run_round
from mentorcore.matching.solver import Optimal
from mentorcore.matching.stable import Stable

Pair = tuple[str, str]
Unit = tuple[PoolMember, ...]
UnitPair = tuple[Unit, Unit]


@frozen(eq=False)
class Table:
    """A rule that looks each pair up."""

    name: str
    kind: RuleKind
    table: Mapping[Pair, bool | float]
    view: RuleView = "both"
    weight: int = 1
    policy: str = "table"
    clauses: tuple[str, ...] = ()

    def evaluate(self, pool: PoolView, mentees: IntArray, mentors: IntArray) -> BoolArray | FloatArray:
        ask = soft_answers if self.kind == "soft" else hard_answers
        return ask(self.table, pool, mentees, mentors)

    def explain(self, pool: PoolView, mentee: int, mentor: int) -> Explanation:
        return "table", {}


@frozen
class Case:
    """A pool with groups of mentees and teams of mentors, some people in both roles."""

    members: tuple[PoolMember, ...]
    rules: tuple[Table, ...]
    separations: tuple[Separation, ...]

    def run(self, solver: Solver | None = None) -> RoundResult:
        return run_round(self.members, (), self.rules, self.separations, solver=solver)

    def units(self, role: str) -> list[Unit]:
        members = sorted((m for m in self.members if m.role == role), key=lambda member: member.person)
        names = dict.fromkeys(m.together or m.person for m in members)
        return [tuple(m for m in members if (m.together or m.person) == name) for name in names]

    def seats(self, unit: Unit) -> int:
        return min(member.capacity for member in unit)

    def pairs(self, units: UnitPair) -> list[Pair]:
        return [(mentee.person, mentor.person) for mentee, mentor in product(*units)]

    def possible(self, units: UnitPair) -> bool:
        apart = {(s.mentee, s.mentor) for s in self.separations}
        hard = [rule for rule in self.rules if rule.kind != "soft"]
        fine = all(
            pair[0] != pair[1] and pair not in apart and all(rule.table[pair] for rule in hard)
            for pair in self.pairs(units)
        )
        return fine and min(map(self.seats, units)) > 0

    def score(self, units: UnitPair, views: tuple[RuleView, ...] = ("both", "mentee", "mentor")) -> int:
        soft = [rule for rule in self.rules if rule.kind == "soft" and rule.view in views]
        points = [round(100 * rule.table[pair]) for rule in soft for pair in self.pairs(units)]
        return sum(points) // (len(units[0]) * len(units[1]))

    def choices(self) -> Iterator[list[UnitPair]]:
        """Every way to bring units together."""
        mentors = self.units("mentor")

        def rest(mentees: list[Unit], free: list[int]) -> Iterator[list[UnitPair]]:
            if not mentees:
                yield []
                return
            yield from rest(mentees[1:], free)
            for at, mentor in enumerate(mentors):
                if free[at] and self.possible((mentees[0], mentor)):
                    left = [seats - (at == place) for place, seats in enumerate(free)]
                    for others in rest(mentees[1:], left):
                        yield [(mentees[0], mentor), *others]

        return rest(self.units("mentee"), [self.seats(unit) for unit in mentors])

    def brought(self, result: RoundResult) -> list[UnitPair]:
        """The pairs of units that a round made; a unit that was torn apart is an error."""
        made = {(proposal.mentee, proposal.mentor) for proposal in result.proposals}
        found = [
            (mentees, mentors)
            for mentees, mentors in product(self.units("mentee"), self.units("mentor"))
            if set(self.pairs((mentees, mentors))) <= made
        ]
        assert sorted(pair for units in found for pair in self.pairs(units)) == sorted(made)
        return found


@st.composite
def cases(draw: st.DrawFn) -> Case:
    everybody = [f"P-{number}" for number in range(8)]
    mentees = draw(st.lists(st.sampled_from(everybody), unique=True, max_size=5))
    mentors = draw(st.lists(st.sampled_from(everybody), unique=True, max_size=5))
    name = st.sampled_from(["", "", "a", "b"])  # the same name means nothing across the roles

    members = [
        PoolMember(p, "mentee", capacity=draw(st.integers(0, 2)), together=draw(name)) for p in mentees
    ]
    members += [
        PoolMember(p, "mentor", capacity=draw(st.integers(0, 3)), together=draw(name)) for p in mentors
    ]
    pairs = [(mentee, mentor) for mentee in mentees for mentor in mentors]
    mostly = st.sampled_from([True] * 7 + [False])
    views: tuple[RuleView, ...] = ("both", "mentee", "mentor")
    rules = (
        *(
            Table(v, "soft", {pair: draw(st.sampled_from([0.0, 0.25, 1.0])) for pair in pairs}, v)
            for v in views
        ),
        Table("may", "hard", {pair: draw(mostly) for pair in pairs}),
        Table("ask", "decide", {pair: draw(mostly) for pair in pairs}),
    )
    apart = draw(st.lists(st.sampled_from(pairs), max_size=1)) if pairs else []
    separations = tuple(Separation(mentee, mentor, "apart") for mentee, mentor in apart)
    return Case(tuple(members), rules, separations)


@settings(max_examples=300, deadline=None)
@given(case=cases())
def test_the_best_round_of_units_is_found(case: Case) -> None:
    found = case.brought(case.run())
    best = max((len(choice), sum(map(case.score, choice))) for choice in case.choices())
    assert (len(found), sum(map(case.score, found))) == best
    assert all(map(case.possible, found))


@settings(max_examples=200, deadline=None)
@given(case=cases())
def test_a_proposal_takes_a_seat_of_everybody_in_the_unit_and_a_group_one_of_its_mentor(case: Case) -> None:
    found = case.brought(case.run())
    for unit in case.units("mentee"):
        assert sum(mentees == unit for mentees, _ in found) <= min(1, case.seats(unit))
    for unit in case.units("mentor"):
        assert sum(mentors == unit for _, mentors in found) <= case.seats(unit)


@settings(max_examples=200, deadline=None)
@given(case=cases())
def test_no_two_units_would_rather_have_each_other(case: Case) -> None:
    found = case.brought(case.run(Stable()))

    def would(units: UnitPair, side: int) -> bool:
        views: tuple[RuleView, ...] = ("both", "mentee" if side == 0 else "mentor")
        held = [pair for pair in found if pair[side] == units[side]]
        room = min(1, case.seats(units[0])) if side == 0 else case.seats(units[1])
        return len(held) < room or any(
            _points(case, units, views) > _points(case, pair, views) for pair in held
        )

    every = [units for units in product(case.units("mentee"), case.units("mentor")) if case.possible(units)]
    assert [units for units in every if units not in found and would(units, 0) and would(units, 1)] == []


def _points(case: Case, units: UnitPair, views: tuple[RuleView, ...]) -> int:
    return case.score(units, views)


@settings(max_examples=150, deadline=None)
@given(case=cases(), data=st.data())
def test_the_order_of_the_input_and_the_names_of_units_change_nothing(
    case: Case, data: st.DataObject
) -> None:
    other = {"": "", "a": "z", "b": "P-1"}
    members = [evolve(m, together=other[m.together]) for m in data.draw(st.permutations(case.members))]
    assert evolve(case, members=tuple(members)).run() == case.run()


@settings(max_examples=150, deadline=None)
@given(case=cases())
def test_who_waits_for_the_unit_is_told_so(case: Case) -> None:
    alone = evolve(case, members=tuple(evolve(m, together="") for m in case.members))
    result = case.run()
    proposed = {(role, getattr(p, role)) for p in result.proposals for role in ("mentee", "mentor")}
    for role, other, side in (("mentee", "mentor", 0), ("mentor", "mentee", 1)):
        waiting = {u.person: u.code for u in result.unmatched if u.role == role}
        people = [m for m in case.members if m.role == role and m.capacity]
        assert set(waiting) == {m.person for m in people if (role, m.person) not in proposed}
        for unit in case.units(role):
            fits = any(case.possible((unit, o) if side == 0 else (o, unit)) for o in case.units(other))
            for member in unit:
                ones = [((member,), o) if side == 0 else (o, (member,)) for o in alone.units(other)]
                expected = any(map(alone.possible, ones)) and not fits
                assert (waiting.get(member.person) == "matching.stands_together") == expected


def test_without_units_nothing_is_folded() -> None:
    assert find_units(build_pool([PoolMember("P-1", "mentee"), PoolMember("Q-1", "mentor")], ())) is None


FAMILY = (
    PoolMember("P-1", "mentee", together="sisters", waiting_days=3, waited_rounds=2),
    PoolMember("P-2", "mentee", together="sisters", waiting_days=9),
    PoolMember("P-3", "mentee"),
    PoolMember("Q-1", "mentor", capacity=2),
    PoolMember("Q-2", "mentor", capacity=3, together="team"),
    PoolMember("Q-3", "mentor", capacity=1, together="team"),
)
PAIRS = [(f"P-{i}", f"Q-{j}") for i in (1, 2, 3) for j in (1, 2, 3)]
WORTH = Table("good", "soft", {pair: 0.01 * at for at, pair in enumerate(PAIRS)})


def test_a_unit_is_one_member_with_the_fewest_seats_and_the_longest_wait() -> None:
    pool = build_pool(FAMILY, ())
    units = find_units(pool)
    assert units is not None
    found = units.pool
    columns_of = (found.capacity, found.waiting_days, found.waited_rounds)
    assert (found.mentees, found.mentors) == (("P-1", "P-3"), ("Q-1", "Q-2"))
    assert [(ours.tolist(), theirs.tolist()) for ours, theirs in columns_of] == [
        ([1, 1], [2, 1]),
        ([9, 0], [0, 0]),
        ([2, 0], [0, 0]),
    ]
    candidates = Judge.of(pool, [WORTH], 0).all()
    folded = fold(units, candidates)
    columns = (folded.candidates.mentees, folded.candidates.mentors, folded.candidates.scores)
    # 0 and 3; 1, 2, 4 and 5; 6; 7 and 8
    assert list(zip(*(c.tolist() for c in columns), strict=True)) == [
        (0, 0, 1),
        (0, 1, 3),
        (1, 0, 6),
        (1, 1, 7),
    ]
    assert folded.candidates.ties.tolist() == candidates.ties[[0, 1, 6, 7]].tolist()
    assert folded.people(np.array([1, 2])).tolist() == [1, 2, 4, 5, 6]


def test_everybody_of_a_unit_gets_their_part_of_its_proposal() -> None:
    result = run_round(FAMILY, (), [WORTH])
    assert [(p.mentee, p.mentor, p.score) for p in result.proposals] == [
        ("P-1", "Q-2", 1),
        ("P-1", "Q-3", 2),
        ("P-2", "Q-2", 4),
        ("P-2", "Q-3", 5),
        ("P-3", "Q-1", 6),
    ]
    assert result.unmatched == ()
    assert result.pool_size == (3, 3)


PROGRAM = """
import random
from mentorcore.hooks.matching import PoolMember
from mentorcore.matching.greedy import Greedy
from mentorcore.matching.rounds import run_round
from mentorcore.matching.stable import Stable

members = [
    PoolMember(f"P-{number:02}", "mentee", together=f"u{number // 2}" if number < 8 else "") for number in range(30)
] + [PoolMember(f"Q-{number:02}", "mentor", together="team" if number < 2 else "") for number in range(24)]
random.shuffle(members)  # seeded by nothing
for solver in (None, Stable(), Stable("mentor"), Greedy()):
    print([(found.mentee, found.mentor) for found in run_round(members, (), (), solver=solver).proposals])
"""


def test_every_process_finds_the_same() -> None:
    runs = [
        subprocess.run(
            [sys.executable, "-c", PROGRAM],
            env={**os.environ, "PYTHONHASHSEED": seed},
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for seed in ("0", "1", "2")
    ]
    assert runs == [runs[0]] * 3


def test_a_solver_that_takes_more_seats_than_a_unit_has_is_a_fault() -> None:
    @frozen
    class Crowding:
        name: str = "crowding"

        def solve(self, pool: Pool, candidates: Candidates) -> Assignment:
            return Assignment(np.array([0, 1], dtype=np.intp), np.array([1, 1], dtype=np.intp))

    with pytest.raises(PluginFault) as caught:
        run_round(FAMILY, (), [WORTH], solver=Crowding())
    assert (caught.value.code, caught.value.params) == ("solver.seats", {"solver": "crowding", "mentors": 1})
    assert run_round(FAMILY, (), [WORTH], solver=Optimal()).solver == "optimal"
