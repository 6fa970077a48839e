"""What each side of a pair thinks of it: some rules speak for the mentee alone, or for the mentor alone.

A soft rule may have an attribute ``view``: ``both`` (which holds where it is missing), ``mentee`` or ``mentor``. The
score of a pair, which every solver sees and every proposal is explained by, is the sum of all of them. A solver
that weighs the two sides against one another says so with an attribute ``two_sided`` that is True. It is then asked
``solve_sides(pool, candidates, sides)`` in place of ``solve(pool, candidates)``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Protocol, runtime_checkable

import numpy as np
from attrs import frozen

from mentorcore.hooks.matching import IntArray, PairRule
from mentorcore.matching.assignment import Assignment, Solver
from mentorcore.matching.candidates import Candidates
from mentorcore.matching.chunks import CHUNK
from mentorcore.matching.judge import ScoreArray, score, view_of
from mentorcore.matching.pool import Pool


@frozen(eq=False)
class SideScores:
    """For each candidate pair the points of the rules that speak for a side; without such rules, the whole score.

    Args:
        mentees: the rules of view ``both`` and ``mentee``.
        mentors: the rules of view ``both`` and ``mentor``.
    """

    mentees: ScoreArray
    mentors: ScoreArray


@runtime_checkable
class TwoSided(Protocol):
    """A solver that is told what each side thinks."""

    @property
    def name(self) -> str:
        """Kept with the round."""

    @property
    def two_sided(self) -> bool:
        """True where `solve_sides` is to be asked."""

    def solve_sides(self, pool: Pool, candidates: Candidates, sides: SideScores) -> Assignment:
        """The choice, by the sides' scores, which stand in the order of the candidates."""


def side_scores(pool: Pool, rules: Iterable[PairRule], candidates: Candidates) -> SideScores:
    """Each side's points of the candidates; only rules that speak for one side are asked once more.

    Raises:
        PluginFault: a rule broke its contract; see `judge.points`.
    """
    rules = tuple(rules)
    of_mentees, of_mentors = (tuple(r for r in rules if view_of(r) == view) for view in ("mentee", "mentor"))
    return SideScores(
        mentees=candidates.scores - _points(pool, of_mentors, candidates),
        mentors=candidates.scores - _points(pool, of_mentees, candidates),
    )


def choose(solver: Solver, pool: Pool, candidates: Candidates, sides: Callable[[], SideScores]) -> Assignment:
    """What the solver chooses, told what each side thinks where it asks for that; `sides` is called only then."""
    if isinstance(solver, TwoSided) and solver.two_sided:
        return solver.solve_sides(pool, candidates, sides())
    return solver.solve(pool, candidates)


def _points(pool: Pool, rules: tuple[PairRule, ...], candidates: Candidates) -> ScoreArray:
    total = np.zeros(len(candidates), dtype=np.int64)
    if rules:
        for start in range(0, len(candidates), CHUNK):
            part = slice(start, start + CHUNK)
            pairs: tuple[IntArray, IntArray] = (
                candidates.mentees[part].astype(np.intp),
                candidates.mentors[part].astype(np.intp),
            )
            total[part] = score(rules, pool, *pairs)
    return total
