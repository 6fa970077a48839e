"""Who is kept away from whom, and what is left of the erased whom others are protected from."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, Index, Table

from mentorcore.storage.tables.base import NAME, metadata, person_id

blocks = Table(
    "blocks",
    metadata,
    person_id(key=True),
    person_id("other", key=True),
    Column("by_staff", Boolean, primary_key=True),
    Column("since", Date, nullable=False),
    Column("made_by", NAME, nullable=False),
    Column("lifted_on", Date),
)

kept_marks = Table(
    "kept_marks",
    metadata,
    person_id(key=True),
    Column("kind", NAME, primary_key=True),
    Column("digest", NAME, primary_key=True),
    Index("ix_kept_marks_digest", "digest"),
)
