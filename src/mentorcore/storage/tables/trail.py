"""What a database says about itself and what happened: adopted bundles, events, audit, imports."""

from __future__ import annotations

from sqlalchemy import JSON, Column, Date, Index, Integer, String, Table, Text

from mentorcore.storage.tables.base import metadata
from mentorcore.storage.types import Instant

meta = Table(
    "meta",
    metadata,
    Column("name", String, primary_key=True),
    Column("value", Text, nullable=False),
)

bundles = Table(
    "bundles",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("digest", String, nullable=False),
    Column("adopted_at", Instant, nullable=False),
    Column("adopted_by", String, nullable=False),
    Column("snapshot", Text, nullable=False),
)

events = Table(
    "events",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("type", String, nullable=False),
    Column("subject", String, nullable=False),
    Column("recorded_at", Instant, nullable=False),
    Column("effective_on", Date, nullable=False),
    Column("actor", String, nullable=False),
    Column("on_behalf_of", String, nullable=False),
    Column("data", JSON, nullable=False),
    Index("ix_events_subject", "subject", "number"),
)

cursors = Table(
    "cursors",
    metadata,
    Column("policy", String, primary_key=True),
    Column("number", Integer, nullable=False),
)

imports = Table(
    "imports",
    metadata,
    Column("digest", String, primary_key=True),
    Column("made_at", Instant, nullable=False),
    Column("made_by", String, nullable=False),
    Column("stored", Integer, nullable=False),
)

audit = Table(
    "audit",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("at", String, nullable=False),
    Column("actor", String, nullable=False),
    Column("on_behalf_of", String, nullable=False),
    Column("verb", String, nullable=False),
    Column("purpose", String, nullable=False),
    Column("subjects", Text, nullable=False),
    Column("tiers", Text, nullable=False),
    Column("outcome", String, nullable=False),
    Column("codes", Text, nullable=False),
    Column("hash", String, nullable=False),
)
