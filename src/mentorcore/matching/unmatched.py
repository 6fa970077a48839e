"""Why somebody got no proposal: which rules stand between them and how many people, and who is left to decide."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from mentorcore.hooks.matching import BoolArray, IntArray, PairRule, Side, Unmatched
from mentorcore.matching.assignment import Assignment
from mentorcore.matching.candidates import CHUNK, Candidates, TieBreaker, with_seats
from mentorcore.matching.judge import gates, score
from mentorcore.matching.pool import Pool

MOST_UNDECIDED = 3


def find_unmatched(
    pool: Pool, rules: Iterable[PairRule], candidates: Candidates, chosen: Assignment, ties: TieBreaker
) -> tuple[Unmatched, ...]:
    """Everybody with a free seat and no proposal, mentees first, each side by id.

    The rules are asked about these people's pairs once more, all of them, since a round stops asking about a
    pair at the first rule that rules it out.
    """
    mentees, mentors = with_seats(pool)
    left_mentees = np.setdiff1d(mentees, chosen.mentees)
    left_mentors = np.setdiff1d(mentors, chosen.mentors)
    of_mentees = _Inquiry(pool, tuple(rules), ties, "mentee", mentors, _having(candidates.mentees))
    of_mentors = _Inquiry(pool, tuple(rules), ties, "mentor", mentees, _having(candidates.mentors))
    return (*of_mentees.answers(left_mentees), *of_mentors.answers(left_mentors))


def _having(column: NDArray[np.int32]) -> frozenset[int]:
    return frozenset(np.unique(column).tolist())


@frozen(eq=False)
class _Inquiry:
    """Asks for one side.

    Args:
        counterparts: indices of the people with free seats on the other side.
        had_pairs: indices of the people who stand in some candidate pair.
    """

    pool: Pool
    rules: tuple[PairRule, ...]
    ties: TieBreaker
    side: Side
    counterparts: IntArray
    had_pairs: frozenset[int]

    def answers(self, people: IntArray) -> Iterator[Unmatched]:
        """Why each of these people is left over."""
        block = max(1, CHUNK // max(1, len(self.counterparts)))
        for start in range(0, len(people), block):
            yield from self._block(people[start : start + block])

    def _block(self, people: IntArray) -> Iterator[Unmatched]:
        pairs = np.repeat(people, len(self.counterparts)), np.tile(self.counterparts, len(people))
        mentees, mentors = pairs if self.side == "mentee" else pairs[::-1]
        passed = {True: np.ones(len(mentees), dtype=np.bool_), False: np.ones(len(mentees), dtype=np.bool_)}
        stopped: dict[str, list[int]] = {}
        for gate in gates(self.pool, self.rules):
            fine = gate.lets_through(mentees, mentors)
            passed[gate.decide] &= fine
            stopped[gate.name] = (~fine).reshape(len(people), len(self.counterparts)).sum(axis=1).tolist()
        undecided = self._best(passed[False] & ~passed[True], mentees, mentors, len(people))
        names = self.pool.mentees if self.side == "mentee" else self.pool.mentors
        for row, person in enumerate(people.tolist()):
            blocked_by = {name: counts[row] for name, counts in stopped.items() if counts[row]}
            code = self._code(person, undecided[row])
            yield Unmatched(names[person], self.side, code, blocked_by, undecided[row])

    def _best(
        self, waiting: BoolArray, mentees: IntArray, mentors: IntArray, people: int
    ) -> list[tuple[str, ...]]:
        """For each person the best counterparts among the pairs that wait for a decision."""
        flat = np.flatnonzero(waiting)
        mentees, mentors = mentees[flat], mentors[flat]
        scores, ties = score(self.rules, self.pool, mentees, mentors), self.ties(mentees, mentors)
        rows = flat // max(1, len(self.counterparts))
        order = np.lexsort((-ties.astype(np.int64), -scores, rows))
        start = np.searchsorted(rows, np.arange(people + 1))
        others = (mentors if self.side == "mentee" else mentees)[order]
        names = self.pool.mentors if self.side == "mentee" else self.pool.mentees
        best = (others[a : min(a + MOST_UNDECIDED, b)] for a, b in pairwise(start.tolist()))
        return [tuple(names[other] for other in chosen.tolist()) for chosen in best]

    def _code(self, person: int, undecided: tuple[str, ...]) -> str:
        if not len(self.counterparts):
            return "matching.no_counterpart"
        if person in self.had_pairs:
            return "matching.others_first"
        return "matching.needs_decision" if undecided else "matching.all_ruled_out"
