"""All pairs that no rule stops, with whole scores and a number that breaks ties.

Pairs are judged in chunks that stay in the processor's cache: 10 to 50 ns for each pair and rule, where one
call for each pair costs thousands.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from hashlib import blake2b

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from mentorcore.hooks.matching import IntArray, PairRule, Side
from mentorcore.matching.judge import ScoreArray, gates, score
from mentorcore.matching.pool import Pool

CHUNK = 32_768
"""Pairs judged at once; from 16,000 to 65,000 the time hardly differs."""
TIE_BITS = 16

TieArray = NDArray[np.uint16]


@frozen(eq=False)
class Candidates:
    """Pairs that may be proposed, by mentee and then by mentor.

    Args:
        mentees: index into the pool's mentees.
        mentors: index into the pool's mentors.
        scores: points of the soft rules, 0 or more.
        ties: decides between equal scores: the higher one is preferred.
    """

    mentees: NDArray[np.int32]
    mentors: NDArray[np.int32]
    scores: ScoreArray
    ties: TieArray

    def __len__(self) -> int:
        return len(self.mentees)

    def find(self, pool: Pool, mentees: IntArray, mentors: IntArray) -> IntArray:
        """Position of each pair among the candidates, -1 where it is none."""
        if not len(self):
            return np.full(len(mentees), -1, dtype=np.intp)
        width = len(pool.mentors)
        keys, wanted = self.mentees.astype(np.intp) * width + self.mentors, mentees * width + mentors
        place = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
        known = (keys[place] == wanted) & (mentors >= 0) & (mentors < width)
        return np.where(known, place, -1)


class TieBreaker:
    """A number for each pair that hangs on nothing but the two ids and the seed.

    Each id is hashed with BLAKE2b once; the two hashes of a pair are then mixed as SplitMix64 does
    (Steele, Lea and Flood, 2014), since hashing each pair in Python would take longer than solving.

    Args:
        pool: whose people are hashed.
        seed: another seed breaks ties in another way.
    """

    def __init__(self, pool: Pool, seed: int) -> None:
        self._mentees = self._hashes(pool.mentees, "mentee", seed)
        self._mentors = self._hashes(pool.mentors, "mentor", seed)

    @staticmethod
    def _hashes(people: tuple[str, ...], side: Side, seed: int) -> NDArray[np.uint64]:
        digests = (blake2b(f"{seed} {side} {person}".encode(), digest_size=8).digest() for person in people)
        return np.frombuffer(b"".join(digests), dtype="<u8")

    def __call__(self, mentees: IntArray, mentors: IntArray) -> TieArray:
        """The numbers of these pairs, below 2 to the power of `TIE_BITS`."""
        mixed = self._mentees[mentees] ^ self._mentors[mentors]
        for shift, factor in ((30, 0xBF58_476D_1CE4_E5B9), (27, 0x94D0_49BB_1331_11EB)):
            mixed = (mixed ^ (mixed >> np.uint64(shift))) * np.uint64(factor)
        return (mixed >> np.uint64(64 - TIE_BITS)).astype(np.uint16)


def with_seats(pool: Pool) -> tuple[IntArray, IntArray]:
    """Indices of the mentees and of the mentors who have a free seat."""
    mentees, mentors = pool.capacity
    return np.flatnonzero(mentees), np.flatnonzero(mentors)


def all_pairs(
    mentees: IntArray, mentors: IntArray, chunk: int = CHUNK
) -> Iterator[tuple[IntArray, IntArray]]:
    """Every mentee with every mentor, mentee by mentee, in index arrays of at most `chunk` pairs."""
    for start in range(0, len(mentees) * len(mentors), chunk):
        flat = np.arange(start, min(start + chunk, len(mentees) * len(mentors)), dtype=np.intp)
        row, column = np.divmod(flat, len(mentors))
        yield mentees[row], mentors[column]


def find_candidates(pool: Pool, rules: Iterable[PairRule], seed: int, chunk: int = CHUNK) -> Candidates:
    """Judge every pair of people with free seats.

    Raises:
        PluginFault: a rule broke its contract; see `judge.points`.
    """
    rules = tuple(rules)
    barriers, ties = gates(pool, rules), TieBreaker(pool, seed)
    parts = [_none()]
    for mentees, mentors in all_pairs(*with_seats(pool), chunk):
        for gate in barriers:
            passed = gate.lets_through(mentees, mentors)
            if not passed.all():
                mentees, mentors = mentees[passed], mentors[passed]
        points = score(rules, pool, mentees, mentors)
        parts.append(
            Candidates(mentees.astype(np.int32), mentors.astype(np.int32), points, ties(mentees, mentors))
        )
    return Candidates(
        np.concatenate([part.mentees for part in parts]),
        np.concatenate([part.mentors for part in parts]),
        np.concatenate([part.scores for part in parts]),
        np.concatenate([part.ties for part in parts]),
    )


def _none() -> Candidates:
    nobody = np.zeros(0, dtype=np.int32)
    return Candidates(nobody, nobody, np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.uint16))
