"""The whole state of a database, so that a test can say that nothing, or only one thing, has changed."""

from __future__ import annotations

from typing import Any

from sqlalchemy import inspect, text

from mentorcore import Programme

State = dict[str, list[tuple[Any, ...]]]


def state_of(programme: Programme, *, without: tuple[str, ...] = ()) -> State:
    """Table to its rows, sorted.

    Args:
        programme: whose database.
        without: tables that may change.
    """
    with programme.context.store.read() as tx:
        tables = sorted(set(inspect(tx.conn).get_table_names()) - set(without))
        rows = {name: tx.conn.execute(text(f'SELECT * FROM "{name}"')).all() for name in tables}
    return {name: sorted((tuple(row) for row in found), key=repr) for name, found in rows.items()}


def audit_of(programme: Programme) -> list[dict[str, Any]]:
    """The audit, oldest first, a mapping for each entry."""
    with programme.context.store.read() as tx:
        return [dict(row) for row in tx.conn.execute(text("SELECT * FROM audit ORDER BY number")).mappings()]
