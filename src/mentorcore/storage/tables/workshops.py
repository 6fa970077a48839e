"""Workshops; who attended one is evidence about that person."""

from __future__ import annotations

from sqlalchemy import Column, Date, Index, Table, Text

from mentorcore.storage.tables.base import NAME, metadata

workshops = Table(
    "workshops",
    metadata,
    Column("id", NAME, primary_key=True),
    Column("title", Text, nullable=False),
    Column("held_on", Date, nullable=False),
    Column("place", Text, nullable=False),
    Column("announced_on", Date, nullable=False),
    Index("ix_workshops_held_on", "held_on"),
)
