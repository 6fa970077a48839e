"""A whole round in columns: who is proposed to whom, each rule's part of the score, and why the others wait.

The values stay arrays, so that a round of a whole country takes seconds: words are made for those people alone whom somebody looks
at. `rounds.run_round` is the same for a programme that wants all the words at once.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

import numpy as np
from attrs import define, evolve, field

from mentorcore.hooks.matching import BoolArray, IntArray, PairReason, PairRule, Unmatched
from mentorcore.matching.assignment import Assignment, Solver, check_assignment, check_seats
from mentorcore.matching.blocking import find_blocks
from mentorcore.matching.candidates import Candidates, Judge
from mentorcore.matching.graph import has_flow
from mentorcore.matching.groups import Units, choose_units, find_units, held_together
from mentorcore.matching.judge import ScoreArray, check_rules, gates, points, score
from mentorcore.matching.locks import Pair, find_locks
from mentorcore.matching.pool import Pool
from mentorcore.matching.reasons import pair_reasons
from mentorcore.matching.sides import choose, side_scores
from mentorcore.matching.solver import Chosen, Effort, Optimal, nobody
from mentorcore.matching.unmatched import find_unmatched

SLOW_PAIRS = 100_000
"""Pairs of one problem from which the sparse solver takes seconds where min cost flow takes tenths: 10 s to 24 s and 0.8 s with 200,000
pairs, 3,000 popular mentors and three seats each."""


@define(eq=False, slots=False)
class Solution:
    """What a round proposes, in columns.

    Args:
        pool: the pool.
        rules: the rules, checked.
        mentees: indices into the pool's mentees, rising; a mentee stands here twice only where a team accompanies them.
        mentors: the mentor of each.
        scores: the score of each pair.
        groups: for everybody the number of the group that was solved apart and that they belong to, mentees and mentors; -1 for
            those for whom no counterpart with a free seat was possible.
        solver: name of the solver.
        seed: broke ties.
        effort: what it took.
        locked: which of the pairs were locked before.
    """

    pool: Pool
    rules: tuple[PairRule, ...]
    mentees: IntArray
    mentors: IntArray
    scores: ScoreArray
    groups: tuple[IntArray, IntArray]
    solver: str
    seed: int
    effort: Effort
    locked: BoolArray
    _judge: Judge = field(repr=False)
    _together: tuple[Candidates, Units] | None = field(default=None, repr=False)

    def __len__(self) -> int:
        return len(self.mentees)

    @cached_property
    def points(self) -> dict[str, ScoreArray]:
        """By name of a soft rule its part of each pair's score: they add up to `scores`."""
        soft = (rule for rule in self.rules if rule.kind == "soft")
        return {rule.name: points(rule, self.pool, self.mentees, self.mentors) for rule in soft}

    @property
    def slow(self) -> bool:
        """Whether min cost flow, which is not installed, would have been many times faster."""
        return self.solver == Optimal().name and self.effort.largest >= SLOW_PAIRS and not has_flow()

    @cached_property
    def left(self) -> tuple[IntArray, IntArray]:
        """Mentees and mentors with a free seat whom the round proposes to nobody."""
        return (
            np.setdiff1d(np.flatnonzero(self.pool.capacity[0]), self.mentees),
            np.setdiff1d(np.flatnonzero(self.pool.capacity[1]), self.mentors),
        )

    def reasons(self, position: int) -> tuple[PairReason, ...]:
        """Every rule's word on the pair at a position; raises as `reasons.pair_reasons`."""
        at = slice(position, position + 1)
        (found,) = pair_reasons(self.pool, self.rules, self.mentees[at], self.mentors[at])
        return found

    def why(self, mentees: IntArray, mentors: IntArray) -> tuple[Unmatched, ...]:
        """Why some of those who are `left` got no proposal: indices of mentees and of mentors."""
        found = find_unmatched(self._judge, mentees, mentors)
        return held_together(found, self.pool, *self._together) if self._together else found


def solve(
    pool: Pool,
    rules: Iterable[PairRule],
    *,
    seed: int = 0,
    solver: Solver | None = None,
    locked: Iterable[Pair] = (),
) -> Solution:
    """Propose pairs: what `rounds.run_round` does, for a pool that is made already.

    Args:
        pool: see `building.build_pool`, and `building.pool_of_columns` for very many people.
        rules: the policies' rules, in the order of the bundle.
        seed: breaks ties.
        solver: `solver.Optimal` when None.
        locked: pairs of public ids that have to stand.

    Raises:
        InputFault: the locks contradict each other or a rule; see `locks.find_locks`.
        PluginFault: a rule or the solver broke its contract.
    """
    rules = check_rules(rules)
    locks = find_locks(pool, rules, locked)
    rest = locks.rest(pool)
    judge = Judge.of(rest, rules, seed)
    solver = solver or Optimal()
    units = find_units(rest)
    if units is None and isinstance(solver, Optimal):
        chosen = solver.choose(judge, find_blocks(rest, rules))
        check_seats(rest, Assignment(chosen.mentees, chosen.mentors), solver.name)
        held = None
    else:
        held = judge.all()
        chosen = _asked(solver, judge, held, units)
    mentees = np.concatenate([locks.mentees, chosen.mentees])
    order = np.argsort(mentees, kind="stable")
    scores = np.concatenate([score(rules, pool, locks.mentees, locks.mentors), chosen.scores])
    return Solution(
        pool=pool,
        rules=rules,
        mentees=mentees[order],
        mentors=np.concatenate([locks.mentors, chosen.mentors])[order],
        scores=scores[order],
        groups=chosen.groups,
        solver=solver.name,
        seed=seed,
        effort=chosen.effort,
        locked=order < len(locks.mentees),
        judge=evolve(judge, pool=pool, barriers=gates(pool, rules)),
        together=None if held is None or units is None else (held, units),
    )


def _asked(solver: Solver, judge: Judge, candidates: Candidates, units: Units | None) -> Chosen:
    """What a solver chose among all pairs, once it is a lawful choice."""
    pool, rules = judge.pool, judge.rules
    if units is None:
        found = choose(solver, pool, candidates, lambda: side_scores(pool, rules, candidates))
        positions = check_assignment(pool, candidates, found, solver.name)
    else:
        positions = choose_units(solver, pool, rules, candidates, units)
    of = nobody(pool)
    of[0][candidates.mentees], of[1][candidates.mentors] = (
        0,
        0,
    )  # one group: nothing is known of how it was solved
    mentees, mentors = (side[positions].astype(np.intp) for side in (candidates.mentees, candidates.mentors))
    effort = Effort(len(candidates), 1, 0, len(candidates))
    return Chosen(mentees, mentors, candidates.scores[positions], of, effort)
