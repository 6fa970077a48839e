"""Whose data may not be destroyed for now."""

from __future__ import annotations

from sqlalchemy import Column, Date, Table

from mentorcore.storage.tables.base import NAME, metadata, partial_index, person_id

legal_holds = Table(
    "legal_holds",
    metadata,
    Column("id", NAME, primary_key=True),
    person_id(),
    Column("ground", NAME, nullable=False),
    Column("since", Date, nullable=False),
    Column("review_on", Date, nullable=False),
    Column("held_by", NAME, nullable=False),
    Column("released_on", Date),
    Column("released_by", NAME, nullable=False),
)
partial_index(
    "uq_legal_holds_open",
    legal_holds.c.person,
    unique=True,
    where=legal_holds.c.released_on.is_(None),
)
