"""Answers as columns: options become codes, sets become bit masks, numbers stay numbers,
places become coordinates and directions. Texts have a room of their own, `texts`.

An answer that its trait does not allow is a problem that names the person's public id and the trait, and
never the answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from sys import float_info
from typing import TypeVar

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from mentorcore.domain.errors import Problem
from mentorcore.hooks.matching import FloatArray, IntArray, PoolMember, SetColumn, Trait, TraitValue

WORD = 64
MOST_COUNT = 999_999
"""Most seats, days and rounds that anybody has; a mentor with a million seats is a mistake, and far larger counts are no numbers of 64 bits."""
COUNT = f"a whole number from 0 to {MOST_COUNT}"
_NATURE = {
    "choice": "one option",
    "set": "a set of options",
    "number": "a finite number",
    "place": "a latitude from -90 to 90 and a longitude from -180 to 180",
    "text": "a text",
}

_Scalar = TypeVar("_Scalar", bound=np.generic)


def frozen_array(array: NDArray[_Scalar]) -> NDArray[_Scalar]:
    """A read-only view that cannot be made writable again."""
    array.setflags(write=False)
    return array.view()


def answer_problem(
    member: PoolMember, trait: Trait, options: frozenset[str], value: TraitValue
) -> Problem | None:
    """What is wrong with one answer, or None: ``pool.answer.form`` or ``pool.answer.option``; `options` are the trait's."""
    if value is None:
        return None
    where = f"{member.person}, {trait.name}"
    if not _has_form(trait, value):
        return Problem(
            "pool.answer.form", where, {"expected": _NATURE[trait.kind], "found": type(value).__name__}
        )
    if trait.kind == "text":  # it has no options
        return None
    chosen = (
        {value} if isinstance(value, str) else value if isinstance(value, frozenset) else frozenset[str]()
    )
    unknown = len(set(chosen) - options)
    if unknown:
        return Problem("pool.answer.option", where, {"options": len(trait.options), "unknown": unknown})
    return None


def _has_form(trait: Trait, value: TraitValue) -> bool:
    if trait.kind in ("choice", "text"):
        return isinstance(value, str)
    if trait.kind == "set":
        return isinstance(value, frozenset)
    if trait.kind == "place":
        return isinstance(value, tuple) and len(value) == 2 and _on_earth(*value)
    return _is_number(value)


def _on_earth(latitude: float, longitude: float) -> bool:
    return _is_number(latitude) and _is_number(longitude) and abs(latitude) <= 90 and abs(longitude) <= 180


def _is_number(value: object) -> bool:
    # bool is an int to Python and an answer of another kind to us; the bound refuses NaN and infinity too
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= float_info.max


def choice_column(trait: Trait, answers: Sequence[TraitValue]) -> IntArray:
    """Position of each answer in the trait's options, -1 where not answered."""
    given = set(answers)
    codes: dict[TraitValue, int] = {
        option: code for code, option in enumerate(trait.options) if option in given
    }
    codes[None] = -1
    return frozen_array(np.array([codes[answer] for answer in answers], dtype=np.intp))


def set_column(trait: Trait, answers: Sequence[TraitValue]) -> SetColumn:
    """A bit for each option chosen, in as many 64-bit words as the options need."""
    bit = {option: 1 << position for position, option in enumerate(trait.options)}
    words = max(1, -(-len(trait.options) // WORD))
    masks = np.zeros((len(answers), words), dtype=np.uint64)
    for row, answer in enumerate(answers):
        whole = sum(bit[option] for option in answer) if isinstance(answer, frozenset) else 0
        for word in range(words):
            masks[row, word] = (whole >> (WORD * word)) & 0xFFFF_FFFF_FFFF_FFFF
    answered = np.array([answer is not None for answer in answers], dtype=np.bool_)
    return SetColumn(frozen_array(masks), frozen_array(answered))


def options_of(trait: Trait, masks: NDArray[np.uint64]) -> frozenset[str]:
    """The options that the bits of one row stand for."""
    words = masks.tolist()
    return frozenset(
        option for at, option in enumerate(trait.options) if words[at // WORD] >> (at % WORD) & 1
    )


def number_column(answers: Sequence[TraitValue]) -> FloatArray:
    """The numbers, NaN where not answered."""
    numbers = [float(answer) if isinstance(answer, int | float) else np.nan for answer in answers]
    return frozen_array(np.array(numbers, dtype=np.float64))


@frozen(eq=False)
class PlaceColumn:
    """Answers to a ``place`` trait on one side of the pool; the arrays are read-only.

    Args:
        degrees: shape (people, 2), latitude and longitude, NaN where not answered.
        directions: shape (3, people), unit vectors, NaN where not answered.
    """

    degrees: FloatArray
    directions: FloatArray


def place_column(answers: Sequence[TraitValue]) -> PlaceColumn:
    """The places, with the directions in which they lie: sines and cosines once for each person, and none for a pair."""
    nowhere = (np.nan, np.nan)
    found = [answer if isinstance(answer, tuple) else nowhere for answer in answers]
    return placed(np.array(found, dtype=np.float64).reshape(len(found), 2))


def placed(degrees: FloatArray) -> PlaceColumn:
    """Places in degrees, shape (people, 2), as a column."""
    latitude, longitude = np.radians(degrees).T
    parallel = np.cos(latitude)
    directions = np.stack((parallel * np.cos(longitude), parallel * np.sin(longitude), np.sin(latitude)))
    return PlaceColumn(frozen_array(degrees), frozen_array(directions))
