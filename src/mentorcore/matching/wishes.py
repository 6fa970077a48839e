"""Who wishes for whom: few pairs among many, found without a look at all others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from attrs import frozen

from mentorcore.hooks.matching import BoolArray, IntArray
from mentorcore.matching.columns import frozen_array

Wished = tuple[Mapping[str, tuple[str, ...]], Mapping[str, tuple[str, ...]]]
"""For mentees and for mentors, by public id, whom they named, the first choice first."""


@frozen(eq=False)
class WishColumn:
    """The wishes of one side; the arrays are read-only.

    Args:
        mentees: whether the mentee stands in any of these wishes, as the one who wishes or as the one wished for.
        mentors: as above.
        keys: ``mentee * number of mentors + mentor`` of each wish, sorted.
        ranks: the place of each among the wishes of whoever wishes, from 1.
    """

    mentees: BoolArray
    mentors: BoolArray
    keys: IntArray
    ranks: IntArray

    def places(self, mentees: IntArray, mentors: IntArray) -> IntArray:
        """The place of each pair, 0 where there is no such wish; the indices broadcast against each other."""
        found = np.zeros(np.broadcast_shapes(mentees.shape, mentors.shape), dtype=np.intp)
        if not len(self.keys):
            return found
        # nearly all pairs are done with here
        at = np.nonzero(self.mentees[mentees] & self.mentors[mentors])
        mentee, mentor = (np.broadcast_to(people, found.shape)[at] for people in (mentees, mentors))
        wanted = mentee * len(self.mentors) + mentor
        place = np.minimum(np.searchsorted(self.keys, wanted), len(self.keys) - 1)
        found[at] = np.where(self.keys[place] == wanted, self.ranks[place], 0)
        return found


def wish_columns(
    named: Wished, mentees: Mapping[str, int], mentors: Mapping[str, int]
) -> tuple[WishColumn, WishColumn] | None:
    """What the mentees wish, and what the mentors do; None where nobody wishes for anybody in the pool.

    Whoever is not in the pool takes up a place all the same.

    Args:
        named: whom each one named.
        mentees: id to index of a mentee.
        mentors: id to index of a mentor.
    """
    ours = {
        (mentees[person], mentors[other]): rank
        for person, wishes in named[0].items()
        for other, rank in _ranked(wishes).items()
        if other in mentors
    }
    theirs = {
        (mentees[other], mentors[person]): rank
        for person, wishes in named[1].items()
        for other, rank in _ranked(wishes).items()
        if other in mentees
    }
    if not ours and not theirs:
        return None
    return _column(ours, len(mentees), len(mentors)), _column(theirs, len(mentees), len(mentors))


def _ranked(wishes: Sequence[str]) -> Mapping[str, int]:
    """Whom a member wishes for, with the place; somebody named twice counts where they stand first."""
    return {other: rank for rank, other in enumerate(dict.fromkeys(wishes), start=1)}


def _column(wishes: Mapping[tuple[int, int], int], mentees: int, mentors: int) -> WishColumn:
    pairs = sorted(wishes)
    some_mentees, some_mentors = np.zeros(mentees, dtype=np.bool_), np.zeros(mentors, dtype=np.bool_)
    some_mentees[np.array([mentee for mentee, _ in pairs], dtype=np.intp)] = True
    some_mentors[np.array([mentor for _, mentor in pairs], dtype=np.intp)] = True
    return WishColumn(
        frozen_array(some_mentees),
        frozen_array(some_mentors),
        frozen_array(np.array([mentee * mentors + mentor for mentee, mentor in pairs], dtype=np.intp)),
        frozen_array(np.array([wishes[pair] for pair in pairs], dtype=np.intp)),
    )
