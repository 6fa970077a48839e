"""What the mentee looks for is what the mentor offers: one question of two sides, or two questions."""

from __future__ import annotations

import numpy as np
from attrs import frozen

from mentorcore.hooks.blocking import SharedBit
from mentorcore.hooks.matching import (
    BoolArray,
    Explanation,
    FloatArray,
    IntArray,
    MaskArray,
    PoolView,
    RuleKind,
    SetColumn,
    ShareArray,
)
from mentorcore_matching.rules.answered import Unanswered, not_answered, silent_passes
from mentorcore_matching.rules.bits import WORD, Words, common, limits, options_in, passing, ticked, words


@frozen
class Offered:
    """The mentor offers what the mentee looks for; options of the two traits that have the same id are the same.

    As a soft rule it is worth the part of what the mentee looks for that the mentor offers. What a mentor offers
    besides takes nothing away, other than in `SharedSet`.

    Args:
        name: the rule's name.
        policy: id of the policy.
        wanted: the ``set`` trait of the mentee.
        offered: the ``set`` trait of the mentor; the same one, where both answer the same question.
        kind: ``hard``, ``soft`` or ``decide``.
        weight: of the soft rule.
        unanswered: as for `SharedSet`.
        at_least: how much of it a pair needs, 1 or more; all of it, where the mentee looks for less. Who looks for
            nothing in particular is stopped by nothing. The soft rule does not ask for it.
        clauses: clauses served.
    """

    name: str
    policy: str
    wanted: str
    offered: str
    kind: RuleKind
    weight: int = 1
    unanswered: Unanswered = "decide"
    at_least: int = 1
    clauses: tuple[str, ...] = ()

    def evaluate(self, pool: PoolView, mentees: IntArray, mentors: IntArray) -> BoolArray | ShareArray:
        """Count what each mentor offers of what each mentee looks for."""
        mine, yours = self._words(pool, mentees, mentors)
        counts, wanted = common(mine, yours), ticked(mine)
        if self.kind == "soft":
            return np.divide(counts, np.maximum(wanted, 1), dtype=np.float32)
        fine: BoolArray = counts >= np.minimum(wanted, self.at_least)
        ours, theirs = self._columns(pool)
        if silent_passes(self.kind, self.unanswered):
            fine |= ~ours.answered[mentees]
            fine |= ~theirs.answered[mentors]
        else:
            fine &= ours.answered[mentees]
            fine &= theirs.answered[mentors]
        return fine

    def blocking(self, pool: PoolView) -> SharedBit:
        """Who offers something of what somebody looks for."""
        ours, theirs = self._columns(pool)
        silent = silent_passes(self.kind, self.unanswered)
        nothing: BoolArray = (ours.masks == 0).all(axis=1)
        offers = self._in_wanted(pool, theirs.masks)
        return SharedBit(
            # an empty list is stopped by nothing, and without an answer the masks are empty as well
            passing(ours.masks, nothing if silent else nothing & ours.answered),
            passing(offers, ~theirs.answered) if silent else offers,
        )

    @property
    def asks_least(self) -> bool:
        """The limit is a least number of options."""
        return True

    def needed(self, pool: PoolView, mentees: IntArray, mentors: IntArray) -> FloatArray:
        """The largest `at_least` at which each pair would pass; NaN where one side has not answered."""
        ours, theirs = self._columns(pool)
        counts = common(*self._words(pool, mentees, mentors))
        return limits(counts, ours.answered[mentees], theirs.answered[mentors])

    def explain(self, pool: PoolView, mentee: int, mentor: int) -> Explanation:
        """``matching.offered`` with the options, ``matching.too_little_offered`` or ``matching.not_answered``."""
        if missing := not_answered(pool, mentee, mentor, self.wanted, self.offered):
            return missing
        ours, theirs = self._columns(pool)
        offers = self._in_wanted(pool, theirs.masks[mentor : mentor + 1])[0]
        shared = options_in(ours.masks[mentee] & offers, pool.trait(self.wanted).options)
        wanted = int(np.bitwise_count(ours.masks[mentee]).sum())
        fine = len(shared) >= (min(1, wanted) if self.kind == "soft" else min(self.at_least, wanted))
        code = "matching.offered" if fine else "matching.too_little_offered"
        return code, {"trait": self.wanted, "shared": shared, "count": len(shared), "wanted": wanted}

    def _columns(self, pool: PoolView) -> tuple[SetColumn, SetColumn]:
        return pool.sets(self.wanted)[0], pool.sets(self.offered)[1]

    def _words(self, pool: PoolView, mentees: IntArray, mentors: IntArray) -> tuple[Words, Words]:
        ours, theirs = self._columns(pool)
        options = len(pool.trait(self.wanted).options)
        mine = words(ours.masks, mentees, options)
        if _same_options(pool, self.wanted, self.offered):
            return mine, words(theirs.masks, mentors, options)
        if mentors.size < len(theirs.masks):  # fewer people are asked about than there are
            few = self._in_wanted(pool, theirs.masks[mentors.ravel()])
            return mine, words(few, np.arange(mentors.size).reshape(mentors.shape), options)
        return mine, words(self._in_wanted(pool, theirs.masks), mentors, options)

    def _in_wanted(self, pool: PoolView, masks: MaskArray) -> MaskArray:
        """What mentors offer, as bits of what mentees look for, shape (people, words)."""
        if _same_options(pool, self.wanted, self.offered):
            return masks
        wanted, offered = pool.trait(self.wanted).options, pool.trait(self.offered).options
        found = np.zeros((len(masks), max(1, -(-len(wanted) // WORD))), dtype=np.uint64)
        for bit, option in enumerate(wanted):
            if option in offered:
                there = offered.index(option)
                ticks = masks[:, there // WORD] >> np.uint64(there % WORD) & np.uint64(1)
                found[:, bit // WORD] |= ticks << np.uint64(bit % WORD)
        return found


def _same_options(pool: PoolView, wanted: str, offered: str) -> bool:
    return wanted == offered or pool.trait(wanted).options == pool.trait(offered).options
