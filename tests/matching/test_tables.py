"""Pools out of columns: the same as out of the people themselves, and as strict, without a word of an answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from mentorcore.domain.errors import InputFault, Problem, SetupFault
from mentorcore.hooks.matching import PoolMember, Separation, Side, Trait, TraitValue
from mentorcore.matching.building import build_pool
from mentorcore.matching.pool import Pool
from mentorcore.matching.tables import Table, pool_of_tables

MANY = tuple(f"o{number}" for number in range(130))
TRAITS = (
    Trait("region", "choice", ("n", "s", "w")),
    Trait("languages", "set", ("fr", "ti", "ar")),
    Trait("skills", "set", MANY),
    Trait("whole", "set", MANY[:64]),
    Trait("hours", "number"),
    Trait("home", "place"),
)
ANSWERS: Mapping[str, st.SearchStrategy[TraitValue]] = {
    "region": st.sampled_from(TRAITS[0].options),
    "languages": st.frozensets(st.sampled_from(TRAITS[1].options)),
    "skills": st.frozensets(st.sampled_from(MANY), max_size=4),
    "whole": st.frozensets(st.sampled_from(MANY[:64]), max_size=4),
    "hours": st.floats(-1e300, 1e300),
    "home": st.tuples(st.floats(-90, 90), st.floats(-180, 180)),
}
PEOPLE = [f"P-{number}" for number in range(12)]  # P-10 stands before P-2


@st.composite
def members(draw: st.DrawFn) -> list[PoolMember]:
    """People in any order, some in both roles; a trait may be answered by nobody."""
    asked = draw(st.sets(st.sampled_from(sorted(ANSWERS))))
    roles: list[Side] = ["mentee", "mentor"]
    found = []
    for role in roles:
        for person in draw(st.lists(st.sampled_from(PEOPLE), unique=True, max_size=6)):
            given_ = {name: draw(st.none() | ANSWERS[name]) for name in sorted(asked)}
            seats, days, rounds = (draw(st.integers(0, 5)) for _ in range(3))
            wishes = tuple(draw(st.lists(st.sampled_from(PEOPLE), max_size=3)))
            found.append(PoolMember(person, role, given_, seats, days, rounds, wishes=wishes))
    return found


def column(trait: Trait, answers: list[TraitValue]) -> Any:
    """The answers as a caller would hold them."""
    if trait.kind == "choice":
        codes = [trait.options.index(answer) if isinstance(answer, str) else -1 for answer in answers]
        return np.array(codes, dtype=np.int8)
    if trait.kind == "set":
        masks = np.zeros((len(answers), -(-len(trait.options) // 64)), dtype=np.uint64)
        for row, answer in enumerate(answers):
            for at, option in enumerate(trait.options):
                if isinstance(answer, frozenset) and option in answer:
                    masks[row, at // 64] |= np.uint64(1 << at % 64)
        return masks
    if trait.kind == "number":
        return np.array([np.nan if answer is None else answer for answer in answers], dtype=np.float64)
    nowhere = (np.nan, np.nan)
    return np.array([answer or nowhere for answer in answers], dtype=np.float64).reshape(-1, 2)


def table_of(people: list[PoolMember], whole: bool) -> Table:
    """A side as a table; without the columns that say nothing, unless they are wanted too."""
    given_ = {trait: [one.traits.get(trait.name) for one in people] for trait in TRAITS}
    kept = {trait: rows for trait, rows in given_.items() if whole or any(row is not None for row in rows)}

    def counts(name: str) -> Any:
        return np.array([getattr(one, name) for one in people], dtype=np.uint16)

    return Table(
        [one.person for one in people],
        {trait.name: column(trait, rows) for trait, rows in kept.items()},
        {
            trait.name: np.array([row is not None for row in rows], dtype=np.bool_)
            for trait, rows in kept.items()
            if trait.kind == "set" and (whole or None in rows)
        },
        counts("capacity"),
        counts("waiting_days"),
        counts("waited_rounds"),
        {one.person: one.wishes for one in people},
    )


def told(pool: Pool) -> dict[str, Any]:
    """Everything that can be read off a pool, in plain values; NaN as a word, since it equals nothing."""

    def rows(sides: Any) -> list[Any]:
        return [str(np.asarray(side).tolist()) for side in sides]

    found: dict[str, Any] = {
        name: rows(getattr(pool, name)) for name in ("capacity", "waiting_days", "waited_rounds")
    }
    found["people"] = pool.mentees, pool.mentors
    found["apart"] = pool.separations, pool.separated_keys.tolist(), pool.own_mentor.tolist(), pool.together
    found["wishes"] = pool.named
    found["types"] = [str(side.dtype) for side in (*pool.capacity, pool.separated_keys, pool.own_mentor)]
    for trait in TRAITS:
        name = trait.name
        if trait.kind == "choice":
            found[name] = rows(pool.choice(name)), [str(side.dtype) for side in pool.choice(name)]
        elif trait.kind == "set":
            found[name] = [
                (str(s.masks.dtype), s.masks.tolist(), s.answered.tolist()) for s in pool.sets(name)
            ]
        elif trait.kind == "number":
            found[name] = rows(pool.numbers(name))
        else:
            found[name] = rows(pool.places(name)), rows(pool.directions(name))
    found["answers"] = [
        [of(at) for at in range(len(people))]
        for of, people in ((pool.mentee_traits, pool.mentees), (pool.mentor_traits, pool.mentors))
    ]
    return found


@settings(max_examples=200, deadline=None)
@given(people=members(), whole=st.booleans(), data=st.data())
def test_tables_make_the_pool_that_the_people_make(
    people: list[PoolMember], whole: bool, data: st.DataObject
) -> None:
    both = st.tuples(st.sampled_from(PEOPLE), st.sampled_from(PEOPLE), st.sampled_from(["a", "b"]))
    apart = [Separation(*some) for some in data.draw(st.lists(both, max_size=4))]
    sides = [table_of([one for one in people if one.role == role], whole) for role in ("mentee", "mentor")]
    assert told(pool_of_tables(sides[0], sides[1], TRAITS, apart)) == told(build_pool(people, TRAITS, apart))


def test_columns_that_are_missing_are_answered_by_nobody_and_counts_are_the_usual_ones() -> None:
    pool = pool_of_tables(Table(["P-2", "P-1"]), Table(["Q-1"]), TRAITS)
    plain = [PoolMember("P-1", "mentee"), PoolMember("P-2", "mentee"), PoolMember("Q-1", "mentor")]
    assert told(pool) == told(build_pool(plain, TRAITS))


def test_a_set_column_alone_is_answered_by_everybody() -> None:
    masks = np.array([[0b101], [0]], dtype=np.uint64)
    (pool, _) = pool_of_tables(Table(["P-1", "P-2"], {"languages": masks}), Table([]), TRAITS).sets(
        "languages"
    )
    assert (pool.masks.tolist(), pool.answered.tolist()) == ([[5], [0]], [True, True])


def test_bits_of_somebody_who_did_not_answer_are_left_out() -> None:
    table = Table(
        ["P-1"],
        {"languages": np.array([[0b101]], dtype=np.uint64)},
        {"languages": np.zeros(1, dtype=np.bool_)},
    )
    (column_, _) = pool_of_tables(table, Table([]), TRAITS).sets("languages")
    assert (column_.masks.tolist(), column_.answered.tolist()) == ([[0]], [False])


def test_what_the_caller_does_with_the_columns_later_changes_nothing() -> None:
    seats, hours = np.array([1, 2]), np.array([1.0, 2.0])
    pool = pool_of_tables(Table(["P-1", "P-2"], {"hours": hours}, capacity=seats), Table([]), TRAITS)
    seats[:], hours[:] = 9, 9
    assert (pool.capacity[0].tolist(), pool.numbers("hours")[0].tolist()) == ([1, 2], [1.0, 2.0])
    with pytest.raises(ValueError, match="read-only"):
        pool.capacity[0][0] = 5


GOOD = Table(["P-1", "P-2"])
SECRET = 7_373
COUNT = "a whole number from 0 to 999999"
FAULTS: Mapping[str, tuple[Table, Problem]] = {
    "somebody twice": (
        Table(["P-1", "P-1"]),
        Problem("pool.member.twice", "P-1", {"role": "mentee"}),
    ),
    "seats below": (
        evolve(GOOD, capacity=np.array([1, -SECRET])),
        Problem("pool.column.row", "mentee, capacity", {"expected": COUNT, "row": 1}),
    ),
    "a million seats": (
        evolve(GOOD, capacity=np.array([1_000_000, 1])),
        Problem("pool.column.row", "mentee, capacity", {"expected": COUNT, "row": 0}),
    ),
    "seats beyond 64 bits with a sign": (
        evolve(GOOD, capacity=np.array([1, 2**64 - 1], dtype=np.uint64)),
        Problem("pool.column.row", "mentee, capacity", {"expected": COUNT, "row": 1}),
    ),
    "seats that are no numbers": (
        evolve(GOOD, waiting_days=np.array([1.5, SECRET])),
        Problem(
            "pool.column",
            "mentee, waiting_days",
            {"expected": f"{COUNT}, (2,)", "found": "float64 (2,)"},
        ),
    ),
    "rounds of somebody who is not there": (
        evolve(GOOD, waited_rounds=np.array([1, 2, 3])),
        Problem(
            "pool.column",
            "mentee, waited_rounds",
            {"expected": f"{COUNT}, (2,)", "found": "int64 (3,)"},
        ),
    ),
    "a trait that nobody declared": (
        evolve(GOOD, answers={"shoes": np.array([SECRET, 1])}),
        Problem("pool.trait", "mentee, shoes", {"declared": "region, languages, skills, whole, hours, home"}),
    ),
    "who answered what nobody declared": (
        evolve(GOOD, answered={"shoes": np.array([True, True])}),
        Problem("pool.trait", "mentee, shoes", {"declared": "region, languages, skills, whole, hours, home"}),
    ),
    "who answered as numbers": (
        evolve(GOOD, answered={"languages": np.array([SECRET, 0])}),
        Problem(
            "pool.column",
            "mentee, languages",
            {"expected": "yes or no, (2,)", "found": "int64 (2,)"},
        ),
    ),
    "an option that is not there": (
        evolve(GOOD, answers={"region": np.array([0, SECRET])}),
        Problem("pool.column.row", "mentee, region", {"expected": "-1 to 2", "row": 1}),
    ),
    "an option below": (
        evolve(GOOD, answers={"region": np.array([-2, 0])}),
        Problem("pool.column.row", "mentee, region", {"expected": "-1 to 2", "row": 0}),
    ),
    "options as numbers with a point": (
        evolve(GOOD, answers={"region": np.array([0.0, 1.0])}),
        Problem("pool.column", "mentee, region", {"expected": "-1 to 2, (2,)", "found": "float64 (2,)"}),
    ),
    "a bit that is not there": (
        evolve(GOOD, answers={"languages": np.array([[8], [1]], dtype=np.uint64)}),
        Problem("pool.column.row", "mentee, languages", {"expected": "3 bits", "row": 0}),
    ),
    "a bit that is not there in the last word": (
        evolve(GOOD, answers={"skills": np.array([[1, 1, 3], [1, 1, 4]], dtype=np.uint64)}),
        Problem("pool.column.row", "mentee, skills", {"expected": "130 bits", "row": 1}),
    ),
    "too few words": (
        evolve(GOOD, answers={"skills": np.zeros((2, 2), dtype=np.uint64)}),
        Problem("pool.column", "mentee, skills", {"expected": "130 bits, (2, 3)", "found": "uint64 (2, 2)"}),
    ),
    "bits with a sign": (
        evolve(GOOD, answers={"languages": np.zeros((2, 1), dtype=np.int64)}),
        Problem("pool.column", "mentee, languages", {"expected": "3 bits, (2, 1)", "found": "int64 (2, 1)"}),
    ),
    "an endless number": (
        evolve(GOOD, answers={"hours": np.array([np.nan, np.inf])}),
        Problem("pool.column.row", "mentee, hours", {"expected": "finite numbers", "row": 1}),
    ),
    "a number in words": (
        evolve(GOOD, answers={"hours": np.array(["secret", "more"])}),
        Problem("pool.column", "mentee, hours", {"expected": "finite numbers, (2,)", "found": "str192 (2,)"}),
    ),
    "a place beyond the pole": (
        evolve(GOOD, answers={"home": np.array([[46.0, 6.0], [90.5, 6.0]])}),
        Problem("pool.column.row", "mentee, home", {"expected": "degrees up to 90 and 180", "row": 1}),
    ),
    "half a place": (
        evolve(GOOD, answers={"home": np.array([[np.nan, 6.0], [np.nan, np.nan]])}),
        Problem("pool.column.row", "mentee, home", {"expected": "degrees up to 90 and 180", "row": 0}),
    ),
    "a place of three numbers": (
        evolve(GOOD, answers={"home": np.zeros((2, 3))}),
        Problem(
            "pool.column",
            "mentee, home",
            {"expected": "degrees up to 90 and 180, (2, 2)", "found": "float64 (2, 3)"},
        ),
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_every_fault_is_named_with_its_place_and_row_and_never_with_the_value(name: str) -> None:
    table, problem = FAULTS[name]
    with pytest.raises(InputFault) as caught:
        pool_of_tables(table, GOOD, TRAITS)
    assert caught.value.problems == (problem,)
    assert [word for word in (str(SECRET), "secret") if word in str(caught.value.problems)] == []
    mirrored = evolve(
        problem,
        where=problem.where.replace("mentee", "mentor"),
        params={key: "mentor" if key == "role" else value for key, value in problem.params.items()},
    )
    with pytest.raises(InputFault) as caught:
        pool_of_tables(GOOD, table, TRAITS)
    assert caught.value.problems == (mirrored,)


def test_all_faults_are_told_at_once() -> None:
    ours, theirs = FAULTS["seats below"][0], FAULTS["half a place"][0]
    with pytest.raises(InputFault) as caught:
        pool_of_tables(ours, theirs, TRAITS)
    places = [(problem.code, problem.where) for problem in caught.value.problems]
    assert places == [("pool.column.row", "mentee, capacity"), ("pool.column.row", "mentor, home")]


def test_a_trait_that_is_declared_twice_is_refused() -> None:
    with pytest.raises(SetupFault) as caught:
        pool_of_tables(GOOD, GOOD, [TRAITS[0], TRAITS[0]])
    assert caught.value.problems == (Problem("trait.twice", "region"),)


def test_reprs_of_tables_show_no_answer() -> None:
    assert str(SECRET) not in repr(evolve(GOOD, answers={"hours": np.array([SECRET, 1.0])}))
