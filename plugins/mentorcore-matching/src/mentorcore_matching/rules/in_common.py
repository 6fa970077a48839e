"""What rules about common options share, whatever the options are: languages, interests, parts of the week."""

from __future__ import annotations

from mentorcore.hooks.blocking import SharedBit
from mentorcore.hooks.matching import BoolArray, FloatArray, IntArray, PoolView, RuleKind
from mentorcore_matching.rules.answered import Unanswered, silent_passes
from mentorcore_matching.rules.bits import Words, common, enough_common, limits, shared_bit, words


class InCommon:
    """A rule of a ``set`` trait that asks for so many common options; the rules themselves say what a soft one is worth."""

    __slots__ = ()

    trait: str
    kind: RuleKind
    unanswered: Unanswered
    at_least: int

    @property
    def asks_least(self) -> bool:
        """The limit is a least number of common options."""
        return True

    def _words(self, pool: PoolView, mentees: IntArray, mentors: IntArray) -> tuple[Words, Words]:
        """The bits of these people."""
        (ours, theirs), options = pool.sets(self.trait), len(pool.trait(self.trait).options)
        return words(ours.masks, mentees, options), words(theirs.masks, mentors, options)

    def _enough(self, pool: PoolView, mentees: IntArray, mentors: IntArray) -> BoolArray:
        """For each pair whether enough is common, or silence passes."""
        ours, theirs = pool.sets(self.trait)
        fine = enough_common(*self._words(pool, mentees, mentors), self.at_least)
        if silent_passes(self.kind, self.unanswered):
            fine |= ~ours.answered[mentees]
            fine |= ~theirs.answered[mentors]
        return fine

    def blocking(self, pool: PoolView) -> SharedBit:
        """Who has an option in common."""
        ours, theirs = pool.sets(self.trait)
        return shared_bit(ours, theirs, silent_passes(self.kind, self.unanswered))

    def needed(self, pool: PoolView, mentees: IntArray, mentors: IntArray) -> FloatArray:
        """The largest `at_least` at which each pair would pass; NaN where one side has not answered."""
        ours, theirs = pool.sets(self.trait)
        counts = common(*self._words(pool, mentees, mentors))
        return limits(counts, ours.answered[mentees], theirs.answered[mentors])
