"""Pools out of pools: some people of one, two put together, the mentees of one with the mentors of another."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from attrs import evolve
from numpy.typing import NDArray

from mentorcore.hooks.matching import IntArray, Separation, SetColumn
from mentorcore.matching.building import find_separations, own_mentors
from mentorcore.matching.columns import PlaceColumn, frozen_array
from mentorcore.matching.pool import Pool
from mentorcore.matching.texts import TextColumn
from mentorcore.matching.wishes import wish_columns

Change = Callable[[NDArray[Any], NDArray[Any]], NDArray[Any]]
_COUNTS = ("capacity", "waiting_days", "waited_rounds")
_ANSWERS = ("choices", "set_columns", "number_columns", "place_columns", "text_columns")


def put_together(
    pool: Pool, mentees: IntArray, mentors: IntArray, more: Pool, separations: Iterable[Separation]
) -> Pool:
    """Some people of a pool and everybody of another one, which declares the same traits and weighs words alike.

    Args:
        pool: the first.
        mentees: indices of the mentees who are taken out of it.
        mentors: the same for mentors.
        more: the second; nobody stands in both.
        separations: who is kept apart among all of them.
    """
    sides = (
        _Both([pool.mentees[at] for at in mentees.tolist()], mentees, more.mentees),
        _Both([pool.mentors[at] for at in mentors.tolist()], mentors, more.mentors),
    )
    ours, theirs = sides
    places = ours.places, theirs.places
    apart = find_separations(separations, *places)
    named = (ours.named(pool.named[0], more.named[0]), theirs.named(pool.named[1], more.named[1]))

    def of(name: str) -> Any:
        first, second = getattr(pool, name), getattr(more, name)
        if isinstance(first, Mapping):
            return {trait: _pair(sides, first[trait], second[trait]) for trait in first}
        return _pair(sides, first, second)

    keys = sorted(mentee * len(theirs.people) + mentor for mentee, mentor in apart)
    return evolve(
        pool,
        mentees=ours.people,
        mentors=theirs.people,
        separations=apart,
        separated_keys=frozen_array(np.array(keys, dtype=np.intp)),
        own_mentor=own_mentors(ours.people, theirs.places),
        wishes=wish_columns(named, *places),
        named=named,
        **{name: of(name) for name in (*_COUNTS, *_ANSWERS)},
    )


class _Both:
    """The people of one side, by id."""

    def __init__(self, some: Sequence[str], rows: IntArray, more: Sequence[str]) -> None:
        people = [*some, *more]
        self._rows = rows
        self._order = np.array(sorted(range(len(people)), key=people.__getitem__), dtype=np.intp)
        self.people = tuple(people[at] for at in self._order.tolist())
        self.places = {person: at for at, person in enumerate(self.people)}

    def column(self, first: NDArray[Any], second: NDArray[Any]) -> NDArray[Any]:
        """The rows that are taken out of the first column, and all of the second, by id."""
        return frozen_array(np.concatenate([first[self._rows], second])[self._order])

    def named(
        self, first: Mapping[str, tuple[str, ...]], second: Mapping[str, tuple[str, ...]]
    ) -> Mapping[str, tuple[str, ...]]:
        """Whom these people named."""
        found = {person: first[person] for person in self.people if person in first}
        return {**found, **second}


def _pair(sides: tuple[_Both, _Both], first: Any, second: Any) -> Any:
    return tuple(_changed(side.column, *columns) for side, *columns in zip(sides, first, second, strict=True))


def _changed(change: Change, first: Any, second: Any) -> Any:
    if isinstance(first, SetColumn):
        return SetColumn(change(first.masks, second.masks), change(first.answered, second.answered))
    if isinstance(first, PlaceColumn):
        degrees = change(first.degrees, second.degrees)
        return PlaceColumn(degrees, change(first.directions.T, second.directions.T).T)
    if isinstance(first, TextColumn):
        count = len(first.wrote)
        return first.joined(second, change(np.arange(count), np.arange(count, count + len(second.wrote))))
    return change(first, second)


def face_to_face(mentees: Pool, mentors: Pool, ours: Mapping[str, int], theirs: Mapping[str, int]) -> Pool:
    """The mentees of one pool and the mentors of another; who is kept apart, and who is the same person, is not in it.

    Args:
        mentees: whose mentees.
        mentors: whose mentors; both pools weigh words alike.
        ours: id to index of these mentees.
        theirs: id to index of these mentors.
    """

    def of(name: str) -> Any:
        first, second = getattr(mentees, name), getattr(mentors, name)
        if isinstance(first, Mapping):
            return {trait: (column[0], second[trait][1]) for trait, column in first.items()}
        return first[0], second[1]

    named = of("named")
    return evolve(
        mentees,
        mentors=mentors.mentors,
        separations={},
        separated_keys=np.zeros(0, dtype=np.intp),
        own_mentor=np.full(len(mentees.mentees), -1, dtype=np.intp),
        wishes=wish_columns(named, ours, theirs),
        named=named,
        **{name: of(name) for name in (*_COUNTS, *_ANSWERS)},
    )
