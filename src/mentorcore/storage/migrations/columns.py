"""What migrations are written with: columns and indexes as SQLAlchemy and alembic take them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

NAME = sa.String().with_variant(sa.String(collation="C"), "postgresql")
INSTANT = sa.String().with_variant(sa.DateTime(timezone=True), "postgresql")


def where(
    name: str, table: str, on: list[str], sqlite: str, postgresql: str = "", unique: bool = False
) -> None:
    """An index of some rows only."""
    rows, others = sa.text(sqlite), sa.text(postgresql or sqlite)
    op.create_index(name, table, on, unique=unique, sqlite_where=rows, postgresql_where=others)


def names(*columns: str) -> list[sa.Column[str]]:
    """Columns of names, ids or codes that always hold one."""
    return [sa.Column(name, NAME, nullable=False) for name in columns]
