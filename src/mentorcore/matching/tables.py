"""A pool out of columns, for services that hold very many people in arrays: a national programme, a simulation.

`building.build_pool` takes people one by one, which is right for a programme and too slow for half a million. Here each side is a
table; what it holds is checked as strictly, and a fault names the column and the row, never the answer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, TypeVar, get_args

import numpy as np
from attrs import evolve, field, frozen
from numpy.typing import NDArray

from mentorcore.domain.errors import InputFault, Problem
from mentorcore.hooks.matching import FloatArray, IntArray, Separation, SetColumn, Side, Trait, TraitKind
from mentorcore.matching.building import declared_traits, find_separations, own_mentors
from mentorcore.matching.columns import COUNT, MOST_COUNT, WORD, PlaceColumn, frozen_array, placed
from mentorcore.matching.pool import Pool
from mentorcore.matching.texts import WordWeights, text_columns
from mentorcore.matching.wishes import wish_columns

Array = NDArray[Any]
_Scalar = TypeVar("_Scalar", bound=np.generic)
_COUNTS = {"capacity": 1, "waiting_days": 0, "waited_rounds": 0}


@frozen(eq=False)
class Table:
    """The people of one side.

    Args:
        people: public ids, each once, in any order; all columns are in this order.
        answers: column by name of the trait; a trait that is missing is answered by nobody. A ``choice`` is the position in the
            trait's options, -1 where not answered; a ``set`` a mask of shape (people, words), bit ``i % 64`` of word ``i // 64`` for option ``i``;
            a ``number`` is NaN where not answered; a ``place`` of shape (people, 2), latitude and longitude in degrees, NaN where not answered;
            a ``text`` an array of texts or of Python objects, empty or None where not answered.
        answered: for ``set`` traits, who answered at all; everybody where it is missing.
        capacity: free seats, 1 each where None.
        waiting_days: days in the pool, 0 where None.
        waited_rounds: rounds without a proposal, 0 where None.
        wishes: by public id whom somebody would like to be with, the first choice first.
    """

    people: Sequence[str]
    answers: Mapping[str, Array] = field(factory=dict, repr=False)
    answered: Mapping[str, NDArray[np.bool_]] = field(factory=dict, repr=False)
    capacity: IntArray | None = None
    waiting_days: IntArray | None = None
    waited_rounds: IntArray | None = None
    wishes: Mapping[str, tuple[str, ...]] = field(factory=dict, repr=False)


def pool_of_tables(
    mentees: Table,
    mentors: Table,
    traits: Iterable[Trait],
    separations: Iterable[Separation] = (),
    *,
    words: Mapping[str, WordWeights] | None = None,
) -> Pool:
    """The pool of two tables.

    Args:
        mentees: everybody who looks for a mentor.
        mentors: everybody who offers to be one.
        traits: every trait that is answered.
        separations: as for `building.build_pool`.
        words: as for `building.build_pool`.

    Raises:
        SetupFault: as `building.build_pool`.
        InputFault: a person stands twice, or a column has another length, type or range than it should; all problems at once.
    """
    declared = declared_traits(traits)
    sides = (_Side(mentees, "mentee", declared), _Side(mentors, "mentor", declared))
    problems = [problem for side in sides for problem in side.problems()]
    if problems:
        raise InputFault(problems)
    ours, theirs = (side.sorted() for side in sides)
    mentee_place, mentor_place = (
        {p: at for at, p in enumerate(side.table.people)} for side in (ours, theirs)
    )
    apart = find_separations(separations, mentee_place, mentor_place)
    keys = sorted(mentee * len(mentor_place) + mentor for mentee, mentor in apart)
    named = ours.named(mentee_place), theirs.named(mentor_place)
    names = {kind: [t.name for t in declared.values() if t.kind == kind] for kind in get_args(TraitKind)}
    return Pool(
        mentees=tuple(mentee_place),
        mentors=tuple(mentor_place),
        capacity=(ours.count("capacity"), theirs.count("capacity")),
        waiting_days=(ours.count("waiting_days"), theirs.count("waiting_days")),
        waited_rounds=(ours.count("waited_rounds"), theirs.count("waited_rounds")),
        traits=declared,
        choices={name: (ours.choice(name), theirs.choice(name)) for name in names["choice"]},
        set_columns={name: (ours.sets(name), theirs.sets(name)) for name in names["set"]},
        number_columns={name: (ours.number(name), theirs.number(name)) for name in names["number"]},
        place_columns={name: (ours.place(name), theirs.place(name)) for name in names["place"]},
        text_columns={
            name: text_columns(ours.texts(name), theirs.texts(name), (words or {}).get(name), trait=name)
            for name in names["text"]
        },
        separations=apart,
        separated_keys=frozen_array(np.array(keys, dtype=np.intp)),
        wishes=wish_columns(named, mentee_place, mentor_place),
        named=named,
        own_mentor=own_mentors(mentee_place, mentor_place),
    )


@frozen(eq=False)
class _Side:
    """One table as the columns of a pool."""

    table: Table
    role: Side
    traits: Mapping[str, Trait]

    def problems(self) -> Iterator[Problem]:
        """What is wrong with the table: where, what is expected, what was found."""
        people = self.table.people
        if len(set(people)) != len(people):
            twice = next(person for person, times in Counter(people).items() if times > 1)
            yield Problem("pool.member.twice", twice, {"role": self.role})
        for name in _COUNTS:
            column = getattr(self.table, name)
            if column is not None:
                whole = column.dtype.kind in "iu"
                fine = (column >= 0) & (column <= MOST_COUNT) if whole else None
                yield from self._column(name, column, (), whole, COUNT, fine)
        for name, answered in self.table.answered.items():
            if name not in self.traits:
                yield Problem("pool.trait", f"{self.role}, {name}", {"declared": ", ".join(self.traits)})
                continue
            yield from self._column(name, answered, (), answered.dtype == np.bool_, "yes or no", None)
        for name, column in self.table.answers.items():
            trait = self.traits.get(name)
            if trait is None:
                yield Problem("pool.trait", f"{self.role}, {name}", {"declared": ", ".join(self.traits)})
            else:
                yield from self._answers(trait, column)

    def _answers(self, trait: Trait, column: Array) -> Iterator[Problem]:
        """What is wrong with the answers to one trait."""
        fine: Array | None
        typed: bool
        if trait.kind == "choice":
            typed = column.dtype.kind == "i"
            fine = (column >= -1) & (column < len(trait.options)) if typed else None
            yield from self._column(trait.name, column, (), typed, f"-1 to {len(trait.options) - 1}", fine)
        elif trait.kind == "set":
            words = max(1, -(-len(trait.options) // WORD))
            typed = bool(column.dtype == np.uint64) and column.shape[1:] == (words,)
            rest = np.uint64(0xFFFF_FFFF_FFFF_FFFF >> (WORD * words - len(trait.options)))
            fine = column[:, -1] <= rest if typed else None
            yield from self._column(trait.name, column, (words,), typed, f"{len(trait.options)} bits", fine)
        elif trait.kind == "number":
            typed = column.dtype.kind == "f"
            fine = ~np.isinf(column) if typed else None
            yield from self._column(trait.name, column, (), typed, "finite numbers", fine)
        elif trait.kind == "text":
            typed = column.dtype.kind in "UO"
            fine = None
            if column.dtype.kind == "O":
                plain = [text is None or isinstance(text, str) for text in column.ravel().tolist()]
                fine = np.array(plain, dtype=np.bool_)
            yield from self._column(trait.name, column, (), typed, "texts", fine)
        else:
            typed = bool(column.dtype == np.float64) and column.shape[1:] == (2,)
            fine = ~np.any(np.abs(column) > (90, 180), axis=1) if typed else None
            if fine is not None:  # half a place is none
                fine &= np.isnan(column[:, 0]) == np.isnan(column[:, 1])
            yield from self._column(trait.name, column, (2,), typed, "degrees up to 90 and 180", fine)

    def _column(
        self, name: str, column: Array, more: tuple[int, ...], typed: bool, expected: str, fine: Array | None
    ) -> Iterator[Problem]:
        """One problem at most: type and shape first, then the first row that is out of range."""
        where, shape = f"{self.role}, {name}", (len(self.table.people), *more)
        if not typed or column.shape != shape:
            found = f"{column.dtype.name} {column.shape}"
            yield Problem("pool.column", where, {"expected": f"{expected}, {shape}", "found": found})
        elif fine is not None and not fine.all():
            row = int(np.flatnonzero(~fine)[0])
            yield Problem("pool.column.row", where, {"expected": expected, "row": row})

    def sorted(self) -> _Side:
        """The same table, by public id."""
        people = self.table.people
        if all(first < second for first, second in pairwise(people)):
            return self
        order = np.array(sorted(range(len(people)), key=people.__getitem__), dtype=np.intp)
        columns = {name: getattr(self.table, name) for name in _COUNTS}
        return evolve(
            self,
            table=Table(
                [people[at] for at in order.tolist()],
                {name: column[order] for name, column in self.table.answers.items()},
                {name: column[order] for name, column in self.table.answered.items()},
                **{name: None if column is None else column[order] for name, column in columns.items()},
                wishes=self.table.wishes,
            ),
        )

    def count(self, name: str) -> IntArray:
        """A count of everybody."""
        column = getattr(self.table, name)
        if column is None:
            return frozen_array(np.full(len(self.table.people), _COUNTS[name], dtype=np.intp))
        return frozen_array(column.astype(np.intp))

    def named(self, there: Mapping[str, int]) -> Mapping[str, tuple[str, ...]]:
        """Whom those who are there named."""
        return {person: wishes for person, wishes in self.table.wishes.items() if person in there and wishes}

    def choice(self, name: str) -> IntArray:
        """The codes of a ``choice`` trait."""
        return frozen_array(self._given(name, np.intp, (), -1))

    def sets(self, name: str) -> SetColumn:
        """The masks of a ``set`` trait; whoever did not answer has none of their bits."""
        words = max(1, -(-len(self.traits[name].options) // WORD))
        masks = self._given(name, np.uint64, (words,), 0)
        given = name in self.table.answers
        answered = self.table.answered.get(name, np.full(len(masks), given)).astype(np.bool_)
        return SetColumn(
            frozen_array(np.where(answered[:, None], masks, np.uint64(0))), frozen_array(answered)
        )

    def number(self, name: str) -> FloatArray:
        """The values of a ``number`` trait."""
        return frozen_array(self._given(name, np.float64, (), np.nan))

    def place(self, name: str) -> PlaceColumn:
        """The places of a ``place`` trait."""
        return placed(self._given(name, np.float64, (2,), np.nan))

    def texts(self, name: str) -> Sequence[str | None]:
        """What everybody wrote about a ``text`` trait."""
        column = self.table.answers.get(name)
        found: list[str | None] = [None] * len(self.table.people) if column is None else column.tolist()
        return found

    def _given(
        self, name: str, scalar: type[_Scalar], more: tuple[int, ...], default: float
    ) -> NDArray[_Scalar]:
        column = self.table.answers.get(name)
        if column is None:
            return np.full((len(self.table.people), *more), default, dtype=scalar)
        return column.astype(scalar)
