"""What lies with the people themselves: how long the mentee has waited, how many seats the mentor has free, and with whom
the two would like to be."""

from __future__ import annotations

from typing import Literal

import numpy as np
from attrs import frozen

from mentorcore.hooks.matching import Explanation, FloatArray, IntArray, PoolView, RuleKind

Waited = Literal["rounds", "days"]
Whose = Literal["both", "mentee", "mentor"]


@frozen
class WaitingPriority:
    """The longer a mentee has waited, the more a pair with them is worth, up to a cap.

    Args:
        name: the rule's name.
        policy: id of the policy.
        weight: worth of a wait at the cap.
        waited: what is counted: ``rounds`` without a proposal, or ``days`` in the pool.
        cap: rounds or days from which waiting adds nothing more.
        clauses: clauses served.
    """

    name: str
    policy: str
    weight: int
    waited: Waited
    cap: int
    clauses: tuple[str, ...] = ()
    kind: RuleKind = "soft"

    def _counts(self, pool: PoolView) -> IntArray:
        return (pool.waited_rounds if self.waited == "rounds" else pool.waiting_days)[0]

    def evaluate(self, pool: PoolView, mentees: IntArray, mentors: IntArray) -> FloatArray:
        """The mentee's wait as a share of the cap; who the mentor is plays no part."""
        share = np.minimum(self._counts(pool)[mentees], self.cap) / self.cap
        return np.broadcast_to(share, np.broadcast_shapes(mentees.shape, mentors.shape))

    def explain(self, pool: PoolView, mentee: int, mentor: int) -> Explanation:  # noqa: ARG002 contract
        """``matching.waited`` with the count and what was counted."""
        return "matching.waited", {"count": int(self._counts(pool)[mentee]), "waited": self.waited}


@frozen
class FreeSeats:
    """The more seats a mentor has free, the more a pair with them is worth, up to a cap: so the load is spread.

    Args:
        name: the rule's name.
        policy: id of the policy.
        weight: worth of as many free seats as the cap.
        cap: free seats from which more add nothing.
        clauses: clauses served.
    """

    name: str
    policy: str
    weight: int
    cap: int
    clauses: tuple[str, ...] = ()
    kind: RuleKind = "soft"

    def evaluate(self, pool: PoolView, mentees: IntArray, mentors: IntArray) -> FloatArray:
        """The mentor's free seats as a share of the cap; who the mentee is plays no part."""
        share = np.minimum(pool.capacity[1][mentors], self.cap) / self.cap
        return np.broadcast_to(share, np.broadcast_shapes(mentees.shape, mentors.shape))

    def explain(self, pool: PoolView, mentee: int, mentor: int) -> Explanation:  # noqa: ARG002 contract
        """``matching.free_seats`` with their number."""
        return "matching.free_seats", {"count": int(pool.capacity[1][mentor])}


@frozen
class Wished:
    """The two named each other among those with whom they would like to be, or one of them did.

    A first choice is worth 1, and each later one less in even steps, down to nothing after `last`. Where both sides count,
    a pair is worth the mean of the two.

    Args:
        name: the rule's name.
        policy: id of the policy.
        weight: worth of each other's first choice.
        whose: whose wishes count: those of ``both``, of the ``mentee`` or of the ``mentor``.
        last: the last place that counts.
        clauses: clauses served.
    """

    name: str
    policy: str
    weight: int
    whose: Whose = "both"
    last: int = 5
    clauses: tuple[str, ...] = ()
    kind: RuleKind = "soft"

    def evaluate(self, pool: PoolView, mentees: IntArray, mentors: IntArray) -> FloatArray:
        """What each pair's wishes are worth."""
        ours, theirs = pool.wished(mentees, mentors)
        if self.whose == "both":
            return (self._worth(ours) + self._worth(theirs)) / 2
        return self._worth(ours if self.whose == "mentee" else theirs)

    def explain(self, pool: PoolView, mentee: int, mentor: int) -> Explanation:
        """``matching.wished_by_both``, ``matching.wished_by_mentee`` or ``matching.wished_by_mentor`` with the places, or
        ``matching.not_wished``."""
        ours, theirs = (int(found[0]) for found in pool.wished(np.array([mentee]), np.array([mentor])))
        by_mentee, by_mentor = ours and self.whose != "mentor", theirs and self.whose != "mentee"
        if by_mentee and by_mentor:
            return "matching.wished_by_both", {"first": ours, "second": theirs}
        if by_mentee:
            return "matching.wished_by_mentee", {"place": ours}
        if by_mentor:
            return "matching.wished_by_mentor", {"place": theirs}
        return "matching.not_wished", {}

    def _worth(self, places: IntArray) -> FloatArray:
        # no wish, place 0, stands beside the places that no longer count
        table = np.array([0.0, *((self.last - place) / self.last for place in range(self.last)), 0.0])
        return table[np.minimum(places, self.last + 1)]
