"""What is owed, told and looked after: duties, messages, concerns and who is kept apart."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, Date, ForeignKey, Index, String, Table, Text, UniqueConstraint

from mentorcore.storage.tables.base import ID, metadata, person_id
from mentorcore.storage.types import Instant

duties = Table(
    "duties",
    metadata,
    Column("id", ID, primary_key=True),
    Column("policy", String, nullable=False),
    Column("rule", String, nullable=False),
    Column("subject", String, nullable=False),
    Column("owner", String, nullable=False),
    Column("occurrence", String, nullable=False),
    Column("due_on", Date, nullable=False),
    Column("opened_on", Date, nullable=False),
    Column("state", String, nullable=False),
    Column("about", String, nullable=False),
    Column("params", JSON, nullable=False),
    Column("remedy", Text, nullable=False),
    Column("clauses", JSON, nullable=False),
    Column("closed_on", Date),
    Column("closed_by", String, nullable=False),
    Column("deferred", Boolean, nullable=False),
    UniqueConstraint("policy", "rule", "subject", "owner", "occurrence"),
    Index("ix_duties_subject", "subject"),
)
Index(
    "ix_duties_open",
    duties.c.due_on,
    sqlite_where=duties.c.state == "open",
    postgresql_where=duties.c.state == "open",
)

messages = Table(
    "messages",
    metadata,
    Column("id", ID, primary_key=True),
    Column("template", String, nullable=False),
    person_id("recipient"),
    Column("about", String, nullable=False),
    Column("channel", String, nullable=False),
    Column("state", String, nullable=False),
    Column("written_at", Instant, nullable=False),
    Column("due_on", Date, nullable=False),
    Column("documents", JSON, nullable=False),
    Column("clauses", JSON, nullable=False),
    Column("held_for", String, nullable=False),
    Column("sent_on", Date),
    Index("ix_messages_recipient", "recipient"),
    Index("ix_messages_state_due", "state", "due_on"),
)

concerns = Table(
    "concerns",
    metadata,
    Column("id", ID, primary_key=True),
    Column("kind", String, nullable=False),
    Column("wish", String, nullable=False),
    Column("state", String, nullable=False),
    Column("raised_on", Date, nullable=False),
    Column("raised_by", String, nullable=False),
    Column("unnamed", Boolean, nullable=False),
    Column("match", String, nullable=False),
    Column("agreed", Boolean, nullable=False),
    Column("outcome", String, nullable=False),
    Index("ix_concerns_match", "match"),
)

concern_people = Table(
    "concern_people",
    metadata,
    Column("concern", ID, ForeignKey("concerns.id"), primary_key=True),
    person_id(key=True),
    Index("ix_concern_people_person", "person"),
)

protections = Table(
    "protections",
    metadata,
    Column("concern", ID, ForeignKey("concerns.id"), primary_key=True),
    person_id("one", key=True),
    person_id("other", key=True),
    Column("since", Date, nullable=False),
    Column("lifted_on", Date),
)
