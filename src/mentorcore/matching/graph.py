"""The solvers of one group: mentees and mentors by number, the pairs that are possible, what each pair is worth.

Every one of them finds a choice of the highest worth, exactly; which one is asked is a question of shape and size.
"""

from __future__ import annotations

from importlib.util import find_spec

import numpy as np
from attrs import frozen

from mentorcore.domain.errors import PluginFault
from mentorcore.hooks.matching import IntArray
from mentorcore.matching.worth import WorthArray

DENSE_CELLS = 4_000_000
"""Largest full matrix, 32 MB: up to there the Jonker-Volgenant solver needs 0.1 s where the sparse one needs seconds."""
DENSE_SHARE = 50
"""A matrix with less than one pair in so many cells is better kept sparse."""
SMALL_CELLS = 40_000
"""200 by 200: full whatever the share, since the sparse solvers need 0.1 ms for nothing at all."""
FLOW_PAIRS = 50_000
"""Pairs, times seats, from which min cost flow is faster than the sparse matrix with a column for every seat."""


@frozen(eq=False)
class Group:
    """One problem.

    Args:
        rows: for each possible pair the mentee, sorted.
        columns: for each possible pair the mentor.
        worth: what the pair is worth, more than `paired`.
        paired: what being in a pair is worth by itself, see `worth`.
        people: number of mentees.
        seats: free seats of each mentor.
    """

    rows: IntArray
    columns: IntArray
    worth: WorthArray
    paired: int
    people: int
    seats: IntArray

    def solve(self) -> IntArray:
        """For each mentee the mentor, or -1: the highest worth in sum."""
        if not len(self.rows):
            return np.full(self.people, -1, dtype=np.intp)
        if self.people == 1:
            return self.columns[[np.argmax(self.worth)]]
        seats = np.minimum(self.seats, np.bincount(self.columns, minlength=len(self.seats)))
        times = int(seats[self.columns].sum())
        cells = max(self.people, int(seats.sum())) ** 2
        if cells <= SMALL_CELLS or (cells <= DENSE_CELLS and times * DENSE_SHARE >= cells):
            return _dense(self, seats)
        return _flow(self, seats) if times >= FLOW_PAIRS and has_flow() else _sparse(self, seats)


def has_flow() -> bool:
    """Whether the min cost flow of OR-tools is installed: the extra ``large``."""
    return find_spec("ortools") is not None


def _dense(group: Group, seats: IntArray) -> IntArray:
    """Jonker and Volgenant's algorithm on a square matrix: no pair is worth nothing, and so is nobody."""
    from lap import lapjv  # loaded where it is needed: explanations are not

    first, places = np.cumsum(seats) - seats, int(seats.sum())
    rows, columns, worth = _for_every_seat(group, seats, first)
    size = max(group.people, places)
    matrix = np.zeros((size, size))
    matrix[rows, columns] = -worth
    _, chosen, _ = lapjv(matrix)
    column = chosen[: group.people].astype(np.intp)
    paired = matrix[np.arange(group.people), column] < 0
    return np.where(paired, _owner(seats)[np.where(paired, column, 0)], -1)


def _sparse(group: Group, seats: IntArray) -> IntArray:
    """SciPy's sparse solver, with a column for every seat and a way out for every mentee."""
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import min_weight_full_bipartite_matching

    first, places = np.cumsum(seats) - seats, int(seats.sum())
    rows, columns, worth = _for_every_seat(group, seats, first)
    own = np.arange(group.people)
    most = int(worth.max()) + 1  # a weight of 0 means no pair to SciPy
    where = np.concatenate([rows, own]), np.concatenate([columns, places + own])
    weights = np.concatenate([most - worth, np.full(group.people, most)]).astype(np.float64)
    graph = csr_array((weights, where), shape=(group.people, places + group.people))
    column = min_weight_full_bipartite_matching(graph)[1].astype(np.intp)
    paired = column < places
    return np.where(paired, _owner(seats)[np.where(paired, column, 0)], -1)


def _flow(group: Group, seats: IntArray) -> IntArray:
    """OR-tools' min cost flow: a mentor with many seats stays one node."""
    from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

    people, mentors = group.people, len(seats)
    sink = people + mentors
    flow = SimpleMinCostFlow()
    pairs = flow.add_arcs_with_capacity_and_unit_cost(
        group.rows.astype(np.int32),
        (group.columns + people).astype(np.int32),
        np.ones(len(group.rows), dtype=np.int64),
        group.paired - group.worth,  # as many pairs as possible is what the largest flow means by itself
    )
    flow.add_arcs_with_capacity_and_unit_cost(
        np.arange(people, sink, dtype=np.int32),
        np.full(mentors, sink, dtype=np.int32),
        seats.astype(np.int64),
        np.zeros(mentors, dtype=np.int64),
    )
    nodes = np.append(np.arange(people), sink).astype(np.int32)
    flow.set_nodes_supplies(nodes, np.append(np.ones(people), -people).astype(np.int64))
    status = flow.solve_max_flow_with_min_cost()
    if status != flow.OPTIMAL:
        raise PluginFault("solver.status", solver="ortools-min-cost-flow", found=str(status))
    taken = flow.flows(pairs) > 0
    chosen = np.full(people, -1, dtype=np.intp)
    chosen[group.rows[taken]] = group.columns[taken]
    return chosen


def _for_every_seat(group: Group, seats: IntArray, first: IntArray) -> tuple[IntArray, IntArray, WorthArray]:
    """The pairs, each repeated for every seat of its mentor."""
    if (seats <= 1).all():
        return group.rows, first[group.columns], group.worth
    times = seats[group.columns]
    within = np.arange(int(times.sum())) - np.repeat(np.cumsum(times) - times, times)
    return (
        np.repeat(group.rows, times),
        np.repeat(first[group.columns], times) + within,
        np.repeat(group.worth, times),
    )


def _owner(seats: IntArray) -> IntArray:
    return np.repeat(np.arange(len(seats)), seats)
