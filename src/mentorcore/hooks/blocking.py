"""What the pairs that a rule lets through have in common: how a round of a whole country looks at few pairs.

A rule of the kind ``hard`` or ``decide`` answers one of these from its optional method ``blocking(pool)``.
"""

from __future__ import annotations

from attrs import frozen

from mentorcore.hooks.matching import FloatArray, IntArray, MaskArray


@frozen(eq=False)
class SameKey:
    """A pair can pass only where both keys are equal.

    Args:
        mentees: a whole number, 0 or more, for each mentee of the pool; -1 goes with everybody.
        mentors: the same for the mentors.
    """

    mentees: IntArray
    mentors: IntArray


@frozen(eq=False)
class SharedBit:
    """A pair can pass only where the two masks have a bit in common.

    Args:
        mentees: shape (people, words); a row of nothing but ones goes with everybody, also with a row of zeros.
        mentors: the same for the mentors.
    """

    mentees: MaskArray
    mentors: MaskArray


@frozen(eq=False)
class Within:
    """A pair can pass only where the two places are no farther apart than a distance.

    Args:
        mentees: shape (people, 2), latitude and longitude in degrees; NaN goes with everybody.
        mentors: the same for the mentors.
        km: kilometres over the great circle.
    """

    mentees: FloatArray
    mentors: FloatArray
    km: float


Blocking = SameKey | SharedBit | Within
