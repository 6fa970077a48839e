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
from mentorcore.matching.pool import Pool


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


def components(pool: Pool, candidates: Candidates) -> Iterator[Component]:
    """The components that have a pair, in the order of their first mentee."""
    if not len(candidates):
        return
    size = len(pool.mentees) + len(pool.mentors)
    links = (candidates.mentees, candidates.mentors + np.int32(len(pool.mentees)))
    graph = coo_array((np.ones(len(candidates), dtype=np.bool_), links), shape=(size, size))
    _, labels = connected_components(graph, directed=False)
    of_mentee, of_mentor = labels[: len(pool.mentees)], labels[len(pool.mentees) :]
    mentee_groups, mentor_groups, pair_groups = map(
        _Groups, (of_mentee, of_mentor, of_mentee[candidates.mentees])
    )
    place = np.empty(size, dtype=np.intp)
    for label in dict.fromkeys(of_mentee.tolist()):
        pairs = pair_groups.of(label)
        if len(pairs):
            mentees, mentors = mentee_groups.of(label), mentor_groups.of(label)
            place[mentees] = np.arange(len(mentees))
            rows = place[candidates.mentees[pairs]]
            place[mentors] = np.arange(len(mentors))
            yield Component(mentees, mentors, pairs, rows, place[candidates.mentors[pairs]])


class _Groups:
    """Positions by label, sorted once instead of searched for each label."""

    def __init__(self, labels: NDArray[np.int32]) -> None:
        self._order = np.argsort(labels, kind="stable")
        self._start = np.concatenate([[0], np.cumsum(np.bincount(labels))])

    def of(self, label: int) -> IntArray:
        """Positions with that label, rising."""
        if label + 1 >= len(self._start):
            return self._order[:0]
        return self._order[self._start[label] : self._start[label + 1]]
