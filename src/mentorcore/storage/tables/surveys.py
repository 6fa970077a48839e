"""Which surveys were answered, and the counts of all answers; no count leads to a person."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Date, ForeignKey, Index, Integer, Table

from mentorcore.storage.tables.base import NAME, metadata, person_id

surveys = Table(
    "surveys",
    metadata,
    Column("match", NAME, ForeignKey("matches.id"), primary_key=True),
    person_id(key=True),
    Column("form", NAME, primary_key=True),
    Column("occasion", NAME, primary_key=True),
    Column("side", NAME, nullable=False),
    Column("version", NAME, nullable=False),
    Column("record", NAME, nullable=False),
    Column("answered_on", Date, nullable=False),
    Column("due_on", Date),
    Column("corrected_on", Date),
    Index("ix_surveys_person", "person"),
)

tallies = Table(
    "tallies",
    metadata,
    Column("form", NAME, primary_key=True),
    Column("version", NAME, primary_key=True),
    Column("question", NAME, primary_key=True),
    Column("value", NAME, primary_key=True),
    Column("count", Integer, nullable=False),
    CheckConstraint("count >= 0", name="never_below_zero"),
)
