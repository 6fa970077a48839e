"""The pool: answers as columns, and what it refuses."""

from __future__ import annotations

import numpy as np
import pytest

from mentorcore.domain.errors import InputFault, PluginFault, Problem, SetupFault
from mentorcore.hooks.matching import PoolMember, Separation, Trait
from mentorcore.matching.building import build_pool

TRAITS = (
    Trait("region", "choice", ("GE", "VD", "NE")),
    Trait("languages", "set", ("fr", "de", "it")),
    Trait("hours", "number"),
)


def mentee(person: str = "P-1", **traits: object) -> PoolMember:
    return PoolMember(person, "mentee", traits)  # type: ignore[arg-type]  # wrong answers are what is tested


def problems(*members: PoolMember) -> list[Problem]:
    with pytest.raises(InputFault) as caught:
        build_pool(members, TRAITS)
    return list(caught.value.problems)


def test_columns_follow_the_sorted_ids() -> None:
    pool = build_pool(
        [
            PoolMember("P-2", "mentee", {"region": "VD", "languages": frozenset({"de", "it"})}, 1, 30, 2),
            PoolMember("P-1", "mentee", {"region": None, "languages": None, "hours": 2.5}, 0, 10),
            PoolMember("P-3", "mentor", {"languages": frozenset(), "hours": 4}, 3),
        ],
        TRAITS,
    )
    assert (pool.mentees, pool.mentors) == (("P-1", "P-2"), ("P-3",))
    assert [column.tolist() for column in pool.choice("region")] == [[-1, 1], [-1]]
    assert [column.masks.tolist() for column in pool.sets("languages")] == [[[0], [0b110]], [[0]]]
    assert [column.answered.tolist() for column in pool.sets("languages")] == [[False, True], [True]]
    assert [str(column.tolist()) for column in pool.numbers("hours")] == ["[2.5, nan]", "[4.0]"]
    assert [column.tolist() for column in pool.capacity] == [[0, 1], [3]]
    assert [column.tolist() for column in pool.waiting_days] == [[10, 30], [0]]
    assert [column.tolist() for column in pool.waited_rounds] == [[0, 2], [0]]
    assert pool.mentee_traits(1) == {"region": "VD", "languages": frozenset({"de", "it"})}
    assert pool.mentor_traits(0) == {"languages": frozenset(), "hours": 4}
    assert pool.trait("region") == TRAITS[0]


def test_a_set_with_more_than_64_options_takes_several_words() -> None:
    options = tuple(f"o{number}" for number in range(130))
    chosen = frozenset({"o0", "o63", "o64", "o129"})
    pool = build_pool([PoolMember("P-1", "mentee", {"many": chosen})], [Trait("many", "set", options)])
    assert pool.sets("many")[0].masks.tolist() == [[1 | 1 << 63, 1, 2]]


def test_every_column_is_read_only_for_good() -> None:
    pool = build_pool([mentee(region="GE", languages=frozenset({"fr"}), hours=1)], TRAITS)
    sets = pool.sets("languages")[0]
    columns = [
        pool.choice("region")[0],
        sets.masks,
        sets.answered,
        pool.numbers("hours")[0],
        pool.capacity[0],
    ]
    for column in columns:
        with pytest.raises(ValueError, match="read-only"):
            column[0] = 0
        with pytest.raises(ValueError, match="WRITEABLE"):
            column.setflags(write=True)


def test_traits_are_handed_out_read_only() -> None:
    pool = build_pool([mentee(region="GE")], TRAITS)
    with pytest.raises(TypeError):
        pool.mentee_traits(0)["region"] = "VD"  # type: ignore[index]  # this is what a careless rule would do
    assert pool.choice("region")[0].tolist() == [0]


