"""Persons with their roles, and what is kept about them: sealed, indexed blindly, or as evidence."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, Date, Index, Integer, LargeBinary, Table, false

from mentorcore.storage.tables.base import NAME, metadata, partial_index, person_id
from mentorcore.storage.types import Instant

persons = Table(
    "persons",
    metadata,
    Column("id", NAME, primary_key=True),
    Column("language", NAME, nullable=False),
    Column("registered_on", Date, nullable=False),
    Column("erased", Boolean, nullable=False, server_default=false()),
    Column("batch", NAME),  # null once they are visible
)
# Only those that are staged: an index of everybody would be taken for a good way to find one person.
partial_index(
    "ix_persons_batch",
    persons.c.batch,
    where=persons.c.batch.is_not(None),
)

roles = Table(
    "roles",
    metadata,
    person_id(key=True),
    Column("role", NAME, primary_key=True),
    Column("state", NAME, nullable=False),
    Column("since", Date, nullable=False),
    Column("capacity", Integer, nullable=False),
    Index("ix_roles_role_state", "role", "state"),
)

accounts = Table(
    "accounts",
    metadata,
    Column("account", NAME, primary_key=True),
    person_id(),
)

envelopes = Table(
    "envelopes",
    metadata,
    Column("dossier", NAME, primary_key=True),
    Column("tier", NAME, primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
)

marks = Table(
    "marks",
    metadata,
    person_id(key=True),
    Column("kind", NAME, primary_key=True),
    Column("digest", NAME, primary_key=True),
    Index("ix_marks_digest", "digest"),
)

records = Table(
    "records",
    metadata,
    Column("id", NAME, primary_key=True),
    Column("kind", NAME, nullable=False),
    person_id(),
    Column("subject", NAME, nullable=False),
    Column("effective_on", Date, nullable=False),
    Column("recorded_at", Instant, nullable=False),
    Column("recorded_by", NAME, nullable=False),
    Column("on_behalf", Boolean, nullable=False),
    Column("how", NAME, nullable=False),
    Column("document", NAME, nullable=False),
    Column("version", NAME, nullable=False),
    Column("data", JSON, nullable=False),
    Column("supersedes", NAME, nullable=False),
    Column("place", Integer, nullable=False),
    Index("uq_records_place", "place", unique=True),
    Index("ix_records_person", "person", "place"),
    Index("ix_records_subject", "subject", "place"),
)
