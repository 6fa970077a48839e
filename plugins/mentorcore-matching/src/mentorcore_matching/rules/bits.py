"""Answers with several options as words of bits: looked up for the people at hand, then counted pair by pair."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from mentorcore.hooks.blocking import SharedBit
from mentorcore.hooks.matching import BoolArray, FloatArray, IntArray, MaskArray, SetColumn

WORD = 64
EVERY_BIT = np.uint64(0xFFFF_FFFF_FFFF_FFFF)

Words = list[NDArray[np.unsignedinteger[Any]]]
"""The words of some people, one array for each, in the shape in which the people were asked for."""
CountArray = NDArray[np.unsignedinteger[Any]]


def words(masks: MaskArray, people: IntArray, options: int) -> Words:
    """The masks of these people, each word in the smallest type that holds its options.

    Args:
        masks: a column, shape (people, words).
        people: indices in any shape.
        options: number of options of the trait.
    """
    # people first: a tile is a few hundred of them, and a pool can be a hundred thousand
    return [
        masks[:, word][people].astype(_type(options - word * WORD), copy=False)
        for word in range(masks.shape[1])
    ]


def _type(bits: int) -> type[np.unsignedinteger[Any]]:
    kinds: tuple[tuple[int, type[np.unsignedinteger[Any]]], ...]
    kinds = ((8, np.uint8), (16, np.uint16), (32, np.uint32))
    return next((kind for most, kind in kinds if bits <= most), np.uint64)


def any_common(ours: Words, theirs: Words) -> BoolArray:
    """For each pair whether some bit is common; a new array."""
    found: BoolArray = (ours[0] & theirs[0]) != 0
    for mine, yours in zip(ours[1:], theirs[1:], strict=True):
        found |= (mine & yours) != 0
    return found


def common(ours: Words, theirs: Words) -> CountArray:
    """For each pair the number of common bits; a new array."""
    return _summed([np.bitwise_count(mine & yours) for mine, yours in zip(ours, theirs, strict=True)])


def ticked(chosen: Words) -> CountArray:
    """For each of the people the number of bits."""
    return _summed([np.bitwise_count(word) for word in chosen])


def _summed(counts: list[NDArray[np.uint8]]) -> CountArray:
    if len(counts) == 1:
        return counts[0]
    # four words of 64 ones no longer fit in eight bits
    total = counts[0].astype(np.uint16)
    for count in counts[1:]:
        total += count
    return total


def enough_common(ours: Words, theirs: Words, least: int) -> BoolArray:
    """For each pair whether so many bits are common; a new array."""
    if least == 1:  # by far the most common, and faster than counting
        return any_common(ours, theirs)
    found: BoolArray = common(ours, theirs) >= least
    return found


def options_in(masks: MaskArray, options: tuple[str, ...]) -> tuple[str, ...]:
    """The names of the options in one person's mask, shape (words,)."""
    return tuple(option for bit, option in enumerate(options) if int(masks[bit // WORD]) >> (bit % WORD) & 1)


def shared_bit(ours: SetColumn, theirs: SetColumn, silent_pass: bool) -> SharedBit:
    """Who can have a bit in common.

    Args:
        ours: the mentees' column.
        theirs: the mentors' column.
        silent_pass: whether those who have not answered pass with everybody; nobody passes with them otherwise.
    """
    if not silent_pass:
        return SharedBit(ours.masks, theirs.masks)
    return SharedBit(passing(ours.masks, ~ours.answered), passing(theirs.masks, ~theirs.answered))


def passing(masks: MaskArray, anybody: BoolArray) -> MaskArray:
    """The masks, with rows of nothing but ones for those who pass with everybody."""
    return np.where(anybody[:, np.newaxis], EVERY_BIT, masks)


def limits(counts: CountArray, ours: BoolArray, theirs: BoolArray) -> FloatArray:
    """The most that could be asked for in common of each pair; NaN where one of them has not answered."""
    return np.where(ours & theirs, counts.astype(np.float64), np.nan)
