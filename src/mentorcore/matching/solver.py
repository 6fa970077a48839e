"""The exact solver: as many mentees as possible, then the highest score, then the hashes of the pairs.

The three aims become one whole number for each pair, which a float64 holds exactly. In a component in which
at most k pairs can be made, with scores up to S and ties below 2^b:

- a pair is worth ``score * k * 2^b + tie``: all ties of k pairs together weigh less than one point;
- its cost is the most that any pair can be worth, less its worth, and 1 (a cost of 0 means no pair to SciPy);
- each mentee has a way out of their own that costs more than k pairs: one more pair beats any better scores.

Since every mentee has that way out, no sum inside SciPy's algorithms goes beyond four times its cost: that has
to stay below 2^53, and b is as large as this allows, 16 at most.
"""

from __future__ import annotations

import numpy as np
from attrs import frozen
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment
from scipy.sparse import csr_array
from scipy.sparse.csgraph import min_weight_full_bipartite_matching

from mentorcore.hooks.matching import IntArray
from mentorcore.matching.assignment import Assignment
from mentorcore.matching.candidates import TIE_BITS, Candidates
from mentorcore.matching.components import Component, components
from mentorcore.matching.pool import Pool

DENSE_CELLS = 20_000
"""About 100 mentees and 100 seats, where both take 0.3 ms; with 10 of each it is 6 us full and 100 us sparse."""
EXACT = 2**53

CostArray = NDArray[np.int64]


@frozen
class ScipyOptimal:
    """Solves each component with SciPy: a full matrix when it is small, a sparse one when it is not.

    Args:
        dense_cells: largest full matrix.
    """

    name: str = "scipy-optimal"
    dense_cells: int = DENSE_CELLS

    def solve(self, pool: Pool, candidates: Candidates) -> Assignment:
        """The best assignment; see the module for what is best."""
        mentors = np.full(len(pool.mentees), -1, dtype=np.intp)
        for component in components(pool, candidates):
            chosen = self._solve(component, pool.capacity[1][component.mentors], candidates)
            mentors[component.mentees] = np.where(chosen < 0, -1, component.mentors[chosen])
        mentees = np.flatnonzero(mentors >= 0)
        return Assignment(mentees, mentors[mentees])

    def _solve(self, component: Component, capacity: IntArray, candidates: Candidates) -> IntArray:
        """For each mentee of the component the place of their mentor in it, or -1."""
        seats = np.minimum(capacity, np.bincount(component.columns))
        people, places = len(component.mentees), int(seats.sum())
        scores, ties = candidates.scores[component.pairs], candidates.ties[component.pairs]
        costs, way_out = pair_costs(scores, ties, most_pairs=min(people, places))
        if people == 1:
            return component.columns[[np.argmin(costs)]]
        rows, columns, costs = _one_column_per_seat(component, seats, costs)
        solve = _dense if people * (places + people) <= self.dense_cells else _sparse
        column = solve(rows, columns, costs, way_out, (people, places))
        owner = np.repeat(np.arange(len(seats)), seats)
        return np.where(column < places, owner[np.minimum(column, places - 1)], -1)


def pair_costs(scores: CostArray, ties: NDArray[np.uint16], most_pairs: int) -> tuple[CostArray, int]:
    """Costs of the pairs of one component, 1 or more, and the cost of the way out.

    Args:
        scores: 0 or more.
        ties: below 2 to the power of `TIE_BITS`; as many of the upper bits count as a float64 has room for.
        most_pairs: how many pairs the component can have at most.
    """
    highest = int(scores.max())
    # the limit on weights sees to it that 0 bits always fit
    bits = next(b for b in range(TIE_BITS, -1, -1) if 4 * _weights(highest, most_pairs, b)[2] < EXACT)
    unit, worth, way_out = _weights(highest, most_pairs, bits)
    return worth - scores * unit - (ties >> (TIE_BITS - bits)).astype(np.int64), way_out


def _weights(highest: int, most_pairs: int, bits: int) -> tuple[int, int, int]:
    """What a point is worth, what a pair is worth at most, and what the way out costs."""
    unit = most_pairs << bits if bits else 1
    worth = highest * unit + (1 << bits)
    return unit, worth, most_pairs * worth + 1


def _one_column_per_seat(
    component: Component, seats: IntArray, costs: CostArray
) -> tuple[IntArray, IntArray, CostArray]:
    """The pairs, each repeated for every seat of its mentor."""
    times = seats[component.columns]
    first = (np.cumsum(seats) - seats)[component.columns]
    within = np.arange(int(times.sum())) - np.repeat(np.cumsum(times) - times, times)
    return np.repeat(component.rows, times), np.repeat(first, times) + within, np.repeat(costs, times)


def _dense(
    rows: IntArray, columns: IntArray, costs: CostArray, way_out: int, shape: tuple[int, int]
) -> IntArray:
    people, places = shape
    matrix = np.full((people, places + people), np.inf)
    matrix[rows, columns] = costs
    np.fill_diagonal(matrix[:, places:], way_out)
    return linear_sum_assignment(matrix)[1]


def _sparse(
    rows: IntArray, columns: IntArray, costs: CostArray, way_out: int, shape: tuple[int, int]
) -> IntArray:
    people, places = shape
    own = np.arange(people)
    where = np.concatenate([rows, own]), np.concatenate([columns, places + own])
    weights = np.concatenate([costs, np.full(people, way_out)]).astype(np.float64)
    graph = csr_array((weights, where), shape=(people, places + people))
    return min_weight_full_bipartite_matching(graph)[1].astype(np.intp)
