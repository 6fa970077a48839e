"""Accesses that were taken in an emergency, or approved by a second person."""

from __future__ import annotations

from sqlalchemy import Column, Index, Table

from mentorcore.storage.tables.base import NAME, metadata, person_id
from mentorcore.storage.types import Instant

passes = Table(
    "passes",
    metadata,
    Column("id", NAME, primary_key=True),
    Column("kind", NAME, nullable=False),
    person_id("actor"),
    person_id(),
    Column("purpose", NAME, nullable=False),
    Column("second", NAME, nullable=False),
    Column("asked_at", Instant, nullable=False),
    Column("opened_at", Instant),
    Column("ends_at", Instant),
    Column("verdict", NAME, nullable=False),
    Column("reviewed_by", NAME, nullable=False),
    Index("ix_passes_actor", "actor"),
    Index("ix_passes_person", "person"),
)
