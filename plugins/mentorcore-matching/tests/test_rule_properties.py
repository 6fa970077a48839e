"""What holds for every rule and every pool: a tile answers as its pairs do, and both as a plain function of two people
does; nobody who can pass is left out by what blocks; and what is told fits what was decided."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pytest
from attrs import evolve, frozen
from hypothesis import given, settings
from hypothesis import strategies as st

from mentorcore.hooks.blocking import Blocking, SameKey, SharedBit
from mentorcore.hooks.matching import PoolMember, RuleKind, Side, Trait, TraitValue
from mentorcore.matching.building import build_pool
from mentorcore.matching.pool import Pool
from mentorcore_matching.rules import (
    AgeApart,
    BothAnswered,
    CommonSlots,
    FreeSeats,
    NearStage,
    Offered,
    OtherChoice,
    SameChoice,
    SharedSet,
    Unanswered,
    WaitingPriority,
)

EVERY_BIT = 2**64 - 1
MANY = tuple(f"o{number}" for number in range(70))
FEW = ("a", "b", "c", "d", "e")
TRAITS = (
    Trait("many", "set", MANY),
    Trait("week", "set", FEW),
    Trait("wanted", "set", FEW),
    Trait("offered", "set", ("x", "e", "b", "a", *MANY)),
    Trait("place", "choice", FEW),
    Trait("years", "number"),
)
ANSWERS: Mapping[str, st.SearchStrategy[TraitValue]] = {
    "many": st.none() | st.frozensets(st.sampled_from(("o0", "o1", "o63", "o64", "o69")), max_size=4),
    "week": st.none() | st.frozensets(st.sampled_from(FEW)),
    "wanted": st.none() | st.frozensets(st.sampled_from(FEW), max_size=3),
    "offered": st.none() | st.frozensets(st.sampled_from(("x", "e", "b", "a", "o69")), max_size=4),
    "place": st.none() | st.sampled_from(FEW),
    "years": st.none() | st.integers(16, 90).map(float),
}


Plain = Callable[[PoolMember, PoolMember], bool | float | None]
"""Whether a pair is fine, or what it is worth; None where somebody has not answered."""


@frozen
class Case:
    """A rule of one kind, and the same in plain Python.

    Args:
        make: the rule of a kind, with what an unanswered side means.
        fine: what a hard rule says of two who have answered.
        worth: what a soft rule says of them.
        traits: the mentee's trait and the mentor's.
        limit: the name of the setting that `needed` is about.
        more: whether more of it is harder to pass.
    """

    make: Callable[[RuleKind, Unanswered], Any]
    fine: Callable[[Any, Any], bool]
    worth: Callable[[Any, Any], float]
    traits: tuple[str, str]
    limit: str = ""
    more: bool = True


def at(option: str) -> int:
    return FEW.index(option)


def in_common(ours: frozenset[str], theirs: frozenset[str]) -> float:
    return len(ours & theirs) / max(1, min(len(ours), len(theirs)))


CASES = {
    "shared": Case(
        lambda kind, silent: SharedSet("r", "p", "many", kind, 7, silent),
        lambda ours, theirs: bool(ours & theirs),
        in_common,
        ("many", "many"),
        "at_least",
    ),
    "shared, two": Case(
        lambda kind, silent: SharedSet("r", "p", "week", kind, 7, silent, (), 2),
        lambda ours, theirs: len(ours & theirs) >= 2,
        in_common,
        ("week", "week"),
        "at_least",
    ),
    "availability": Case(
        lambda kind, silent: CommonSlots("r", "p", "week", kind, 7, silent, 3, 4),
        lambda ours, theirs: len(ours & theirs) >= 3,
        lambda ours, theirs: min(len(ours & theirs), 4) / 4,
        ("week", "week"),
        "at_least",
    ),
    "offers": Case(
        lambda kind, silent: Offered("r", "p", "wanted", "offered", kind, 7, silent, 2),
        lambda ours, theirs: len(ours & theirs) >= min(2, len(ours)),
        lambda ours, theirs: len(ours & theirs) / max(1, len(ours)),
        ("wanted", "offered"),
    ),
    "offers, one question": Case(
        lambda kind, silent: Offered("r", "p", "week", "week", kind, 7, silent),
        lambda ours, theirs: bool(ours & theirs) or not ours,
        lambda ours, theirs: len(ours & theirs) / max(1, len(ours)),
        ("week", "week"),
    ),
    "same": Case(
        lambda kind, silent: SameChoice("r", "p", "place", kind, 7, silent),
        lambda ours, theirs: bool(ours == theirs),
        lambda ours, theirs: float(ours == theirs),
        ("place", "place"),
    ),
    "other": Case(
        lambda kind, silent: OtherChoice("r", "p", "place", kind, 7, silent),
        lambda ours, theirs: bool(ours != theirs),
        lambda ours, theirs: float(ours != theirs),
        ("place", "place"),
    ),
    "phase": Case(
        lambda kind, silent: NearStage("r", "p", "place", kind, 7, silent, 1),
        lambda ours, theirs: abs(at(ours) - at(theirs)) <= 1,
        lambda ours, theirs: max(0.0, 1 - abs(at(ours) - at(theirs)) / 2),
        ("place", "place"),
        "most_apart",
        False,
    ),
    "younger, bands": Case(
        lambda kind, silent: AgeApart("r", "p", "place", "younger", kind, 7, silent, 2),
        lambda ours, theirs: at(ours) - at(theirs) >= 2,
        lambda ours, theirs: float(at(ours) - at(theirs) >= 2),
        ("place", "place"),
    ),
    "older, years": Case(
        lambda kind, silent: AgeApart("r", "p", "years", "older", kind, 7, silent, 10),
        lambda ours, theirs: bool(theirs - ours >= 10),
        lambda ours, theirs: float(theirs - ours >= 10),
        ("years", "years"),
    ),
}


def people(side: Side, letter: str) -> st.SearchStrategy[list[PoolMember]]:
    counts = st.integers(0, 9)
    answers = st.fixed_dictionaries(dict(ANSWERS))
    one = st.builds(PoolMember, st.just(""), st.just(side), answers, counts, counts, counts)
    several = st.lists(one, min_size=1, max_size=5)
    return several.map(
        lambda found: [evolve(member, person=f"{letter}-{n}") for n, member in enumerate(found)]
    )


POOLS = st.tuples(people("mentee", "P"), people("mentor", "Q"))
Sides = tuple[list[PoolMember], list[PoolMember]]


def pool_of(sides: Sides) -> Pool:
    return build_pool([*sides[0], *sides[1]], TRAITS)


def tile(sides: Sides) -> tuple[Any, Any]:
    return np.arange(len(sides[0]))[:, np.newaxis], np.arange(len(sides[1]))[np.newaxis, :]


def listed(sides: Sides) -> tuple[Any, Any]:
    rows, columns = (part.ravel() for part in np.indices((len(sides[0]), len(sides[1]))))
    return rows, columns


def plain(case: Case, kind: RuleKind, silent: Unanswered) -> Plain:
    def judged(mentee: PoolMember, mentor: PoolMember) -> bool | float:
        ours, theirs = mentee.traits[case.traits[0]], mentor.traits[case.traits[1]]
        if ours is None or theirs is None:
            return 0.0 if kind == "soft" else kind == "hard" or silent == "fine"
        return case.worth(ours, theirs) if kind == "soft" else case.fine(ours, theirs)

    return judged


def can_pass(found: Blocking, mentee: int, mentor: int) -> bool:
    """Whether what blocks leaves a pair in, read as `mentorcore.hooks.matching` describes it."""
    if isinstance(found, SameKey):
        ours, theirs = int(found.mentees[mentee]), int(found.mentors[mentor])
        return -1 in (ours, theirs) or ours == theirs
    assert isinstance(found, SharedBit)
    rows = found.mentees[mentee].tolist(), found.mentors[mentor].tolist()
    return any(set(row) == {EVERY_BIT} for row in rows) or any(
        mine & yours for mine, yours in zip(*rows, strict=True)
    )


def answered_as(rule: Any, sides: Sides, expected: list[list[Any]]) -> None:
    """Both ways of asking give these answers, of the type that the kind asks for."""
    pool, kinds = pool_of(sides), (np.float32, np.float64) if rule.kind == "soft" else (np.bool_,)
    for mentees, mentors in (tile(sides), listed(sides)):
        found = rule.evaluate(pool, mentees, mentors)
        assert type(found) is np.ndarray
        assert (found.dtype in kinds, found.shape) == (
            True,
            np.broadcast_shapes(mentees.shape, mentors.shape),
        )
        answers = np.array(expected, dtype=found.dtype).reshape(len(sides[0]), len(sides[1]))
        assert found.reshape(answers.shape).tolist() == answers.tolist()


@pytest.mark.parametrize("silent", ["fine", "decide"])
@pytest.mark.parametrize("kind", ["hard", "soft", "decide"])
@pytest.mark.parametrize("name", CASES)
@settings(max_examples=25)
@given(sides=POOLS)
def test_a_tile_answers_as_its_pairs_do_and_as_plain_python_does(
    name: str, kind: RuleKind, silent: Unanswered, sides: Sides
) -> None:
    judged = plain(CASES[name], kind, silent)
    answered_as(
        CASES[name].make(kind, silent),
        sides,
        [[judged(mentee, mentor) for mentor in sides[1]] for mentee in sides[0]],
    )


@pytest.mark.parametrize("silent", ["fine", "decide"])
@pytest.mark.parametrize("kind", ["hard", "decide"])
@pytest.mark.parametrize("name", CASES)
@settings(max_examples=25)
@given(sides=POOLS)
def test_nobody_who_can_pass_is_left_out_by_what_blocks(
    name: str, kind: RuleKind, silent: Unanswered, sides: Sides
) -> None:
    rule, pool = CASES[name].make(kind, silent), pool_of(sides)
    found = rule.blocking(pool)
    if name == "older, years":  # numbers are in no block
        assert found is None
        return
    passes = rule.evaluate(pool, *tile(sides))
    left_out = [
        pair
        for pair in zip(*np.nonzero(passes), strict=True)
        if not can_pass(found, int(pair[0]), int(pair[1]))
    ]
    assert left_out == []


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if case.limit])
@settings(max_examples=25)
@given(sides=POOLS)
def test_with_the_limit_that_is_needed_a_pair_passes_and_with_the_next_it_does_not(
    name: str, sides: Sides
) -> None:
    case, pool = CASES[name], pool_of(sides)
    rule = case.make("decide", "decide")
    needed = rule.needed(pool, *tile(sides))
    np.testing.assert_array_equal(needed.ravel(), rule.needed(pool, *listed(sides)))
    step = 1 if case.more else -1
    for (mentee, mentor), limit in np.ndenumerate(needed):
        pair = np.array([mentee]), np.array([mentor])
        answers = sides[0][mentee].traits[case.traits[0]], sides[1][mentor].traits[case.traits[1]]
        assert np.isnan(limit) == (None in answers)
        if not np.isnan(limit):
            asked = [evolve(rule, **{case.limit: int(limit) + more}) for more in (0, step)]
            assert [bool(found.evaluate(pool, *pair)[0]) for found in asked] == [True, False]


GOOD = {
    "matching.shared",
    "matching.free_together",
    "matching.offered",
    "matching.same_choice",
    "matching.stages_near",
    "matching.mentor_younger",
    "matching.mentor_older",
}


@pytest.mark.parametrize("name", CASES)
@settings(max_examples=25)
@given(sides=POOLS)
def test_what_is_told_fits_what_was_decided(name: str, sides: Sides) -> None:
    rule, pool = CASES[name].make("decide", "decide"), pool_of(sides)
    good = GOOD - {"matching.same_choice"} | {"matching.other_choice"} if name == "other" else GOOD
    for mentee in range(len(sides[0])):
        for mentor in range(len(sides[1])):
            code, params = rule.explain(pool, mentee, mentor)
            fine = bool(rule.evaluate(pool, np.array([mentee]), np.array([mentor]))[0])
            assert (code in good) == fine
            assert all(type(value) in (str, int, tuple) for value in params.values())


@settings(max_examples=25)
@given(sides=POOLS)
def test_what_one_side_alone_decides_is_spread_over_the_tile(sides: Sides) -> None:
    mentees, mentors = sides
    waits = [[min(mentee.waiting_days, 4) / 4] * len(mentors) for mentee in mentees]
    answered_as(WaitingPriority("r", "p", 7, "days", 4), sides, waits)
    seats = [[min(mentor.capacity, 3) / 3 for mentor in mentors]] * len(mentees)
    answered_as(FreeSeats("r", "p", 7, 3), sides, seats)


@pytest.mark.parametrize("traits", [("many", ""), ("wanted", "offered"), ("place", ""), ("years", "")])
@settings(max_examples=25)
@given(sides=POOLS)
def test_both_have_answered(traits: tuple[str, str], sides: Sides) -> None:
    ours, theirs = traits[0], traits[1] or traits[0]
    expected = [
        [mentee.traits[ours] is not None and mentor.traits[theirs] is not None for mentor in sides[1]]
        for mentee in sides[0]
    ]
    rule = BothAnswered("r", "p", ours, theirs=traits[1])
    answered_as(rule, sides, expected)
    code, params = rule.explain(pool_of(sides), 0, 0)
    silent = tuple(
        side
        for side, member, trait in (("mentee", sides[0][0], ours), ("mentor", sides[1][0], theirs))
        if member.traits[trait] is None
    )
    named = ours if ours == theirs else (ours, theirs)
    assert (code, params) == (
        ("matching.not_answered", {"trait": named, "sides": silent})
        if silent
        else ("matching.answered", {"trait": named})
    )
