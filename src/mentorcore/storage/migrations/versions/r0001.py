"""The first tables. A migration repeats what it makes: the tables of today are not those of its day."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from mentorcore.storage.migrations.care_0001 import make_care_tables
from mentorcore.storage.migrations.columns import INSTANT, NAME, names, where
from mentorcore.storage.migrations.sessions_0001 import make_session_tables
from mentorcore.storage.migrations.workshops_0001 import make_workshop_table

revision = "0001"
down_revision = None


_SQLITE_TRIGGER = """
CREATE TRIGGER {table}_no_{verb} BEFORE {VERB} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END
"""
_SQLITE_REPLACE = """
CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table}
WHEN EXISTS (SELECT 1 FROM {table} WHERE number = NEW.number)
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END
"""
_POSTGRESQL_FUNCTION = """
CREATE OR REPLACE FUNCTION mentorcore_append_only() RETURNS trigger AS $$
BEGIN RAISE EXCEPTION 'append-only' USING ERRCODE = 'MC001'; END $$ LANGUAGE plpgsql
"""
_POSTGRESQL_TRIGGER = """
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION mentorcore_append_only()
"""


def upgrade() -> None:
    """Make every table."""
    _book_keeping()
    _what_happened()
    _people()
    _evidence()
    _matches()
    _seats()
    make_session_tables()
    make_care_tables()
    make_workshop_table()
    _append_only()


def _book_keeping() -> None:
    op.create_table(
        "meta",
        sa.Column("name", NAME, nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_meta"),
    )
    op.create_table(
        "bundles",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("digest", NAME, nullable=False),
        sa.Column("adopted_at", INSTANT, nullable=False),
        sa.Column("adopted_by", NAME, nullable=False),
        sa.Column("snapshot", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_bundles"),
    )
    op.create_table(
        "imports",
        sa.Column("digest", NAME, nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("made_by", NAME, nullable=False),
        sa.Column("stored", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_imports"),
    )


def _what_happened() -> None:
    op.create_table(
        "events",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        *names("type", "subject"),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        *names("actor", "on_behalf_of"),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_events"),
    )
    op.create_index("ix_events_subject", "events", ["subject", "number"])
    op.create_table(
        "cursors",
        sa.Column("policy", NAME, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("policy", name="pk_cursors"),
    )
    op.create_table(
        "audit",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        *names("at", "actor", "on_behalf_of", "verb", "purpose"),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("subjects", "tiers")),
        sa.Column("outcome", NAME, nullable=False),
        sa.Column("codes", sa.Text(), nullable=False),
        sa.Column("hash", NAME, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_audit"),
    )


def _people() -> None:
    op.create_table(
        "persons",
        *names("id", "language"),
        sa.Column("registered_on", sa.Date(), nullable=False),
        sa.Column("erased", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("batch", NAME),
        sa.PrimaryKeyConstraint("id", name="pk_persons"),
    )
    where("ix_persons_batch", "persons", ["batch"], "batch IS NOT NULL")
    op.create_table(
        "roles",
        *names("person", "role", "state"),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["persons.id"], name="fk_roles_person"),
        sa.PrimaryKeyConstraint("person", "role", name="pk_roles"),
    )
    op.create_index("ix_roles_role_state", "roles", ["role", "state"])
    op.create_table(
        "accounts",
        *names("account", "person"),
        sa.ForeignKeyConstraint(["person"], ["persons.id"], name="fk_accounts_person"),
        sa.PrimaryKeyConstraint("account", name="pk_accounts"),
    )
    op.create_table(
        "envelopes",
        *names("dossier", "tier"),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("dossier", "tier", name="pk_envelopes"),
    )
    op.create_table(
        "marks",
        *names("person", "kind", "digest"),
        sa.ForeignKeyConstraint(["person"], ["persons.id"], name="fk_marks_person"),
        sa.PrimaryKeyConstraint("person", "kind", "digest", name="pk_marks"),
    )
    op.create_index("ix_marks_digest", "marks", ["digest"])


def _evidence() -> None:
    op.create_table(
        "records",
        *names("id", "kind", "person", "subject"),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("recorded_by", NAME, nullable=False),
        sa.Column("on_behalf", sa.Boolean(), nullable=False),
        *names("how", "document", "version"),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("supersedes", NAME, nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["persons.id"], name="fk_records_person"),
        sa.PrimaryKeyConstraint("id", name="pk_records"),
    )
    op.create_index("ix_records_person", "records", ["person", "place"])
    op.create_index("ix_records_subject", "records", ["subject", "place"])
    op.create_index("uq_records_place", "records", ["place"], unique=True)


def _matches() -> None:
    op.create_table(
        "rounds",
        sa.Column("id", NAME, nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        *names("made_by", "solver"),
        sa.Column("mentees", sa.Integer(), nullable=False),
        sa.Column("mentors", sa.Integer(), nullable=False),
        sa.Column("seed", sa.BigInteger(), nullable=False),
        sa.Column("bundle", NAME, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_rounds"),
    )
    op.create_table(
        "drafts",
        *names("id", "state"),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("version", "generation")),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("changed_on", sa.Date(), nullable=False),
        *names("made_by", "solver"),
        sa.Column("seed", sa.BigInteger(), nullable=False),
        sa.Column("weights", sa.JSON(), nullable=False),
        *names("bundle", "facts", "basis", "round"),
        *(
            sa.Column(name, sa.Integer(), nullable=False)
            for name in ("mentees", "mentors", "matched", "waiting")
        ),
        sa.Column("score", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_drafts"),
    )
    op.create_table(
        "matches",
        *names("id", "mentee", "mentor", "state", "round"),
        sa.Column("proposed_on", sa.Date(), nullable=False),
        sa.Column("mentee_accepted_on", sa.Date()),
        sa.Column("mentor_accepted_on", sa.Date()),
        sa.Column("introduced_on", sa.Date()),
        sa.Column("suspended_on", sa.Date()),
        sa.Column("ended_on", sa.Date()),
        sa.Column("end", NAME),
        sa.Column("ended_by", NAME, nullable=False),
        sa.Column("score", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("confidentiality", NAME, nullable=False),
        sa.CheckConstraint("mentee <> mentor", name="ck_matches_two_people"),
        sa.ForeignKeyConstraint(["mentee"], ["persons.id"], name="fk_matches_mentee"),
        sa.ForeignKeyConstraint(["mentor"], ["persons.id"], name="fk_matches_mentor"),
        sa.PrimaryKeyConstraint("id", name="pk_matches"),
    )
    op.create_index("ix_matches_mentee", "matches", ["mentee"])
    op.create_index("ix_matches_mentor", "matches", ["mentor"])
    op.create_index("ix_matches_state", "matches", ["state"])


def _seats() -> None:
    op.create_table(
        "seats",
        sa.Column("number", sa.Integer(), nullable=False),
        *names("person", "role"),
        sa.Column("seat", sa.Integer(), nullable=False),
        sa.Column("match", NAME, nullable=False),
        sa.Column("released", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.CheckConstraint("seat >= 1", name="ck_seats_counted_from_one"),
        sa.ForeignKeyConstraint(["match"], ["matches.id"], name="fk_seats_match"),
        sa.ForeignKeyConstraint(["person"], ["persons.id"], name="fk_seats_person"),
        sa.PrimaryKeyConstraint("number", name="pk_seats"),
    )
    op.create_index("ix_seats_match", "seats", ["match"])
    where(
        "uq_seats_open",
        "seats",
        ["person", "role", "seat"],
        "released IS 0",
        "released IS false",
        unique=True,
    )
    op.create_table(
        "waiting",
        *names("person", "role"),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("rounds", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["persons.id"], name="fk_waiting_person"),
        sa.PrimaryKeyConstraint("person", "role", name="pk_waiting"),
    )


def _append_only() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(_POSTGRESQL_FUNCTION)
        for table in ("audit", "events"):
            op.execute(_POSTGRESQL_TRIGGER.format(table=table))
        return
    for table in ("audit", "events"):
        for verb in ("update", "delete"):
            op.execute(_SQLITE_TRIGGER.format(table=table, verb=verb, VERB=verb.upper()).strip())
        op.execute(_SQLITE_REPLACE.format(table=table).strip())
