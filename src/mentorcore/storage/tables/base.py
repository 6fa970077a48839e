"""What all tables share: one metadata, names for every constraint, and the columns that many have.

Texts have no length: SQLite would not keep to one, PostgreSQL would, and both have to accept the same values.
"""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, MetaData, String

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
