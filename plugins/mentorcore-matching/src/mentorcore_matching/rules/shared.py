"""Something in common on a list with several answers."""

from __future__ import annotations

import numpy as np
from attrs import frozen

from mentorcore.hooks.matching import (
    BoolArray,
    Explanation,
    IntArray,
    PoolView,
    RuleKind,
    ShareArray,
)
from mentorcore_matching.rules.answered import Unanswered, not_answered
from mentorcore_matching.rules.bits import common, options_in, ticked
from mentorcore_matching.rules.in_common import InCommon


@frozen
class SharedSet(InCommon):
    """Both ticked common options of a ``set`` trait, such as languages.

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
        at_least: common options that a pair needs, 1 or more; the soft rule does not ask for them.
    """

    name: str
    policy: str
    trait: str
    kind: RuleKind
    weight: int = 1
    unanswered: Unanswered = "decide"
    clauses: tuple[str, ...] = ()
    at_least: int = 1

    def evaluate(self, pool: PoolView, mentees: IntArray, mentors: IntArray) -> BoolArray | ShareArray:
        """Compare the bits of each pair."""
        if self.kind == "soft":
            mine, yours = self._words(pool, mentees, mentors)
            shorter = np.minimum(np.maximum(ticked(mine), 1), np.maximum(ticked(yours), 1))
            return np.divide(common(mine, yours), shorter, dtype=np.float32)
        return self._enough(pool, mentees, mentors)

    def explain(self, pool: PoolView, mentee: int, mentor: int) -> Explanation:
        """``matching.shared`` with the options, ``matching.too_little_shared``, ``matching.nothing_shared`` or
        ``matching.not_answered``."""
        if missing := not_answered(pool, mentee, mentor, self.trait):
            return missing
        ours, theirs = pool.sets(self.trait)
        both = ours.masks[mentee] & theirs.masks[mentor]
        shared = options_in(both, pool.trait(self.trait).options)
        if 0 < len(shared) < self.at_least and self.kind != "soft":
            return "matching.too_little_shared", {
                "trait": self.trait,
                "shared": shared,
                "count": len(shared),
                "least": self.at_least,
            }
        code = "matching.shared" if shared else "matching.nothing_shared"
        return code, {"trait": self.trait, "shared": shared, "count": len(shared)}
