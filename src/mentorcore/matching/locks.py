"""Pairs that have to stand in a round: a coordinator has decided about them already."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

import numpy as np
from attrs import evolve, frozen

from mentorcore.domain.errors import InputFault, Problem
from mentorcore.hooks.matching import IntArray, PairRule
from mentorcore.matching.columns import frozen_array
from mentorcore.matching.judge import gates
from mentorcore.matching.pool import Pool

Pair = tuple[str, str]


@frozen(eq=False)
class Locks:
    """Locked pairs by number, by mentee.

    Args:
        mentees: indices into the pool.
        mentors: indices into the pool.
    """

    mentees: IntArray
    mentors: IntArray

    def rest(self, pool: Pool) -> Pool:
        """The pool that is left to solve: locked mentees have their proposal, their mentors a seat less for each."""
        mentees, mentors = (column.copy() for column in pool.capacity)
        mentees[self.mentees] = 0
        np.subtract.at(mentors, self.mentors, 1)
        return evolve(pool, capacity=(frozen_array(mentees), frozen_array(mentors)))


def find_locks(pool: Pool, rules: Iterable[PairRule], locked: Iterable[Pair]) -> Locks:
    """The locked pairs, once they can all stand together.

    A rule that leaves the decision to the coordinator is no hindrance: to lock a pair is to decide.

    Args:
        pool: the pool.
        rules: the rules, checked.
        locked: public ids of a mentee and of a mentor.

    Raises:
        InputFault: all problems at once, each at the pair: ``lock.absent`` (not in the pool in that role), ``lock.mentee`` (a mentee twice, or
            without a free seat), ``lock.seats`` (more pairs than the mentor has free seats), ``lock.together`` (one of
            the two stands together with others), ``lock.ruled_out`` (a hard
            rule stops the pair).
    """
    pairs = sorted(set(locked))
    if not pairs:
        return Locks(np.zeros(0, dtype=np.intp), np.zeros(0, dtype=np.intp))
    there = [set(pool.mentees), set(pool.mentors)]
    problems = [
        Problem("lock.absent", f"{mentee}, {mentor}")
        for mentee, mentor in pairs
        if mentee not in there[0] or mentor not in there[1]
    ]
    if problems:
        raise InputFault(problems)
    places = (
        {person: at for at, person in enumerate(pool.mentees)},
        {p: at for at, p in enumerate(pool.mentors)},
    )
    mentees = np.array([places[0][mentee] for mentee, _ in pairs], dtype=np.intp)
    mentors = np.array([places[1][mentor] for _, mentor in pairs], dtype=np.intp)
    problems = [*_too_many(pool, pairs, mentees, mentors), *_ruled_out(pool, rules, pairs, mentees, mentors)]
    if problems:
        raise InputFault(problems)
    return Locks(mentees, mentors)


def _too_many(pool: Pool, pairs: list[Pair], mentees: IntArray, mentors: IntArray) -> Iterator[Problem]:
    times, seats = Counter(mentees.tolist()), Counter(mentors.tolist())
    for pair, mentee, mentor in zip(pairs, mentees.tolist(), mentors.tolist(), strict=True):
        if pool.together and (pool.together[0][mentee] or pool.together[1][mentor]):
            yield Problem("lock.together", ", ".join(pair))
        if times[mentee] > 1 or not pool.capacity[0][mentee]:
            yield Problem("lock.mentee", ", ".join(pair))
        if seats[mentor] > (free := int(pool.capacity[1][mentor])):
            yield Problem("lock.seats", ", ".join(pair), {"locked": seats[mentor], "free": free})


def _ruled_out(
    pool: Pool, rules: Iterable[PairRule], pairs: list[Pair], mentees: IntArray, mentors: IntArray
) -> Iterator[Problem]:
    for gate in gates(pool, rules):
        if not gate.decide:
            for at in np.flatnonzero(~gate.lets_through(mentees, mentors)).tolist():
                yield Problem("lock.ruled_out", ", ".join(pairs[at]), {"rule": gate.name})
