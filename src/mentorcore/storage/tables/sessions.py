"""What a pair does together: sessions with their earlier versions, tasks, and the versions of their agreement."""

from __future__ import annotations

from sqlalchemy import JSON, Column, Date, ForeignKey, Index, Integer, Table

from mentorcore.storage.tables.base import NAME, metadata, person_id
from mentorcore.storage.types import Instant

sessions = Table(
    "sessions",
    metadata,
    Column("id", NAME, primary_key=True),
    Column("match", NAME, ForeignKey("matches.id"), nullable=False),
    Column("state", NAME, nullable=False),
    Column("planned_on", Date),
    Column("starts_at", Instant),
    Column("planned_minutes", Integer, nullable=False),
    Column("planned_by", NAME, nullable=False),
    Column("held_on", Date),
    Column("minutes", Integer, nullable=False),
    Column("channel", NAME, nullable=False),
    Column("present", JSON, nullable=False),
    Column("deviations", JSON, nullable=False),
    Column("cancelled_by", NAME, nullable=False),
    Column("process", NAME, nullable=False),
    Column("recorded", NAME, nullable=False),
    Column("version", Integer, nullable=False),
    Index("ix_sessions_match", "match", "planned_on"),
)

session_versions = Table(
    "session_versions",
    metadata,
    Column("session", NAME, ForeignKey("sessions.id"), primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("state", NAME, nullable=False),
    Column("held_on", Date),
    Column("minutes", Integer, nullable=False),
    Column("channel", NAME, nullable=False),
    Column("present", JSON, nullable=False),
    Column("deviations", JSON, nullable=False),
    Column("replaced_at", Instant, nullable=False),
    Column("replaced_by", NAME, nullable=False),
)

tasks = Table(
    "tasks",
    metadata,
    Column("id", NAME, primary_key=True),
    Column("match", NAME, ForeignKey("matches.id"), nullable=False),
    Column("session", NAME, ForeignKey("sessions.id"), nullable=False),
    person_id("owner"),
    Column("agreed_on", Date, nullable=False),
    Column("due_on", Date),
    Column("state", NAME, nullable=False),
    Column("closed_on", Date),
    Index("ix_tasks_match", "match"),
)

agreements = Table(
    "agreements",
    metadata,
    Column("match", NAME, ForeignKey("matches.id"), primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("form", NAME, nullable=False),
    Column("form_version", NAME, nullable=False),
    Column("proposed_by", NAME, nullable=False),
    Column("proposed_on", Date, nullable=False),
    Column("mentee_accepted_on", Date),
    Column("mentor_accepted_on", Date),
    Column("settled_on", Date),
    Column("confidentiality", NAME, nullable=False),
    Column("later", JSON, nullable=False),
)
