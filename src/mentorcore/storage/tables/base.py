"""What all tables share: one metadata, names for every constraint, and the columns that many have.

Texts have no length: SQLite would not keep to one, PostgreSQL would, and both have to accept the same values.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, ForeignKey, Index, MetaData, String, event

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)
"""Every table of a database, so that a schema can be made and compared."""

NAME = String().with_variant(String(collation="C"), "postgresql")
"""Ids, codes and names, in the same order on both databases, whatever the server's language is."""


def person_id(name: str = "person", *, key: bool = False) -> Column[str]:
    """A column that names a person.

    Args:
        name: of the column.
        key: whether it is part of the primary key.
    """
    return Column(name, NAME, ForeignKey("persons.id"), primary_key=key, nullable=False)


_WHERE = "where"


def partial_index(name: str, *columns: Column[Any], where: ColumnElement[bool], unique: bool = False) -> None:
    """An index of some rows only, on both databases.

    SQLAlchemy takes the condition as an argument of one dialect, and loads that dialect to check it: PostgreSQL's
    alone takes longer than a whole command. So the condition is set when the index is made, for the database
    that it is made in.

    Args:
        name: of the index.
        columns: what it is over.
        where: which rows it holds.
        unique: whether no two of these rows may be equal in it.
    """
    Index(name, *columns, unique=unique, info={_WHERE: where})


@event.listens_for(metadata, "before_create")
def _set_conditions(target: MetaData, connection: Connection, **_: Any) -> None:
    for table in target.tables.values():
        for index in table.indexes:
            if _WHERE in index.info:
                index.dialect_options[connection.dialect.name][_WHERE] = index.info[_WHERE]
