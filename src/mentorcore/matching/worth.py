"""What a pair is worth: as many pairs as possible first, then the highest score, then the hashes of the pairs.

The three aims become one whole number for each pair. In a group in which at most k pairs can be made, with scores up to S and
ties below 2^b:

- a pair is worth ``score * k * 2^b + tie``: all ties of k pairs together weigh less than one point;
- to be in a pair at all is worth more than the worth of k pairs together: one more pair beats any better scores.

Solvers compute in float64, where whole numbers are exact below 2^53. No sum inside them goes beyond four times the worth of
being in a pair, so that has to stay below; b is as large as this allows, 16 at most.
"""

from __future__ import annotations

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from mentorcore.matching.ties import TIE_BITS, TieArray

EXACT = 2**53

WorthArray = NDArray[np.int64]


@frozen
class Worth:
    """The scale of one group.

    Args:
        unit: what a point of the score is worth.
        bits: how many of a tie's upper bits count.
        most: no pair is worth more.
        paired: what being in a pair is worth, besides what the pair is.
    """

    unit: int
    bits: int
    most: int
    paired: int

    def of(self, scores: NDArray[np.int64], ties: TieArray) -> WorthArray:
        """What each of these pairs is worth, being in one included: 1 or more."""
        return self.paired + scores * self.unit + self.tie(ties)

    def tie(self, ties: TieArray) -> WorthArray:
        """What each of these ties adds."""
        return (ties >> (TIE_BITS - self.bits)).astype(np.int64)


def scale(highest: int, most_pairs: int) -> Worth:
    """The scale for scores up to `highest` where at most `most_pairs` pairs can be made."""
    # the limit on weights sees to it that 0 bits always fit
    return next(
        found
        for bits in range(TIE_BITS, -1, -1)
        if 4 * (found := _with(highest, most_pairs, bits)).paired < EXACT
    )


def _with(highest: int, most_pairs: int, bits: int) -> Worth:
    unit = most_pairs << bits if bits else 1
    most = highest * unit + (1 << bits)
    return Worth(unit, bits, most, most_pairs * most + 1)
