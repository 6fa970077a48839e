"""Every table. Public ids are the keys: unique, random, and the same inside and outside.

Invariants stand here as constraints and indexes, so that they hold however many act at once: one open seat
per person, role and number; one envelope per dossier and tier; one duty per key.
"""

from __future__ import annotations

from sqlalchemy import (
    DDL,
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    event,
    false,
)

from mentorcore.storage.types import Instant

SCHEMA_HEAD = "0001"
"""The newest migration; a database that says otherwise is not opened for writing."""

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)

ID = String(12)


def _person(name: str = "person", *, key: bool = False) -> Column[str]:
    return Column(name, ID, ForeignKey("persons.id"), primary_key=key, nullable=False)


meta = Table(
    "meta",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("value", Text, nullable=False),
)

bundles = Table(
    "bundles",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("digest", String(64), nullable=False),
    Column("adopted_at", Instant, nullable=False),
    Column("adopted_by", String(12), nullable=False),
    Column("snapshot", Text, nullable=False),
)

persons = Table(
    "persons",
    metadata,
    Column("id", ID, primary_key=True),
    Column("language", String(8), nullable=False),
    Column("registered_on", Date, nullable=False),
    Column("erased", Boolean, nullable=False, server_default=false()),
)

roles = Table(
    "roles",
    metadata,
    _person(key=True),
    Column("role", String(40), primary_key=True),
    Column("state", String(12), nullable=False),
    Column("since", Date, nullable=False),
    Column("capacity", Integer, nullable=False),
    Index("ix_roles_role_state", "role", "state"),
)

accounts = Table(
    "accounts",
    metadata,
    Column("account", String(120), primary_key=True),
    _person(),
)

