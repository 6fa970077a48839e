"""Answers in an order: stages that lie near each other, mentors who are younger or older."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from mentorcore.hooks.blocking import SharedBit
from mentorcore.hooks.matching import (
    BoolArray,
    Explanation,
    FloatArray,
    IntArray,
    MaskArray,
    PoolView,
    RuleKind,
    ShareArray,
)
from mentorcore_matching.rules.answered import Unanswered, not_answered, silent_passes
from mentorcore_matching.rules.bits import WORD, passing

MOST_BITS = 512
"""Options from which on nobody's row of bits is made any more: eight words for each person."""

Way = Literal["younger", "older"]
_CODES = {
    ("younger", True): "matching.mentor_younger",
    ("younger", False): "matching.mentor_not_younger",
    ("older", True): "matching.mentor_older",
    ("older", False): "matching.mentor_not_older",
}


@frozen
class NearStage:
    """Both are at the same stage, or at most so many apart, on a ``choice`` trait whose options are in an order.

    As a soft rule it is worth 1 for the same stage and falls in even steps, to 0 just beyond `most_apart`.

    Args:
        name: the rule's name.
        policy: id of the policy.
        trait: the ``choice`` trait, its options from first to last.
        kind: ``hard``, ``soft`` or ``decide``.
        weight: of the soft rule.
        unanswered: as for `SharedSet`.
        most_apart: steps that may lie between the two, 0 or more.
        clauses: clauses served.
    """

    name: str
    policy: str
    trait: str
    kind: RuleKind
    weight: int = 1
    unanswered: Unanswered = "decide"
    most_apart: int = 1
    clauses: tuple[str, ...] = ()

    def evaluate(self, pool: PoolView, mentees: IntArray, mentors: IntArray) -> BoolArray | FloatArray:
        """Count the steps between each pair."""
        column, other = pool.choice(self.trait)
        ours, theirs = column[mentees].astype(np.int16), other[mentors].astype(np.int16)
        steps = np.abs(ours - theirs)
        if self.kind == "soft":
            near: FloatArray = np.maximum(1 - steps / (self.most_apart + 1), 0)
            near *= ours >= 0
            near *= theirs >= 0
            return near
        fine: BoolArray = steps <= self.most_apart
        if silent_passes(self.kind, self.unanswered):
            fine |= ours < 0
            fine |= theirs < 0
        else:
            fine &= ours >= 0
            fine &= theirs >= 0
        return fine

    def blocking(self, pool: PoolView) -> SharedBit | None:
        """Who is near; None where there are so many stages that looking would not pay."""
        options = len(pool.trait(self.trait).options)
        if options > MOST_BITS:
            return None
        stage = np.arange(options)
        near = np.abs(stage[:, np.newaxis] - stage) <= self.most_apart
        return allowed_bits(*pool.choice(self.trait), near, silent_passes(self.kind, self.unanswered))

    def needed(self, pool: PoolView, mentees: IntArray, mentors: IntArray) -> FloatArray:
        """The smallest `most_apart` at which each pair would pass; NaN where one side has not answered."""
        column, other = pool.choice(self.trait)
        ours, theirs = column[mentees], other[mentors]
        return np.where((ours >= 0) & (theirs >= 0), np.abs(ours - theirs).astype(np.float64), np.nan)

    def explain(self, pool: PoolView, mentee: int, mentor: int) -> Explanation:
        """``matching.stages_near``, ``matching.stages_far`` or ``matching.not_answered``."""
        if missing := not_answered(pool, mentee, mentor, self.trait):
            return missing
        options, (column, other) = pool.trait(self.trait).options, pool.choice(self.trait)
        ours, theirs = int(column[mentee]), int(other[mentor])
        near = abs(ours - theirs) <= self.most_apart
        return "matching.stages_near" if near else "matching.stages_far", {
            "trait": self.trait,
            "mentee": options[ours],
            "mentor": options[theirs],
            "apart": abs(ours - theirs),
            "most": self.most_apart,
        }


