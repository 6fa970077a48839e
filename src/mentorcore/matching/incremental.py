"""A round that follows its facts: when one person changes, only the people whom that can concern are solved again.

A round falls apart into groups that have no pair in common. What one person's change can touch is the group that they stood in
and the groups of those with whom they now could be; all others keep their pairs, and would get the same ones in a whole new round.

Words weigh what they weighed in the first round, whatever people write since: otherwise one text would touch everybody's points.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
from attrs import frozen

from mentorcore.hooks.matching import PoolMember, Separation, Side
from mentorcore.matching.building import build_pool
from mentorcore.matching.chunks import CHUNK
from mentorcore.matching.judge import gates
from mentorcore.matching.parts import face_to_face, put_together
from mentorcore.matching.pool import Pool
from mentorcore.matching.solution import Solution, solve
from mentorcore.matching.texts import weights_of

Key = tuple[Side, str]
Pair = tuple[str, str]
NO_GROUP = -1


@frozen
class Replanned:
    """What a change did.

    Args:
        lost: pairs of public ids that are proposed no more.
        gained: pairs that are proposed instead.
        solved: people who were solved again.
    """

    lost: frozenset[Pair]
    gained: frozenset[Pair]
    solved: int


class Plan:
    """A solved round and the changes since.

    Args:
        solution: a round of the exact solver, without locks and without people who stand together.

    Raises:
        ValueError: the round was solved in another way, so that its groups are not known.
    """

    def __init__(self, solution: Solution) -> None:
        if solution.solver != "optimal" or solution.locked.any() or solution.pool.together:
            raise ValueError(
                "only rounds of the exact solver, without locks and units, are solved again in part"
            )
        self._pool, self._rules, self._seed = solution.pool, solution.rules, solution.seed
        self._words = weights_of(self._pool.text_columns)
        self._places: dict[Side, dict[str, int]] = {
            "mentee": _numbered(self._pool, "mentee"),
            "mentor": _numbered(self._pool, "mentor"),
        }
        self._groups = tuple(column.copy() for column in solution.groups)
        self._next = 1 + max((int(column.max()) for column in self._groups if len(column)), default=NO_GROUP)
        self._changed: dict[Key, PoolMember | None] = {}
        self._group_of: dict[Key, int] = {}  # of those who changed or came
        self._apart = {pair for causes in self._pool.separations.values() for pair in causes}
        pairs = zip(solution.mentees.tolist(), solution.mentors.tolist(), strict=True)
        self._mentors = {self._pool.mentees[mentee]: self._pool.mentors[mentor] for mentee, mentor in pairs}

    @property
    def pairs(self) -> frozenset[Pair]:
        """Who is proposed to whom now: public ids of mentee and mentor."""
        return frozenset(self._mentors.items())

    def change(self, member: PoolMember, separations: Iterable[Separation] = ()) -> Replanned:
        """Somebody's answers or seats are other than they were, or somebody came.

        Args:
            member: the person in one role, as they are now.
            separations: people whom they must not be proposed to from now on, besides those known before.

        Raises:
            InputFault, PluginFault: as `solution.solve`; nothing has changed then.
        """
        apart = self._apart | set(separations)
        key: Key = (member.role, member.person)
        possible = {other: self._group(other) for other in self._possible(member, apart)}
        touched = {self._group(key), *possible.values()} - {NO_GROUP}
        loose = {other for other, group in possible.items() if group == NO_GROUP}
        return self._solve(touched, loose, {key: member}, apart)

    def leave(self, person: str, role: Side) -> Replanned:
        """Somebody is in the pool no more.

        Args:
            person: public id.
            role: the role that they leave.
        """
        key: Key = (role, person)
        return self._solve({self._group(key)} - {NO_GROUP}, set(), {key: None}, self._apart)

    def _solve(
        self,
        touched: set[int],
        loose: set[Key],
        known: dict[Key, PoolMember | None],
        apart: set[Separation],
    ) -> Replanned:
        """Solve some groups again, and some people who were in none, with what is known of somebody now."""
        keys = {*self._of_groups(touched), *loose, *known}
        now = {**self._changed, **known}
        new = {key: now[key] for key in keys if key in now}
        rows: tuple[list[int], list[int]] = ([], [])
        for role, person in keys - new.keys():
            rows[role == "mentor"].append(self._places[role][person])
        ours = {person for role, person in keys if role == "mentee"}
        pool = put_together(
            self._pool,
            np.array(sorted(rows[0]), dtype=np.intp),
            np.array(sorted(rows[1]), dtype=np.intp),
            self._pool_of(member for member in new.values() if member is not None),
            [cause for cause in apart if cause.mentee in ours],
        )
        found = solve(pool, self._rules, seed=self._seed)
        before = {(mentee, self._mentors[mentee]) for mentee in ours if mentee in self._mentors}
        pairs = zip(found.mentees.tolist(), found.mentors.tolist(), strict=True)
        after = {(found.pool.mentees[mentee], found.pool.mentors[mentor]) for mentee, mentor in pairs}
        self._keep(found, known, apart, ours, after)
        solved = len(pool.mentees) + len(pool.mentors)
        return Replanned(frozenset(before - after), frozenset(after - before), solved)

    def _keep(
        self,
        found: Solution,
        known: dict[Key, PoolMember | None],
        apart: set[Separation],
        ours: set[str],
        after: set[Pair],
    ) -> None:
        """Go on from what was solved."""
        for mentee in ours:
            self._mentors.pop(mentee, None)
        self._mentors.update(after)
        self._apart = apart
        for role, people, numbers in (
            ("mentee", found.pool.mentees, found.groups[0]),
            ("mentor", found.pool.mentors, found.groups[1]),
        ):
            side: Side = "mentee" if role == "mentee" else "mentor"
            for person, number in zip(people, numbers.tolist(), strict=True):
                self._put((side, person), NO_GROUP if number == NO_GROUP else self._next + number)
        self._next += 1 + max(int(numbers.max(initial=NO_GROUP)) for numbers in found.groups)
        for key, member in known.items():
            if member is None:
                self._put(key, NO_GROUP)
            self._changed[key] = member

    def _put(self, key: Key, group: int) -> None:
        place = self._places[key[0]].get(key[1])
        if place is None:
            self._group_of[key] = group
        else:
            self._groups[key[0] == "mentor"][place] = group

    def _group(self, key: Key) -> int:
        place = self._places[key[0]].get(key[1])
        if place is None:
            return self._group_of.get(key, NO_GROUP)
        return int(self._groups[key[0] == "mentor"][place])

    def _of_groups(self, groups: set[int]) -> Iterator[Key]:
        """Everybody in some groups."""
        wanted = np.zeros(self._next + 1, dtype=np.bool_)  # the last one is for those in no group
        wanted[list(groups)] = True
        sides: tuple[tuple[Side, tuple[str, ...]], ...] = (
            ("mentee", self._pool.mentees),
            ("mentor", self._pool.mentors),
        )
        for (role, people), numbers in zip(sides, self._groups, strict=True):
            for at in np.flatnonzero(wanted[numbers]).tolist():
                yield role, people[at]
        yield from (key for key, group in self._group_of.items() if group in groups)

    def _possible(self, member: PoolMember, apart: set[Separation]) -> list[Key]:
        """Everybody on the other side with whom somebody could be proposed now."""
        if not member.capacity:
            return []
        other: Side = "mentor" if member.role == "mentee" else "mentee"
        one = self._pool_of([member])
        changed = [found for key, found in self._changed.items() if found is not None and key[0] == other]
        found = [key for key in self._passing(one, self._pool, other) if key not in self._changed]
        found += self._passing(one, self._pool_of(changed), other)
        own = member.person
        kept = {(cause.mentee, cause.mentor) for cause in apart} | {(own, own)}
        pairs = ((key, (own, key[1]) if other == "mentor" else (key[1], own)) for key in found)
        return [key for key, pair in pairs if pair not in kept]

    def _pool_of(self, members: Iterable[PoolMember]) -> Pool:
        return build_pool(members, self._pool.traits.values(), words=self._words)

    def _passing(self, one: Pool, many: Pool, other: Side) -> list[Key]:
        """Of the people on the other side those whom no rule keeps from the one."""
        mentors = other == "mentor"
        theirs = self._places[other] if many is self._pool else _numbered(many, other)
        own = _numbered(one, "mentee" if mentors else "mentor")
        pool = face_to_face(one, many, own, theirs) if mentors else face_to_face(many, one, theirs, own)
        barriers, names = gates(pool, self._rules), pool.mentors if mentors else pool.mentees
        people = np.flatnonzero(pool.capacity[mentors])
        found: list[Key] = []
        for start in range(0, len(people), CHUNK):
            some = people[start : start + CHUNK]
            for gate in barriers:
                alone = np.zeros(len(some), dtype=np.intp)
                some = some[gate.lets_through(*((alone, some) if mentors else (some, alone)))]
            found += [(other, names[at]) for at in some.tolist()]
        return found


def _numbered(pool: Pool, role: Side) -> dict[str, int]:
    return {person: at for at, person in enumerate(pool.mentees if role == "mentee" else pool.mentors)}
