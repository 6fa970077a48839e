"""The best choice among more pairs than can be held: few pairs first, then those that the prices show to be missing.

Column generation (Ford and Fulkerson, 1958; Dantzig and Wolfe, 1960): the best choice among some pairs has prices; every other pair
is looked at once, and the ones that somebody would change over for are taken in. When there are none, the prices prove
that no choice among all pairs is better: nothing was left out, and hardly anything was held. To keep only the best few pairs of each
person and to solve those once would be a trap: where everybody wants the same mentors, most would stay without any.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
from attrs import frozen

from mentorcore.hooks.matching import BoolArray, IntArray
from mentorcore.matching.blocking import Blocks
from mentorcore.matching.candidates import Candidates, Judge
from mentorcore.matching.chunks import Chunk, chunks
from mentorcore.matching.graph import Group
from mentorcore.matching.judge import ScoreArray, unstable
from mentorcore.matching.prices import Prices, prices
from mentorcore.matching.worth import Worth, WorthArray, scale

FIRST = 16
"""Pairs of each mentee to begin with, drawn by a hash: about as many let nearly everybody find somebody."""
BETTER = 6
"""Pairs taken in for each mentee in one look, at most."""
KEPT = 8
"""Pairs kept of each mentee while prices are still rough."""
PRUNED = 4
"""Looks after which pairs are dropped again; later ones only add, so that it comes to an end."""
MARGIN = 3
"""Points of the score by which a pair may fall short of being better, and is taken in nevertheless."""
MANY = 8
"""Where more than one pair in so many may be better, the best are looked for among all of a tile."""
DRAWN = 65_536

Pairs = tuple[IntArray, IntArray, ScoreArray]


@frozen(eq=False)
class Generated:
    """What came of it.

    Args:
        candidates: the pairs that were held at the end.
        chosen: positions of the chosen pairs among them, by mentee.
        mentees: who stands in a pair that no rule stops.
        mentors: the same.
        looks: how often all pairs were looked at; the last look is the proof.
    """

    candidates: Candidates
    chosen: IntArray
    mentees: IntArray
    mentors: IntArray
    looks: int


def generate(judge: Judge, blocks: Blocks, ranges: IntArray, highest: int) -> Generated:
    """The best choice among the pairs of some ranges.

    Args:
        judge: judges pairs.
        blocks: the pool's blocks.
        ranges: positions of the ranges of one part, rising.
        highest: no pair has a higher score.

    Raises:
        PluginFault: a rule broke its contract; ``rule.unstable``: rules gave a pair other points when asked again, and would keep
            the search going for ever.
    """
    problem = _Problem.of(judge, blocks, ranges, highest)
    held, looks = _once(judge, problem.drawn()), 0
    while True:
        group = problem.group(held)
        chosen = group.solve()
        found = prices(group, chosen)
        some, met, better = problem.missing(found)
        looks += 1
        if not len(better[0]):
            break
        # by these prices no held pair is better, unless its points have changed; all others add to what is held, which has an end
        if (held.find(judge.pool, *better) >= 0).any():
            raise unstable(judge.rules)
        if looks <= PRUNED:
            held = _at(held, _promising(group, chosen, found))
        held = _once(judge, [_parts(held), *some])
    own = np.flatnonzero(group.columns == chosen[group.rows])
    return Generated(held, own, problem.mentees[met[0]], problem.mentors[met[1]], looks)


@frozen(eq=False)
class _Problem:
    """The people of a part by number.

    Args:
        mentees: indices into the pool, rising.
        mentors: indices into the pool, rising.
        row: for each mentee of the pool the place in `mentees`; anything for the others.
        column: for each mentor of the pool the place in `mentors`.
        worth: the scale.
    """

    judge: Judge
    blocks: Blocks
    ranges: IntArray
    mentees: IntArray
    mentors: IntArray
    row: IntArray
    column: IntArray
    worth: Worth

    @classmethod
    def of(cls, judge: Judge, blocks: Blocks, ranges: IntArray, highest: int) -> _Problem:
        pool = judge.pool
        mentees = np.sort(_people(blocks.mentees.people, blocks.mentees.start, blocks.left[ranges]))
        here = np.zeros(len(pool.mentors), dtype=np.bool_)
        for first, last in set(zip(blocks.first[ranges].tolist(), blocks.last[ranges].tolist(), strict=True)):
            here[blocks.mentors.people[blocks.mentors.start[first] : blocks.mentors.start[last]]] = True
        mentors = np.flatnonzero(here)
        row, column = (np.zeros(len(side), dtype=np.intp) for side in (pool.mentees, pool.mentors))
        row[mentees], column[mentors] = np.arange(len(mentees)), np.arange(len(mentors))
        most = min(len(mentees), int(np.minimum(pool.capacity[1][mentors], len(mentees)).sum()))
        return cls(judge, blocks, ranges, mentees, mentors, row, column, scale(highest, most))

    def group(self, held: Candidates) -> Group:
        return Group(
            self.row[held.mentees],
            self.column[held.mentors],
            self.worth.of(held.scores, held.ties),
            self.worth.paired,
            len(self.mentees),
            self.judge.pool.capacity[1][self.mentors],
        )

    def drawn(self) -> Iterator[Pairs]:
        """Some pairs of everybody."""
        blocks, ranges = self.blocks, self.ranges
        left = blocks.left[ranges]
        widths = blocks.mentors.start[blocks.last[ranges]] - blocks.mentors.start[blocks.first[ranges]]
        ends = np.cumsum(widths)
        new = np.flatnonzero(np.append(True, np.diff(left) != 0))
        begins, totals = (ends - widths)[new], np.add.reduceat(widths, new)
        sizes = blocks.mentees.sizes[left[new]]
        people = _people(blocks.mentees.people, blocks.mentees.start, left)
        begins, totals = np.repeat(begins, sizes), np.repeat(totals, sizes)
        step = max(1, DRAWN // FIRST)
        for at in range(0, len(people), step):
            some, total = people[at : at + step], totals[at : at + step]
            drawn = self._draw(some, total) + begins[at : at + step, None]
            which = np.searchsorted(ends, drawn, side="right")
            place = blocks.mentors.start[blocks.first[ranges]][which] + drawn - (ends - widths)[which]
            mentors = blocks.mentors.people[place].ravel()
            yield self.judge.passing(Chunk(np.repeat(some, FIRST), mentors))

    def _draw(self, people: IntArray, total: IntArray) -> IntArray:
        """For each of these people some numbers below a total: by the hashes that break ties, so always the same."""
        numbers = self.judge.ties.draws(people, FIRST)
        drawn: IntArray = (numbers % total[:, None].astype(np.uint64)).astype(np.intp)
        return drawn

    def missing(
        self, found: Prices
    ) -> tuple[list[Pairs], tuple[BoolArray, BoolArray], tuple[IntArray, IntArray]]:
        """Pairs that somebody would change over for, or nearly so, the best few of each mentee.

        Returns:
            The pairs; who stands in any pair at all; those of the pairs for which somebody would change over indeed.
        """
        met = np.zeros(len(self.mentees), dtype=np.bool_), np.zeros(len(self.mentors), dtype=np.bool_)
        parts = []
        better = [(np.zeros(0, dtype=np.intp),) * 2]
        for chunk in chunks(self.blocks, self.ranges):
            mentees, mentors, scores, over = self._of_chunk(chunk, found, met)
            parts.append((mentees, mentors, scores))
            better.append((mentees[over > 0], mentors[over > 0]))
        ours, theirs = (np.concatenate(side) for side in zip(*better, strict=True))
        return parts, met, (ours, theirs)

    def _of_chunk(
        self, chunk: Chunk, found: Prices, met: tuple[BoolArray, BoolArray]
    ) -> tuple[IntArray, IntArray, ScoreArray, WorthArray]:
        if chunk.mentees.ndim == 1:
            mentees, mentors, scores = self.judge.passing(chunk)
            rows, columns = self.row[mentees], self.column[mentors]
            met[0][rows], met[1][columns] = True, True
            over = scores * self.worth.unit - (found.seats[columns] + found.gains[rows] - self.worth.paired)
            some = np.flatnonzero(over > self.near)
            return self._truly(mentees[some], mentors[some], scores[some], over[some])
        rows, columns = self.row[chunk.mentees[:, 0]], self.column[chunk.mentors[0]]
        fine, scores = self.judge.tile(chunk)
        met[0][rows] |= fine.any(axis=1)
        met[1][columns] |= fine.any(axis=0)
        over = scores * self.worth.unit
        over -= found.seats[columns]
        over -= (found.gains[rows] - self.worth.paired)[:, None]
        over[~fine] = np.iinfo(np.int64).min
        near = np.flatnonzero(over > self.near)
        if len(near) * MANY > over.size:
            over += self.worth.tie(self.judge.ties(chunk.mentees, chunk.mentors))
            row, column = _best(over, self.near)
            return chunk.mentees[row, 0], chunk.mentors[0, column], scores[row, column], over[row, column]
        row, column = np.divmod(near, over.shape[1])
        return self._truly(
            chunk.mentees[row, 0], chunk.mentors[0, column], scores.ravel()[near], over.ravel()[near]
        )

    @property
    def near(self) -> int:
        """What is worth more than this is taken in: prices move a little from look to look, and ties count too."""
        return -MARGIN * self.worth.unit - (1 << self.worth.bits)

    def _truly(
        self, mentees: IntArray, mentors: IntArray, scores: ScoreArray, over: WorthArray
    ) -> tuple[IntArray, IntArray, ScoreArray, WorthArray]:
        """The best few pairs of each mentee, ties included."""
        over = over + self.worth.tie(self.judge.ties(mentees, mentors))
        kept = _first(mentees, over, BETTER)
        return mentees[kept], mentors[kept], scores[kept], over[kept]


def _first(rows: IntArray, values: WorthArray, count: int) -> IntArray:
    """Where the highest few values of each row stand."""
    order = np.lexsort((-values, rows))
    ranked = rows[order]
    begins = np.flatnonzero(np.append(True, np.diff(ranked) != 0)) if len(ranked) else ranked
    rank = np.arange(len(ranked)) - np.repeat(begins, np.diff(np.append(begins, len(ranked))))
    found: IntArray = order[rank < count]
    return found


def _promising(group: Group, chosen: IntArray, found: Prices) -> IntArray:
    """The pairs that are chosen, and the few of each mentee that come nearest to it."""
    over = group.worth - found.seats[group.columns] - found.gains[group.rows]
    own = group.columns == chosen[group.rows]
    return np.sort(np.union1d(_first(group.rows, over, KEPT), np.flatnonzero(own)))


def _once(judge: Judge, found: Iterable[Pairs]) -> Candidates:
    """As candidates, each pair once."""
    held = judge.candidates(found)
    keys = held.mentees.astype(np.intp) * len(judge.pool.mentors) + held.mentors
    return _at(held, np.flatnonzero(np.diff(keys, prepend=-1) != 0))


def _best(over: WorthArray, least: int) -> tuple[IntArray, IntArray]:
    """The highest few of each row that are more than `least`: row and column."""
    few = min(BETTER, over.shape[1])
    if few < over.shape[1]:
        columns = np.argpartition(over, over.shape[1] - few, axis=1)[:, over.shape[1] - few :].ravel()
    else:
        columns = np.tile(np.arange(few), len(over))
    row = np.repeat(np.arange(len(over)), few)
    kept = over[row, columns] > least
    return row[kept], columns[kept]


def _people(people: IntArray, start: IntArray, blocks: IntArray) -> IntArray:
    """Everybody of some blocks, which are rising and may stand several times."""
    once = blocks[np.append(True, np.diff(blocks) != 0)]
    return np.concatenate([people[start[block] : start[block + 1]] for block in once.tolist()])


def _at(held: Candidates, places: IntArray) -> Candidates:
    return Candidates(held.mentees[places], held.mentors[places], held.scores[places], held.ties[places])


def _parts(held: Candidates) -> Pairs:
    return held.mentees.astype(np.intp), held.mentors.astype(np.intp), held.scores
