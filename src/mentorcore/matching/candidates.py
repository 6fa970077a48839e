"""The pairs that no rule stops, with whole scores and the numbers that break ties; and who finds them, chunk by chunk."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from mentorcore.hooks.matching import BoolArray, IntArray, PairRule
from mentorcore.matching.blocking import find_blocks
from mentorcore.matching.chunks import CHUNK, Chunk, chunks
from mentorcore.matching.judge import Gate, ScoreArray, gates, score
from mentorcore.matching.pool import Pool
from mentorcore.matching.sorting import order_of
from mentorcore.matching.ties import TieArray, TieBreaker

RARE = 4
"""Where fewer than one in so many pairs passes the hard rules, the rest is judged as a list."""


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


def with_seats(pool: Pool) -> tuple[IntArray, IntArray]:
    """Indices of the mentees and of the mentors who have a free seat."""
    mentees, mentors = pool.capacity
    return np.flatnonzero(mentees), np.flatnonzero(mentors)


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
