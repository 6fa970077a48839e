"""What one of the two alone decides: how long the mentee has waited, how many seats the mentor has free."""

from __future__ import annotations

from typing import Literal

import numpy as np
from attrs import frozen

from mentorcore.hooks.matching import Explanation, FloatArray, IntArray, PoolView, RuleKind

Waited = Literal["rounds", "days"]


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
