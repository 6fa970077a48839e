"""Many rows at once: the driver's own executemany, with the values that the column types would have made.

SQLAlchemy looks at each row's parameters by name, which takes three times as long as storing the row. The
statement, the order of its parameters and each column's conversion are the same for all rows, so they are
worked out once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from itertools import repeat
from operator import is_
from typing import Any

from sqlalchemy import Connection, Date, Table, insert

from mentorcore.domain.mappings import FrozenMap
from mentorcore.storage.faults import value_errors

BULK = 50
"""Rows from which working it out once is worth it."""


def add_many(conn: Connection, table: Table, columns: Mapping[str, Sequence[Any]]) -> None:
    """Insert rows on a database whose statements take parameters by position.

    Args:
        conn: the connection.
        table: where they belong.
        columns: column to its values, one for each row; there is at least one row.
    """
    dialect = conn.dialect
    compiled = insert(table).compile(dialect=dialect, column_keys=list(columns))
    converted = [
        _converted(columns[name], _conversion(table, name, dialect)) for name in compiled.positiontup or ()
    ]
    with value_errors():
        conn.exec_driver_sql(str(compiled), list(zip(*converted, strict=True)))


def _converted(values: Sequence[Any], convert: Callable[[Any], Any] | None) -> Sequence[Any]:
    """The values of one column as the driver takes them; neighbours often share a value, such as the day."""
    if convert is None:
        return values
    before, made = values[0], convert(values[0])
    if all(map(is_, values, repeat(before))):
        return [made] * len(values)
    found = []
    for value in values:
        if value is not before and not _alike(value, before):
            made = convert(value)
        before = value
        found.append(made)
    return found


def _alike(value: Any, other: Any) -> bool:
    """Whether two mappings become the same JSON, as those of one subject's duties often do: yes equals one, but is
    written otherwise."""
    if type(value) is not FrozenMap or value != other:
        return False
    kinds = [*map(type, value.values())]
    return kinds == [*map(type, other.values())] and _FLAT.issuperset(kinds)


_FLAT = frozenset({str, int})


def _conversion(table: Table, name: str, dialect: Any) -> Callable[[Any], Any] | None:
    kind = table.c[name].type
    if isinstance(kind, Date) and dialect.name == "sqlite":
        return _day
    convert: Callable[[Any], Any] | None = kind.dialect_impl(dialect).bind_processor(dialect)
    return convert


def _day(day: date | None) -> str | None:
    """A day as SQLite keeps it; SQLAlchemy's own conversion makes the same text, and takes five times as long."""
    return None if day is None else day.isoformat()
