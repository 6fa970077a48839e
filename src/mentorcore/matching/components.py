"""Cuts the candidates into groups that have no pair in common: each can be solved by itself, exactly."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from attrs import frozen
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from mentorcore.hooks.matching import IntArray
from mentorcore.matching.candidates import Candidates
from mentorcore.matching.sorting import order_of


@frozen(eq=False)
class Component:
    """Mentees and mentors who are linked by candidate pairs, and linked to nobody else.

    Args:
        mentees: indices into the pool, rising.
        mentors: indices into the pool, rising.
        pairs: positions of the component's pairs among the candidates, rising.
        rows: for each pair the place of its mentee in `mentees`.
        columns: for each pair the place of its mentor in `mentors`.
    """

    mentees: IntArray
    mentors: IntArray
    pairs: IntArray
    rows: IntArray
    columns: IntArray


def components(candidates: Candidates) -> Iterator[Component]:
    """The components that have a pair, in the order of their first mentee."""
    if not len(candidates):
        return
    # by number among those who stand in a pair: a batch holds few people of a large pool
    mentees, row = _numbered(candidates.mentees)
    mentors, column = _numbered(candidates.mentors)
    size = len(mentees) + len(mentors)
    graph = coo_array((np.ones(len(row), dtype=np.int8), (row, column + len(mentees))), shape=(size, size))
    _, labels = connected_components(graph, directed=False)
    of_mentee, of_mentor = labels[: len(mentees)], labels[len(mentees) :]
    mentee_groups, mentor_groups, pair_groups = map(_Groups, (of_mentee, of_mentor, of_mentee[row]))
    place = np.empty(size, dtype=np.intp)
    for label in dict.fromkeys(of_mentee.tolist()):
        pairs = pair_groups.of(label)
        ours, theirs = mentee_groups.of(label), mentor_groups.of(label)
        place[ours] = np.arange(len(ours))
        rows = place[row[pairs]]
        place[theirs] = np.arange(len(theirs))
        yield Component(mentees[ours], mentors[theirs], pairs, rows, place[column[pairs]])


def _numbered(people: NDArray[np.int32]) -> tuple[IntArray, IntArray]:
    """Who there is, rising, and for each entry the place in that."""
    there = np.zeros(int(people.max()) + 1, dtype=np.bool_)
    there[people] = True
    once = np.flatnonzero(there)
    place = np.empty(len(there), dtype=np.intp)
    place[once] = np.arange(len(once))
    return once, place[people]


class _Groups:
    """Positions by label, sorted once instead of searched for each label."""

    def __init__(self, labels: NDArray[np.int32]) -> None:
        self._order = order_of(labels.astype(np.intp))
        self._start = np.concatenate([[0], np.cumsum(np.bincount(labels))])

    def of(self, label: int) -> IntArray:
        """Positions with that label, rising."""
        return self._order[self._start[label] : self._start[label + 1]]
