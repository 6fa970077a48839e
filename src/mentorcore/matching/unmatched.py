"""Why somebody got no proposal: which rules stand between them and how many people, and who is left to decide."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from math import ceil, floor

import numpy as np
from attrs import frozen

from mentorcore.hooks.matching import BoolArray, IntArray, Side, Unmatched
from mentorcore.matching.candidates import Judge, with_seats
from mentorcore.matching.chunks import CHUNK
from mentorcore.matching.judge import SEPARATED, Gate, limits, score

MOST_UNDECIDED = 3
WITHIN_REACH = 2
"""How many counterparts a limit is named for that would let them through."""


def find_unmatched(judge: Judge, mentees: IntArray, mentors: IntArray) -> tuple[Unmatched, ...]:
    """Why these people got no proposal, mentees first.

    The rules are asked about all their pairs once more, all of them, since a round stops asking about a
    pair at the first rule that rules it out.

    Args:
        judge: of the whole pool, with the seats that were free before the round.
        mentees: indices of mentees with a free seat and no proposal.
        mentors: the same of mentors.
    """
    there = with_seats(judge.pool)
    of_mentees, of_mentors = _Inquiry(judge, "mentee", there[1]), _Inquiry(judge, "mentor", there[0])
    return (*of_mentees.answers(mentees), *of_mentors.answers(mentors))


@frozen(eq=False)
class _Inquiry:
    """Asks for one side.

    Args:
        counterparts: indices of the people with free seats on the other side.
    """

    judge: Judge
    side: Side
    counterparts: IntArray

    @property
    def _names(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Public ids of one's own side, and of the counterparts'."""
        pool = self.judge.pool
        return (pool.mentees, pool.mentors) if self.side == "mentee" else (pool.mentors, pool.mentees)

    def _pairs(self, people: IntArray, others: IntArray) -> tuple[IntArray, IntArray]:
        """As rules are asked: mentees, mentors."""
        return (people, others) if self.side == "mentee" else (others, people)

    def answers(self, people: IntArray) -> Iterator[Unmatched]:
        """Why each of these people is left over."""
        block = max(1, CHUNK // max(1, len(self.counterparts)))
        for start in range(0, len(people), block):
            yield from self._block(people[start : start + block])

    def _block(self, people: IntArray) -> Iterator[Unmatched]:
        shape = len(people), len(self.counterparts)
        stops = {gate.name: self._stops(gate, people) for gate in self.judge.barriers if shape[1]}
        decide = {gate.name for gate in self.judge.barriers if gate.decide}
        times = np.zeros(
            shape, dtype=np.int16
        )  # how many rules stop a pair, without whether the two are kept apart
        barred, waiting = np.zeros((2, *shape), dtype=np.bool_)
        for name, stopped in stops.items():
            if name != SEPARATED:
                times += stopped
            found = waiting if name in decide else barred
            np.logical_or(found, stopped, out=found)
        undecided = self._best(~barred & waiting, people)
        counts = {name: stopped.sum(axis=1).tolist() for name, stopped in stops.items()}
        rules = {rule.name for rule in self.judge.rules}
        alone = {name: stopped & (times == 1) for name, stopped in stops.items() if name in rules}
        single = {name: only.sum(axis=1).tolist() for name, only in alone.items()}
        possible: list[bool] = np.any(~barred & ~waiting, axis=1).tolist()
        for row, person in enumerate(people.tolist()):
            yield Unmatched(
                person=self._names[0][person],
                role=self.side,
                code=self._code(possible[row], undecided[row]),
                blocked_by={name: found[row] for name, found in counts.items() if found[row]},
                only_by={name: found[row] for name, found in single.items() if found[row]},
                within_reach=self._reach(person, {name: only[row] for name, only in alone.items()}),
                undecided=undecided[row],
            )

    def _stops(self, gate: Gate, people: IntArray) -> BoolArray:
        """Whom a gate stops: a row for each of these people, a column for each counterpart."""
        if self.side == "mentee":
            return ~gate.lets_through(people[:, None], self.counterparts[None, :])
        stopped: BoolArray = ~gate.lets_through(self.counterparts[:, None], people[None, :]).T
        return stopped

    def _reach(self, person: int, alone: dict[str, BoolArray]) -> dict[str, tuple[int, int]]:
        """By rule with a limit: the limit at which somebody would pass, and how many would."""
        found = {}
        for rule in self.judge.rules:
            only = alone.get(rule.name)
            if only is None or not only.any() or not hasattr(rule, "needed"):
                continue
            others = self.counterparts[only]
            needed = limits(rule, self.judge.pool, *self._pairs(np.full(len(others), person), others))
            if needed is None:
                continue
            if getattr(rule, "asks_least", False):
                needed = needed[
                    needed >= 1
                ]  # to ask for nothing would be to do without the rule: `only_by` says that
                limit = floor(np.sort(needed)[::-1][:WITHIN_REACH][-1]) if len(needed) else 0
                reached = needed >= limit
            else:
                limit = ceil(np.sort(needed)[:WITHIN_REACH][-1]) if len(needed) else 0
                reached = needed <= limit
            if reached.any():
                found[rule.name] = limit, int(reached.sum())
        return found

    def _best(self, waiting: BoolArray, people: IntArray) -> list[tuple[str, ...]]:
        """For each person the best counterparts among the pairs that wait for a decision."""
        rows, columns = np.nonzero(waiting)
        others = self.counterparts[columns]
        mentees, mentors = self._pairs(people[rows], others)
        scores = score(self.judge.rules, self.judge.pool, mentees, mentors)
        ties = self.judge.ties(mentees, mentors)
        order = np.lexsort((-ties.astype(np.int64), -scores, rows))
        start = np.searchsorted(rows, np.arange(len(people) + 1))
        names = self._names[1]
        best = (others[order][a : min(a + MOST_UNDECIDED, b)] for a, b in pairwise(start.tolist()))
        return [tuple(names[other] for other in chosen.tolist()) for chosen in best]

    def _code(self, possible: bool, undecided: tuple[str, ...]) -> str:
        if not len(self.counterparts):
            return "matching.no_counterpart"
        if possible:
            return "matching.others_first"
        return "matching.needs_decision" if undecided else "matching.all_ruled_out"
