"""Makes the pool of a round out of members, traits and separations, and refuses what makes no sense.

Members are sorted by public id, so that a round does not depend on the order in which they were read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from numbers import Integral
from operator import attrgetter
from typing import TypeVar, get_args

import numpy as np

from mentorcore.domain.errors import InputFault, Problem, SetupFault
from mentorcore.hooks.matching import (
    IntArray,
    PoolMember,
    Separation,
    Trait,
    TraitKind,
    TraitValue,
)
from mentorcore.matching.columns import (
    COUNT,
    MOST_COUNT,
    answer_problem,
    choice_column,
    frozen_array,
    number_column,
    place_column,
    set_column,
)
from mentorcore.matching.pool import Pool
from mentorcore.matching.texts import TextColumn, WordWeights, text_columns
from mentorcore.matching.wishes import Wished, wish_columns

Members = tuple[PoolMember, ...]
_Column = TypeVar("_Column")
_SIDES = ("mentee", "mentor")
_KINDS: tuple[str, ...] = get_args(TraitKind)
_COUNTS = ("capacity", "waiting_days", "waited_rounds")


def build_pool(
    members: Iterable[PoolMember],
    traits: Iterable[Trait],
    separations: Iterable[Separation] = (),
    *,
    words: Mapping[str, WordWeights] | None = None,
) -> Pool:
    """The pool of these members.

    Args:
        members: in any order, each person once in each role at most.
        traits: every trait that a member answers.
        separations: in any order; those of people who are not in the pool change nothing.
        words: the weights of words by ``text`` trait; those that are not given are taken from the members' texts.

    Raises:
        SetupFault: a trait is declared twice, or its declaration makes no sense; ``setup.no_extra``: one is a ``text``, and the
            extra ``text`` is not installed.
        InputFault: a member stands twice in a role, has a count that makes no sense, or an answer that its trait does
            not allow; all problems at once, with person id and trait, never the answer.
    """
    declared = declared_traits(traits)
    ordered = sorted(members, key=attrgetter("person"))
    options = {name: frozenset(trait.options) for name, trait in declared.items()}
    problems = [problem for member in ordered for problem in _member_problems(member, declared, options)]
    mentees, mentors = sides = tuple(tuple(m for m in ordered if m.role == role) for role in _SIDES)
    problems += [problem for side in sides for problem in _twice(side)]
    if problems:
        raise InputFault(problems)
    return _columns(mentees, mentors, declared, separations, words or {})


def _columns(
    mentees: Members,
    mentors: Members,
    traits: Mapping[str, Trait],
    separations: Iterable[Separation],
    words: Mapping[str, WordWeights],
) -> Pool:
    def count(name: str) -> tuple[IntArray, IntArray]:
        first, second = (
            np.array([getattr(m, name) for m in side], dtype=np.intp) for side in (mentees, mentors)
        )
        return frozen_array(first), frozen_array(second)

    def answers(side: Members, trait: Trait) -> Sequence[TraitValue]:
        return [member.traits.get(trait.name) for member in side]

    def of_kind(
        kind: str, make: Callable[[Trait, Sequence[TraitValue]], _Column]
    ) -> Mapping[str, tuple[_Column, _Column]]:
        chosen = (trait for trait in traits.values() if trait.kind == kind)
        return {t.name: (make(t, answers(mentees, t)), make(t, answers(mentors, t))) for t in chosen}

    def texts(trait: Trait) -> tuple[TextColumn, TextColumn]:
        ours, theirs = (
            [answer if isinstance(answer, str) else None for answer in answers(side, trait)]
            for side in (mentees, mentors)
        )
        return text_columns(ours, theirs, words.get(trait.name), trait=trait.name)

    mentee_place, mentor_place = ({m.person: at for at, m in enumerate(side)} for side in (mentees, mentors))
    apart = find_separations(separations, mentee_place, mentor_place)
    keys = sorted(mentee * len(mentors) + mentor for mentee, mentor in apart)
    named: Wished = (
        {member.person: member.wishes for member in mentees if member.wishes},
        {member.person: member.wishes for member in mentors if member.wishes},
    )
    together = tuple(member.together for member in mentees), tuple(member.together for member in mentors)
    return Pool(
        mentees=tuple(mentee_place),
        mentors=tuple(mentor_place),
        capacity=count("capacity"),
        waiting_days=count("waiting_days"),
        waited_rounds=count("waited_rounds"),
        traits=traits,
        choices=of_kind("choice", choice_column),
        set_columns=of_kind("set", set_column),
        number_columns=of_kind("number", lambda _, numbers: number_column(numbers)),
        place_columns=of_kind("place", lambda _, places: place_column(places)),
        text_columns={trait.name: texts(trait) for trait in traits.values() if trait.kind == "text"},
        separations=apart,
        separated_keys=frozen_array(np.array(keys, dtype=np.intp)),
        wishes=wish_columns(named, mentee_place, mentor_place),
        named=named,
        own_mentor=own_mentors(tuple(mentee_place), mentor_place),
        together=together if any(map(any, together)) else None,
    )


def own_mentors(mentees: Iterable[str], mentors: Mapping[str, int]) -> IntArray:
    """For each mentee the index of the same person among the mentors, or -1."""
    return frozen_array(np.array([mentors.get(person, -1) for person in mentees], dtype=np.intp))


def find_separations(
    separations: Iterable[Separation], mentees: Mapping[str, int], mentors: Mapping[str, int]
) -> Mapping[tuple[int, int], tuple[Separation, ...]]:
    """By the two indices why people must be kept apart; `mentees` and `mentors` are where each public id stands."""
    by_pair: dict[tuple[int, int], tuple[Separation, ...]] = {}
    # sorted, so that explanations do not depend on the order in which the core read them
    for separation in sorted(set(separations), key=attrgetter("policy", "code", "clauses")):
        if separation.mentee in mentees and separation.mentor in mentors:
            pair = mentees[separation.mentee], mentors[separation.mentor]
            by_pair[pair] = (*by_pair.get(pair, ()), separation)
    return by_pair


def declared_traits(traits: Iterable[Trait]) -> Mapping[str, Trait]:
    """The traits by name.

    Raises:
        SetupFault: one is declared twice, or its declaration makes no sense.
    """
    declared: dict[str, Trait] = {}
    problems = []
    for trait in traits:
        if trait.name in declared:
            problems.append(Problem("trait.twice", trait.name))
        if trait.kind not in _KINDS:
            problems.append(Problem("trait.kind", trait.name, {"expected": ", ".join(_KINDS)}))
        if len(set(trait.options)) != len(trait.options):
            problems.append(Problem("trait.option.twice", trait.name))
        declared[trait.name] = trait
    if problems:
        raise SetupFault(problems)
    return declared


def _member_problems(
    member: PoolMember, traits: Mapping[str, Trait], options: Mapping[str, frozenset[str]]
) -> Iterator[Problem]:
    if member.role not in _SIDES:
        yield Problem("pool.role", member.person, {"expected": ", ".join(_SIDES)})
    for name in _COUNTS:
        count: object = getattr(member, name)
        if not isinstance(count, Integral) or not 0 <= int(count) <= MOST_COUNT:
            yield Problem("pool.count", f"{member.person}, {name}", {"expected": COUNT})
    for name, value in member.traits.items():
        if name not in traits:
            yield Problem("pool.trait", f"{member.person}, {name}", {"declared": ", ".join(traits)})
        elif problem := answer_problem(member, traits[name], options[name], value):
            yield problem


def _twice(side: Members) -> Iterator[Problem]:
    for member, following in pairwise(side):
        if member.person == following.person:
            yield Problem("pool.member.twice", member.person, {"role": member.role})
