"""People who stand together: several mentees whom one mentor accompanies together, several mentors who do so as a team.

A unit is everybody of one side with the same `PoolMember.together`; whoever names none is a unit alone. Solvers see
units in place of people:

- two units can be brought together where every pair of their people can: nobody's rule is averaged away;
- their score is the mean of the pairs' scores, rounded down; their tie is that of the two lowest ids;
- a unit has as many free seats as the member who has the fewest, and a proposal takes one seat of each member.

One proposal of units becomes a proposal for each pair of their people. An exact round makes as many proposals of units
as can be, so a group of three counts once.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from attrs import evolve, frozen

from mentorcore.hooks.matching import IntArray, PairRule, PoolMember, Side, Unmatched
from mentorcore.matching.assignment import Solver, check_assignment
from mentorcore.matching.building import build_pool
from mentorcore.matching.candidates import Candidates
from mentorcore.matching.judge import ScoreArray
from mentorcore.matching.pool import Pool
from mentorcore.matching.sides import SideScores, choose, side_scores


@frozen(eq=False)
class Units:
    """The units of a pool.

    Args:
        pool: a pool of them, each under its lowest id, without traits and separations: rules judge people alone.
            Who waited longest stands for how long the unit waited.
        of: for each mentee, and for each mentor, the index of their unit on that side.
    """

    pool: Pool
    of: tuple[IntArray, IntArray]


@frozen(eq=False)
class Folded:
    """Candidate pairs of units.

    Args:
        candidates: pairs of units, by index into the pool of the units.
        order: positions of the people's pairs among their candidates, unit pair by unit pair.
        start: for each pair of units the place of its first pair in `order`.
        times: for each pair of units the number of its pairs, which follow one another.
    """

    candidates: Candidates
    order: IntArray
    start: IntArray
    times: IntArray

    def people(self, positions: IntArray) -> IntArray:
        """Positions of all the people's pairs in these pairs of units, rising."""
        first, times = self.start[positions], self.times[positions]
        within = np.arange(int(times.sum())) - np.repeat(np.cumsum(times) - times, times)
        return np.sort(self.order[np.repeat(first, times) + within])

    def mean(self, scores: ScoreArray) -> ScoreArray:
        """For each pair of units the mean of its pairs' scores, rounded down."""
        return _means(scores[self.order], self.start, self.times)


def find_units(pool: Pool) -> Units | None:
    """The units of the pool; None where everybody stands alone."""
    if pool.together is None:
        return None
    mentees, of_mentees = _units(pool, 0, pool.together[0], "mentee")
    mentors, of_mentors = _units(pool, 1, pool.together[1], "mentor")
    return Units(build_pool([*mentees, *mentors], ()), (of_mentees, of_mentors))


def _units(pool: Pool, side: int, names: tuple[str, ...], role: Side) -> tuple[list[PoolMember], IntArray]:
    """The units of one side, each as one member under its lowest id, and for each person the number of theirs."""
    people = (pool.mentees, pool.mentors)[side]
    units: dict[str, list[int]] = {}
    # people are sorted by id, so units come in the order of their lowest ids, as the pool of units has them
    for at, (person, name) in enumerate(zip(people, names, strict=True)):
        units.setdefault(f"u{name}" if name else f"p{person}", []).append(
            at
        )  # no name of a unit is anybody's id
    members, of = [], np.zeros(len(people), dtype=np.intp)
    for number, unit in enumerate(units.values()):
        of[unit] = number
        members.append(
            PoolMember(
                people[unit[0]],
                role,
                capacity=int(pool.capacity[side][unit].min()),
                waiting_days=int(pool.waiting_days[side][unit].max()),
                waited_rounds=int(pool.waited_rounds[side][unit].max()),
            )
        )
    return members, of


def fold(units: Units, candidates: Candidates) -> Folded:
    """The pairs of units of whom every two people are candidates."""
    of_mentees, of_mentors = units.of
    width = len(units.pool.mentors)
    keys = of_mentees[candidates.mentees] * width + of_mentors[candidates.mentors]
    order = np.argsort(keys, kind="stable")
    found, start, times = np.unique(keys[order], return_index=True, return_counts=True)
    mentees, mentors = np.divmod(found, max(1, width))
    whole = times == np.bincount(of_mentees)[mentees] * np.bincount(of_mentors)[mentors]
    start, times = start[whole], times[whole]
    found_pairs = Candidates(
        mentees[whole].astype(np.int32),
        mentors[whole].astype(np.int32),
        _means(candidates.scores[order], start, times),
        candidates.ties[order[start]],
    )
    return Folded(found_pairs, order, start, times)


def _means(scores: ScoreArray, start: IntArray, times: IntArray) -> ScoreArray:
    sums = np.concatenate([[0], np.cumsum(scores)])
    means: ScoreArray = (sums[start + times] - sums[start]) // times
    return means


def choose_units(
    solver: Solver, pool: Pool, rules: Iterable[PairRule], candidates: Candidates, units: Units
) -> IntArray:
    """Positions among the candidates of the people's pairs in the pairs of units that the solver chose, rising.

    Raises:
        PluginFault: the choice is not a lawful one, see `check_assignment`, or a rule broke its contract.
    """
    folded = fold(units, candidates)

    def sides() -> SideScores:
        of_people = side_scores(pool, rules, candidates)
        return SideScores(folded.mean(of_people.mentees), folded.mean(of_people.mentors))

    chosen = choose(solver, units.pool, folded.candidates, sides)
    return folded.people(check_assignment(units.pool, folded.candidates, chosen, solver.name))


def held_together(
    unmatched: Iterable[Unmatched], pool: Pool, candidates: Candidates, units: Units
) -> tuple[Unmatched, ...]:
    """The same people, told where it is their unit that fits nobody: ``matching.stands_together``.

    Alone, they would have had a pair; together with the others of their unit there is none that all could be in.
    """
    possible = fold(units, candidates).candidates
    fitting = set[tuple[str, str]]()
    for role, people, of, having in (
        ("mentee", pool.mentees, units.of[0], possible.mentees),
        ("mentor", pool.mentors, units.of[1], possible.mentors),
    ):
        fits = np.isin(of, having).tolist()
        fitting |= {(role, person) for person, fit in zip(people, fits, strict=True) if fit}
    return tuple(
        evolve(found, code=_code(found, (found.role, found.person) in fitting)) for found in unmatched
    )


def _code(found: Unmatched, fits: bool) -> str:
    return found.code if fits or found.code != "matching.others_first" else "matching.stands_together"
