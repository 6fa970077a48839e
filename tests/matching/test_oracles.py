"""Large rounds against solvers that others wrote: theirs find as many pairs and as many points, and no more."""

from __future__ import annotations

from typing import Any
from unittest.mock import patch

import numpy as np
import pytest
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow
from scipy.optimize import linear_sum_assignment
from tests.support.by_place import ByPlace
from tests.support.pools import WAYS, forced

from mentorcore.hooks.matching import IntArray, PoolMember
from mentorcore.matching import graph
from mentorcore.matching.assignment import check_assignment
from mentorcore.matching.blocking import find_blocks
from mentorcore.matching.building import build_pool
from mentorcore.matching.candidates import Candidates, Judge
from mentorcore.matching.graph import Group
from mentorcore.matching.pool import Pool
from mentorcore.matching.solver import Optimal
from mentorcore.matching.worth import scale

MOST = 1_000
"""Highest score of a pair here."""
PAIRED = 10**8
"""What a pair counts for besides its score: more than all scores together."""


def pool_of(mentees: int, seats: IntArray) -> Pool:
    members = [PoolMember(f"P-{at:05}", "mentee") for at in range(mentees)]
    for at, free in enumerate(seats.tolist()):
        members.append(PoolMember(f"Q-{at:05}", "mentor", capacity=free))
    return build_pool(members, ())


def candidates(pool: Pool, possible: Any, scores: Any) -> Candidates:
    """Pairs as they come out of the rules."""
    judge = Judge.of(pool, (), 5)
    return judge.candidates([(possible[0], possible[1], scores)])


def by_assignment(found: Candidates, mentees: int, seats: IntArray) -> tuple[int, int]:
    """Number of pairs and sum of scores, by SciPy on the full matrix with a column for each seat."""
    gain = np.zeros((mentees, len(seats)))
    gain[found.mentees, found.mentors] = PAIRED + found.scores
    gain = np.repeat(gain, seats, axis=1)
    chosen = gain[linear_sum_assignment(gain, maximize=True)]
    return divmod(int(chosen.sum()), PAIRED)


def by_flow(found: Candidates, mentees: int, seats: IntArray) -> tuple[int, int]:
    """The same by OR-tools, with a way round for whoever stays without."""
    flow, sink = SimpleMinCostFlow(), mentees + len(seats)
    people, mentors = np.arange(mentees), np.arange(mentees, sink)
    for tails, heads, room, cost in (
        (found.mentees, found.mentors + mentees, 1, -(PAIRED + found.scores)),
        (people, np.full(mentees, sink), 1, 0),
        (mentors, np.full(len(seats), sink), seats, 0),
    ):
        wide = [np.broadcast_to(column, len(tails)).astype(np.int64) for column in (room, cost)]
        flow.add_arcs_with_capacity_and_unit_cost(tails.astype(np.int32), heads.astype(np.int32), *wide)
    supplies = np.append(np.ones(mentees, dtype=np.int64), -mentees)
    flow.set_nodes_supplies(np.append(people, sink).astype(np.int32), supplies)
    assert flow.solve() == flow.OPTIMAL
    return divmod(-int(flow.optimal_cost()), PAIRED)


def ours(pool: Pool, found: Candidates, solver: Optimal) -> tuple[int, int]:
    chosen = solver.solve(pool, found)
    positions = check_assignment(pool, found, chosen, solver.name)
    return len(positions), int(found.scores[positions].sum())


