"""A rule for large pools: its answers stand in a matrix."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import frozen

from mentorcore.hooks.matching import IntArray, PoolView


@frozen(eq=False)
class ByPlace:
    """A rule that reads its answers in a matrix, by the places of the two in the pool."""

    name: str
    kind: str
    answers: Any
    weight: int = 10
    policy: str = "by.place"
    clauses: tuple[str, ...] = ()

    def evaluate(self, pool: PoolView, mentees: IntArray, mentors: IntArray) -> Any:
        return self.answers[mentees, mentors]

    def explain(self, pool: PoolView, mentee: int, mentor: int) -> tuple[str, Mapping[str, str]]:
        return "by.place", {}
