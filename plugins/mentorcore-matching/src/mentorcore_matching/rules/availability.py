"""Time for each other: parts of the week in which both are free."""

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
from mentorcore_matching.rules.bits import common, options_in
from mentorcore_matching.rules.in_common import InCommon


@frozen
class CommonSlots(InCommon):
    """Both are free in the same parts of the week: a ``set`` trait whose options are those parts.

    As a soft rule it is worth the number of common parts, divided by `enough`, and 1 from there on.

    Args:
        name: the rule's name.
        policy: id of the policy.
        trait: the ``set`` trait, such as ``mon-evening``, ``tue-evening``.
        kind: ``hard``, ``soft`` or ``decide``.
        weight: of the soft rule.
        unanswered: as for `SharedSet`.
        at_least: common parts that a pair needs, 1 or more; the soft rule does not ask for them.
        enough: common parts from which more add nothing; of the soft rule.
        clauses: clauses served.
    """

    name: str
    policy: str
    trait: str
    kind: RuleKind
    weight: int = 1
    unanswered: Unanswered = "decide"
    at_least: int = 1
    enough: int = 4
    clauses: tuple[str, ...] = ()

    def evaluate(self, pool: PoolView, mentees: IntArray, mentors: IntArray) -> BoolArray | ShareArray:
        """Count the common parts of each pair's week."""
        if self.kind == "soft":
            counts = common(*self._words(pool, mentees, mentors))
            return np.divide(np.minimum(counts, self.enough, out=counts), self.enough, dtype=np.float32)
        return self._enough(pool, mentees, mentors)

    def explain(self, pool: PoolView, mentee: int, mentor: int) -> Explanation:
        """``matching.free_together`` with the parts, ``matching.seldom_free``, ``matching.never_free`` or
        ``matching.not_answered``."""
        if missing := not_answered(pool, mentee, mentor, self.trait):
            return missing
        ours, theirs = pool.sets(self.trait)
        both = ours.masks[mentee] & theirs.masks[mentor]
        shared = options_in(both, pool.trait(self.trait).options)
        if not shared:
            return "matching.never_free", {"trait": self.trait}
        if len(shared) < self.at_least and self.kind != "soft":
            return "matching.seldom_free", {
                "trait": self.trait,
                "shared": shared,
                "count": len(shared),
                "least": self.at_least,
            }
        return "matching.free_together", {"trait": self.trait, "shared": shared, "count": len(shared)}
