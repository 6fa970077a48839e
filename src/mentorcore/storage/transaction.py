"""A transaction as the queries of this package see it: a connection, the keys, the time and fresh ids."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Connection, Executable, Insert, Row, RowMapping, Table, insert, select
from sqlalchemy.engine import CursorResult

from mentorcore.domain.clock import Clock
from mentorcore.domain.ids import IdMaker
from mentorcore.storage.bulk import BULK, add_many
from mentorcore.storage.faults import value_errors
from mentorcore.storage.keys import KeyStore
from mentorcore.storage.lists import among


class Tx:
    """One transaction. It is never handed to a plugin.

    Args:
        conn: the connection inside its transaction.
        keys: the key store.
        clock: where the time comes from.
        new_id: makes public ids.
    """

    def __init__(self, conn: Connection, keys: KeyStore, clock: Clock, new_id: IdMaker) -> None:
        self.conn = conn
        self.keys = keys
        self.now: datetime = clock.now()
        self.new_id: Callable[[str], str] = new_id

    def new_ids(self, kind: str, count: int, column: Column[str]) -> list[str]:
        """Fresh ids for many rows at once; one that a row has already is drawn again.

        Two of some hundred thousand random ids are probably equal, though a given one hardly ever is.

        Args:
            kind: the kind of id, as `new_id` takes it.
            count: how many.
            column: where the ids of that kind are kept.
        """
        fresh: dict[str, None] = {}
        while len(fresh) < count:
            fresh |= {self.new_id(kind): None for _ in range(count - len(fresh))}
            for taken in self._execute(select(column).where(among(column, fresh))).scalars():
                del fresh[taken]
        return list(fresh)

    def rows(self, query: Executable) -> Sequence[RowMapping]:
        """All rows of a query as mappings."""
        return self._execute(query).mappings().all()

    def tuples(self, query: Executable) -> Sequence[Row[*tuple[Any, ...]]]:
        """All rows of a query, to be unpacked in the order of its columns: where there are many of them."""
        return self._execute(query).all()

    def row(self, query: Executable) -> RowMapping | None:
        """The first row of a query, or None."""
        return self._execute(query).mappings().first()

    def scalar(self, query: Executable) -> Any:
        """The first column of the first row, or None."""
        return self._execute(query).scalar()

    def run(self, statement: Executable, *rows: Mapping[str, Any]) -> int:
        """Execute a statement that changes rows, once or for each of `rows`; returns how many it changed."""
        return self._execute(statement, [dict(row) for row in rows]).rowcount

    def add(self, table: Table, *rows: Mapping[str, Any]) -> None:
        """Insert rows, in one statement; all of them have the same columns."""
        if len(rows) >= BULK and self.conn.dialect.positional:
            add_many(self.conn, table, {name: [row[name] for row in rows] for name in rows[0]})
        elif rows:
            statement: Insert = insert(table)
            self._execute(statement, [dict(row) for row in rows])

    def add_columns(
        self, table: Table, columns: Mapping[str, Sequence[Any]], shared: Mapping[str, Any] | None = None
    ) -> None:
        """Insert rows given column by column, which spares a mapping for each of very many.

        Args:
            table: where they belong.
            columns: column to its values, one for each row.
            shared: values that are the same in all rows.
        """
        count = len(next(iter(columns.values())))
        every = {**{name: [value] * count for name, value in (shared or {}).items()}, **columns}
        if count >= BULK and self.conn.dialect.positional:
            add_many(self.conn, table, every)
        else:
            self.add(
                table, *(dict(zip(every, row, strict=True)) for row in zip(*every.values(), strict=True))
            )

    def _execute(self, statement: Executable, rows: list[dict[str, Any]] | None = None) -> CursorResult[Any]:
        with value_errors():
            return self.conn.execute(statement, rows or None)
