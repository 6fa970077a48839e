"""The pool of one round: members in columns, sorted by public id, made once and never changed."""

from __future__ import annotations

from collections.abc import Mapping
from math import isnan
from types import MappingProxyType
from typing import TypeVar

import numpy as np
from attrs import field, frozen

from mentorcore.domain.errors import PluginFault
from mentorcore.hooks.matching import (
    BoolArray,
    FloatArray,
    IntArray,
    Separation,
    SetColumn,
    Trait,
    TraitValue,
)
from mentorcore.matching.columns import PlaceColumn, options_of
from mentorcore.matching.texts import TextColumn, alike
from mentorcore.matching.wishes import WishColumn, Wished

_Column = TypeVar("_Column")


@frozen(eq=False, repr=False)
class Pool:
    """Mentees and mentors in columns: the `PoolView` that rules get. Made by `building.build_pool`.

    Args:
        mentees: ids of the mentees, sorted.
        mentors: ids of the mentors, sorted.
        capacity: free seats; this and every other pair of columns is (mentees', mentors').
        waiting_days: days in the pool.
        waited_rounds: rounds that ended without a proposal.
        traits: the declared traits by name.
        choices: columns of the ``choice`` traits by name.
        set_columns: columns of the ``set`` traits by name.
        number_columns: columns of the ``number`` traits by name.
        place_columns: columns of the ``place`` traits by name.
        text_columns: columns of the ``text`` traits by name; nobody's words are in them.
        separations: separations of pairs in the pool, by (index of the mentee, index of the mentor).
        separated_keys: ``mentee * number of mentors + mentor`` of each separated pair, sorted.
        wishes: what each side wishes of the other; None where nobody wishes for anybody in the pool.
        named: the same by public id: whom somebody named, people who are not in the pool included.
        own_mentor: for each mentee the index of the same person among the mentors, or -1.
        together: for each mentee and for each mentor the name of the unit that they stand in, or an empty text; None where everybody
            stands alone.
    """

    mentees: tuple[str, ...]
    mentors: tuple[str, ...]
    capacity: tuple[IntArray, IntArray]
    waiting_days: tuple[IntArray, IntArray]
    waited_rounds: tuple[IntArray, IntArray]
    traits: Mapping[str, Trait]
    choices: Mapping[str, tuple[IntArray, IntArray]]
    set_columns: Mapping[str, tuple[SetColumn, SetColumn]]
    number_columns: Mapping[str, tuple[FloatArray, FloatArray]]
    place_columns: Mapping[str, tuple[PlaceColumn, PlaceColumn]]
    text_columns: Mapping[str, tuple[TextColumn, TextColumn]]
    separations: Mapping[tuple[int, int], tuple[Separation, ...]]
    separated_keys: IntArray
    wishes: tuple[WishColumn, WishColumn] | None
    named: Wished
    own_mentor: IntArray
    together: tuple[tuple[str, ...], tuple[str, ...]] | None = None
    _known: dict[tuple[int, int], Mapping[str, TraitValue]] = field(factory=dict, init=False)

    def __repr__(self) -> str:
        return f"Pool(mentees={len(self.mentees)}, mentors={len(self.mentors)})"

    def trait(self, name: str) -> Trait:
        """The declaration of a trait.

        Raises:
            PluginFault: ``rule.trait`` when the bundle declares none of that name.
        """
        return _declared(self.traits, name, "a declared trait")

    def choice(self, name: str) -> tuple[IntArray, IntArray]:
        """Codes of a ``choice`` trait: position in the options, -1 where not answered; raises as `trait`."""
        return _declared(self.choices, name, "a trait of kind choice")

    def sets(self, name: str) -> tuple[SetColumn, SetColumn]:
        """Masks of a ``set`` trait; raises as `trait`."""
        return _declared(self.set_columns, name, "a trait of kind set")

    def numbers(self, name: str) -> tuple[FloatArray, FloatArray]:
        """Values of a ``number`` trait, NaN where not answered; raises as `trait`."""
        return _declared(self.number_columns, name, "a trait of kind number")

    def places(self, name: str) -> tuple[FloatArray, FloatArray]:
        """Latitude and longitude of a ``place`` trait in degrees, shape (people, 2); raises as `trait`."""
        ours, theirs = _declared(self.place_columns, name, "a trait of kind place")
        return ours.degrees, theirs.degrees

    def directions(self, name: str) -> tuple[FloatArray, FloatArray]:
        """Unit vectors of a ``place`` trait, shape (3, people); raises as `trait`."""
        ours, theirs = _declared(self.place_columns, name, "a trait of kind place")
        return ours.directions, theirs.directions

    def wrote(self, name: str) -> tuple[BoolArray, BoolArray]:
        """Who wrote anything about a ``text`` trait; raises as `trait`."""
        ours, theirs = self._texts(name)
        return ours.wrote, theirs.wrote

    def alike(self, name: str, mentees: IntArray, mentors: IntArray) -> FloatArray:
        """How alike the two of each pair wrote, from 0 to 1, NaN where one of them wrote nothing; raises as `trait`."""
        return alike(*self._texts(name), mentees, mentors)

    def _texts(self, name: str) -> tuple[TextColumn, TextColumn]:
        return _declared(self.text_columns, name, "a trait of kind text")

    def mentee_traits(self, mentee: int) -> Mapping[str, TraitValue]:
        """The answers of one mentee, by index, read-only; those that were not given are missing, and so are texts."""
        return self._traits(0, mentee)

    def mentor_traits(self, mentor: int) -> Mapping[str, TraitValue]:
        """The answers of one mentor, by index, read-only; those that were not given are missing, and so are texts."""
        return self._traits(1, mentor)

    def _traits(self, side: int, at: int) -> Mapping[str, TraitValue]:
        """Back out of the columns, once for each person whom somebody asks about."""
        found = self._known.get((side, at))
        if found is None:
            given = {name: self._answer(trait, side, at) for name, trait in self.traits.items()}
            found = MappingProxyType({name: answer for name, answer in given.items() if answer is not None})
            self._known[side, at] = found
        return found

    def _answer(self, trait: Trait, side: int, at: int) -> TraitValue:
        if trait.kind == "text":
            return None
        if trait.kind == "choice":
            code = int(self.choices[trait.name][side][at])
            return trait.options[code] if code >= 0 else None
        if trait.kind == "set":
            column = self.set_columns[trait.name][side]
            return options_of(trait, column.masks[at]) if column.answered[at] else None
        if trait.kind == "number":
            number = float(self.number_columns[trait.name][side][at])
            return None if isnan(number) else number
        latitude, longitude = self.place_columns[trait.name][side].degrees[at].tolist()
        return None if isnan(latitude) else (latitude, longitude)

    def wished(self, mentees: IntArray, mentors: IntArray) -> tuple[IntArray, IntArray]:
        """The place of each one among the other's wishes, 0 where there is no such wish."""
        if self.wishes is None:
            nobody = np.zeros(np.broadcast_shapes(mentees.shape, mentors.shape), dtype=np.intp)
            return nobody, nobody
        ours, theirs = self.wishes
        return ours.places(mentees, mentors), theirs.places(mentees, mentors)

    def separated(self, mentees: IntArray, mentors: IntArray) -> BoolArray:
        """For each pair whether it must never be proposed."""
        if mentees.ndim == 2:
            return self._separated_tile(mentees[:, 0], mentors[0])
        if not len(self.separated_keys):
            return np.zeros(np.broadcast_shapes(mentees.shape, mentors.shape), dtype=np.bool_)
        keys = mentees * len(self.mentors) + mentors
        place = np.searchsorted(self.separated_keys, keys)
        found: BoolArray = self.separated_keys[np.minimum(place, len(self.separated_keys) - 1)] == keys
        return found

    def _separated_tile(self, mentees: IntArray, mentors: IntArray) -> BoolArray:
        """The few separations are looked up in the tile, not its many pairs among them."""
        apart = np.zeros((len(mentees), len(mentors)), dtype=np.bool_)
        width = len(self.mentors)
        first, last = (np.searchsorted(self.separated_keys, (mentees + more) * width) for more in (0, 1))
        rows = np.flatnonzero(last > first)
        if len(rows):
            place = np.full(width, -1, dtype=np.intp)
            place[mentors] = np.arange(len(mentors))
            for row in rows.tolist():
                columns = place[self.separated_keys[first[row] : last[row]] % width]
                apart[row, columns[columns >= 0]] = True
        return apart

    def same_person(self, mentees: IntArray, mentors: IntArray) -> BoolArray:
        """For each pair whether both are one and the same person, who stands in the pool in both roles."""
        same: BoolArray = self.own_mentor[mentees] == mentors
        return same


def _declared(columns: Mapping[str, _Column], name: str, expected: str) -> _Column:
    try:
        return columns[name]
    except KeyError:
        raise PluginFault("rule.trait", trait=name, expected=expected) from None
