"""What lies with the people themselves: how long the mentee has waited, how many seats the mentor has free, and with whom
the two would like to be."""

from __future__ import annotations

from typing import Literal

import numpy as np
from attrs import frozen

from mentorcore.hooks.matching import Explanation, FloatArray, IntArray, PoolView, RuleKind, ShareArray

Waited = Literal["rounds", "days"]
Wishing = Literal["mentee", "mentor"]


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

    def evaluate(self, pool: PoolView, mentees: IntArray, mentors: IntArray) -> ShareArray:
        """The mentee's wait as a share of the cap; who the mentor is plays no part."""
        share = (np.minimum(self._counts(pool)[mentees], self.cap) / self.cap).astype(np.float32)
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
    """One side named the other among those with whom they would like to be.

    A first choice is worth 1, and each later one less in even steps, down to nothing after `last`.

    Args:
        name: the rule's name.
        policy: id of the policy.
        weight: worth of a first choice.
        view: whose wishes these are: those of the ``mentee`` or of the ``mentor``. A stable round lets them count for that
            side alone.
        last: the last place that counts.
        clauses: clauses served.
    """

    name: str
    policy: str
    weight: int
    view: Wishing
    last: int = 5
    clauses: tuple[str, ...] = ()
    kind: RuleKind = "soft"

    def evaluate(self, pool: PoolView, mentees: IntArray, mentors: IntArray) -> FloatArray:
        """What the wishes of this side are worth."""
        # no wish, place 0, is worth as little as the places that no longer count
        worth = np.array([0.0, *((self.last - before) / self.last for before in range(self.last)), 0.0])
        return worth[np.minimum(self._places(pool, mentees, mentors), self.last + 1)]

    def explain(self, pool: PoolView, mentee: int, mentor: int) -> Explanation:
        """``matching.wished_by_mentee`` or ``matching.wished_by_mentor`` with the place, or ``matching.not_wished``."""
        place = int(self._places(pool, np.array([mentee]), np.array([mentor]))[0])
        if not place:
            return "matching.not_wished", {"side": self.view}
        code = "matching.wished_by_mentee" if self.view == "mentee" else "matching.wished_by_mentor"
        return code, {"place": place}

    def _places(self, pool: PoolView, mentees: IntArray, mentors: IntArray) -> IntArray:
        return pool.wished(mentees, mentors)[0 if self.view == "mentee" else 1]
