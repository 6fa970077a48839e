"""Which pairs have to be looked at: the people in blocks, and the ranges of blocks that can go together.

Hard rules say what all pairs that they let through have in common (`mentorcore.hooks.matching.Blocking`). People with the same
values form a block; the mentors' blocks are sorted by the one value that leaves the fewest pairs, so that the counterparts of
a block of mentees are a few ranges. The pairs themselves are made later and piece by piece: memory does not grow with them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
from attrs import frozen

from mentorcore.domain.errors import PluginFault
from mentorcore.hooks.blocking import SameKey, SharedBit, Within
from mentorcore.hooks.guard import ASKING
from mentorcore.hooks.matching import IntArray, PairRule
from mentorcore.matching.keys import EVERYBODY, Columns, Keys, keys_of
from mentorcore.matching.pool import Pool


@frozen(eq=False)
class Side:
    """The people of one side with a free seat, block by block.

    Args:
        people: indices into the pool's side, sorted by block, rising within each.
        start: where each block starts in `people`; one more at the end.
    """

    people: IntArray
    start: IntArray

    @property
    def blocks(self) -> int:
        """How many blocks there are."""
        return len(self.start) - 1

    @property
    def sizes(self) -> IntArray:
        """How many people each block has."""
        return np.diff(self.start)

    @property
    def one_of_each(self) -> IntArray:
        """Somebody of each block: all others have the same values."""
        return self.people[self.start[:-1]]


@frozen(eq=False)
class Blocks:
    """Mentees' blocks with the ranges of mentors' blocks that can go with them.

    Args:
        mentees: the mentees' side.
        mentors: the mentors' side, in the order of the value that leaves the fewest pairs.
        left: a block of mentees for each range, rising.
        first: the range's first block of mentors.
        last: the block after its last one; the ranges of one block of mentees never overlap.
        part: for each block of mentees a number; blocks of different parts have no counterpart in common.
        also: what the other values say about a block of mentees and one of mentors.
    """

    mentees: Side
    mentors: Side
    left: IntArray
    first: IntArray
    last: IntArray
    part: IntArray
    also: tuple[Keys, ...]

    @property
    def raw(self) -> IntArray:
        """For each range the number of pairs that it stands for at most."""
        return self.mentees.sizes[self.left] * (
            self.mentors.start[self.last] - self.mentors.start[self.first]
        )

    def strips(self, ranges: IntArray) -> tuple[IntArray, IntArray, IntArray]:
        """Some of the ranges, without the blocks that the other values leave out.

        Args:
            ranges: positions of the ranges.

        Returns:
            Blocks of mentees, and with each of them from where to where its mentors stand in ``mentors.people``.
        """
        left, first, last = self.left[ranges], self.first[ranges], self.last[ranges]
        if not self.also:
            return left, self.mentors.start[first], self.mentors.start[last]
        which, right = spread(first, last)
        left = left[which]
        fine = np.ones(len(right), dtype=np.bool_)
        for keys in self.also:
            fine &= keys.together(self.mentees.one_of_each[left], self.mentors.one_of_each[right])
        left, right = left[fine], right[fine]
        new = np.ones(len(right) + 1, dtype=np.bool_)  # where a run of neighbouring blocks begins
        new[1:-1] = (np.diff(right) != 1) | (np.diff(left) != 0)
        begins = np.flatnonzero(new)
        from_, to = right[begins[:-1]], right[begins[1:] - 1] + 1
        return left[begins[:-1]], self.mentors.start[from_], self.mentors.start[to]


def spread(first: IntArray, last: IntArray) -> tuple[IntArray, IntArray]:
    """Every number of some ranges, with the place of the range that it belongs to."""
    sizes = last - first
    which = np.repeat(np.arange(len(first)), sizes)
    return which, np.arange(len(which)) - np.repeat(np.cumsum(sizes) - sizes - first, sizes)


def find_blocks(pool: Pool, rules: Iterable[PairRule]) -> Blocks:
    """The blocks of everybody with a free seat.

    Raises:
        PluginFault: ``rule.raised`` or ``rule.blocking``: what a rule says of its pairs is of another form.
    """
    seats = np.flatnonzero(pool.capacity[0]), np.flatnonzero(pool.capacity[1])
    found = [keys for rule in rules if rule.kind != "soft" for keys in _keys(pool, rule)]
    found.sort(key=lambda keys: keys.pairs(*seats))
    leading = tuple(found[:1]) if found and found[0].steps else ()
    also = tuple(found[len(leading) :])
    mentees, mentors = (
        _side(people, [keys.columns[at] for keys in found]) for at, people in enumerate(seats)
    )
    left, first, last = _ranges(leading, mentees, mentors)
    return Blocks(mentees, mentors, left, first, last, _parts(mentees, mentors, left, first, last), also)


def _keys(pool: Pool, rule: PairRule) -> Iterator[Keys]:
    ask = getattr(rule, "blocking", None)
    if ask is None:
        return
    try:
        with ASKING:
            found: object = ask(pool)
    except PluginFault as fault:
        raise PluginFault(fault.code, **{**fault.params, "policy": rule.policy, "rule": rule.name}) from None
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # as in `judge`: no cause, since its text may hold an answer of somebody
        raise PluginFault(
            "rule.raised", policy=rule.policy, rule=rule.name, fault=type(error).__name__
        ) from None
    if found is None:
        return
    if not isinstance(found, SameKey | SharedBit | Within):
        raise PluginFault("rule.blocking", policy=rule.policy, rule=rule.name, found=type(found).__name__)
    keys = keys_of(found, len(pool.mentees), len(pool.mentors))
    if keys is None:
        raise PluginFault("rule.blocking", policy=rule.policy, rule=rule.name, found="shape, type or range")
    yield from keys


def _side(people: IntArray, columns: list[Columns]) -> Side:
    """People by their values, the leading ones first."""
    values = [column[people] for parts in columns for column in parts]
    if not values:
        return Side(people, np.array([0, len(people)] if len(people) else [0], dtype=np.intp))
    order = np.lexsort(values[::-1])
    new = np.ones(len(people), dtype=np.bool_)
    new[1:] = np.logical_or.reduce([np.diff(value[order]) != 0 for value in values])
    return Side(people[order], np.append(np.flatnonzero(new), len(people)))


def _ranges(leading: tuple[Keys, ...], mentees: Side, mentors: Side) -> tuple[IntArray, IntArray, IntArray]:
    """For each block of mentees the ranges of mentors' blocks that its number leads to."""
    left = np.arange(mentees.blocks)
    if not leading:
        everybody = left if mentors.blocks else left[:0]
        return everybody, np.zeros_like(everybody), np.full_like(everybody, mentors.blocks)
    ours, theirs = leading[0].columns
    wanted, there = ours[0][mentees.one_of_each], theirs[0][mentors.one_of_each]
    anybody = wanted == EVERYBODY
    known, named = left[~anybody], wanted[~anybody]
    values = [named + step for step in leading[0].steps] + [np.full_like(named, EVERYBODY)]
    sought = np.concatenate(values)
    lefts = np.concatenate([np.tile(known, len(values)), left[anybody]])
    starts = np.concatenate(
        [np.searchsorted(there, sought, side="left"), np.zeros(anybody.sum(), dtype=np.intp)]
    )
    stops = np.searchsorted(there, sought, side="right")
    stops = np.concatenate([stops, np.full(anybody.sum(), mentors.blocks)])
    kept = stops > starts
    order = np.lexsort((starts[kept], lefts[kept]))
    return lefts[kept][order], starts[kept][order], stops[kept][order]


def _parts(mentees: Side, mentors: Side, left: IntArray, first: IntArray, last: IntArray) -> IntArray:
    """Blocks of mentees that share a block of mentors, or are linked by others that do."""
    # imported here since SciPy takes 0.3 s to load, which an explanation has no need of
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    size = mentees.blocks + mentors.blocks
    cover = np.zeros(
        mentors.blocks + 1, dtype=np.intp
    )  # in how many ranges a block stands together with the next one
    np.add.at(cover, first, 1)
    np.add.at(cover, last - 1, -1)
    chained = np.flatnonzero(np.cumsum(cover)[:-1] > 0) + mentees.blocks
    ends = np.concatenate([left, chained]), np.concatenate([first + mentees.blocks, chained + 1])
    graph = coo_array((np.ones(len(ends[0]), dtype=np.int8), ends), shape=(size, size))
    labels: IntArray = connected_components(graph, directed=False)[1][: mentees.blocks].astype(np.intp)
    return labels
