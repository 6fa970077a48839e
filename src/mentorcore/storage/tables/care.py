"""What is owed, told and looked after: duties, messages, concerns and who is kept apart."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, Date, ForeignKey, Index, Table, Text, UniqueConstraint

from mentorcore.storage.tables.base import NAME, metadata, partial_index, person_id
from mentorcore.storage.types import Instant

duties = Table(
    "duties",
    metadata,
    Column("id", NAME, primary_key=True),
    Column("policy", NAME, nullable=False),
    Column("rule", NAME, nullable=False),
    Column("subject", NAME, nullable=False),
    Column("owner", NAME, nullable=False),
    Column("occurrence", NAME, nullable=False),
    Column("due_on", Date, nullable=False),
    Column("opened_on", Date, nullable=False),
    Column("state", NAME, nullable=False),
    Column("about", NAME, nullable=False),
    Column("params", JSON, nullable=False),
    Column("remedy", Text, nullable=False),
    Column("clauses", JSON, nullable=False),
    Column("closed_on", Date),
    Column("closed_by", NAME, nullable=False),
    Column("deferred", Boolean, nullable=False),
    Column("due_at", Instant),
    Column("remind_on", Date),
    Column("missed_from", Date),
    Column("reminded_on", Date),
    UniqueConstraint("policy", "rule", "subject", "owner", "occurrence"),
    Index("ix_duties_subject", "subject"),
)
partial_index(
    "ix_duties_open",
    duties.c.owner,
    duties.c.due_on,
    where=duties.c.state == "open",
)
partial_index(
    "ix_duties_remind",
    duties.c.remind_on,
    where=(duties.c.state == "open") & duties.c.remind_on.is_not(None) & duties.c.reminded_on.is_(None),
)

messages = Table(
    "messages",
    metadata,
    Column("id", NAME, primary_key=True),
    Column("template", NAME, nullable=False),
    person_id("recipient"),
    Column("about", NAME, nullable=False),
    Column("channel", NAME, nullable=False),
    Column("state", NAME, nullable=False),
    Column("written_at", Instant, nullable=False),
    Column("due_on", Date, nullable=False),
    Column("documents", JSON, nullable=False),
    Column("clauses", JSON, nullable=False),
    Column("held_for", NAME, nullable=False),
    Column("sent_on", Date),
    Column("outside_hours", Boolean, nullable=False),
    Index("ix_messages_recipient", "recipient"),
    Index("ix_messages_state_due", "state", "due_on"),
)

concerns = Table(
    "concerns",
    metadata,
    Column("id", NAME, primary_key=True),
    Column("kind", NAME, nullable=False),
    Column("wish", NAME, nullable=False),
    Column("state", NAME, nullable=False),
    Column("raised_on", Date, nullable=False),
    Column("raised_by", NAME, nullable=False),
    Column("unnamed", Boolean, nullable=False),
    Column("match", NAME, nullable=False),
    Column("agreed", Boolean, nullable=False),
    Column("outcome", NAME, nullable=False),
    Column("risk", NAME, nullable=False),
    Column("talked_over", NAME, nullable=False),
    Index("ix_concerns_match", "match"),
)

concern_people = Table(
    "concern_people",
    metadata,
    Column("concern", NAME, ForeignKey("concerns.id"), primary_key=True),
    person_id(key=True),
    Index("ix_concern_people_person", "person"),
)

protections = Table(
    "protections",
    metadata,
    Column("concern", NAME, ForeignKey("concerns.id"), primary_key=True),
    person_id("one", key=True),
    person_id("other", key=True),
    Column("since", Date, nullable=False),
    Column("lifted_on", Date),
)