envelopes = Table(
    "envelopes",
    metadata,
    Column("dossier", String(12), primary_key=True),
    Column("tier", String(60), primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
)

marks = Table(
    "marks",
    metadata,
    _person(key=True),
    Column("kind", String(20), primary_key=True),
    Column("digest", String(32), primary_key=True),
    Index("ix_marks_kind_digest", "kind", "digest"),
)

records = Table(
    "records",
    metadata,
    Column("id", ID, primary_key=True),
    Column("kind", String(40), nullable=False),
    _person(),
    Column("subject", String(12), nullable=False),
    Column("effective_on", Date, nullable=False),
    Column("recorded_at", Instant, nullable=False),
    Column("recorded_by", String(12), nullable=False),
    Column("on_behalf", Boolean, nullable=False),
    Column("how", String(40), nullable=False),
    Column("document", String(60), nullable=False),
    Column("version", String(40), nullable=False),
    Column("data", JSON, nullable=False),
    Column("supersedes", String(12), nullable=False),
    Column("place", Integer, nullable=False),
    Index("ix_records_person", "person", "place"),
    Index("ix_records_subject", "subject", "place"),
)

rounds = Table(
    "rounds",
    metadata,
    Column("id", ID, primary_key=True),
    Column("made_on", Date, nullable=False),
    Column("made_by", String(12), nullable=False),
    Column("solver", String(60), nullable=False),
    Column("mentees", Integer, nullable=False),
    Column("mentors", Integer, nullable=False),
    Column("seed", Integer, nullable=False),
    Column("bundle", String(64), nullable=False),
)

matches = Table(
    "matches",
    metadata,
    Column("id", ID, primary_key=True),
    _person("mentee"),
    _person("mentor"),
    Column("state", String(12), nullable=False),
    Column("round", String(12), nullable=False),
    Column("proposed_on", Date, nullable=False),
    Column("mentee_accepted_on", Date),
    Column("mentor_accepted_on", Date),
    Column("introduced_on", Date),
    Column("suspended_on", Date),
    Column("ended_on", Date),
    Column("end", String(12)),
    Column("ended_by", String(12), nullable=False),
    Column("score", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    CheckConstraint("mentee <> mentor", name="two_people"),
    Index("ix_matches_mentee", "mentee"),
    Index("ix_matches_mentor", "mentor"),
    Index("ix_matches_state", "state"),
)

seats = Table(
    "seats",
    metadata,
    Column("number", Integer, primary_key=True),
    _person(),
    Column("role", String(40), nullable=False),
    Column("seat", Integer, nullable=False),
    Column("match", ID, ForeignKey("matches.id"), nullable=False),
    Column("released", Boolean, nullable=False, server_default=false()),
    CheckConstraint("seat >= 1", name="counted_from_one"),
)
Index(
    "uq_seats_open",
    seats.c.person,
    seats.c.role,
    seats.c.seat,
    unique=True,
    sqlite_where=seats.c.released.is_(False),
    postgresql_where=seats.c.released.is_(False),
)
Index("ix_seats_match", seats.c.match)

waiting = Table(
    "waiting",
    metadata,
    _person(key=True),
    Column("role", String(40), primary_key=True),
    Column("since", Date, nullable=False),
    Column("rounds", Integer, nullable=False),
)

duties = Table(
    "duties",
    metadata,
    Column("id", ID, primary_key=True),
    Column("policy", String(60), nullable=False),
    Column("rule", String(60), nullable=False),
    Column("subject", String(12), nullable=False),
    Column("owner", String(40), nullable=False),
    Column("occurrence", String(60), nullable=False),
    Column("due_on", Date, nullable=False),
    Column("opened_on", Date, nullable=False),
    Column("state", String(12), nullable=False),
    Column("about", String(12), nullable=False),
    Column("params", JSON, nullable=False),
    Column("remedy", Text, nullable=False),
    Column("clauses", JSON, nullable=False),
    Column("closed_on", Date),
    Column("closed_by", String(12), nullable=False),
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
    Column("template", String(60), nullable=False),
    _person("recipient"),
    Column("about", String(12), nullable=False),
    Column("channel", String(40), nullable=False),
    Column("state", String(12), nullable=False),
    Column("written_at", Instant, nullable=False),
    Column("due_on", Date, nullable=False),
    Column("documents", JSON, nullable=False),
    Column("clauses", JSON, nullable=False),
    Column("held_for", String(60), nullable=False),
    Column("sent_on", Date),
    Index("ix_messages_recipient", "recipient"),
    Index("ix_messages_state_due", "state", "due_on"),
)

concerns = Table(
    "concerns",
    metadata,
    Column("id", ID, primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("wish", String(20), nullable=False),
    Column("state", String(12), nullable=False),
    Column("raised_on", Date, nullable=False),
    Column("raised_by", String(12), nullable=False),
    Column("unnamed", Boolean, nullable=False),
    Column("match", String(12), nullable=False),
    Column("agreed", Boolean, nullable=False),
    Column("outcome", String(40), nullable=False),
    Index("ix_concerns_match", "match"),
)

concern_people = Table(
    "concern_people",
    metadata,
    Column("concern", ID, ForeignKey("concerns.id"), primary_key=True),
    _person(key=True),
    Index("ix_concern_people_person", "person"),
)

protections = Table(
    "protections",
    metadata,
    Column("concern", ID, ForeignKey("concerns.id"), primary_key=True),
    _person("one", key=True),
    _person("other", key=True),
    Column("since", Date, nullable=False),
    Column("lifted_on", Date),
)

sessions = Table(
    "sessions",
    metadata,
    Column("id", ID, primary_key=True),
    Column("match", ID, ForeignKey("matches.id"), nullable=False),
    Column("held_on", Date, nullable=False),
    Column("minutes", Integer, nullable=False),
    Column("channel", String(40), nullable=False),
    Index("ix_sessions_match", "match"),
)

events = Table(
    "events",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("type", String(60), nullable=False),
    Column("subject", String(12), nullable=False),
    Column("recorded_at", Instant, nullable=False),
    Column("effective_on", Date, nullable=False),
    Column("actor", String(12), nullable=False),
    Column("on_behalf_of", String(12), nullable=False),
    Column("data", JSON, nullable=False),
    Index("ix_events_subject", "subject", "number"),
)

cursors = Table(
    "cursors",
    metadata,
    Column("policy", String(60), primary_key=True),
    Column("number", Integer, nullable=False),
)

imports = Table(
    "imports",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("made_at", Instant, nullable=False),
    Column("made_by", String(12), nullable=False),
    Column("stored", Integer, nullable=False),
)

audit = Table(
    "audit",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("at", String(27), nullable=False),
    Column("actor", String(32), nullable=False),
    Column("on_behalf_of", String(32), nullable=False),
    Column("verb", String(60), nullable=False),
    Column("purpose", String(40), nullable=False),
    Column("subjects", Text, nullable=False),
    Column("tiers", Text, nullable=False),
    Column("outcome", String(12), nullable=False),
    Column("codes", Text, nullable=False),
    Column("hash", String(64), nullable=False),
)

APPEND_ONLY = ("audit", "events")
_SQLITE_TRIGGER = """
CREATE TRIGGER {table}_no_{verb} BEFORE {VERB} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END
"""
_POSTGRESQL_FUNCTION = """
CREATE OR REPLACE FUNCTION mentorcore_append_only() RETURNS trigger AS $$
BEGIN RAISE EXCEPTION 'append-only'; END $$ LANGUAGE plpgsql
"""
_POSTGRESQL_TRIGGER = """
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION mentorcore_append_only()
"""


def append_only_ddl(dialect: str) -> list[str]:
    """Statements that make `audit` and `events` refuse updates and deletions."""
    if dialect == "postgresql":
        return [_POSTGRESQL_FUNCTION, *(_POSTGRESQL_TRIGGER.format(table=table) for table in APPEND_ONLY)]
    return [
        _SQLITE_TRIGGER.format(table=table, verb=verb, VERB=verb.upper())
        for table in APPEND_ONLY
        for verb in ("update", "delete")
    ]


for _dialect in ("sqlite", "postgresql"):
    for _statement in append_only_ddl(_dialect):
        event.listen(
            metadata, "after_create", DDL(_statement.replace("%", "%%")).execute_if(dialect=_dialect)
        )
