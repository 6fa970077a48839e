"""Distances: at the poles, across the antimeridian, at the same place and nowhere; in tiles as in lists."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentorcore.domain.errors import InputFault, PluginFault
from mentorcore.hooks.matching import PoolMember, RuleKind, Side, Trait, TraitValue
from mentorcore.matching.building import build_pool
from mentorcore.matching.pool import Pool
from mentorcore_matching.rules import BothAnswered, Near, Unanswered

TRAITS = (Trait("home", "place"), Trait("meeting", "set", ("walk", "video")))
EARTH_KM = 6371.0088
LAUSANNE, GENEVA, LONDON = (46.5197, 6.6323), (46.2044, 6.1432), (51.5074, -0.1278)

Place = tuple[float, float]
PLACES: st.SearchStrategy[Place | None] = st.one_of(
    st.none(),
    st.sampled_from(
        [
            LAUSANNE,
            GENEVA,
            LONDON,
            (90.0, 0.0),
            (90.0, 77.0),
            (-90.0, 0.0),
            (0.0, 180.0),
            (0.0, -180.0),
            (-17.8, 177.4),
        ]
    ),
    st.tuples(st.floats(-90, 90), st.floats(-180, 180)),
)
WAYS: st.SearchStrategy[TraitValue] = st.none() | st.frozensets(st.sampled_from(("walk", "video")))
PEOPLE = st.lists(st.tuples(PLACES, WAYS), min_size=1, max_size=5)
Person = tuple[Place | None, TraitValue]


def pool_of(ours: list[Person], theirs: list[Person]) -> Pool:
    def members(people: list[Person], side: Side) -> list[PoolMember]:
        return [
            PoolMember(f"{side[:4]}-{n}", side, {"home": place, "meeting": ways})
            for n, (place, ways) in enumerate(people)
        ]

    return build_pool([*members(ours, "mentee"), *members(theirs, "mentor")], TRAITS)


def km(one: Place, two: Place) -> float:
    """The haversine formula as it stands in books."""
    (lat, lon), (lat2, lon2) = (tuple(map(math.radians, place)) for place in (one, two))
    half = math.sin((lat2 - lat) / 2) ** 2 + math.cos(lat) * math.cos(lat2) * math.sin((lon2 - lon) / 2) ** 2
    return 2 * EARTH_KM * math.asin(min(1.0, math.sqrt(half)))


def between(one: Place, two: Place) -> float:
    pool = pool_of([(one, None)], [(two, None)])
    return float(Near("r", "p", "home", 1, "hard").needed(pool, np.array([0]), np.array([0]))[0])


@pytest.mark.parametrize(
    ("one", "two", "expected"),
    [
        (LAUSANNE, LAUSANNE, 0),
        ((0.0, 0.0), (90.0, 0.0), math.pi / 2 * EARTH_KM),
        ((46.0, 6.0), (47.0, 6.0), math.radians(1) * EARTH_KM),
        ((0.0, 180.0), (0.0, -180.0), 0),
        ((0.0, 179.5), (0.0, -179.5), math.radians(1) * EARTH_KM),
        ((90.0, 0.0), (90.0, 123.0), 0),
        ((89.5, 0.0), (89.5, 180.0), math.radians(1) * EARTH_KM),
        ((90.0, 0.0), (-90.0, 0.0), math.pi * EARTH_KM),
        ((0.0, 0.0), (0.0, 180.0), math.pi * EARTH_KM),
    ],
)
def test_distances_that_are_known(one: Place, two: Place, expected: float) -> None:
    assert between(one, two) == pytest.approx(km(one, two), abs=0.002)
    assert between(one, two) == pytest.approx(expected, abs=0.002)


@settings(max_examples=300)
@given(one=PLACES, two=PLACES)
def test_a_distance_is_that_of_the_formula_both_ways(one: Place | None, two: Place | None) -> None:
    if one is not None and two is not None:
        assert between(one, two) == pytest.approx(km(one, two), abs=0.002)
        assert between(one, two) == between(two, one)


def free(ours: Person, theirs: Person) -> bool:
    return all(isinstance(ways, frozenset) and "video" in ways for _, ways in (ours, theirs))


def expected_of(rule: Near, ours: Person, theirs: Person) -> bool | float:
    soft, passing = rule.kind == "soft", rule.kind == "hard" or rule.unanswered == "fine"
    if rule.unless_both and free(ours, theirs):
        return 1.0 if soft else True
    if ours[0] is None or theirs[0] is None:
        return 0.0 if soft else passing
    apart = km(ours[0], theirs[0])
    return max(0.0, 1 - apart / rule.km) if soft else apart <= rule.km


def both_ways(rule: Any, pool: Pool) -> Any:
    """The answers to a tile, which are those to its list of pairs."""
    rows, columns = len(pool.mentees), len(pool.mentors)
    tile = rule(pool, np.arange(rows)[:, np.newaxis], np.arange(columns)[np.newaxis, :])
    mentees, mentors = (part.ravel() for part in np.indices((rows, columns)))
    listed = rule(pool, mentees, mentors)
    assert tile.shape == (rows, columns)
    assert tile.dtype == listed.dtype
    np.testing.assert_array_equal(tile.ravel(), listed)
    return tile


def near(limit: int, kind: RuleKind, silent: Unanswered, unless: bool) -> Near:
    return Near("r", "p", "home", limit, kind, 5, silent, *(("meeting", "video") if unless else ()))


LIMITS = st.sampled_from((1, 52, 500, 20_015))
SILENT: st.SearchStrategy[Unanswered] = st.sampled_from(("fine", "decide"))
KINDS: st.SearchStrategy[RuleKind] = st.sampled_from(("hard", "soft", "decide"))
RULES = st.builds(near, LIMITS, KINDS, SILENT, st.booleans())


@settings(max_examples=200)
@given(rule=RULES, ours=PEOPLE, theirs=PEOPLE)
def test_a_tile_answers_as_its_pairs_do_and_as_the_formula_does(
    rule: Near, ours: list[Person], theirs: list[Person]
) -> None:
    found = both_ways(rule.evaluate, pool_of(ours, theirs))
    assert found.dtype == (np.float64 if rule.kind == "soft" else np.bool_)
    for (mentee, mentor), answer in np.ndenumerate(found):
        expected = expected_of(rule, ours[mentee], theirs[mentor])
        places = ours[mentee][0], theirs[mentor][0]
        # within a metre of the limit, either is right
        close = None not in places and abs(km(*places) - rule.km) < 0.001  # type: ignore[arg-type]  # neither is None
        assert answer == pytest.approx(expected, abs=0.002) or close


@settings(max_examples=200)
@given(rule=RULES, ours=PEOPLE, theirs=PEOPLE)
def test_nobody_who_can_pass_is_left_out_by_what_blocks(
    rule: Near, ours: list[Person], theirs: list[Person]
) -> None:
    pool = pool_of(ours, theirs)
    if rule.kind == "soft":
        return
    found = rule.blocking(pool)
    assert (found.mentees.shape, found.mentors.shape) == ((len(ours), 2), (len(theirs), 2))
    for (mentee, mentor), fine in np.ndenumerate(both_ways(rule.evaluate, pool)):
        pair = found.mentees[mentee], found.mentors[mentor]
        left_in = bool(np.isnan(pair).any()) or km(*(tuple(map(float, place)) for place in pair)) <= found.km  # type: ignore[arg-type]  # two of two
        assert left_in or not fine


@settings(max_examples=200)
@given(rule=RULES, ours=PEOPLE, theirs=PEOPLE)
def test_what_is_told_and_needed_fits_what_was_decided(
    rule: Near, ours: list[Person], theirs: list[Person]
) -> None:
    pool = pool_of(ours, theirs)
    needed = both_ways(rule.needed, pool)
    hard = Near("r", "p", "home", rule.km, "hard", 1, "fine", rule.unless_both, rule.unless_option)
    for (mentee, mentor), fine in np.ndenumerate(both_ways(hard.evaluate, pool)):
        code, params = rule.explain(pool, mentee, mentor)
        if rule.unless_both and free(ours[mentee], theirs[mentor]):
            assert (code, params) == ("matching.any_distance", {"trait": "meeting", "choice": "video"})
            assert needed[mentee, mentor] == 0
        elif ours[mentee][0] is None or theirs[mentor][0] is None:
            assert code == "matching.not_answered"
            assert np.isnan(needed[mentee, mentor])
        else:
            assert code == ("matching.near" if fine else "matching.too_far")
            shown = params["km"]
            assert isinstance(shown, int)
            assert (shown <= rule.km) == fine
            assert abs(shown - needed[mentee, mentor]) <= 1.001


def test_a_side_where_nobody_is_blocks_without_a_word() -> None:
    pool = pool_of([], [(LAUSANNE, frozenset({"video"}))])
    found = near(30, "hard", "fine", True).blocking(pool)
    assert (found.mentees.shape, found.mentors.shape) == ((0, 2), (1, 2))


def test_the_side_that_lets_fewer_pairs_in_is_left_open() -> None:
    both: Person = (LAUSANNE, frozenset({"video"}))
    none: Person = (GENEVA, None)
    rule = near(30, "hard", "fine", True)
    for ours, theirs, open_ in (
        ([both, none], [both, both], ([True, False], [False, False])),
        ([both, both], [none, both], ([False, False], [False, True])),
    ):
        found = rule.blocking(pool_of(ours, theirs))
        shown = (np.isnan(found.mentees[:, 0]).tolist(), np.isnan(found.mentors[:, 0]).tolist())
        assert shown == open_


def test_both_have_said_where_they_live() -> None:
    pool = pool_of([(LAUSANNE, None), (None, None)], [(GENEVA, None)])
    rule = BothAnswered("r", "p", "home")
    assert rule.evaluate(pool, np.array([0, 1]), np.array([0, 0])).tolist() == [True, False]


@pytest.mark.parametrize(
    "place", [(90.5, 0.0), (0.0, 180.5), (math.nan, 0.0), (1.0, True), (1.0,), "here", 3.0]
)
def test_what_lies_nowhere_on_earth_is_refused_without_being_named(place: Any) -> None:
    with pytest.raises(InputFault) as caught:
        build_pool([PoolMember("P-1", "mentee", {"home": place})], TRAITS)
    (problem,) = caught.value.problems
    assert (problem.code, problem.where) == ("pool.answer.form", "P-1, home")
    assert set(problem.params) == {"expected", "found"}


def test_a_trait_of_another_kind_has_no_places() -> None:
    pool = pool_of([(LAUSANNE, None)], [(GENEVA, None)])
    for read in (pool.places, pool.directions):
        with pytest.raises(PluginFault) as caught:
            read("meeting")
        assert caught.value.params == {"trait": "meeting", "expected": "a trait of kind place"}
