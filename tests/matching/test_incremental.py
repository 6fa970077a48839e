"""A round that is solved again in part is the round that a whole new one would be."""

from __future__ import annotations

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from mentorcore.hooks.matching import PairRule, PoolMember, Separation, Side, Trait
from mentorcore.matching.building import build_pool
from mentorcore.matching.greedy import Greedy
from mentorcore.matching.incremental import Plan
from mentorcore.matching.solution import solve
from mentorcore_matching.rules import SameChoice, SharedSet

TRAITS = (Trait("region", "choice", ("n", "s", "w")), Trait("languages", "set", ("fr", "ti", "ar")))
RULES: tuple[PairRule, ...] = (
    SameChoice("region", "region", "region", "hard", 1, "fine"),
    SharedSet("languages", "languages", "languages", "soft", 5, "fine"),
)
PEOPLE = [f"P-{number}" for number in range(8)]


@st.composite
def members(draw: st.DrawFn, person: str, role: Side) -> PoolMember:
    region = draw(st.sampled_from([*TRAITS[0].options, *TRAITS[0].options, None]))
    languages = draw(st.frozensets(st.sampled_from(TRAITS[1].options)))
    return PoolMember(
        person, role, {"region": region, "languages": languages}, capacity=draw(st.integers(0, 2))
    )


@st.composite
def pools(draw: st.DrawFn) -> dict[tuple[Side, str], PoolMember]:
    roles: list[Side] = ["mentee", "mentor"]
    chosen = {role: draw(st.lists(st.sampled_from(PEOPLE), unique=True, max_size=6)) for role in roles}
    return {(role, person): draw(members(person, role)) for role in roles for person in chosen[role]}


def pairs_of(
    people: dict[tuple[Side, str], PoolMember], apart: list[Separation]
) -> frozenset[tuple[str, str]]:
    found = solve(build_pool(people.values(), TRAITS, apart), RULES)
    pairs = zip(found.mentees.tolist(), found.mentors.tolist(), strict=True)
    return frozenset((found.pool.mentees[mentee], found.pool.mentors[mentor]) for mentee, mentor in pairs)


@settings(max_examples=200)
@given(people=pools(), data=st.data())
def test_any_changes_one_after_the_other_come_to_the_pairs_of_a_whole_round(
    people: dict[tuple[Side, str], PoolMember], data: st.DataObject
) -> None:
    plan, apart = Plan(solve(build_pool(people.values(), TRAITS), RULES)), list[Separation]()
    assert plan.pairs == pairs_of(people, apart)
    for _ in range(data.draw(st.integers(1, 4))):
        before = plan.pairs
        role: Side = data.draw(st.sampled_from(["mentee", "mentor"]))
        person = data.draw(st.sampled_from(PEOPLE))
        if (role, person) in people and data.draw(st.booleans()):
            del people[role, person]
            told = plan.leave(person, role)
        else:
            people[role, person] = data.draw(members(person, role))
            others = data.draw(st.lists(st.sampled_from(PEOPLE), max_size=1))
            both = [(person, other) if role == "mentee" else (other, person) for other in others]
            new = [Separation(mentee, mentor, "apart") for mentee, mentor in both]
            apart += new
            told = plan.change(people[role, person], new)
        assert plan.pairs == pairs_of(people, apart)
        assert (told.lost, told.gained) == (before - plan.pairs, plan.pairs - before)


def test_only_those_whom_it_can_concern_are_solved_again() -> None:
    people = [
        PoolMember(f"P-{region}{number}", role, {"region": region})
        for region in TRAITS[0].options
        for number in range(4)
        for role in ("mentee", "mentor")
    ]
    plan = Plan(solve(build_pool(people, TRAITS), RULES))
    moved = evolve(people[0], traits={"region": "s"})
    told = plan.change(moved)
    assert told.solved == 16  # the eight of each of the two regions
    assert len(plan.pairs) == 11  # three in the north now, and no more seats in the south than before


def test_a_round_whose_groups_are_not_known_is_refused() -> None:
    people = [PoolMember("P-1", "mentee"), PoolMember("P-2", "mentor")]
    for found in (
        solve(build_pool(people, TRAITS), RULES, solver=Greedy()),
        solve(build_pool(people, TRAITS), RULES, locked=[("P-1", "P-2")]),
        solve(build_pool([evolve(people[0], together="x"), people[1]], TRAITS), RULES),
    ):
        with pytest.raises(ValueError, match="exact solver"):
            Plan(found)
