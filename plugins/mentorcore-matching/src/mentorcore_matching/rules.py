"""Pair rules over columns: each judges many pairs in one call and can explain any one of them.

A question may stay unanswered, and nobody is ruled out for it: what that means is the setting
`unanswered`, never a guess.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from attrs import frozen

from mentorcore.hooks.matching import (
    BoolArray,
    Explanation,
    FloatArray,
    IntArray,
    MaskArray,
    PoolView,
    RuleKind,
)

Unanswered = Literal["fine", "decide"]
Waited = Literal["rounds", "days"]


@frozen
class SharedSet:
    """Both ticked at least one common option of a ``set`` trait, such as a language.

    As a soft rule it is worth the number of shared options, divided by the shorter of the two lists: all of
    what one side ticked is 1, nothing in common or nothing ticked is 0.

    Args:
        name: the rule's name.
        policy: id of the policy.
        trait: the ``set`` trait.
        kind: ``hard``, ``soft`` or ``decide``.
        weight: of the soft rule.
        unanswered: for the kind ``decide``, whether a pair with an unanswered side is ``fine`` or one to
            ``decide``. A hard rule lets such a pair pass; `BothAnswered` beside it leaves it to people.
        clauses: clauses served.
    """

    name: str
    policy: str
    trait: str
    kind: RuleKind
    weight: int = 1
    unanswered: Unanswered = "decide"
    clauses: tuple[str, ...] = ()

    def evaluate(self, pool: PoolView, mentees: IntArray, mentors: IntArray) -> BoolArray | FloatArray:
        """Count the common bits of each pair."""
        ours, theirs = pool.sets(self.trait)
        shared = _ticked(ours.masks[mentees] & theirs.masks[mentors])
        if self.kind == "soft":
            shorter = np.minimum(_ticked(ours.masks)[mentees], _ticked(theirs.masks)[mentors])
            return shared / np.maximum(shorter, 1)
        fine: BoolArray = shared > 0
        if self.kind == "hard" or self.unanswered == "fine":
            fine |= ~(ours.answered[mentees] & theirs.answered[mentors])
        return fine

    def explain(self, pool: PoolView, mentee: int, mentor: int) -> Explanation:
        """``matching.shared`` with the options, ``matching.nothing_shared`` or ``matching.not_answered``."""
        silent = _silent_sides(pool, self.trait, mentee, mentor)
        if silent:
            return "matching.not_answered", {"trait": self.trait, "sides": silent}
        ours, theirs = pool.sets(self.trait)
        both = ours.masks[mentee] & theirs.masks[mentor]
        options = pool.trait(self.trait).options
        shared = tuple(option for bit, option in enumerate(options) if int(both[bit // 64]) >> (bit % 64) & 1)
        code = "matching.shared" if shared else "matching.nothing_shared"
        return code, {"trait": self.trait, "shared": shared, "count": len(shared)}


@frozen
class SameChoice:
    """Both chose the same option of a ``choice`` trait, such as a region; the arguments are those of `SharedSet`.

    As a soft rule it is worth 1 for the same option, 0 for another one or none.
    """

    name: str
    policy: str
    trait: str
    kind: RuleKind
    weight: int = 1
    unanswered: Unanswered = "decide"
    clauses: tuple[str, ...] = ()

    def evaluate(self, pool: PoolView, mentees: IntArray, mentors: IntArray) -> BoolArray | FloatArray:
        """Compare the codes of each pair."""
        column, other = pool.choice(self.trait)
        ours, theirs = column[mentees], other[mentors]
        same: BoolArray = (ours == theirs) & (ours >= 0)
        if self.kind == "soft":
            return same.astype(np.float64)
        if self.kind == "hard" or self.unanswered == "fine":
            same |= (ours < 0) | (theirs < 0)
        return same

    def explain(self, pool: PoolView, mentee: int, mentor: int) -> Explanation:
        """``matching.same_choice``, ``matching.other_choice`` or ``matching.not_answered``."""
        silent = _silent_sides(pool, self.trait, mentee, mentor)
        if silent:
            return "matching.not_answered", {"trait": self.trait, "sides": silent}
        options, (ours, theirs) = pool.trait(self.trait).options, pool.choice(self.trait)
        chosen = options[ours[mentee]], options[theirs[mentor]]
        if chosen[0] == chosen[1]:
            return "matching.same_choice", {"trait": self.trait, "choice": chosen[0]}
        return "matching.other_choice", {"trait": self.trait, "mentee": chosen[0], "mentor": chosen[1]}


@frozen
class BothAnswered:
    """Leaves a pair to the coordinator while one side has not answered a ``set`` or ``choice`` trait.

    Args:
        name: the rule's name.
        policy: id of the policy.
        trait: the trait.
        clauses: clauses served.
    """

    name: str
    policy: str
    trait: str
    clauses: tuple[str, ...] = ()
    kind: RuleKind = "decide"
    weight: int = 1

    def evaluate(self, pool: PoolView, mentees: IntArray, mentors: IntArray) -> BoolArray:
        """True where both answered."""
        ours, theirs = _answered(pool, self.trait)
        return ours[mentees] & theirs[mentors]

    def explain(self, pool: PoolView, mentee: int, mentor: int) -> Explanation:
        """``matching.answered``, or ``matching.not_answered`` with the sides that did not."""
        silent = _silent_sides(pool, self.trait, mentee, mentor)
        if silent:
            return "matching.not_answered", {"trait": self.trait, "sides": silent}
        return "matching.answered", {"trait": self.trait}


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
        waited = np.minimum(self._counts(pool), self.cap)[mentees] / self.cap
        return np.broadcast_to(waited, np.broadcast_shapes(mentees.shape, mentors.shape)).copy()

    def explain(self, pool: PoolView, mentee: int, mentor: int) -> Explanation:  # noqa: ARG002 contract
        """``matching.waited`` with the count and what was counted."""
        return "matching.waited", {"count": int(self._counts(pool)[mentee]), "waited": self.waited}


def _ticked(masks: MaskArray) -> IntArray:
    bits = np.bitwise_count(masks)
    # one word is by far the most common, and a sum over an axis of length 1 is slow
    return bits[..., 0].astype(np.intp) if bits.shape[-1] == 1 else bits.sum(axis=-1, dtype=np.intp)


def _answered(pool: PoolView, trait: str) -> tuple[BoolArray, BoolArray]:
    if pool.trait(trait).kind == "set":
        ours, theirs = pool.sets(trait)
        return ours.answered, theirs.answered
    column, other = pool.choice(trait)
    return column >= 0, other >= 0


def _silent_sides(pool: PoolView, trait: str, mentee: int, mentor: int) -> tuple[str, ...]:
    ours, theirs = _answered(pool, trait)
    return tuple(side for side, spoke in (("mentee", ours[mentee]), ("mentor", theirs[mentor])) if not spoke)
