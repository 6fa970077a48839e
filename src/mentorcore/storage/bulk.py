"""Many rows at once: the driver's own executemany, with the values that the column types would have made.

SQLAlchemy looks at each row's parameters by name, which takes three times as long as storing the row. The
statement, the order of its parameters and each column's conversion are the same for all rows, so they are
worked out once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Table, insert

from mentorcore.storage.faults import value_errors

BULK = 50
"""Rows from which working it out once is worth it."""


def add_many(conn: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows on a database whose statements take parameters by position; all have the same columns."""
    dialect = conn.dialect
    compiled = insert(table).compile(dialect=dialect, column_keys=list(rows[0]))
    names = tuple(compiled.positiontup or ())
    places = [(place, _conversion(table, name, dialect)) for place, name in enumerate(names)]
    conversions = [(place, convert) for place, convert in places if convert is not None]
    pick = itemgetter(*names)
    with value_errors():
        conn.exec_driver_sql(str(compiled), [_converted(pick(row), conversions) for row in rows])


def _converted(
    values: tuple[Any, ...], conversions: Sequence[tuple[int, Callable[[Any], Any]]]
) -> tuple[Any, ...]:
    if not conversions:
        return values
    found = list(values)
    for place, convert in conversions:
        found[place] = convert(found[place])
    return tuple(found)


def _conversion(table: Table, name: str, dialect: Any) -> Callable[[Any], Any] | None:
    convert: Callable[[Any], Any] | None = table.c[name].type.dialect_impl(dialect).bind_processor(dialect)
    return convert
