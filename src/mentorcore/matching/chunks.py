"""Pairs in pieces that stay in the processor's cache: tiles of mentees by mentors where blocks are large, lists where they are small.

A call for each pair would cost hundreds of times more.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from attrs import frozen

from mentorcore.hooks.matching import IntArray
from mentorcore.matching.blocking import Blocks, spread

CHUNK = 32_768
"""Pairs judged at once; from 16,000 to 65,000 the time hardly differs."""
TILE = 4_096
"""From so many pairs a strip is judged as tiles by itself; below, a call costs more than making lists of several."""


@frozen(eq=False)
class Chunk:
    """Pairs that are judged at once: two index arrays that broadcast, of one dimension or as (r, 1) and (1, c)."""

    mentees: IntArray
    mentors: IntArray


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
