"""Who has answered: nobody is ruled out for keeping silent, and a rule beside a hard one leaves such pairs to people."""

from __future__ import annotations

from typing import Literal

import numpy as np
from attrs import frozen

from mentorcore.hooks.matching import BoolArray, Explanation, IntArray, PoolView, RuleKind

Unanswered = Literal["fine", "decide"]


def silent_passes(kind: RuleKind, unanswered: Unanswered) -> bool:
    """Whether a rule that stops pairs lets those pass in which somebody has not answered."""
    return kind == "hard" or unanswered == "fine"


@frozen
class BothAnswered:
    """Leaves a pair to the coordinator while one side has not answered.

    Args:
        name: the rule's name.
        policy: id of the policy.
        trait: the mentee's trait, of any kind.
        clauses: clauses served.
        theirs: the mentor's trait, where it is another one.
    """

    name: str
    policy: str
    trait: str
    clauses: tuple[str, ...] = ()
    kind: RuleKind = "decide"
    weight: int = 1
    theirs: str = ""

    def evaluate(self, pool: PoolView, mentees: IntArray, mentors: IntArray) -> BoolArray:
        """True where both answered."""
        ours, theirs = answered(pool, self.trait, self.theirs)
        return ours[mentees] & theirs[mentors]

    def explain(self, pool: PoolView, mentee: int, mentor: int) -> Explanation:
        """``matching.answered``, or ``matching.not_answered`` with the sides that did not."""
        if missing := not_answered(pool, mentee, mentor, self.trait, self.theirs):
            return missing
        return "matching.answered", {"trait": named(self.trait, self.theirs)}


def answered(pool: PoolView, trait: str, theirs: str = "") -> tuple[BoolArray, BoolArray]:
    """Who among the mentees has answered a trait, and who among the mentors the same one or another."""
    return _answers(pool, trait)[0], _answers(pool, theirs or trait)[1]


def _answers(pool: PoolView, trait: str) -> tuple[BoolArray, BoolArray]:
    kind = pool.trait(trait).kind
    if kind == "set":
        chosen, other = pool.sets(trait)
        return chosen.answered, other.answered
    if kind == "number":
        number, second = pool.numbers(trait)
        return ~np.isnan(number), ~np.isnan(second)
    if kind == "place":
        place, elsewhere = pool.places(trait)
        return ~np.isnan(place[:, 0]), ~np.isnan(elsewhere[:, 0])
    if kind == "text":
        return pool.wrote(trait)
    code, another = pool.choice(trait)
    return code >= 0, another >= 0


def not_answered(
    pool: PoolView, mentee: int, mentor: int, trait: str, theirs: str = ""
) -> Explanation | None:
    """``matching.not_answered`` with the sides that did not answer; None where both did."""
    ours, others = answered(pool, trait, theirs)
    silent = tuple(
        side for side, spoke in (("mentee", ours[mentee]), ("mentor", others[mentor])) if not spoke
    )
    if not silent:
        return None
    return "matching.not_answered", {"trait": named(trait, theirs), "sides": silent}


def named(trait: str, theirs: str) -> str | tuple[str, ...]:
    """What an explanation calls one trait, or two."""
    return trait if theirs in ("", trait) else (trait, theirs)
