"""Texts in pools that are put together, in rounds that follow changes, in tables; what is refused, and that nobody is shown a word."""

from __future__ import annotations

import builtins
import gc
import pickle
import random
from collections.abc import Callable
from typing import Any
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.support.texts import (
    RULE,
    SEVERAL,
    TEXT,
    WORDS,
    WRITTEN,
    Seen,
    holds,
    matrix,
    pool_of,
    same,
    without_sklearn,
    writers,
)

from mentorcore.domain.errors import InputFault, PluginFault, Problem, SetupFault
from mentorcore.domain.secret import Secret
from mentorcore.hooks.matching import PoolMember, Side, Trait
from mentorcore.matching import texts, words
from mentorcore.matching.building import build_pool
from mentorcore.matching.incremental import Plan
from mentorcore.matching.parts import face_to_face, put_together
from mentorcore.matching.pool import Pool
from mentorcore.matching.rounds import run_round
from mentorcore.matching.solution import Solution, solve
from mentorcore.matching.tables import Table, pool_of_tables
from mentorcore_matching.rules import SameChoice

# ---- Parts of pools, and rounds that follow their facts ----


@settings(max_examples=100)
@given(ours=SEVERAL, theirs=SEVERAL, more=SEVERAL, data=st.data())
def test_pools_put_together_say_what_one_pool_with_the_same_weights_says(
    ours: list[str | None], theirs: list[str | None], more: list[str | None], data: st.DataObject
) -> None:
    pool = pool_of(ours, theirs)
    words = texts.weights_of(pool.text_columns)
    kept = [
        np.array(sorted(data.draw(st.sets(st.integers(0, len(side) - 1)))), dtype=np.intp)
        for side in (ours, theirs)
    ]
    new = [
        PoolMember(
            data.draw(st.sampled_from(["A", "R"])) + f"-{at}",
            data.draw(st.sampled_from(["mentee", "mentor"])),
            {"about": said},
        )
        for at, said in enumerate(more)
    ]
    found = put_together(pool, kept[0], kept[1], build_pool(new, [TEXT], words=words), ())
    before = writers(ours, theirs)
    stay = {pool.mentees[at] for at in kept[0]} | {pool.mentors[at] for at in kept[1]}
    whole = build_pool([*(m for m in before if m.person in stay), *new], [TEXT], words=words)
    assert (found.mentees, found.mentors) == (whole.mentees, whole.mentors)
    assert same(matrix(found), matrix(whole))
    assert [side.tolist() for side in found.wrote("about")] == [
        side.tolist() for side in whole.wrote("about")
    ]
    assert not found.wrote("about")[0].flags.writeable
    places = ({p: at for at, p in enumerate(side)} for side in (pool.mentees, found.mentors))
    crossed = face_to_face(pool, found, *places)
    assert same(
        matrix(crossed)[kept[0]], matrix(found)[[found.mentees.index(pool.mentees[at]) for at in kept[0]]]
    )


REGION = Trait("region", "choice", ("n", "s"))
RULES = (SameChoice("region", "region", "region", "hard", 1, "fine"), RULE)
PEOPLE = [f"P-{number}" for number in range(7)]


@st.composite
def members(draw: st.DrawFn, person: str, role: Side) -> PoolMember:
    region, said = draw(st.sampled_from([None, "n", "s"])), draw(WRITTEN)
    return PoolMember(person, role, {"region": region, "about": said}, capacity=draw(st.integers(0, 2)))


def pairs_of(found: Solution) -> frozenset[tuple[str, str]]:
    return frozenset(
        (found.pool.mentees[mentee], found.pool.mentors[mentor])
        for mentee, mentor in zip(found.mentees.tolist(), found.mentors.tolist(), strict=True)
    )


