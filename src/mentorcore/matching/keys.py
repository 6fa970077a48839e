"""What blocking says, as whole numbers that can be sorted: equal keys, masks with a bit in common, cells on the globe."""

from __future__ import annotations

from itertools import product
from math import pi, sin
from sys import float_info
from typing import Protocol

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from mentorcore.hooks.blocking import Blocking, SameKey, SharedBit, Within
from mentorcore.hooks.matching import BoolArray, FloatArray, IntArray, MaskArray

EVERYBODY = -1
EARTH_KM = 6_371.0088
"""Mean radius of the Earth (IUGG, in H. Moritz, Geodetic Reference System 1980)."""
SMALLEST_CELL_KM = 0.1
"""Keeps the number of a cell within 64 bits; a smaller distance is looked at in cells of this size."""
MOST_MASKS = 256
"""With more different masks on a side, blocks would be of one person each, and the rule itself is the faster filter."""

Column = NDArray[np.int64]
Columns = tuple[Column, ...]


class Keys(Protocol):
    """The values of one rule."""

    @property
    def columns(self) -> tuple[Columns, Columns]:
        """For the mentees and for the mentors: people with the same numbers are alike to the rule."""

    @property
    def steps(self) -> tuple[int, ...]:
        """How far from a mentee's number those of their counterparts are; none where they are not found by number."""

    def pairs(self, mentees: IntArray, mentors: IntArray) -> float:
        """About how many pairs of these people are left."""

    def together(self, mentees: IntArray, mentors: IntArray) -> BoolArray:
        """For each of these pairs whether it has to be looked at."""


@frozen(eq=False)
class EqualKeys:
    """Numbers that have to be equal."""

    mentees: Column
    mentors: Column
    steps: tuple[int, ...] = (0,)

    @property
    def columns(self) -> tuple[Columns, Columns]:
        """One number each."""
        return (self.mentees,), (self.mentors,)

    def pairs(self, mentees: IntArray, mentors: IntArray) -> float:
        """Exactly: those with equal numbers, and those who go with everybody."""
        return _equal(self.mentees[mentees], self.mentors[mentors])

    def together(self, mentees: IntArray, mentors: IntArray) -> BoolArray:
        """Equal, or one of the two goes with everybody."""
        ours, theirs = self.mentees[mentees], self.mentors[mentors]
        fine: BoolArray = (ours == theirs) | (ours == EVERYBODY) | (theirs == EVERYBODY)
        return fine


@frozen(eq=False)
class SharedMasks:
    """Masks that have to have a bit in common."""

    mentees: MaskArray
    mentors: MaskArray
    steps: tuple[int, ...] = ()

    @property
    def columns(self) -> tuple[Columns, Columns]:
        """A number for each word."""
        ours, theirs = (tuple(masks.T.astype(np.int64)) for masks in (self.mentees, self.mentors))
        return ours, theirs

    def pairs(self, mentees: IntArray, mentors: IntArray) -> float:
        """All of them: masks are not found by number."""
        return float(len(mentees) * len(mentors))

    def together(self, mentees: IntArray, mentors: IntArray) -> BoolArray:
        """A bit in common, or one of the two goes with everybody."""
        ours, theirs = self.mentees[mentees], self.mentors[mentors]
        full = np.iinfo(np.uint64).max
        shared = (ours & theirs).any(axis=-1)
        fine: BoolArray = shared | (ours == full).all(axis=-1) | (theirs == full).all(axis=-1)
        return fine


