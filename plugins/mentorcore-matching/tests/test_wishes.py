"""Wishes: what they are worth, whose count, and that nobody who is not in the pool is missed."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentorcore.hooks.matching import PoolMember
from mentorcore.matching.building import build_pool
from mentorcore.matching.pool import Pool
from mentorcore_matching.rules import Wished, Wishing

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


@pytest.mark.parametrize("view", ["mentee", "mentor"])
@pytest.mark.parametrize("last", [1, 3, 10])
@settings(max_examples=40)
@given(wishes=WISHES)
def test_a_tile_answers_as_its_pairs_do_and_as_plain_python_does(
    view: Wishing, last: int, wishes: Wishes
) -> None:
    pool, rule = pool_of(wishes), Wished("r", "p", 5, view, last)
    rows, columns = (part.ravel() for part in np.indices((4, 4)))
    tile = rule.evaluate(pool, np.arange(4)[:, np.newaxis], np.arange(4)[np.newaxis, :])
    assert tile.dtype == np.float64
    assert tile.shape == (4, 4)
    np.testing.assert_array_equal(tile.ravel(), rule.evaluate(pool, rows, columns))
    for (mentee, mentor), answer in np.ndenumerate(tile):
        named = (
            place(wishes[0][mentee], MENTORS[mentor])
            if view == "mentee"
            else place(wishes[1][mentor], MENTEES[mentee])
        )
        assert answer == pytest.approx(worth(named, last))
        assert rule.explain(pool, mentee, mentor) == (
            (f"matching.wished_by_{view}", {"place": named})
            if named
            else ("matching.not_wished", {"side": view})
        )


def test_wishes_show_in_no_repr() -> None:
    member = PoolMember("P-1", "mentee", wishes=("Q-1",))
    assert "Q-1" not in repr(member)
    assert "Q-1" not in repr(build_pool([member, PoolMember("Q-1", "mentor")], ()))


def test_without_wishes_nobody_is_looked_for() -> None:
    found = pool_of(([()] * 4, [()] * 4)).wished(np.arange(4)[:, np.newaxis], np.arange(4)[np.newaxis, :])
    assert [one.shape for one in found] == [(4, 4), (4, 4)]
    assert [one.any() for one in found] == [False, False]
