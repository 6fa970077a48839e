"""Facts to rows, and back.

A row is flat, and the database's types already made days, instants and JSON of it. What is left is enumerations
and tuples; a general converter would take longer to load than most commands take to run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import Enum
from functools import cache
from operator import attrgetter
from types import UnionType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from attrs import fields
from sqlalchemy import Column, RowMapping, Table

T = TypeVar("T")
Reader = Callable[[Any], Any]


def fact(cls: type[T], row: Mapping[str, Any] | RowMapping) -> T:
    """A frozen fact from a row's mapping; columns that the fact does not have are passed over."""
    return cls(**{name: read(row[name]) if read else row[name] for name, read in _readers(cls)})


def columns_of(cls: Any, table: Table) -> list[Column[Any]]:
    """The columns of a table that hold the fields of a fact, in the order in which `facts` takes them."""
    return [table.c[field.name] for field in fields(cls)]


def facts(cls: type[T], rows: Iterable[Sequence[Any]]) -> Iterator[T]:
    """The same from the columns of `columns_of`, column by column: where there are many rows, a loop over each of them
    would take longer than the query."""
    columns: list[Iterable[Any]] = list(zip(*rows, strict=True))
    if not columns:
        return iter(())
    for place, (_, read) in enumerate(_readers(cls)):
        if read:
            columns[place] = map(read, columns[place])
    return map(cls, *columns)


def row(value: Any) -> dict[str, Any]:
    """A row from a frozen fact."""
    names, values_of = _writers(type(value))
    found = dict(zip(names, values_of(value), strict=True))
    for name, held in found.items():
        # A text may be one, too: kinds of records are an enumeration that policies extend with names of their own.
        if isinstance(held, Enum):
            found[name] = held.value
    return found


Writers = tuple[tuple[str, ...], Callable[[Any], tuple[Any, ...]]]


def _find_writers(cls: Any) -> Writers:
    """Names of the fields, and what gets their values."""
    names = tuple(field.name for field in fields(cls))
    return names, attrgetter(*names)


_writers: Callable[[Any], Writers] = cache(_find_writers)


def _find_readers(cls: Any) -> tuple[tuple[str, Reader | None], ...]:
    hints = get_type_hints(cls)
    return tuple((field.name, _reader(hints[field.name])) for field in fields(cls))


_readers: Callable[[Any], tuple[tuple[str, Reader | None], ...]] = cache(_find_readers)


def _reader(kind: Any) -> Reader | None:
    """What makes a field's value of a column's; None where it is one already."""
    if isinstance(kind, UnionType):
        (kind, *others) = (part for part in get_args(kind) if part is not type(None))
        inner = None if others else _reader(kind)
        return None if inner is None else lambda value: None if value is None else inner(value)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return {member.value: member for member in kind}.__getitem__
    return tuple if get_origin(kind) is tuple else None
