"""The exact solver: as many mentees as possible, then the highest score, then the hashes of the pairs.

People who are linked by no pair are solved apart, which is the largest gain there is; small groups together in one batch of
pairs, and a group with more pairs than can be held by `generation`. What is solved apart can be solved elsewhere: by any
executor, with the same result.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from concurrent.futures import Executor, Future
from contextlib import contextmanager

import numpy as np
from attrs import frozen

from mentorcore.domain.errors import MentorcoreError, PluginFault
from mentorcore.hooks.matching import IntArray
from mentorcore.matching.assignment import Assignment
from mentorcore.matching.blocking import Blocks
from mentorcore.matching.candidates import Candidates, Judge
from mentorcore.matching.chunks import chunks
from mentorcore.matching.components import Component, components
from mentorcore.matching.generation import Generated, generate
from mentorcore.matching.graph import Group
from mentorcore.matching.judge import SCALE, ScoreArray
from mentorcore.matching.pool import Pool
from mentorcore.matching.worth import scale

BATCH = 1_000_000
"""Pairs, before rules, that are judged and solved together where parts are small."""
MOST_HELD = 2_000_000
"""Pairs of one part that are held at once, 18 bytes each and three times as much while they are solved."""
AHEAD = 8
"""Batches that wait for an executor's answer, at most."""


@frozen
class Effort:
    """What a solver had to do.

    Args:
        pairs: pairs that were held, over all batches.
        groups: problems solved apart.
        looks: how often all pairs of a part had to be looked at because they could not be held; 0 where all were.
        largest: pairs of the largest problem.
    """

    pairs: int
    groups: int
    looks: int
    largest: int


@frozen(eq=False)
class Chosen:
    """What a solver chose.

    Args:
        mentees: indices into the pool, rising.
        mentors: the mentor of each.
        scores: the score of each pair.
        groups: for everybody the number of the group that was solved apart and that they belong to, mentees and mentors; -1
            for those who stand in no pair that no rule stops.
        effort: what it took.
    """

    mentees: IntArray
    mentors: IntArray
    scores: ScoreArray
    groups: tuple[IntArray, IntArray]
    effort: Effort