@frozen
class AgeApart:
    """The mentor is younger, or older, by at least so much: years of a ``number``, or steps of a ``choice`` of bands.

    As a soft rule it is worth 1 where that is so, and 0 otherwise.

    Args:
        name: the rule's name.
        policy: id of the policy.
        trait: the trait; the options of a ``choice`` go from the youngest to the oldest.
        way: whether the mentor is to be ``younger`` or ``older`` than the mentee.
        kind: ``hard``, ``soft`` or ``decide``.
        weight: of the soft rule.
        unanswered: as for `SharedSet`.
        at_least: by how much.
        clauses: clauses served.
    """

    name: str
    policy: str
    trait: str
    way: Way
    kind: RuleKind
    weight: int = 1
    unanswered: Unanswered = "decide"
    at_least: int = 1
    clauses: tuple[str, ...] = ()

    def evaluate(self, pool: PoolView, mentees: IntArray, mentors: IntArray) -> BoolArray | ShareArray:
        """Compare the two of each pair."""
        younger, older = self._ages(pool, mentees, mentors)
        # NaN is no answer, and greater or smaller than nothing
        if self.kind != "soft" and silent_passes(self.kind, self.unanswered):
            return ~(older - younger < self.at_least)
        fine: BoolArray = older - younger >= self.at_least
        return fine.astype(np.float32) if self.kind == "soft" else fine

    def blocking(self, pool: PoolView) -> SharedBit | None:
        """Who is so much younger or older; None for numbers, and for more bands than anybody has."""
        options = len(pool.trait(self.trait).options)
        if pool.trait(self.trait).kind != "choice" or options > MOST_BITS:
            return None
        band = np.arange(options)
        above = band[:, np.newaxis] - band
        allowed = (above if self.way == "younger" else -above) >= self.at_least
        return allowed_bits(*pool.choice(self.trait), allowed, silent_passes(self.kind, self.unanswered))

    def explain(self, pool: PoolView, mentee: int, mentor: int) -> Explanation:
        """``matching.mentor_younger`` or ``matching.mentor_older``, ``matching.mentor_not_younger`` or
        ``matching.mentor_not_older``, or ``matching.not_answered``."""
        if missing := not_answered(pool, mentee, mentor, self.trait):
            return missing
        mentees, mentors = np.array([mentee]), np.array([mentor])
        younger, older = self._ages(pool, mentees, mentors)
        code = _CODES[self.way, bool(older[0] - younger[0] >= self.at_least)]
        return code, {
            "trait": self.trait,
            "mentee": _shown(pool, self.trait, 0, mentee),
            "mentor": _shown(pool, self.trait, 1, mentor),
            "least": self.at_least,
        }

    def _ages(
        self, pool: PoolView, mentees: IntArray, mentors: IntArray
    ) -> tuple[NDArray[np.floating[Any]], NDArray[np.floating[Any]]]:
        """The ages of those who are to be younger, and of those who are to be older; NaN where not answered."""
        ours, theirs = (
            _age(pool, self.trait, side, people) for side, people in enumerate((mentees, mentors))
        )
        return (theirs, ours) if self.way == "younger" else (ours, theirs)


def _age(pool: PoolView, trait: str, side: int, people: IntArray) -> NDArray[np.floating[Any]]:
    if pool.trait(trait).kind == "number":
        return pool.numbers(trait)[side][people]
    band = pool.choice(trait)[side][people].astype(np.float32)
    band[band < 0] = np.nan
    return band


def _shown(pool: PoolView, trait: str, side: int, person: int) -> str | int:
    """An age in whole years, or the band that the person chose."""
    if pool.trait(trait).kind == "number":
        return int(pool.numbers(trait)[side][person])
    return pool.trait(trait).options[int(pool.choice(trait)[side][person])]


def allowed_bits(ours: IntArray, theirs: IntArray, allowed: BoolArray, silent_pass: bool) -> SharedBit:
    """Bits for each person, so that a pair has one in common where its two options may meet.

    Args:
        ours: the mentees' codes of a ``choice`` trait, -1 where not answered.
        theirs: the mentors' codes.
        allowed: shape (options, options): whether a mentee with the first may meet a mentor with the second.
        silent_pass: whether those who have not answered pass with everybody; nobody passes with them otherwise.
    """
    options = len(allowed)
    own = _packed(np.eye(options, dtype=np.bool_))
    met = _packed(allowed.T)
    return SharedBit(_rows(own, ours, silent_pass), _rows(met, theirs, silent_pass))


def _packed(rows: BoolArray) -> MaskArray:
    """Rows of bools as words of bits; the last row, all zeros, is that of nobody."""
    wide = np.zeros((len(rows) + 1, max(1, -(-len(rows) // WORD)) * WORD), dtype=np.bool_)
    wide[:-1, : len(rows)] = rows
    return np.packbits(wide, axis=1, bitorder="little").view("<u8").astype(np.uint64, copy=False)


def _rows(table: MaskArray, codes: IntArray, silent_pass: bool) -> MaskArray:
    found: MaskArray = table[codes]  # the code -1 is the last row
    return passing(found, codes < 0) if silent_pass else found