@settings(max_examples=100)
@given(data=st.data())
def test_a_round_that_follows_changed_texts_is_a_whole_round_with_the_first_weights(
    data: st.DataObject,
) -> None:
    roles: list[Side] = ["mentee", "mentor"]
    people = {
        (role, person): data.draw(members(person, role))
        for role in roles
        for person in data.draw(st.lists(st.sampled_from(PEOPLE), unique=True, max_size=5))
    }
    first = build_pool(people.values(), [REGION, TEXT])
    words, plan = texts.weights_of(first.text_columns), Plan(solve(first, RULES))
    for _ in range(data.draw(st.integers(1, 4))):
        role, person = data.draw(st.sampled_from(roles)), data.draw(st.sampled_from(PEOPLE))
        if (role, person) in people and data.draw(st.booleans()):
            del people[role, person]
            plan.leave(person, role)
        else:
            people[role, person] = data.draw(members(person, role))
            plan.change(people[role, person])
        assert plan.pairs == pairs_of(solve(build_pool(people.values(), [REGION, TEXT], words=words), RULES))


def test_a_changed_text_is_solved_again_in_its_own_group_alone() -> None:
    people = [
        PoolMember(f"P-{region}{number}", role, {"region": region, "about": f"chess {WORDS[number]}"})
        for region in REGION.options
        for number in range(3)
        for role in ("mentee", "mentor")
    ]
    plan = Plan(solve(build_pool(people, [REGION, TEXT]), RULES))
    assert plan.change(PoolMember("P-n0", "mentee", {"region": "n", "about": "zither"})).solved == 6


# ---- What is refused ----


@pytest.mark.parametrize("wrong", [("chess",), frozenset({"chess"}), 3.0, b"chess", True])
def test_what_is_no_text_is_named_without_the_answer(wrong: Any) -> None:
    with pytest.raises(InputFault) as caught:
        build_pool([PoolMember("P-1", "mentee", {"about": wrong})], [TEXT])
    params = {"expected": "a text", "found": type(wrong).__name__}
    assert caught.value.problems == (Problem("pool.answer.form", "P-1, about", params),)


def test_a_rule_that_asks_for_a_text_as_something_else_is_told_so() -> None:
    pool = pool_of(["chess"], ["chess"])
    pair = np.zeros(1, dtype=np.intp), np.zeros(1, dtype=np.intp)
    asked: dict[str, Callable[[], object]] = {
        "a trait of kind choice": lambda: pool.choice("about"),
        "a trait of kind text": lambda: pool.alike("other", *pair),
    }
    for expected, ask in asked.items():
        with pytest.raises(PluginFault) as caught:
            ask()
        assert (caught.value.code, caught.value.params["expected"]) == ("rule.trait", expected)


@pytest.mark.parametrize("dtype", [object, np.str_])
def test_tables_of_texts_make_the_pool_that_the_people_make(dtype: Any) -> None:
    ours, theirs = ["chess", "", "garden"], ["garden chess", ""]
    tables = [
        Table([f"{letter}-{at:02}" for at in range(len(side))], {"about": np.array(side, dtype=dtype)})
        for letter, side in (("P", ours), ("Q", theirs))
    ]
    pool = pool_of_tables(tables[0], tables[1], [TEXT])
    assert same(matrix(pool), matrix(pool_of(ours, theirs)))
    back = Table(tables[0].people[::-1], {"about": tables[0].answers["about"][::-1]})
    assert same(matrix(pool_of_tables(back, tables[1], [TEXT])), matrix(pool))
    words = texts.weights_of(pool_of(["music"], []).text_columns)
    assert np.nanmax(matrix(pool_of_tables(tables[0], tables[1], [TEXT], words=words))) == 0
    silent = pool_of_tables(Table(["P-1"]), tables[1], [TEXT])
    assert silent.wrote("about")[0].tolist() == [False]


@pytest.mark.parametrize(
    ("column", "problem"),
    [
        (
            np.array(["secret", 7], dtype=object),
            Problem("pool.column.row", "mentee, about", {"expected": "texts", "row": 1}),
        ),
        (
            np.array([7, 8]),
            Problem("pool.column", "mentee, about", {"expected": "texts, (2,)", "found": "int64 (2,)"}),
        ),
        (
            np.array(["secret"], dtype=object),
            Problem("pool.column", "mentee, about", {"expected": "texts, (2,)", "found": "object (1,)"}),
        ),
        (
            np.array([b"secret", b"x"]),
            Problem("pool.column", "mentee, about", {"expected": "texts, (2,)", "found": "bytes48 (2,)"}),
        ),
    ],
)
def test_columns_that_are_no_texts_are_named_with_their_place(column: Any, problem: Problem) -> None:
    with pytest.raises(InputFault) as caught:
        pool_of_tables(Table(["P-1", "P-2"], {"about": column}), Table([]), [TEXT])
    assert caught.value.problems == (problem,)