def test_separated_knows_exactly_the_pairs_given() -> None:
    members = [PoolMember(f"P-{n}", "mentee") for n in range(3)] + [
        PoolMember(f"Q-{n}", "mentor") for n in range(2)
    ]
    apart = [
        Separation("P-2", "Q-1", "b"),
        Separation("P-0", "Q-1", "a"),
        Separation("P-0", "Q-9", "elsewhere"),
    ]
    pool = build_pool(members, (), apart)
    mentees, mentors = np.divmod(np.arange(6), 2)
    assert pool.separated(mentees, mentors).tolist() == [False, True, False, False, False, True]
    assert build_pool(members, ()).separated(mentees, mentors).tolist() == [False] * 6


def test_answers_that_a_trait_does_not_allow_are_named_without_the_answer() -> None:
    wrong = [
        mentee("P-1", region="secret place"),
        mentee("P-2", languages=frozenset({"fr", "secret tongue"})),
        mentee("P-3", region=frozenset({"GE"})),
        mentee("P-4", languages="fr"),
        mentee("P-5", hours=float("nan")),
        mentee("P-6", hours=True),
        mentee("P-7", hours=10**400),
        mentee("P-8", shoes=42),
    ]
    assert problems(*wrong) == [
        Problem("pool.answer.option", "P-1, region", {"options": 3, "unknown": 1}),
        Problem("pool.answer.option", "P-2, languages", {"options": 3, "unknown": 1}),
        Problem("pool.answer.form", "P-3, region", {"expected": "one option", "found": "frozenset"}),
        Problem("pool.answer.form", "P-4, languages", {"expected": "a set of options", "found": "str"}),
        Problem("pool.answer.form", "P-5, hours", {"expected": "a finite number", "found": "float"}),
        Problem("pool.answer.form", "P-6, hours", {"expected": "a finite number", "found": "bool"}),
        Problem("pool.answer.form", "P-7, hours", {"expected": "a finite number", "found": "int"}),
        Problem("pool.trait", "P-8, shoes", {"declared": "region, languages, hours"}),
    ]


def test_members_that_make_no_sense_are_refused() -> None:
    assert problems(mentee("P-1"), mentee("P-1"), PoolMember("P-1", "mentor")) == [
        Problem("pool.member.twice", "P-1", {"role": "mentee"})
    ]
    assert problems(PoolMember("P-1", "mentor", capacity=-1, waiting_days=-2)) == [
        Problem("pool.count", "P-1, capacity", {"expected": "a whole number from 0 to 999999"}),
        Problem("pool.count", "P-1, waiting_days", {"expected": "a whole number from 0 to 999999"}),
    ]
    assert problems(PoolMember("P-1", "staff")) == [  # type: ignore[arg-type]  # a wrong role is what is tested
        Problem("pool.role", "P-1", {"expected": "mentee, mentor"})
    ]


def test_traits_that_make_no_sense_are_refused() -> None:
    traits = [
        Trait("a", "choice", ("x", "x")),
        Trait("a", "number"),
        Trait("b", "words"),  # type: ignore[arg-type]  # a wrong kind is what is tested
    ]
    with pytest.raises(SetupFault) as caught:
        build_pool([], traits)
    assert caught.value.problems == (
        Problem("trait.option.twice", "a"),
        Problem("trait.twice", "a"),
        Problem("trait.kind", "b", {"expected": "choice, set, number, place, text"}),
    )


@pytest.mark.parametrize(
    ("accessor", "expected"),
    [
        ("trait", "a declared trait"),
        ("choice", "a trait of kind choice"),
        ("sets", "a trait of kind set"),
        ("numbers", "a trait of kind number"),
    ],
)
def test_a_column_that_is_not_there_is_a_fault_that_names_the_trait(accessor: str, expected: str) -> None:
    with pytest.raises(PluginFault) as caught:
        getattr(build_pool([], TRAITS), accessor)("shoes")
    assert (caught.value.code, caught.value.params) == (
        "rule.trait",
        {"trait": "shoes", "expected": expected},
    )


def test_reprs_show_no_answer() -> None:
    member = mentee(region="GE")
    assert "GE" not in repr(member)
    assert repr(build_pool([member], TRAITS)) == "Pool(mentees=1, mentors=0)"
