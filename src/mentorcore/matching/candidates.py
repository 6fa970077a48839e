"""The pairs that no rule stops, with whole scores and a number that breaks ties.

Pairs are judged in chunks that stay in the processor's cache: as tiles of mentees by mentors where blocks are large, as lists
of pairs where they are small. A call for each pair would cost hundreds of times more.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from hashlib import blake2b

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from mentorcore.hooks.matching import BoolArray, IntArray, PairRule, Side
from mentorcore.matching.blocking import Blocks, find_blocks, spread
from mentorcore.matching.judge import Gate, ScoreArray, gates, score
from mentorcore.matching.pool import Pool
from mentorcore.matching.sorting import order_of

CHUNK = 32_768
"""Pairs judged at once; from 16,000 to 65,000 the time hardly differs."""
TILE = 4_096
"""From so many pairs a strip is judged as tiles by itself; below, a call costs more than making lists of several."""
RARE = 4
"""Where fewer than one in so many pairs passes the hard rules, the rest is judged as a list."""
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


@frozen(eq=False)
class Chunk:
    """Pairs that are judged at once: two index arrays that broadcast, of one dimension or as (r, 1) and (1, c)."""

    mentees: IntArray
    mentors: IntArray


def with_seats(pool: Pool) -> tuple[IntArray, IntArray]:
    """Indices of the mentees and of the mentors who have a free seat."""
    mentees, mentors = pool.capacity
    return np.flatnonzero(mentees), np.flatnonzero(mentors)


def chunks(blocks: Blocks, ranges: IntArray, chunk: int = CHUNK) -> Iterator[Chunk]:
    """The pairs of some ranges, each once, in pieces of about `chunk`.

    Args:
        blocks: the pool's.
        ranges: positions of ranges, rising.
        chunk: about how many pairs are judged at once.
    """
    for piece in _pieces(blocks.raw[ranges], chunk * 32):
        left, from_, to = blocks.strips(ranges[piece])
        rows = blocks.mentees.sizes[left]
        large = rows * (to - from_) >= TILE
        for at in np.flatnonzero(large).tolist():
            start = blocks.mentees.start[left[at]]
            people = blocks.mentees.people[start : start + rows[at]]
            yield from _tiles(people, blocks.mentors.people[from_[at] : to[at]], chunk)
        small = np.flatnonzero(~large)
        sizes = rows[small] * (to - from_)[small]
        for part in _pieces(sizes, chunk):
            yield _listed(blocks, left[small[part]], from_[small[part]], to[small[part]])


def _pieces(sizes: IntArray, most: int) -> Iterator[slice]:
    """Neighbours that come to about `most` together; one alone where it is larger."""
    ends = np.cumsum(sizes)
    at = 0
    while at < len(sizes):
        before = ends[at - 1] if at else 0
        stop = max(at + 1, int(np.searchsorted(ends, before + most, side="right")))
        yield slice(at, stop)
        at = stop


def _tiles(mentees: IntArray, mentors: IntArray, chunk: int) -> Iterator[Chunk]:
    wide = min(len(mentors), chunk)
    rows = max(1, chunk // wide)
    for column in range(0, len(mentors), wide):
        across = mentors[None, column : column + wide]
        for row in range(0, len(mentees), rows):
            yield Chunk(mentees[row : row + rows, None], across)


def _listed(blocks: Blocks, left: IntArray, from_: IntArray, to: IntArray) -> Chunk:
    """Small strips as one list of pairs."""
    which, row = spread(blocks.mentees.start[left], blocks.mentees.start[left + 1])
    pair, column = spread(from_[which], to[which])
    return Chunk(blocks.mentees.people[row][pair], blocks.mentors.people[column])


@frozen(eq=False)
class Judge:
    """Judges chunks: the gates, the rules and the ties of one round.

    Args:
        pool: the pool.
        rules: the rules, checked.
        barriers: the gates, see `judge.gates`.
        ties: the ties.
    """

    pool: Pool
    rules: tuple[PairRule, ...]
    barriers: tuple[Gate, ...]
    ties: TieBreaker

    @classmethod
    def of(cls, pool: Pool, rules: Iterable[PairRule], seed: int) -> Judge:
        """The judge of one round."""
        rules = tuple(rules)
        return cls(pool, rules, gates(pool, rules), TieBreaker(pool, seed))

    def passing(self, chunk: Chunk) -> tuple[IntArray, IntArray, ScoreArray]:
        """The pairs of a chunk that no rule stops, with their scores.

        Raises:
            PluginFault: a rule broke its contract; see `judge.points`.
        """
        if chunk.mentees.ndim == 1:
            return self._listed(chunk.mentees, chunk.mentors, self.barriers)
        fine = np.ones((chunk.mentees.shape[0], chunk.mentors.shape[1]), dtype=np.bool_)
        for at, gate in enumerate(self.barriers):
            fine &= gate.lets_through(chunk.mentees, chunk.mentors)
            if np.count_nonzero(fine) * RARE < fine.size:
                return self._listed(*_those(fine, chunk), self.barriers[at + 1 :])
        points = score(self.rules, self.pool, chunk.mentees, chunk.mentors)
        return (*_those(fine, chunk), points[fine])

    def tile(self, chunk: Chunk) -> tuple[BoolArray, ScoreArray]:
        """For every pair of a tile whether no rule stops it, and its score whether or not; raises as `passing`."""
        fine = np.ones((chunk.mentees.shape[0], chunk.mentors.shape[1]), dtype=np.bool_)
        for gate in self.barriers:
            fine &= gate.lets_through(chunk.mentees, chunk.mentors)
        return fine, score(self.rules, self.pool, chunk.mentees, chunk.mentors)

    def _listed(
        self, mentees: IntArray, mentors: IntArray, barriers: Iterable[Gate]
    ) -> tuple[IntArray, IntArray, ScoreArray]:
        for gate in barriers:
            passed = gate.lets_through(mentees, mentors)
            if not passed.all():
                mentees, mentors = mentees[passed], mentors[passed]
        return mentees, mentors, score(self.rules, self.pool, mentees, mentors)

    def all(self, chunk: int = CHUNK) -> Candidates:
        """Every pair of people with free seats that no rule stops; raises as `passing`."""
        blocks = find_blocks(self.pool, self.rules)
        return self.candidates(map(self.passing, chunks(blocks, np.arange(len(blocks.left)), chunk)))

    def candidates(self, found: Iterable[tuple[IntArray, IntArray, ScoreArray]]) -> Candidates:
        """Pairs as candidates, in their order."""
        parts = list(found)
        if not parts:
            nobody = np.zeros(0, dtype=np.int32)
            return Candidates(nobody, nobody, np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.uint16))
        mentees, mentors, scores = (np.concatenate(columns) for columns in zip(*parts, strict=True))
        keys = mentees * len(self.pool.mentors) + mentors
        if (np.diff(keys) < 0).any():
            order = order_of(keys)
            mentees, mentors, scores = mentees[order], mentors[order], scores[order]
        ties = self.ties(mentees, mentors)
        return Candidates(mentees.astype(np.int32), mentors.astype(np.int32), scores, ties)


def _those(fine: BoolArray, chunk: Chunk) -> tuple[IntArray, IntArray]:
    flat = np.flatnonzero(fine)  # many times faster than looking for rows and columns
    row, column = np.divmod(flat, fine.shape[1])
    return chunk.mentees[row, 0], chunk.mentors[0, column]
