"""A policy's solver as the matching sees it: asked behind the guard, named on every fault, its choice copied."""

from __future__ import annotations

from typing import Any

import numpy as np
from attrs import frozen

from mentorcore.domain.errors import PluginFault
from mentorcore.hooks.answers import is_text
from mentorcore.hooks.guard import ASKING
from mentorcore.hooks.matching import IntArray
from mentorcore.matching.assignment import Assignment
from mentorcore.matching.candidates import Candidates
from mentorcore.matching.pool import Pool
from mentorcore.matching.sides import SideScores
from mentorcore.matching.solver import Optimal


@frozen(eq=False)
class AskedSolver:
    """A solver that a policy handed over.

    Args:
        policy: the policy's id.
        name: kept with the round.
        two_sided: it is asked `solve_sides`.
    """

    policy: str
    name: str
    two_sided: bool
    _found: Any

    def solve(self, pool: Pool, candidates: Candidates) -> Assignment:
        """What the policy's solver chose.

        Raises:
            PluginFault: ``solver.raised``: it raised; ``solver.answer``: it chose in another form.
        """
        return self._chosen("solve", pool, candidates)

    def solve_sides(self, pool: Pool, candidates: Candidates, sides: SideScores) -> Assignment:
        """What it chose, told what each side thinks; raises as `solve`."""
        return self._chosen("solve_sides", pool, candidates, sides)

    def _chosen(self, method: str, *told: object) -> Assignment:
        try:
            with ASKING:
                chosen = getattr(self._found, method)(*told)
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            raise _raised(self.policy, error) from None
        if type(chosen) is not Assignment:
            raise PluginFault("solver.answer", policy=self.policy, fault=type(chosen).__name__)
        return Assignment(self._copied(chosen.mentees), self._copied(chosen.mentors))

    def _copied(self, found: object) -> IntArray:
        if type(found) is not np.ndarray or found.dtype != np.dtype(np.intp):
            raise PluginFault("solver.answer", policy=self.policy, fault=type(found).__name__)
        return found.copy()


def asked_solver(policy: str, found: object) -> AskedSolver | Optimal:
    """A policy's answer to the hook ``solver``, under the policy's name; the core's own solver needs no guard.

    Raises:
        PluginFault: ``solver.raised``, ``solver.answer``: it has no name, or no method.
    """
    if type(found) is Optimal:
        return found
    try:
        with ASKING:
            name: object = getattr(found, "name", None)
            two_sided = getattr(found, "two_sided", False) is True
            solves = callable(getattr(found, "solve_sides" if two_sided else "solve", None))
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        raise _raised(policy, error) from None
    if not is_text(name) or not solves:
        raise PluginFault("solver.answer", policy=policy, fault=type(found).__name__)
    return AskedSolver(policy, str(name), two_sided, found)


def _raised(policy: str, error: BaseException) -> PluginFault:
    return PluginFault("solver.raised", policy=policy, fault=type(error).__name__)
