"""Wishes: what they are worth, whose count, and that nobody who is not in the pool is missed."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentorcore.hooks.matching import PoolMember
from mentorcore.matching.building import build_pool
from mentorcore.matching.pool import Pool
from mentorcore_matching.rules import Whose, Wished

MENTEES, MENTORS = ("P-0", "P-1", "P-2", "X-1"), ("Q-0", "Q-1", "Q-2", "X-1")
"""One of them stands in the pool in both roles."""
IDS = st.lists(st.sampled_from(sorted({*MENTEES, *MENTORS, "Z-9"})), max_size=5).map(tuple)
WISHES = st.tuples(st.lists(IDS, min_size=4, max_size=4), st.lists(IDS, min_size=4, max_size=4))
Wishes = tuple[list[tuple[str, ...]], list[tuple[str, ...]]]


def pool_of(wishes: Wishes) -> Pool:
    ours = [PoolMember(one, "mentee", wishes=found) for one, found in zip(MENTEES, wishes[0], strict=True)]
    theirs = [PoolMember(one, "mentor", wishes=found) for one, found in zip(MENTORS, wishes[1], strict=True)]
    return build_pool([*ours, *theirs], ())


def place(wished: tuple[str, ...], other: str) -> int:
    named = list(dict.fromkeys(wished))
    return named.index(other) + 1 if other in named else 0


def worth(place_: int, last: int) -> float:
    return (last + 1 - place_) / last if 1 <= place_ <= last else 0.0


@pytest.mark.parametrize("whose", ["both", "mentee", "mentor"])
@pytest.mark.parametrize("last", [1, 3, 10])
@settings(max_examples=40)
@given(wishes=WISHES)
def test_a_tile_answers_as_its_pairs_do_and_as_plain_python_does(
    whose: Whose, last: int, wishes: Wishes
) -> None:
    pool, rule = pool_of(wishes), Wished("r", "p", 5, whose, last)
    rows, columns = (part.ravel() for part in np.indices((4, 4)))
    listed = rule.evaluate(pool, rows, columns)
    tile = rule.evaluate(pool, np.arange(4)[:, np.newaxis], np.arange(4)[np.newaxis, :])
    assert tile.dtype == np.float64
    assert tile.shape == (4, 4)
    np.testing.assert_array_equal(tile.ravel(), listed)
    for (mentee, mentor), answer in np.ndenumerate(tile):
        first = place(wishes[0][mentee], MENTORS[mentor])
        second = place(wishes[1][mentor], MENTEES[mentee])
        parts = {"mentee": (first,), "mentor": (second,), "both": (first, second)}[whose]
        assert answer == pytest.approx(sum(worth(one, last) for one in parts) / len(parts))
        assert told(rule, pool, mentee, mentor) == expected(whose, first, second)


def told(rule: Wished, pool: Pool, mentee: int, mentor: int) -> Any:
    return rule.explain(pool, mentee, mentor)


def expected(whose: Whose, first: int, second: int) -> Any:
    if first and second and whose == "both":
        return "matching.wished_by_both", {"first": first, "second": second}
    if first and whose != "mentor":
        return "matching.wished_by_mentee", {"place": first}
    if second and whose != "mentee":
        return "matching.wished_by_mentor", {"place": second}
    return "matching.not_wished", {}


def test_wishes_show_in_no_repr() -> None:
    member = PoolMember("P-1", "mentee", wishes=("Q-1",))
    assert "Q-1" not in repr(member)
    assert "Q-1" not in repr(build_pool([member, PoolMember("Q-1", "mentor")], ()))
