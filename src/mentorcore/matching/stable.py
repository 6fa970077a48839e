"""Stable matching: nobody is left with a pair of two who would both rather have each other.

Each side likes a pair by the points of the rules that speak for it (`sides`), and between equal points by the hash
of the pair. So every preference is strict, one answer is the best that any stable choice gives to each person of one
side, and the same candidates always give it. Without those hashes it is stable in the weak sense: no two would both
gain points by leaving for each other.

It is not what `solver` looks for: fewer mentees may get a proposal, and the sum of the scores may be lower.
"""

from __future__ import annotations

import numpy as np
from attrs import field, frozen, validators
from numpy.typing import NDArray

from mentorcore.hooks.matching import IntArray, Side
from mentorcore.matching.acceptance import Offers, deferred_acceptance
from mentorcore.matching.assignment import Assignment
from mentorcore.matching.candidates import Candidates
from mentorcore.matching.judge import ScoreArray
from mentorcore.matching.pool import Pool
from mentorcore.matching.sides import SideScores
from mentorcore.matching.ties import TIE_BITS, TieArray

_Column = NDArray[np.int32]


@frozen
class Stable:
    """Solves by deferred acceptance; see the module for what it promises.

    Args:
        optimal_for: the side for each of whose people no stable choice is better. A mentor with several seats is
            better off with a better mentee in any one of them.
    """

    optimal_for: Side = field(default="mentee", validator=validators.in_(("mentee", "mentor")))
    two_sided: bool = field(default=True, init=False)

    @property
    def name(self) -> str:
        """``stable-mentee-optimal`` or ``stable-mentor-optimal``."""
        return f"stable-{self.optimal_for}-optimal"

    def solve(self, pool: Pool, candidates: Candidates) -> Assignment:
        """The stable choice where both sides like a pair by its whole score."""
        return self.solve_sides(pool, candidates, SideScores(candidates.scores, candidates.scores))

    def solve_sides(self, pool: Pool, candidates: Candidates, sides: SideScores) -> Assignment:
        """The stable choice where each side has its own points."""
        columns, worth = (candidates.mentees, candidates.mentors), (sides.mentees, sides.mentors)
        # a mentee has one proposal in a round at most, with however many seats
        seats = np.minimum(pool.capacity[0], 1), pool.capacity[1]
        first, second = (0, 1) if self.optimal_for == "mentee" else (1, 0)
        order = _lists(columns[first], _worse(worth[first], candidates.ties))
        start = np.append(0, np.cumsum(np.bincount(columns[first], minlength=len(seats[first]))))
        # no two of one person's ranks are the same: between equal ones the lower index decides
        ranks = _worse(worth[second], candidates.ties) * len(seats[first]) + columns[first]
        offers = Offers(start, columns[second][order], ranks[order])
        del ranks  # so that a pair takes 28 bytes at most, beside what the candidates take
        chosen = np.sort(order[deferred_acceptance(offers, seats[first], seats[second])])
        return Assignment(
            candidates.mentees[chosen].astype(np.intp), candidates.mentors[chosen].astype(np.intp)
        )


def _worse(points: ScoreArray, ties: TieArray) -> ScoreArray:
    """A number from 0 for each pair, the lower the better: by points, then by hash.

    The limit on weights keeps it below 2 to the power of 36, which leaves room for 100 million people beside it.
    """
    worth = (points << TIE_BITS) + ties
    worse: ScoreArray = worth.max(initial=0) - worth
    return worse


def _lists(people: _Column, worse: ScoreArray) -> IntArray:
    """Positions of the pairs person by person, the best first; of equal ones first the lower index on the other side."""
    # one sort by a number that holds both takes half the time of a sort by two
    return np.argsort(people * (worse.max(initial=0) + 1) + worse, kind="stable")
