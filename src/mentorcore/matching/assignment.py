"""What a solver gets and gives back, and the checks that no solver can talk its way round."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from attrs import frozen

from mentorcore.domain.errors import PluginFault
from mentorcore.hooks.matching import IntArray
from mentorcore.matching.candidates import Candidates
from mentorcore.matching.pool import Pool


@frozen(eq=False)
class Assignment:
    """Who is proposed to whom, by mentee.

    Args:
        mentees: index into the pool's mentees, rising: a mentee gets one proposal in a round at most.
        mentors: index into the pool's mentors; a mentor stands here no more often than they have free seats.
    """

    mentees: IntArray
    mentors: IntArray


class Solver(Protocol):
    """Chooses among the candidates: as many mentees as possible first, then the highest sum of scores."""

    @property
    def name(self) -> str:
        """Kept with the round."""

    def solve(self, pool: Pool, candidates: Candidates) -> Assignment:
        """The choice; the same candidates give the same choice."""


def check_assignment(pool: Pool, candidates: Candidates, chosen: Assignment, solver: str) -> IntArray:
    """Positions of the chosen pairs among the candidates, once the choice is a lawful one.

    Raises:
        PluginFault: ``solver.shape``, ``solver.pair`` (a pair that is no candidate), ``solver.mentee`` (a
            mentee twice, or mentees out of order) or ``solver.seats`` (more pairs than seats), with the solver.
    """
    mentees, mentors = chosen.mentees, chosen.mentors
    if mentees.ndim != 1 or mentees.shape != mentors.shape:
        raise PluginFault("solver.shape", solver=solver, found=f"{mentees.shape} and {mentors.shape}")
    positions = candidates.find(pool, mentees, mentors)
    if (positions < 0).any():
        raise PluginFault("solver.pair", solver=solver, pairs=int((positions < 0).sum()))
    check_seats(pool, chosen, solver)
    return positions


def check_seats(pool: Pool, chosen: Assignment, solver: str) -> None:
    """See that nobody is proposed more often than they have room for; raises as `check_assignment`."""
    mentees, mentors = chosen.mentees, chosen.mentors
    if (np.diff(mentees) <= 0).any() or not pool.capacity[0][mentees].all():
        raise PluginFault("solver.mentee", solver=solver)
    taken = np.bincount(mentors, minlength=len(pool.mentors))
    if (taken > pool.capacity[1]).any():
        raise PluginFault("solver.seats", solver=solver, mentors=int((taken > pool.capacity[1]).sum()))
