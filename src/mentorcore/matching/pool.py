"""The pool of one round: members in columns, sorted by public id, made once and never changed."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TypeVar

import numpy as np
from attrs import frozen

from mentorcore.domain.errors import PluginFault
from mentorcore.hooks.matching import (
    BoolArray,
    FloatArray,
    IntArray,
    PoolMember,
    Separation,
    SetColumn,
    Trait,
    TraitValue,
)
from mentorcore.matching.columns import PlaceColumn
from mentorcore.matching.wishes import WishColumn

Members = tuple[PoolMember, ...]
_Column = TypeVar("_Column")


@frozen(eq=False, repr=False)
class Pool:
    """Mentees and mentors in columns: the `PoolView` that rules get. Made by `building.build_pool`.

    Args:
        members: the members in the role of mentee, and in that of mentor, each sorted by id.
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
        separations: separations of pairs in the pool, by (index of the mentee, index of the mentor).
        separated_keys: ``mentee * number of mentors + mentor`` of each separated pair, sorted.
        own_mentor: for each mentee the index of the same person among the mentors, or -1.
        wishes: what each side wishes of the other; None where nobody wishes anything.
    """

    members: tuple[Members, Members]
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
    separations: Mapping[tuple[int, int], tuple[Separation, ...]]
    separated_keys: IntArray
    own_mentor: IntArray
    wishes: tuple[WishColumn, WishColumn] | None = None

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

    def mentee_traits(self, mentee: int) -> MappingProxyType[str, TraitValue]:
        """The traits of one mentee, by index, read-only."""
        return MappingProxyType(self.members[0][mentee].traits)

    def mentor_traits(self, mentor: int) -> MappingProxyType[str, TraitValue]:
        """The traits of one mentor, by index, read-only."""
        return MappingProxyType(self.members[1][mentor].traits)

    def wished(self, mentees: IntArray, mentors: IntArray) -> tuple[IntArray, IntArray]:
        """The place of each one among the other's wishes, 0 where there is no such wish."""
        if self.wishes is None:
            nobody = np.zeros(np.broadcast_shapes(mentees.shape, mentors.shape), dtype=np.intp)
            return nobody, nobody
        ours, theirs = self.wishes
        return ours.places(mentees, mentors), theirs.places(mentees, mentors)

    def separated(self, mentees: IntArray, mentors: IntArray) -> BoolArray:
        """For each pair whether it must never be proposed."""
        if not len(self.separated_keys):
            return np.zeros(len(mentees), dtype=np.bool_)
        keys = mentees * len(self.mentors) + mentors
        place = np.searchsorted(self.separated_keys, keys)
        found: BoolArray = self.separated_keys[np.minimum(place, len(self.separated_keys) - 1)] == keys
        return found

    def same_person(self, mentees: IntArray, mentors: IntArray) -> BoolArray:
        """For each pair whether both are one and the same person, who stands in the pool in both roles."""
        same: BoolArray = self.own_mentor[mentees] == mentors
        return same


def _declared(columns: Mapping[str, _Column], name: str, expected: str) -> _Column:
    try:
        return columns[name]
    except KeyError:
        raise PluginFault("rule.trait", trait=name, expected=expected) from None