@frozen
class Optimal:
    """The exact solver.

    Args:
        name: kept with the round.
        executor: solves the groups; the caller's own process where there is none. It has to be able to pickle NumPy arrays. Only
            numbers are handed to it, and nobody's id or answer.
        most_held: pairs of one part that are held at once.
    """

    name: str = "optimal"
    executor: Executor | None = None
    most_held: int = MOST_HELD

    def solve(self, pool: Pool, candidates: Candidates) -> Assignment:
        """The best choice among pairs that are held already."""
        batch = _Batch.of(pool, candidates)
        positions = batch.chosen([group.solve() for group in batch.groups])
        return Assignment(
            candidates.mentees[positions].astype(np.intp), candidates.mentors[positions].astype(np.intp)
        )

    def choose(self, judge: Judge, blocks: Blocks) -> Chosen:
        """The best choice of a whole pool.

        Raises:
            PluginFault: a rule broke its contract; see `judge.points`. ``solver.executor``: the executor failed, took on no
                more work, or gave back something else than was asked of it.
        """
        tally = _Tally(nobody(judge.pool))
        waiting: deque[tuple[_Batch, Future[list[IntArray]]]] = deque()
        for ranges in _batches(blocks):
            held = self._held(judge, blocks, ranges)
            if held is None:
                tally.generated(generate(judge, blocks, ranges, _highest(judge)))
                continue
            batch = _Batch.of(judge.pool, held)
            tally.batch(batch)
            if self.executor is None:
                tally.choose(held, batch.chosen(solve_groups(batch.groups)))
                continue
            with self._elsewhere():
                waiting.append((batch, self.executor.submit(solve_groups, batch.groups)))
            self._gather(tally, waiting, AHEAD)
        self._gather(tally, waiting, 0)
        return tally.result()

    def _gather(
        self, tally: _Tally, waiting: deque[tuple[_Batch, Future[list[IntArray]]]], left: int
    ) -> None:
        """Take the executor's answers in their order, until so many are left."""
        while len(waiting) > left:
            batch, answer = waiting.popleft()
            with self._elsewhere():
                chosen = batch.chosen(answer.result())
            tally.choose(batch.candidates, chosen)

    @contextmanager
    def _elsewhere(self) -> Iterator[None]:
        """What an executor raises, as a fault with words; its cause holds numbers alone, as the groups do."""
        try:
            yield
        except MentorcoreError:
            raise
        except Exception as error:
            raise PluginFault("solver.executor", solver=self.name, fault=type(error).__name__) from error

    def _held(self, judge: Judge, blocks: Blocks, ranges: IntArray) -> Candidates | None:
        """All pairs of these ranges, or None as soon as it shows that there are too many."""
        raw, seen, count = int(blocks.raw[ranges].sum()), 0, 0
        parts = []
        for chunk in chunks(blocks, ranges):
            parts.append(judge.passing(chunk))
            seen += np.broadcast(chunk.mentees, chunk.mentors).size
            count += len(parts[-1][0])
            if count > self.most_held or (seen * 16 > raw and count * (raw // seen) > 2 * self.most_held):
                return None
        return judge.candidates(parts)


def solve_groups(groups: list[Group]) -> list[IntArray]:
    """Each group's best choice: what an executor is asked."""
    return [group.solve() for group in groups]


@frozen(eq=False)
class _Batch:
    """Candidates and the groups that they fall into."""

    candidates: Candidates
    components: list[Component]
    groups: list[Group]

    @classmethod
    def of(cls, pool: Pool, candidates: Candidates) -> _Batch:
        found = list(components(candidates))
        return cls(candidates, found, [_group(pool, candidates, component) for component in found])

    def chosen(self, answers: list[IntArray]) -> IntArray:
        """Positions of the chosen pairs among the candidates, by mentee."""
        positions = [
            component.pairs[component.columns == answer[component.rows]]
            for component, answer in zip(self.components, answers, strict=True)
        ]
        return np.sort(np.concatenate([np.zeros(0, dtype=np.intp), *positions]))


def _group(pool: Pool, candidates: Candidates, component: Component) -> Group:
    seats = pool.capacity[1][component.mentors]
    people = len(component.mentees)
    most = min(people, int(np.minimum(seats, people).sum()))
    scores, ties = candidates.scores[component.pairs], candidates.ties[component.pairs]
    worth = scale(int(scores.max()), most)
    return Group(component.rows, component.columns, worth.of(scores, ties), worth.paired, people, seats)


def _batches(blocks: Blocks) -> Iterator[IntArray]:
    """The ranges, part by part; small parts together."""
    part = blocks.part[blocks.left]
    order = np.argsort(part, kind="stable")
    starts = np.flatnonzero(np.append(True, np.diff(part[order]) != 0)) if len(order) else order
    ends = np.append(starts[1:], len(order))
    sizes = np.add.reduceat(blocks.raw[order], starts) if len(order) else order
    total = np.cumsum(sizes)
    at = 0
    while at < len(starts):
        before = total[at - 1] if at else 0
        stop = max(at + 1, int(np.searchsorted(total, before + BATCH, side="right")))
        yield np.sort(order[starts[at] : ends[stop - 1]])
        at = stop


def _highest(judge: Judge) -> int:
    return SCALE * sum(rule.weight for rule in judge.rules if rule.kind == "soft")


def nobody(pool: Pool) -> tuple[IntArray, IntArray]:
    """As `Chosen.groups`: everybody in no group."""
    return np.full(len(pool.mentees), -1, dtype=np.intp), np.full(len(pool.mentors), -1, dtype=np.intp)


class _Tally:
    """What was chosen so far; of what was held for it nothing is kept."""

    def __init__(self, groups: tuple[IntArray, IntArray]) -> None:
        self._groups = groups
        self._parts: list[tuple[IntArray, IntArray, ScoreArray]] = []
        self._effort = Effort(0, 0, 0, 0)

    def batch(self, batch: _Batch) -> None:
        """Number the groups of a batch."""
        effort = self._effort
        for number, component in enumerate(batch.components, start=effort.groups):
            self._groups[0][component.mentees], self._groups[1][component.mentors] = number, number
        self._effort = Effort(
            effort.pairs + len(batch.candidates),
            effort.groups + len(batch.groups),
            effort.looks,
            max([effort.largest, *(len(group.rows) for group in batch.groups)]),
        )

    def generated(self, made: Generated) -> None:
        """Take what came of a part whose pairs could not be held."""
        effort, pairs = self._effort, len(made.candidates)
        self._groups[0][made.mentees], self._groups[1][made.mentors] = effort.groups, effort.groups
        self._effort = Effort(
            effort.pairs + pairs, effort.groups + 1, effort.looks + made.looks, max(effort.largest, pairs)
        )
        self.choose(made.candidates, made.chosen)

    def choose(self, held: Candidates, chosen: IntArray) -> None:
        """Take the chosen ones of some pairs, by position."""
        mentees, mentors = held.mentees[chosen].astype(np.intp), held.mentors[chosen].astype(np.intp)
        self._parts.append((mentees, mentors, held.scores[chosen]))

    def result(self) -> Chosen:
        """All of it, by mentee."""
        none = np.zeros(0, dtype=np.intp)
        mentees, mentors, scores = (
            np.concatenate([none, *column])
            for column in (zip(*self._parts, strict=True) if self._parts else ((), (), ()))
        )
        order = np.argsort(mentees, kind="stable")
        return Chosen(
            mentees[order], mentors[order], scores[order].astype(np.int64), self._groups, self._effort
        )
