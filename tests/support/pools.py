"""Small pools of every shape, with the best of all their assignments by brute force, and the ways to solve them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from unittest.mock import patch

import numpy as np
from attrs import frozen
from hypothesis import strategies as st

from mentorcore.hooks.matching import (
    BoolArray,
    Explanation,
    FloatArray,
    IntArray,
    PoolMember,
    PoolView,
    RoundResult,
    RuleKind,
    Separation,
)
from mentorcore.matching import graph
from mentorcore.matching.building import build_pool
from mentorcore.matching.rounds import run_round
from mentorcore.matching.solver import Optimal
from mentorcore.matching.ties import TieBreaker

Pair = tuple[str, str]


WAYS: Mapping[str, Mapping[str, float]] = {
    "full": {"SMALL_CELLS": 10**9},
    "sparse": {"SMALL_CELLS": -1, "DENSE_CELLS": -1, "FLOW_PAIRS": 10**9},
    "flow": {"SMALL_CELLS": -1, "DENSE_CELLS": -1, "FLOW_PAIRS": 0},
    "generated": {},
}
"""How a round can be solved: all of them have to find the same."""


@contextmanager
def forced(way: str) -> Iterator[Optimal]:
    """The exact solver, made to go one way whatever the size."""
    with ExitStack() as stack:
        for name, value in WAYS[way].items():
            stack.enter_context(patch.object(graph, name, value))
        yield Optimal(most_held=-1) if way == "generated" else Optimal()


def soft_answers(
    table: Mapping[Pair, bool | float], pool: PoolView, mentees: IntArray, mentors: IntArray
) -> FloatArray:
    """What a table says of the pairs that two index arrays make."""
    ours, theirs = np.broadcast_arrays(mentees, mentors)
    pairs = zip(ours.ravel().tolist(), theirs.ravel().tolist(), strict=True)
    answers = [table[pool.mentees[mentee], pool.mentors[mentor]] for mentee, mentor in pairs]
    return np.array(answers, dtype=np.float64).reshape(ours.shape)


def hard_answers(
    table: Mapping[Pair, bool | float], pool: PoolView, mentees: IntArray, mentors: IntArray
) -> BoolArray:
    """The same as yes and no."""
    return soft_answers(table, pool, mentees, mentors).astype(np.bool_)


@frozen(eq=False)
class TableRule:
    """A rule that looks each pair up."""

    name: str
    kind: RuleKind
    table: Mapping[Pair, bool | float]
    weight: int = 1
    policy: str = "table"
    clauses: tuple[str, ...] = ("T-1",)

    def evaluate(self, pool: PoolView, mentees: IntArray, mentors: IntArray) -> BoolArray | FloatArray:
        if self.kind == "soft":
            return soft_answers(self.table, pool, mentees, mentors)
        return hard_answers(self.table, pool, mentees, mentors)

    def explain(self, pool: PoolView, mentee: int, mentor: int) -> Explanation:
        answer = self.table[pool.mentees[mentee], pool.mentors[mentor]]
        return "table.answer", {"answer": str(answer)}


@frozen
class Case:
    """A pool with everything that can stand between two people."""

    members: tuple[PoolMember, ...]
    rules: tuple[TableRule, ...]
    separations: tuple[Separation, ...]
    seed: int
    locked: tuple[Pair, ...] = ()

    def run(self, way: str = "full") -> RoundResult:
        with forced(way) as solver:
            return run_round(
                self.members,
                (),
                self.rules,
                self.separations,
                seed=self.seed,
                solver=solver,
                locked=self.locked,
            )

    def people(self, role: str) -> dict[str, int]:
        return {m.person: m.capacity for m in self.members if m.role == role}

    def allowed(self, pair: Pair) -> bool:
        apart = {(s.mentee, s.mentor) for s in self.separations}
        judged = all(rule.table[pair] for rule in self.rules if rule.kind != "soft")
        return judged and pair not in apart and pair[0] != pair[1]

    def lockable(self, pair: Pair) -> bool:
        apart = {(s.mentee, s.mentor) for s in self.separations}
        hard = all(rule.table[pair] for rule in self.rules if rule.kind == "hard")
        return hard and pair not in apart and pair[0] != pair[1]

    def score(self, pair: Pair) -> int:
        return sum(round(r.table[pair] * r.weight * 100) for r in self.rules if r.kind == "soft")

    def ties(self) -> dict[Pair, int]:
        pool = build_pool(self.members, ())
        numbers = TieBreaker(pool, self.seed)
        return {
            (mentee, mentor): int(numbers(np.array([i]), np.array([j]))[0])
            for i, mentee in enumerate(pool.mentees)
            for j, mentor in enumerate(pool.mentors)
        }

    def best(self) -> tuple[int, int, int]:
        """Number of pairs, score and ties of the best of all assignments."""
        bound = {mentee for mentee, _ in self.locked}
        mentees = [person for person, seats in self.people("mentee").items() if seats and person not in bound]
        ties = self.ties()
        seats_left = self.people("mentor")
        for _, mentor in self.locked:
            seats_left[mentor] -= 1

        def totals(rest: list[str], free: dict[str, int]) -> Iterator[tuple[int, int, int]]:
            if not rest:
                yield 0, 0, 0
                return
            yield from totals(rest[1:], free)
            for mentor, seats in free.items():
                pair = rest[0], mentor
                if seats and self.allowed(pair):
                    for count, score, tie in totals(rest[1:], {**free, mentor: seats - 1}):
                        yield count + 1, score + self.score(pair), tie + ties[pair]

        count, score, tie = max(totals(mentees, seats_left))
        return (
            count + len(self.locked),
            score + sum(map(self.score, self.locked)),
            tie + sum(ties[pair] for pair in self.locked),
        )


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Up to five mentees and four mentors, some of them the same people."""
    everybody = [f"P-{number}" for number in range(6)]
    mentees = draw(st.lists(st.sampled_from(everybody), unique=True, max_size=5))
    mentors = draw(st.lists(st.sampled_from(everybody), unique=True, max_size=4))
    members = [PoolMember(person, "mentee", capacity=draw(st.integers(0, 2))) for person in mentees]
    members += [PoolMember(person, "mentor", capacity=draw(st.integers(0, 3))) for person in mentors]
    pairs = [(mentee, mentor) for mentee in mentees for mentor in mentors]

    def table(values: st.SearchStrategy[bool] | st.SearchStrategy[float]) -> dict[Pair, bool | float]:
        return {pair: draw(values) for pair in pairs}

    mostly = st.sampled_from([True, True, False])
    few = st.sampled_from([0.0, 0.25, 0.5, 1.0])
    rules = (
        TableRule("good", "soft", table(few), weight=draw(st.integers(1, 3))),
        TableRule("may", "hard", table(mostly)),
        TableRule("better", "soft", table(few), weight=draw(st.sampled_from([1, 1000]))),
        TableRule("ask", "decide", table(mostly)),
    )
    apart = draw(st.lists(st.sampled_from(pairs), max_size=2)) if pairs else []
    separations = tuple(Separation(mentee, mentor, "apart") for mentee, mentor in apart)
    return Case(tuple(members), rules, separations, draw(st.integers(0, 3)))
