"""Pools of people who wrote something, a rule that keeps what it is handed, and a search through everything in reach of it."""

from __future__ import annotations

import builtins
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import attrs
import numpy as np
from attrs import field, frozen
from hypothesis import strategies as st
from numpy.typing import NDArray

from mentorcore.hooks.matching import (
    Explanation,
    FloatArray,
    IntArray,
    PoolMember,
    PoolView,
    RuleKind,
    Side,
    Trait,
)
from mentorcore.matching.building import build_pool
from mentorcore.matching.pool import Pool
from mentorcore_matching.rules import SimilarText

TEXT = Trait("about", "text")
RULE = SimilarText("words", "words", "about", 100)
WORDS = ("walking", "montagne", "échecs", "горы", "שלום", "المشي", "ሰላም", "हिन्दी", "தமிழ்", "straße", "ab")
WRITTEN = st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join) | st.sampled_from(
    [None, "", " \n", "a b", "…"]
)
SEVERAL = st.lists(WRITTEN, min_size=1, max_size=6)


def matrix(pool: Pool) -> NDArray[np.float64]:
    """Everybody with everybody, as one tile."""
    ours, theirs = np.arange(len(pool.mentees)), np.arange(len(pool.mentors))
    return pool.alike("about", ours[:, None], theirs[None, :])


def same(first: NDArray[np.float64], second: NDArray[np.float64]) -> bool:
    """Whether two answers are equal to the last bit; NaN is NaN."""
    return bool(np.array_equal(first, second, equal_nan=True))


def writers(ours: Sequence[str | None], theirs: Sequence[str | None]) -> list[PoolMember]:
    """Mentees ``P-00``, ``P-01`` and mentors ``Q-00``, ``Q-01`` who wrote these."""
    sides: tuple[tuple[Side, str, Sequence[str | None]], ...] = (
        ("mentee", "P", ours),
        ("mentor", "Q", theirs),
    )
    return [
        PoolMember(f"{letter}-{at:02}", side, {"about": said})
        for side, letter, texts in sides
        for at, said in enumerate(texts)
    ]


def pool_of(ours: Sequence[str | None], theirs: Sequence[str | None]) -> Pool:
    """The pool of `writers`."""
    return build_pool(writers(ours, theirs), [TEXT])


def without_sklearn(name: str, *rest: Any, real: Any = builtins.__import__) -> Any:
    """Stands for ``__import__`` on a machine without the extra ``text``."""
    if name.partition(".")[0] == "sklearn":
        raise ModuleNotFoundError(name)
    return real(name, *rest)


@frozen
class Seen:
    """A soft rule that keeps every pool that it is handed."""

    name: str
    policy: str
    kind: RuleKind = "soft"
    weight: int = 1
    clauses: tuple[str, ...] = ()
    pools: list[PoolView] = field(factory=list)

    def evaluate(self, pool: PoolView, mentees: IntArray, mentors: IntArray) -> FloatArray:
        self.pools.append(pool)
        return np.zeros(np.broadcast_shapes(mentees.shape, mentors.shape))

    def explain(self, pool: PoolView, mentee: int, mentor: int) -> Explanation:
        self.pools.append(pool)
        return "seen", {}


def holds(value: Any, word: str) -> bool:
    """Whether a word stands in anything that can be reached from a value, private parts included, whatever its capitals."""
    return any(word.casefold() in found.casefold() for found in _reached(value, set()))


def _reached(value: Any, seen: set[int]) -> Iterator[str]:
    if id(value) in seen:
        return
    seen.add(id(value))
    if isinstance(value, str):
        yield str.__str__(value)
    elif isinstance(value, bytes):
        yield value.decode("latin-1")
    elif isinstance(value, np.ndarray):
        if value.dtype.kind in "OUS":
            yield from _reached(value.tolist(), seen)
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from _reached(key, seen)
            yield from _reached(item, seen)
    elif isinstance(value, list | tuple | set | frozenset):
        for item in value:
            yield from _reached(item, seen)
    elif attrs.has(type(value)):
        for part in attrs.fields(type(value)):
            yield from _reached(getattr(value, part.name), seen)
    elif hasattr(value, "__dict__") and not isinstance(value, type) and type(value).__module__ != "builtins":
        yield from _reached(vars(value), seen)
