"""Who is suspended or was put out, and which matches pause for it."""

from __future__ import annotations

from sqlalchemy import JSON, Column, Date, ForeignKey, Index, Table

from mentorcore.storage.tables.base import NAME, metadata, person_id

standings = Table(
    "standings",
    metadata,
    person_id(key=True),
    Column("state", NAME, nullable=False),
    Column("since", Date, nullable=False),
    Column("made_by", NAME, nullable=False),
    Column("roles", JSON, nullable=False),
)

paused_matches = Table(
    "paused_matches",
    metadata,
    Column("match", NAME, ForeignKey("matches.id"), primary_key=True),
    person_id(key=True),
    Index("ix_paused_matches_person", "person"),
)
