"""What decides between equal scores: a number for each pair that hangs on nothing but the two ids and the seed."""

from __future__ import annotations

from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from mentorcore.hooks.matching import IntArray, Side
from mentorcore.matching.pool import Pool

TIE_BITS = 16

TieArray = NDArray[np.uint16]


class TieBreaker:
    """A number for each pair that hangs on nothing but the two ids and the seed.

    Each id is hashed letter by letter from a beginning that is the seed's, and the two hashes of a pair are mixed, all as
    SplitMix64 does (Steele, Lea and Flood, 2014): to hash each of them in Python would take longer than solving.

    Args:
        pool: whose people are hashed.
        seed: another seed breaks ties in another way.
    """

    def __init__(self, pool: Pool, seed: int) -> None:
        self._mentees = self._hashes(pool.mentees, "mentee", seed)
        self._mentors = self._hashes(pool.mentors, "mentor", seed)

    @staticmethod
    def _hashes(people: tuple[str, ...], side: Side, seed: int) -> NDArray[np.uint64]:
        begun = int.from_bytes(blake2b(f"{seed} {side}".encode(), digest_size=8).digest(), "little")
        hashes = np.full(len(people), begun, dtype=np.uint64)
        if not people:
            return hashes
        # a column for each letter of the longest id, as a number; shorter ids end in zeros, which change nothing
        letters = np.array(people, dtype="<U").view("<u4").reshape(len(people), -1)
        for at, letter in enumerate(letters.T.astype(np.uint64)):
            step = np.uint64((at + 1) * 0x9E37_79B9_7F4A_7C15 % 2**64)
            hashes = np.where(letter == 0, hashes, _mixed(hashes ^ (letter * step)))
        return hashes

    def __call__(self, mentees: IntArray, mentors: IntArray) -> TieArray:
        """The numbers of these pairs, below 2 to the power of `TIE_BITS`; index arrays that broadcast."""
        mixed = _mixed(self._mentees[mentees] ^ self._mentors[mentors])
        return (mixed >> np.uint64(64 - TIE_BITS)).astype(np.uint16)

    def draws(self, mentees: IntArray, count: int) -> NDArray[np.uint64]:
        """Some numbers for each of these mentees, as if by chance: shape (mentees, count)."""
        steps = np.arange(1, count + 1, dtype=np.uint64) * np.uint64(0x9E37_79B9_7F4A_7C15)
        return _mixed(self._mentees[mentees][:, None] + steps) >> np.uint64(1)


def _mixed(numbers: NDArray[np.uint64]) -> NDArray[np.uint64]:
    for shift, factor in ((30, 0xBF58_476D_1CE4_E5B9), (27, 0x94D0_49BB_1331_11EB)):
        numbers = (numbers ^ (numbers >> np.uint64(shift))) * np.uint64(factor)
    return numbers
