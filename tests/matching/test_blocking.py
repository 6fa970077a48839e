"""Which pairs are looked at: every pair that a rule can let through, each once, in parts that share nobody."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from unittest.mock import patch

import numpy as np
import pytest
from attrs import frozen
from hypothesis import given, settings
from hypothesis import strategies as st

from mentorcore.domain.errors import PluginFault
from mentorcore.hooks.blocking import Blocking, SameKey, SharedBit, Within
from mentorcore.hooks.matching import BoolArray, PairRule, PoolMember
from mentorcore.matching import chunks as made
from mentorcore.matching.blocking import Blocks, find_blocks
from mentorcore.matching.building import build_pool
from mentorcore.matching.chunks import chunks
from mentorcore.matching.keys import EARTH_KM, MOST_MASKS
from mentorcore.matching.pool import Pool
from mentorcore.matching.rounds import run_round
from mentorcore.matching.solution import solve
from mentorcore.matching.solver import Optimal

FULL = 2**64 - 1
Pairs = list[tuple[int, int]]


@frozen(eq=False)
class Says:
    """A rule that says something of its pairs, and lets all of them through."""

    said: Any
    name: str = "says"
    kind: str = "hard"
    policy: str = "says.policy"
    weight: int = 1
    clauses: tuple[str, ...] = ()

    def blocking(self, pool: object) -> Any:
        return self.said() if callable(self.said) else self.said

    def evaluate(self, pool: object, mentees: Any, mentors: Any) -> Any:
        return np.ones(np.broadcast_shapes(mentees.shape, mentors.shape), dtype=np.bool_)

    def explain(self, pool: object, mentee: int, mentor: int) -> tuple[str, dict[str, str]]:
        return "told", {}


def rules_of(said: list[Any]) -> tuple[PairRule, ...]:
    return tuple(Says(one, f"r{at}") for at, one in enumerate(said))  # type: ignore[misc]  # its answers are of any type


def pool_of(seats: tuple[list[int], list[int]]) -> Pool:
    mentees = [PoolMember(f"P-{at:03}", "mentee", capacity=free) for at, free in enumerate(seats[0])]
    mentors = [PoolMember(f"Q-{at:03}", "mentor", capacity=free) for at, free in enumerate(seats[1])]
    return build_pool([*mentees, *mentors], ())


def together(said: Blocking, mentees: int, mentors: int) -> BoolArray:
    """Word by word what the three forms promise, for all pairs at once."""
    if isinstance(said, SameKey):
        ours, theirs = said.mentees[:, None], said.mentors[None]
        return np.asarray((ours == theirs) | (ours == -1) | (theirs == -1))
    if isinstance(said, SharedBit):
        fine = np.zeros((mentees, mentors), dtype=np.bool_)
        for at, mine in enumerate(said.mentees.tolist()):
            for to, yours in enumerate(said.mentors.tolist()):
                shared = any(a & b for a, b in zip(mine, yours, strict=True))
                fine[at, to] = shared or set(mine) == {FULL} or set(yours) == {FULL}
        return fine
    ours, theirs = np.radians(said.mentees)[:, None], np.radians(said.mentors)[None]
    half = (ours - theirs) / 2
    # the haversine, which stays exact for places that are near to one another
    inside = (
        np.sin(half[..., 0]) ** 2 + np.cos(ours[..., 0]) * np.cos(theirs[..., 0]) * np.sin(half[..., 1]) ** 2
    )
    far = 2 * EARTH_KM * np.arcsin(np.sqrt(np.clip(inside, 0, 1)))
    return np.asarray(np.isnan(far) | (far <= said.km))


def listed(blocks: Blocks, ranges: Any, chunk: int) -> Pairs:
    found: Pairs = []
    for piece in chunks(blocks, ranges, chunk):
        ours, theirs = np.broadcast_arrays(piece.mentees, piece.mentors)
        found += zip(ours.ravel().tolist(), theirs.ravel().tolist(), strict=True)
    return found


places = st.one_of(
    st.sampled_from([(90.0, 0.0), (90.0, 77.0), (-90.0, 12.0), (0.0, 180.0), (0.0, -180.0), (46.2, 6.1)]),
    st.sampled_from([(46.2, 6.1001), (12.0, 179.9999), (12.0, -179.9999), (np.nan, np.nan), (np.nan, 3.0)]),
    st.tuples(st.floats(-90, 90), st.floats(-180, 180)),
)
distances = st.one_of(
    st.sampled_from([1e-9, 0.05, 0.1, 1.0, 30.0, 6_371.0, 20_015.0, 20_016.0, 1e6, 1e300]),
    st.floats(1e-3, 2e4),
)


@st.composite
def sayings(draw: st.DrawFn, mentees: int, mentors: int) -> Blocking:
    def rows(of: st.SearchStrategy[Any], count: int) -> list[Any]:
        return draw(st.lists(of, min_size=count, max_size=count))

    form = draw(st.sampled_from(["key", "bit", "near"]))
    if form == "key":
        keys = st.integers(-1, 4)
        return SameKey(*(np.array(rows(keys, count), dtype=np.intp) for count in (mentees, mentors)))
    if form == "bit":
        words = draw(st.integers(1, 3))
        word = st.sampled_from([0, 0, 1, 2, 3, 2**63, FULL - 1, FULL])
        mask = st.one_of(st.tuples(*[word] * words), st.just((FULL,) * words), st.just((0,) * words))
        sides = (np.array(rows(mask, count), dtype=np.uint64) for count in (mentees, mentors))
        return SharedBit(*(side.reshape(-1, words) for side in sides))
    ours, theirs = (
        np.array(rows(places, count), dtype=np.float64).reshape(-1, 2) for count in (mentees, mentors)
    )
    return Within(ours, theirs, draw(distances))


@st.composite
def cases(draw: st.DrawFn) -> tuple[tuple[list[int], list[int]], list[Blocking]]:
    seats = st.lists(st.sampled_from([0, 1, 1, 1, 3]), max_size=9)
    ours, theirs = draw(seats), draw(seats)
    said = draw(st.lists(sayings(len(ours), len(theirs)), max_size=3))
    return (ours, theirs), said


@settings(max_examples=400, deadline=None)
@given(case=cases(), chunk=st.sampled_from([1, 5, 32_768]), tile=st.sampled_from([1, 4, 4_096]))
def test_every_pair_that_can_pass_is_looked_at_once(
    case: tuple[tuple[list[int], list[int]], list[Blocking]], chunk: int, tile: int
) -> None:
    seats, said = case
    pool = pool_of(seats)
    blocks = find_blocks(pool, rules_of(said))
    with patch.object(made, "TILE", tile):
        found = listed(blocks, np.arange(len(blocks.left)), chunk)
    assert len(found) == len(set(found))
    fine = np.array(seats[0])[:, None].astype(bool) & np.array(seats[1])[None].astype(bool)
    everybody = set(zip(*(side.tolist() for side in np.nonzero(fine)), strict=True))
    for one in said:
        fine = fine & together(one, *map(len, seats))
    wanted = set(zip(*(side.tolist() for side in np.nonzero(fine)), strict=True))
    assert sorted(wanted - set(found)) == []
    assert sorted(set(found) - everybody) == []
    if not any(
        isinstance(one, Within) for one in said
    ):  # cells are coarser than distances, and nothing else is
        assert set(found) == wanted


@settings(max_examples=300, deadline=None)
@given(case=cases())
def test_parts_share_nobody(case: tuple[tuple[list[int], list[int]], list[Blocking]]) -> None:
    seats, said = case
    blocks = find_blocks(pool_of(seats), rules_of(said))
    part = blocks.part[blocks.left]
    people = []
    for label in sorted(set(part.tolist())):
        pairs = listed(blocks, np.flatnonzero(part == label), 32_768)
        people.append(({mentee for mentee, _ in pairs}, {mentor for _, mentor in pairs}))
    for side in (0, 1):
        once = [person for there in people for person in there[side]]
        assert len(once) == len(set(once))


@frozen(eq=False)
class Keeps(Says):
    """A rule that lets through what it says and no other pair."""

    fine: Any = None
    silent: bool = False

    def blocking(self, pool: object) -> Any:
        return None if self.silent else self.said

    def evaluate(self, pool: object, mentees: Any, mentors: Any) -> Any:
        return self.fine[mentees, mentors]


@settings(max_examples=150, deadline=None)
@given(case=cases(), kind=st.sampled_from(["hard", "decide"]), most_held=st.sampled_from([-1, 2_000_000]))
def test_a_round_comes_to_the_same_whether_rules_say_what_they_let_through_or_not(
    case: tuple[tuple[list[int], list[int]], list[Blocking]], kind: str, most_held: int
) -> None:
    seats, said = case
    pool = pool_of(seats)
    rounds = []
    for silent in (False, True):
        rules: Any = [
            Keeps(one, f"r{at}", kind, fine=together(one, *map(len, seats)), silent=silent)
            for at, one in enumerate(said)
        ]
        found = solve(pool, rules, solver=Optimal(most_held=most_held))
        left = (
            np.setdiff1d(np.flatnonzero(free), side)
            for free, side in zip(pool.capacity, (found.mentees, found.mentors), strict=True)
        )
        rounds.append((found.mentees.tolist(), found.mentors.tolist(), found.why(*left)))
    assert rounds[0] == rounds[1]


def test_a_soft_rule_leaves_nobody_out() -> None:
    said = SameKey(np.array([0]), np.array([1]))
    blocks = find_blocks(pool_of(([1], [1])), [Says(said, kind="soft")])  # type: ignore[list-item]  # as above
    assert listed(blocks, np.arange(len(blocks.left)), 9) == [(0, 0)]


@pytest.mark.parametrize(("most", "left"), [(MOST_MASKS, 0), (MOST_MASKS + 1, MOST_MASKS + 1)])
def test_more_different_masks_than_are_of_use_leave_the_work_to_the_rule(most: int, left: int) -> None:
    masks = np.arange(most, dtype=np.uint64)[:, None] << np.uint64(1)
    said = SharedBit(masks, np.ones((1, 1), dtype=np.uint64))  # nobody has a bit in common
    blocks = find_blocks(pool_of(([1] * most, [1])), rules_of([said]))
    assert len(listed(blocks, np.arange(len(blocks.left)), 4_096)) == left


def ints(*values: int) -> Any:
    return np.array(values, dtype=np.intp)


def words(*values: int, wide: int = 1) -> Any:
    return np.array([[value] * wide for value in values], dtype=np.uint64).reshape(-1, wide)


def degrees(*values: tuple[float, float]) -> Any:
    return np.array(values, dtype=np.float64).reshape(-1, 2)


PLACE = degrees((46.2, 6.1))
SHAPE = "shape, type or range"
FAULTS: dict[str, tuple[Any, str]] = {
    "nothing like it": (object(), "object"),
    "a tuple": ((ints(0, 1), ints(0)), "tuple"),
    "keys too many": (SameKey(ints(0, 1, 2), ints(0)), SHAPE),
    "keys too few": (SameKey(ints(0, 1), ints()), SHAPE),
    "keys as a list": (SameKey([0, 1], ints(0)), SHAPE),  # type: ignore[arg-type]  # the fault that is tested
    "keys as one number": (SameKey(np.array(3), ints(0)), SHAPE),
    "keys with a hole": (SameKey(np.ma.masked_array([0, 1], mask=True), ints(0)), SHAPE),
    "keys as floats": (SameKey(np.zeros(2), ints(0)), SHAPE),  # type: ignore[arg-type]  # as above
    "keys as words": (SameKey(ints(0, 1), words(1)), SHAPE),
    "keys of two columns": (SameKey(np.zeros((2, 2), dtype=np.intp), ints(0)), SHAPE),
    "keys below": (SameKey(ints(0, -2), ints(0)), SHAPE),
    "masks too many": (SharedBit(words(1, 1, 1), words(1)), SHAPE),
    "masks of one dimension": (SharedBit(words(1, 1)[:, 0], words(1)), SHAPE),
    "masks of other widths": (SharedBit(words(1, 1, wide=2), words(1)), SHAPE),
    "masks of no width": (SharedBit(np.zeros((2, 0), np.uint64), np.zeros((1, 0), np.uint64)), SHAPE),
    "masks with a sign": (SharedBit(words(1, 1).astype(np.int64), words(1)), SHAPE),
    "a pole too far": (Within(degrees((90.1, 0), (0, 0)), PLACE, 5.0), SHAPE),
    "no longitude": (Within(np.zeros((2, 1)), PLACE, 5.0), SHAPE),
    "places too few": (Within(PLACE, PLACE, 5.0), SHAPE),
    "places as whole numbers": (Within(np.zeros((2, 2), dtype=np.intp), PLACE, 5.0), SHAPE),
    "an endless place": (Within(degrees((np.inf, 0), (0, 0)), PLACE, 5.0), SHAPE),
    "no distance": (Within(degrees((0, 0), (0, 0)), PLACE, 0.0), SHAPE),
    "a distance below": (Within(degrees((0, 0), (0, 0)), PLACE, -1.0), SHAPE),
    "a distance that is none": (Within(degrees((0, 0), (0, 0)), PLACE, float("nan")), SHAPE),
    "an endless distance": (Within(degrees((0, 0), (0, 0)), PLACE, float("inf")), SHAPE),
    "a distance beyond numbers": (Within(degrees((0, 0), (0, 0)), PLACE, 10**400), SHAPE),
    "a distance in words": (Within(degrees((0, 0), (0, 0)), PLACE, "5"), SHAPE),  # type: ignore[arg-type]  # as above
}


@pytest.mark.parametrize("name", FAULTS)
def test_what_is_said_in_another_form_stops_the_round_by_name(name: str) -> None:
    said, found = FAULTS[name]
    with pytest.raises(PluginFault) as caught:
        find_blocks(pool_of(([1, 1], [1])), rules_of([said]))
    expected = {"policy": "says.policy", "rule": "r0", "found": found}
    assert (caught.value.code, caught.value.params) == ("rule.blocking", expected)


def raising(kind: type[BaseException]) -> Callable[[], Any]:
    def said() -> Any:
        raise kind("an answer of somebody")

    return said


@pytest.mark.parametrize("kind", [KeyError, SystemExit])
def test_a_rule_that_raises_where_it_is_asked_for_its_pairs_is_named(kind: type[BaseException]) -> None:
    members = [PoolMember("P-1", "mentee"), PoolMember("Q-1", "mentor")]
    with pytest.raises(PluginFault) as caught:
        run_round(members, (), rules_of([raising(kind)]))
    expected = {"policy": "says.policy", "rule": "r0", "fault": kind.__name__}
    assert (caught.value.code, caught.value.params) == ("rule.raised", expected)
    assert (caught.value.__cause__, caught.value.__suppress_context__) == (None, True)


def test_a_rule_that_asks_for_a_trait_that_is_not_there_is_named() -> None:
    pool = pool_of(([1], [1]))
    with pytest.raises(PluginFault) as caught:
        find_blocks(pool, rules_of([lambda: pool.choice("shoes")]))
    expected = {"policy": "says.policy", "rule": "r0", "trait": "shoes", "expected": "a trait of kind choice"}
    assert (caught.value.code, caught.value.params) == ("rule.trait", expected)


def test_a_rule_may_say_nothing() -> None:
    blocks = find_blocks(pool_of(([1, 1], [1])), rules_of([None]))
    assert sorted(listed(blocks, np.arange(len(blocks.left)), 9)) == [(0, 0), (1, 0)]