@frozen(eq=False)
class Cells:
    """Cubes through which the surface of the globe runs: whoever is near stands in the same one or in a neighbour.

    Args:
        mentees: the number of each one's cube.
        mentors: the same.
        width: how many cubes stand side by side, with one of air on both ends.
    """

    mentees: Column
    mentors: Column
    width: int

    @property
    def columns(self) -> tuple[Columns, Columns]:
        """One number each."""
        return (self.mentees,), (self.mentors,)

    @property
    def steps(self) -> tuple[int, ...]:
        """To the cube itself and to its 26 neighbours."""
        return tuple((x * self.width + y) * self.width + z for x, y, z in product((-1, 0, 1), repeat=3))

    def pairs(self, mentees: IntArray, mentors: IntArray) -> float:
        """Nine times those in the same cube: about as many neighbours hold some of the surface."""
        return 9 * _equal(self.mentees[mentees], self.mentors[mentors])

    def together(self, mentees: IntArray, mentors: IntArray) -> BoolArray:
        """The same cube or a neighbour, or one of the two goes with everybody."""
        ours, theirs = self.mentees[mentees], self.mentors[mentors]
        near: BoolArray = np.ones(len(ours), dtype=np.bool_)
        for unit in (1, self.width, self.width**2):
            near &= np.abs(ours // unit % self.width - theirs // unit % self.width) <= 1
        near |= (ours == EVERYBODY) | (theirs == EVERYBODY)
        return near


def keys_of(found: Blocking, mentees: int, mentors: int) -> tuple[Keys, ...] | None:
    """What a rule says as keys: none where they would not help, None where it has another form than it should.

    Args:
        found: what the rule said.
        mentees: number of mentees in the pool.
        mentors: number of mentors in the pool.
    """
    sizes = (mentees, mentors)
    sides: tuple[object, object] = (found.mentees, found.mentors)
    # no subclasses, such as masked arrays, which compute in ways of their own
    if not all(
        type(side) is np.ndarray and side.shape[:1] == (size,)
        for side, size in zip(sides, sizes, strict=True)
    ):
        return None
    if isinstance(found, SameKey):
        whole = all(keys.ndim == 1 and keys.dtype.kind == "i" for keys in (found.mentees, found.mentors))
        if not whole or any((keys < EVERYBODY).any() for keys in (found.mentees, found.mentors)):
            return None
        return (EqualKeys(found.mentees.astype(np.int64), found.mentors.astype(np.int64)),)
    if isinstance(found, SharedBit):
        masks = found.mentees, found.mentors
        if (
            any(side.ndim != 2 or side.dtype != np.uint64 for side in masks)
            or masks[0].shape[1] != masks[1].shape[1]
            or not masks[0].shape[1]
        ):
            return None
        few = all(_different(side) <= MOST_MASKS for side in masks)
        return (SharedMasks(*masks),) if few else ()
    return _cells(found)


def _cells(found: Within) -> tuple[Keys, ...] | None:
    places = found.mentees, found.mentors
    if any(side.ndim != 2 or side.shape[1] != 2 or side.dtype != np.float64 for side in places):
        return None
    degrees = np.array([90.0, 180.0])
    if any((np.abs(side) > degrees).any() for side in places) or not _is_length(found.km):
        return None
    angle = min(found.km / EARTH_KM, pi)
    chord = 2 * EARTH_KM * sin(angle / 2)
    side = max(chord * (1 + 1e-9), SMALLEST_CELL_KM)  # a hair more than needed, since sines are rounded
    width = int(2 * EARTH_KM / side) + 4
    ours, theirs = (_numbers(places_, side, width) for places_ in places)
    return (Cells(ours, theirs, width),)


def _is_length(km: object) -> bool:
    return (
        isinstance(km, int | float) and 0 < km <= float_info.max
    )  # refuses NaN, and whole numbers beyond a float


def _numbers(places: FloatArray, side: float, width: int) -> Column:
    latitude, longitude = np.radians(places.T)
    axes = np.cos(latitude) * np.cos(longitude), np.cos(latitude) * np.sin(longitude), np.sin(latitude)
    number = np.zeros(len(places), dtype=np.int64)
    known = ~np.isnan(places).any(axis=1)
    for axis in axes:
        cell = np.floor((axis + 1) * EARTH_KM / side)
        number = number * width + np.where(known, cell, 0).astype(np.int64) + 1
    return np.where(known, number, EVERYBODY)


def _equal(ours: Column, theirs: Column) -> float:
    theirs = np.sort(theirs)
    equal = np.searchsorted(theirs, ours, side="right") - np.searchsorted(theirs, ours, side="left")
    anybody, everybody = ours == EVERYBODY, int((theirs == EVERYBODY).sum())
    return float(equal[~anybody].sum() + anybody.sum() * len(theirs) + (~anybody).sum() * everybody)


def _different(masks: MaskArray) -> int:
    if not len(masks):
        return 0
    order = np.lexsort(masks.T)
    return 1 + int((np.diff(masks[order].view(np.int64), axis=0) != 0).any(axis=1).sum())