@pytest.mark.parametrize("share", [1.0, 0.02])
@pytest.mark.parametrize("popular", [False, True])
@pytest.mark.parametrize("most_seats", [1, 5])
def test_a_thousand_by_four_hundred_is_as_good_as_by_scipy_in_every_way(
    share: float, popular: bool, most_seats: int
) -> None:
    draw = np.random.default_rng(most_seats)
    seats = draw.integers(0, most_seats + 1, 400)
    pool = pool_of(1_000, seats)
    possible = np.nonzero((draw.random((1_000, 400)) < share) & (seats > 0))
    scores = draw.integers(0, 100 if popular else MOST, len(possible[0]))
    found = candidates(pool, possible, scores + (possible[1] * 2 if popular else 0))
    best = by_assignment(found, 1_000, seats)
    told = {}
    for way in ("full", "sparse", "flow"):
        with forced(way) as solver:
            told[way] = ours(pool, found, solver)
    assert told == dict.fromkeys(told, best)


def test_a_round_that_holds_few_pairs_is_as_good_as_by_scipy() -> None:
    draw = np.random.default_rng(3)
    seats = draw.integers(0, 6, 400)
    pool = pool_of(1_000, seats)
    points = draw.integers(0, MOST + 1, (1_000, 400)) / MOST

    rules: Any = (ByPlace("good", "soft", points),)
    judge = Judge.of(pool, rules, 5)
    best = by_assignment(judge.all(), 1_000, seats)
    told = Optimal(most_held=-1).choose(judge, find_blocks(pool, rules))
    assert (len(told.mentees), int(told.scores.sum())) == best
    assert told.effort.pairs < 400 * 1_000 / 4


@pytest.fixture(scope="module")
def large() -> tuple[Pool, Candidates, tuple[int, int]]:
    """Ten thousand mentees with twenty possible mentors each, among four thousand of whom some are much sought."""
    draw = np.random.default_rng(8)
    seats = draw.integers(0, 5, 4_000)
    pool = pool_of(10_000, seats)
    wanted = (draw.random((10_000, 20)) ** 1.5 * 4_000).astype(np.intp)
    keys = np.unique(np.arange(10_000)[:, None] * 4_000 + wanted)
    keys = keys[seats[keys % 4_000] > 0]
    found = candidates(pool, np.divmod(keys, 4_000), draw.integers(0, MOST, len(keys)))
    return pool, found, by_flow(found, 10_000, seats)


def test_ten_thousand_by_four_thousand_is_as_good_as_by_ortools(
    large: tuple[Pool, Candidates, tuple[int, int]],
) -> None:
    pool, found, best = large
    assert ours(pool, found, Optimal()) == best


def test_without_ortools_the_round_is_as_good(large: tuple[Pool, Candidates, tuple[int, int]]) -> None:
    pool, found, best = large
    with (
        patch.object(graph, "has_flow", return_value=False) as asked,
        patch.object(graph, "_flow", side_effect=AssertionError),
    ):
        assert ours(pool, found, Optimal()) == best
    assert asked.called


@pytest.mark.parametrize("seed", range(8))
def test_every_way_comes_to_the_same_worth_down_to_the_last_tie(seed: int) -> None:
    draw = np.random.default_rng(seed)
    people, mentors = int(draw.integers(2, 120)), int(draw.integers(1, 60))
    rows, columns = np.nonzero(draw.random((people, mentors)) < draw.choice([0.05, 0.3, 1.0]))
    seats = draw.integers(0, int(draw.choice([2, 4, 1_000_000])), mentors)
    kept = seats[columns] > 0
    rows, columns = rows[kept], columns[kept]
    scores = draw.integers(0, int(draw.choice([1, 5, MOST])), len(rows))
    worth = scale(MOST, min(people, int(np.minimum(seats, people).sum())) or 1)
    ties = draw.integers(0, 2**16, len(rows)).astype(np.uint16)
    group = Group(rows, columns, worth.of(scores, ties), worth.paired, people, seats)
    told = {}
    for way in set(WAYS) - {"generated"}:
        with forced(way):
            chosen = group.solve()
        assert (np.bincount(chosen[chosen >= 0], minlength=mentors) <= seats).all()
        told[way] = int(group.worth[columns == chosen[rows]].sum())
    assert told == dict.fromkeys(told, told["full"])
