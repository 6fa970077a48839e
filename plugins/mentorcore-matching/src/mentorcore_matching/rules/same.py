"""The same answer to a question with one answer, or another one."""

from __future__ import annotations

import numpy as np
from attrs import frozen

from mentorcore.hooks.blocking import SameKey, SharedBit
from mentorcore.hooks.matching import BoolArray, Explanation, IntArray, PoolView, RuleKind, ShareArray
from mentorcore_matching.rules.answered import Unanswered, not_answered, silent_passes
from mentorcore_matching.rules.ordered import MOST_BITS, allowed_bits


class OfOneChoice:
    """A rule that compares what the two chose of one trait."""

    __slots__ = ()

    trait: str

    def explain(self, pool: PoolView, mentee: int, mentor: int) -> Explanation:
        """``matching.same_choice``, ``matching.other_choice`` or ``matching.not_answered``."""
        if missing := not_answered(pool, mentee, mentor, self.trait):
            return missing
        options, (ours, theirs) = pool.trait(self.trait).options, pool.choice(self.trait)
        chosen = options[ours[mentee]], options[theirs[mentor]]
        if chosen[0] == chosen[1]:
            return "matching.same_choice", {"trait": self.trait, "choice": chosen[0]}
        return "matching.other_choice", {"trait": self.trait, "mentee": chosen[0], "mentor": chosen[1]}


@frozen
class SameChoice(OfOneChoice):
    """Both chose the same option of a ``choice`` trait, such as a region.

    As a soft rule it is worth 1 for the same option, 0 for another one or none.

    Args:
        name: the rule's name.
        policy: id of the policy.
        trait: the ``choice`` trait.
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

    def evaluate(self, pool: PoolView, mentees: IntArray, mentors: IntArray) -> BoolArray | ShareArray:
        """Compare the codes of each pair."""
        column, other = pool.choice(self.trait)
        ours, theirs = column[mentees], other[mentors]
        same: BoolArray = ours == theirs
        if self.kind == "soft":
            return (same & (ours >= 0)).astype(np.float32)
        if silent_passes(self.kind, self.unanswered):
            same |= ours < 0
            same |= theirs < 0
        else:
            same &= ours >= 0
        return same

    def blocking(self, pool: PoolView) -> SameKey:
        """Who chose the same."""
        return SameKey(*pool.choice(self.trait))


@frozen
class OtherChoice(OfOneChoice):
    """Both chose, and not the same: mentors from another network, say. The arguments are those of `SameChoice`.

    As a soft rule it is worth 1 for another option, 0 for the same one or none.
    """

    name: str
    policy: str
    trait: str
    kind: RuleKind
    weight: int = 1
    unanswered: Unanswered = "decide"
    clauses: tuple[str, ...] = ()

    def evaluate(self, pool: PoolView, mentees: IntArray, mentors: IntArray) -> BoolArray | ShareArray:
        """Compare the codes of each pair."""
        column, other = pool.choice(self.trait)
        ours, theirs = column[mentees], other[mentors]
        differ: BoolArray = ours != theirs
        if self.kind == "soft" or not silent_passes(self.kind, self.unanswered):
            differ &= ours >= 0
            differ &= theirs >= 0
        else:
            differ |= ours < 0  # neither has answered
        return differ.astype(np.float32) if self.kind == "soft" else differ

    def blocking(self, pool: PoolView) -> SharedBit | None:
        """Who chose another option; None where there are so many options that looking would not pay."""
        options = len(pool.trait(self.trait).options)
        if options > MOST_BITS:
            return None
        silent = silent_passes(self.kind, self.unanswered)
        return allowed_bits(*pool.choice(self.trait), ~np.eye(options, dtype=np.bool_), silent)
