"""How far apart two people live, as the crow flies.

The great-circle distance on a sphere with the Earth's mean radius R1 = 6,371.0088 km (IUGG; H. Moritz, Geodetic
Reference System 1980, Journal of Geodesy 74, 2000), by the haversine (R. W. Sinnott, Virtues of the Haversine, Sky and
Telescope 68, 1984): half of one minus the cosine of the angle, and that cosine is the product of two unit vectors. So
pairs are compared by three products, and only the distance of those that are near is worked out in km. A sphere
is wrong by half a percent at most.
"""

from __future__ import annotations

import math

import numpy as np
from attrs import frozen

from mentorcore.hooks.blocking import Within
from mentorcore.hooks.matching import BoolArray, Explanation, FloatArray, IntArray, PoolView, RuleKind
from mentorcore_matching.rules.answered import Unanswered, not_answered, silent_passes
from mentorcore_matching.rules.bits import WORD

EARTH_KM = 6_371.0088
_METRE = 0.001
_ROUNDING = 1e-15
"""What the product of two unit vectors can be wrong by."""


@frozen
class Near:
    """Both live near each other, on a ``place`` trait; or both chose to meet in a way for which it makes no difference.

    As a soft rule it is worth 1 at the same place and falls evenly to 0 at `km`.

    Args:
        name: the rule's name.
        policy: id of the policy.
        trait: the ``place`` trait.
        km: the largest distance, in km.
        kind: ``hard``, ``soft`` or ``decide``.
        weight: of the soft rule.
        unanswered: as for `SharedSet`.
        unless_both: a ``set`` trait such as the forms of meeting, or nothing.
        unless_option: its option that makes distance unimportant where both ticked it, such as ``video``.
        clauses: clauses served.
    """

    name: str
    policy: str
    trait: str
    km: int
    kind: RuleKind
    weight: int = 1
    unanswered: Unanswered = "decide"
    unless_both: str = ""
    unless_option: str = ""
    clauses: tuple[str, ...] = ()

    def evaluate(self, pool: PoolView, mentees: IntArray, mentors: IntArray) -> BoolArray | FloatArray:
        """Compare the directions of each pair."""
        cosines, least = self._cosines(pool, mentees, mentors), _cosine(self.km)
        if self.kind == "soft":
            worth = np.zeros(cosines.shape)
            near = cosines >= least
            worth[near] = 1 - np.minimum(_km(cosines[near]) / self.km, 1)
            return worth if not self.unless_both else np.maximum(worth, self._free(pool, mentees, mentors))
        # no answer is NaN, which is neither less nor more than anything
        fine: BoolArray
        fine = ~(cosines < least) if silent_passes(self.kind, self.unanswered) else cosines >= least
        if self.unless_both:
            fine |= self._free(pool, mentees, mentors)
        return fine

    def blocking(self, pool: PoolView) -> Within:
        """Who is near; those on one side who ticked the option pass with everybody, though some of these pairs do not."""
        ours, theirs = pool.places(self.trait)
        if self.unless_both:
            ticked = tuple(
                self._ticks(pool, side, np.arange(len(places))) for side, places in enumerate((ours, theirs))
            )
            # of the two sides the one that lets fewer pairs in, since each who ticked meets all of the other side
            if ticked[0].sum() * len(theirs) <= ticked[1].sum() * len(ours):
                ours = np.where(ticked[0][:, np.newaxis], np.nan, ours)
            else:
                theirs = np.where(ticked[1][:, np.newaxis], np.nan, theirs)
        return Within(ours, theirs, self.km + _METRE)

    def needed(self, pool: PoolView, mentees: IntArray, mentors: IntArray) -> FloatArray:
        """The distance of each pair in km, 0 where it makes no difference; NaN where one side has not answered."""
        apart = _km(self._cosines(pool, mentees, mentors))
        return np.where(self._free(pool, mentees, mentors), 0.0, apart) if self.unless_both else apart

    def explain(self, pool: PoolView, mentee: int, mentor: int) -> Explanation:
        """``matching.any_distance``, ``matching.near`` or ``matching.too_far`` with whole km, or
        ``matching.not_answered``."""
        pair = np.array([mentee]), np.array([mentor])
        if self.unless_both and self._free(pool, *pair)[0]:
            return "matching.any_distance", {"trait": self.unless_both, "choice": self.unless_option}
        if missing := not_answered(pool, mentee, mentor, self.trait):
            return missing
        cosines = self._cosines(pool, *pair)
        near = bool(cosines[0] >= _cosine(self.km))
        # rounded up, so that what is too far is never shown as near enough
        apart = (
            min(math.ceil(_km(cosines)[0]), self.km) if near else max(math.ceil(_km(cosines)[0]), self.km + 1)
        )
        return "matching.near" if near else "matching.too_far", {
            "trait": self.trait,
            "km": apart,
            "most": self.km,
        }

    def _cosines(self, pool: PoolView, mentees: IntArray, mentors: IntArray) -> FloatArray:
        """The cosine of the angle between the two of each pair, seen from the middle of the Earth."""
        ours, theirs = pool.directions(self.trait)
        found: FloatArray = ours[0][mentees] * theirs[0][mentors]
        for mine, yours in zip(ours[1:], theirs[1:], strict=True):
            found += mine[mentees] * yours[mentors]
        return found

    def _free(self, pool: PoolView, mentees: IntArray, mentors: IntArray) -> BoolArray:
        """Whether both ticked the option for which distance makes no difference."""
        return self._ticks(pool, 0, mentees) & self._ticks(pool, 1, mentors)

    def _ticks(self, pool: PoolView, side: int, people: IntArray) -> BoolArray:
        word, bit = divmod(pool.trait(self.unless_both).options.index(self.unless_option), WORD)
        masks = pool.sets(self.unless_both)[side].masks[:, word][people]
        ticked: BoolArray = (masks >> np.uint64(bit) & np.uint64(1)).astype(np.bool_)
        return ticked


def _cosine(km: float) -> float:
    """The least cosine of two places that are no further apart."""
    return math.cos(min(km / EARTH_KM, math.pi)) - _ROUNDING


def _km(cosines: FloatArray) -> FloatArray:
    """Distances to the metre, which is far beyond what rounding can change."""
    chords = np.sqrt(np.clip((1 - cosines) / 2, 0, 1))
    return np.round(2 * EARTH_KM * np.arcsin(chords), 3)