def test_without_the_extra_a_pool_with_texts_is_refused_and_any_other_is_not() -> None:
    ways: tuple[Callable[[], Pool], ...] = (
        lambda: pool_of(["chess"], ["chess"]),
        lambda: pool_of([], []),
        lambda: pool_of_tables(Table([]), Table([]), [TEXT]),
    )
    with patch.object(builtins, "__import__", without_sklearn):
        for make in ways:
            with pytest.raises(SetupFault) as caught:
                make()
            params = {"extra": "text", "package": "mentorcore[text]"}
            assert caught.value.problems == (Problem("setup.no_extra", "about", params),)
        assert build_pool([PoolMember("P-1", "mentee")], [REGION]).mentees == ("P-1",)


def test_pools_that_weigh_words_otherwise_are_not_mixed() -> None:
    one, other = pool_of(["chess"], ["chess"]), pool_of(["chess"], ["chess"])
    everybody = np.zeros(1, dtype=np.intp)
    mixed = face_to_face(one, other, {"P-00": 0}, {"Q-00": 0})
    for mix in (
        lambda: put_together(one, everybody, everybody, other, ()),
        lambda: mixed.alike("about", everybody, everybody),
    ):
        with pytest.raises(ValueError, match="same weights"):
            mix()


# ---- Nobody is shown a word ----

CANARY = "zqvertumnus"


def test_no_word_can_be_found_in_a_pool_by_whatever_way_one_looks() -> None:
    said = [f"{CANARY} walks", Secret(f"chess with {CANARY}")]
    pool = pool_of(said, [CANARY, None])
    assert matrix(pool)[0, 0] > 0
    nobody = build_pool([], [TEXT], words=texts.weights_of(pool.text_columns))
    made = [pool, put_together(pool, np.array([0, 1]), np.array([0]), nobody, ())]
    for found in made:
        assert not holds(found, CANARY)
        assert CANARY not in repr(found) + repr(found.text_columns) + repr(
            texts.weights_of(found.text_columns)
        )
        assert dict(found.mentee_traits(0)) == dict(found.mentor_traits(0)) == {}
    assert CANARY.encode() not in pickle.dumps(pool.text_columns)
    # the search can find something: a word in a set, in a value, in a mapping, in an array
    for hiding in (
        {CANARY},
        Trait(CANARY, "text"),
        {CANARY: 1},
        np.array([CANARY]),
        [{"a": (CANARY.encode(),)}],
    ):
        assert holds(hiding, CANARY)


def test_a_rule_is_handed_no_word() -> None:
    rule = Seen("seen", "seen")
    run_round(writers([f"{CANARY} chess"], [f"garden {CANARY}"]), [TEXT], [rule, RULE])
    assert len(rule.pools) >= 2
    for pool in rule.pools:
        assert not holds(pool, CANARY)


def test_nothing_outlives_the_pool_that_was_made() -> None:
    """Neither a cache of words nor one of texts: only which signs are letters is kept."""
    pool_of(["".join(["zqver", "tumnus"])], [None])
    gc.collect()
    kept = [
        value
        for room in (texts, words)
        for name, value in vars(room).items()
        if isinstance(value, dict | list | set | tuple) and name != "__builtins__"
    ]
    assert words._SIGNS in kept
    assert not holds(kept, CANARY)
    assert {type(value) for value in words._SIGNS.values()} <= {int, str, type(None)}


def test_weights_do_not_depend_on_who_is_asked_first() -> None:
    drawn = random.Random(5)
    said = [" ".join(drawn.choices(WORDS, k=8)) for _ in range(40)]
    marks = words.words_of(said)
    first, again = texts.word_weights(marks), texts.word_weights(marks[::-1])
    assert (first.rows(marks) != again.rows(marks)).nnz == 0
