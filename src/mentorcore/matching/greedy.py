"""A quick look at a pool: the best pair of all is made, then the best of those that are left, and so on.

It is not the best round: one good pair can cost two others, so that fewer people are matched and the sum of the scores
is lower, by up to a half each. Its name says so wherever a round is kept.
"""

from __future__ import annotations

from attrs import frozen

from mentorcore.matching.assignment import Assignment
from mentorcore.matching.candidates import Candidates
from mentorcore.matching.pool import Pool
from mentorcore.matching.stable import Stable


@frozen
class Greedy:
    """Takes the pair of the highest score while there is one; the pair's hash decides between equal scores."""

    name: str = "greedy-not-optimal"

    def solve(self, pool: Pool, candidates: Candidates) -> Assignment:
        """The pairs taken.

        Where both sides order their pairs by the same numbers, no two pairs alike, there is exactly one stable
        choice, and it is this one: the best pair of all can be in no choice's way. So no pair is looked
        at twice, and none waits for its turn in a loop over all.
        """
        return Stable().solve(pool, candidates)
