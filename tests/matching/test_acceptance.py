"""Deferred acceptance on bare arrays: against every stable choice there is, and against a library that others use."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from itertools import combinations, product

import numpy as np
import pytest
from attrs import frozen
from hypothesis import given, settings
from hypothesis import strategies as st
from matching.games import HospitalResident, StableMarriage  # type: ignore[import-untyped]  # it ships no types

from mentorcore.hooks.matching import IntArray
from mentorcore.matching.acceptance import FEW, Offers, deferred_acceptance, full_lists

WAYS = [0, 2, FEW, 10**6]
"""In rounds of arrays only, in both ways one after the other, and one by one only."""
Pairs = frozenset[tuple[int, int]]


@frozen
class Market:
    """Who likes whom: for each proposer and receiver the others, the best first; seats of both."""

    likes: tuple[tuple[int, ...], ...]
    liked: tuple[tuple[int, ...], ...]
    seats: tuple[int, ...]
    places: tuple[int, ...]

    def offers(self) -> Offers:
        start = np.cumsum([0, *map(len, self.likes)], dtype=np.intp)
        pairs = [(p, r) for p, liked in enumerate(self.likes) for r in liked]
        ranks = [self.liked[r].index(p) for p, r in pairs]
        return Offers(start, np.array([r for _, r in pairs], dtype=np.int32), np.array(ranks, dtype=np.int16))

    def solve(self, few: int = FEW) -> Pairs:
        offers = self.offers()
        found = deferred_acceptance(offers, _counts(self.seats), _counts(self.places), few)
        assert found.tolist() == sorted(set(found.tolist()))
        proposers = np.searchsorted(offers.start, found, side="right") - 1
        return frozenset(zip(proposers.tolist(), offers.receivers[found].tolist(), strict=True))

    def turned(self) -> Market:
        return Market(self.liked, self.likes, self.places, self.seats)

    def is_stable(self, pairs: Pairs) -> bool:
        """Nobody has too many, and no two outside the pairs would both make room for each other."""
        for side, (lists, seats) in enumerate(((self.likes, self.seats), (self.liked, self.places))):
            if any(
                sum(pair[side] == person for pair in pairs) > seats[person] for person in range(len(lists))
            ):
                return False
        everything = ((p, r) for p, liked in enumerate(self.likes) for r in liked)
        return not any(pair not in pairs and self._both_would(pair, pairs) for pair in everything)

    def _both_would(self, pair: tuple[int, int], pairs: Pairs) -> bool:
        held = [r for p, r in pairs if p == pair[0]], [p for p, r in pairs if r == pair[1]]
        likes, liked = self.likes[pair[0]], self.liked[pair[1]]
        return _would(likes, pair[1], held[0], self.seats[pair[0]]) and _would(
            liked, pair[0], held[1], self.places[pair[1]]
        )

    def all_stable(self) -> Iterator[Pairs]:
        """Every stable choice, found by trying all."""
        own = [
            [chosen for many in range(seats + 1) for chosen in combinations(liked, many)]
            for liked, seats in zip(self.likes, self.seats, strict=True)
        ]
        for choice in product(*own):
            pairs = frozenset((p, r) for p, chosen in enumerate(choice) for r in chosen)
            if self.is_stable(pairs):
                yield pairs


def _counts(seats: tuple[int, ...]) -> IntArray:
    return np.array(seats, dtype=np.intp)


def _would(likes: tuple[int, ...], other: int, held: list[int], seats: int) -> bool:
    if len(held) < seats:
        return True
    return any(likes.index(other) < likes.index(one) for one in held)


@st.composite
def markets(draw: st.DrawFn, people: int = 4, seats: int = 2) -> Market:
    """Strict lists on both sides, incomplete ones among them; some people have no seat, some sides nobody."""
    proposers, receivers = draw(st.integers(0, people)), draw(st.integers(0, people))
    pairs = [
        (p, r)
        for p in range(proposers)
        for r in range(receivers)
        if draw(st.sampled_from([True, True, False]))
    ]

    def lists(side: int, size: int) -> tuple[tuple[int, ...], ...]:
        others = [[pair[1 - side] for pair in pairs if pair[side] == person] for person in range(size)]
        return tuple(tuple(draw(st.permutations(one))) for one in others)

    def seats_of(size: int) -> tuple[int, ...]:
        return tuple(draw(st.integers(0, seats)) for _ in range(size))

    return Market(lists(0, proposers), lists(1, receivers), seats_of(proposers), seats_of(receivers))


@pytest.mark.parametrize("few", WAYS)
@settings(max_examples=200, deadline=None)
@given(market=markets(people=7, seats=3))
def test_no_two_would_leave_for_each_other(few: int, market: Market) -> None:
    assert market.is_stable(market.solve(few))


@settings(max_examples=150, deadline=None)
@given(market=markets())
def test_no_stable_choice_is_better_for_any_proposer(market: Market) -> None:
    found, every = market.solve(), list(market.all_stable())
    assert found in every
    for p, likes in enumerate(market.likes):
        held = sorted(likes.index(r) for q, r in found if q == p)
        for other in every:
            theirs = sorted(likes.index(r) for q, r in other if q == p)
            # the same number in every stable choice, and place by place no worse
            assert len(theirs) == len(held)
            assert all(ours <= one for ours, one in zip(held, theirs, strict=True))


@settings(max_examples=150, deadline=None)
@given(market=markets())
def test_what_is_best_for_proposers_is_worst_for_receivers(market: Market) -> None:
    found = market.solve()
    turned = frozenset((p, r) for r, p in market.turned().solve())
    for r, liked in enumerate(market.liked):
        ours, best = (sorted(liked.index(p) for p, q in pairs if q == r) for pairs in (found, turned))
        assert len(ours) == len(best)
        assert all(one <= other for one, other in zip(best, ours, strict=True))


@settings(max_examples=150, deadline=None)
@given(market=markets(people=7, seats=3))
def test_rounds_and_single_offers_find_the_same(market: Market) -> None:
    assert [market.solve(few) for few in WAYS] == [market.solve()] * len(WAYS)


@st.composite
def marriages(draw: st.DrawFn) -> Market:
    size = draw(st.integers(1, 6))
    lists = [
        tuple(tuple(draw(st.permutations(range(size)))) for _ in range(size))
        for _ in ("proposers", "receivers")
    ]
    return Market(lists[0], lists[1], (1,) * size, (1,) * size)


def by_name(lists: tuple[tuple[int, ...], ...], own: str, others: str) -> dict[str, list[str]]:
    return {f"{own}{n}": [f"{others}{other}" for other in liked] for n, liked in enumerate(lists) if liked}


def numbered(names: Mapping[object, object]) -> Pairs:
    return frozenset((int(str(p)[1:]), int(str(r)[1:])) for p, r in names.items())


@settings(max_examples=300, deadline=None)
@given(market=marriages())
def test_one_to_one_is_what_the_library_matching_finds(market: Market) -> None:
    def theirs(optimal: str) -> Pairs:
        # solving takes names off the lists, so each game is made anew
        names = by_name(market.likes, "p", "r"), by_name(market.liked, "r", "p")
        return numbered(StableMarriage.create_from_dictionaries(*names).solve(optimal=optimal))

    assert market.solve() == theirs("suitor")
    assert frozenset((p, r) for r, p in market.turned().solve()) == theirs("reviewer")


@settings(max_examples=300, deadline=None)
@given(market=markets(people=6, seats=3))
def test_capacities_and_incomplete_lists_are_what_the_library_matching_finds(market: Market) -> None:
    # the library knows neither people without a list nor places for nobody
    places = tuple(max(1, p) for p in market.places)
    market = Market(market.likes, market.liked, (1,) * len(market.seats), places)

    def theirs(optimal: str) -> Pairs:
        names = by_name(market.likes, "p", "r"), by_name(market.liked, "r", "p")
        seats = {f"r{n}": places[n] for n, liked in enumerate(market.liked) if liked}
        found = HospitalResident.create_from_dictionaries(*names, seats).solve(optimal=optimal)
        return numbered({p: r for r, held in found.items() for p in held})

    if any(market.likes):
        assert market.solve() == theirs("resident")
        assert frozenset((p, r) for r, p in market.turned().solve()) == theirs("hospital")


@pytest.mark.parametrize("alike", [0.0, 0.02, 1.0])
def test_full_lists_of_a_hundred_are_what_the_library_matching_finds(alike: float) -> None:
    draw, size = np.random.default_rng(5), 100
    likes, liked = (
        np.argsort(draw.random((size, size)) + alike * np.arange(size), axis=1).astype(np.int32) for _ in "pr"
    )
    ranks = np.empty((size, size), dtype=np.int16)
    np.put_along_axis(ranks, liked, np.arange(size, dtype=np.int16)[None, :], axis=1)
    one = np.ones(size, dtype=np.intp)
    names = (
        by_name(tuple(map(tuple, lists.tolist())), own, other)
        for lists, own, other in ((likes, "p", "r"), (liked, "r", "p"))
    )
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(20_000)  # the library copies its players with all that they know
    try:
        theirs = numbered(StableMarriage.create_from_dictionaries(*names).solve())
    finally:
        sys.setrecursionlimit(before)
    for few in WAYS:
        found = deferred_acceptance(full_lists(likes, ranks), one, one, few)
        ours = zip((found // size).tolist(), likes.ravel()[found].tolist(), strict=True)
        assert frozenset(ours) == theirs


def test_a_million_places_need_no_room() -> None:
    market = Market(((0,), (0,)), ((1, 0),), (1, 1), (10**12,))
    assert [market.solve(few) for few in WAYS] == [{(0, 0), (1, 0)}] * len(WAYS)


def test_nobody_finds_nobody() -> None:
    assert Market((), (), (), ()).solve(0) == set()
    assert Market((), ((), ()), (), (1, 2)).solve(0) == set()
    assert Market(((), ()), (), (1, 2), ()).solve(0) == set()
    assert Market(((0,),), ((0,),), (0,), (1,)).solve(0) == set()
    assert [Market(((0,),), ((0,),), (1,), (0,)).solve(few) for few in WAYS] == [set()] * len(WAYS)
