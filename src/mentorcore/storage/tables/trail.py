"""What a database says about itself and what happened: adopted bundles, events, audit, imports."""

from __future__ import annotations

from sqlalchemy import JSON, Column, Date, Index, Integer, Table, Text

from mentorcore.storage.tables.base import NAME, metadata
from mentorcore.storage.types import Instant

meta = Table(
    "meta",
    metadata,
    Column("name", NAME, primary_key=True),
    Column("value", Text, nullable=False),
)

bundles = Table(
    "bundles",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("digest", NAME, nullable=False),
    Column("adopted_at", Instant, nullable=False),
    Column("adopted_by", NAME, nullable=False),
    Column("snapshot", Text, nullable=False),
)

events = Table(
    "events",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("type", NAME, nullable=False),
    Column("subject", NAME, nullable=False),
    Column("recorded_at", Instant, nullable=False),
    Column("effective_on", Date, nullable=False),
    Column("actor", NAME, nullable=False),
    Column("on_behalf_of", NAME, nullable=False),
    Column("data", JSON, nullable=False),
    Index("ix_events_subject", "subject", "number"),
)

cursors = Table(
    "cursors",
    metadata,
    Column("policy", NAME, primary_key=True),
    Column("number", Integer, nullable=False),
)

imports = Table(
    "imports",
    metadata,
    Column("digest", NAME, primary_key=True),
    Column("made_at", Instant, nullable=False),
    Column("made_by", NAME, nullable=False),
    Column("stored", Integer, nullable=False),
)

audit = Table(
    "audit",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("at", NAME, nullable=False),
    Column("actor", NAME, nullable=False),
    Column("on_behalf_of", NAME, nullable=False),
    Column("verb", NAME, nullable=False),
    Column("purpose", NAME, nullable=False),
    Column("subjects", Text, nullable=False),
    Column("tiers", Text, nullable=False),
    Column("outcome", NAME, nullable=False),
    Column("codes", Text, nullable=False),
    Column("hash", NAME, nullable=False),
)
