"""How alike two people wrote: a number that the core works out, without a word for any rule."""

from __future__ import annotations

import numpy as np
from attrs import frozen

from mentorcore.hooks.matching import Explanation, FloatArray, IntArray, PoolView, RuleKind
from mentorcore_matching.rules.answered import not_answered


@frozen
class SimilarText:
    """Both wrote alike about a ``text`` trait; soft for good: nobody is kept apart by how they put something.

    It is worth what the pool says, from 0 to 1, and 0 where one of the two wrote nothing.

    Args:
        name: the rule's name.
        policy: id of the policy.
        trait: the ``text`` trait.
        weight: of the rule.
        clauses: clauses served.
    """

    name: str
    policy: str
    trait: str
    weight: int = 1
    clauses: tuple[str, ...] = ()

    @property
    def kind(self) -> RuleKind:
        """Always ``soft``."""
        return "soft"

    def evaluate(self, pool: PoolView, mentees: IntArray, mentors: IntArray) -> FloatArray:
        """Ask how alike the two of each pair wrote."""
        return np.nan_to_num(pool.alike(self.trait, mentees, mentors), nan=0.0)

    def explain(self, pool: PoolView, mentee: int, mentor: int) -> Explanation:
        """``matching.similar_text`` with whole percents and no word, or ``matching.not_answered``."""
        if missing := not_answered(pool, mentee, mentor, self.trait):
            return missing
        share = float(pool.alike(self.trait, np.array([mentee]), np.array([mentor]))[0])
        return "matching.similar_text", {"trait": self.trait, "percent": round(100 * share)}
