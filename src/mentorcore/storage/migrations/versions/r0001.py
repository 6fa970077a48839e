"""The first tables. A migration repeats what it makes: the tables of today are not those of its day."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

NAME = sa.String().with_variant(sa.String(collation="C"), "postgresql")
INSTANT = sa.String().with_variant(sa.DateTime(timezone=True), "postgresql")

_SQLITE_TRIGGER = """
CREATE TRIGGER {table}_no_{verb} BEFORE {VERB} ON {table}
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
    _duties()
    _messages()
    _concerns()
    _kept_apart()
    _standing()
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
        *_names("type", "subject"),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        *_names("actor", "on_behalf_of"),
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
        *_names("at", "actor", "on_behalf_of", "verb", "purpose"),
        *_texts("subjects", "tiers"),
        sa.Column("outcome", NAME, nullable=False),
        sa.Column("codes", sa.Text(), nullable=False),
        sa.Column("hash", NAME, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_audit"),
    )


def _people() -> None:
    op.create_table(
        "persons",
        *_names("id", "language"),
        sa.Column("registered_on", sa.Date(), nullable=False),
        sa.Column("erased", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("batch", NAME),
        sa.PrimaryKeyConstraint("id", name="pk_persons"),
    )
    op.create_index(
        "ix_persons_batch",
        "persons",
        ["batch"],
        sqlite_where=sa.text("batch IS NOT NULL"),
        postgresql_where=sa.text("batch IS NOT NULL"),
    )
    op.create_table(
        "roles",
        *_names("person", "role", "state"),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["persons.id"], name="fk_roles_person"),
        sa.PrimaryKeyConstraint("person", "role", name="pk_roles"),
    )
    op.create_index("ix_roles_role_state", "roles", ["role", "state"])
    op.create_table(
        "accounts",
        *_names("account", "person"),
        sa.ForeignKeyConstraint(["person"], ["persons.id"], name="fk_accounts_person"),
        sa.PrimaryKeyConstraint("account", name="pk_accounts"),
    )
    op.create_table(
        "envelopes",
        *_names("dossier", "tier"),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("dossier", "tier", name="pk_envelopes"),
    )
    op.create_table(
        "marks",
        *_names("person", "kind", "digest"),
        sa.ForeignKeyConstraint(["person"], ["persons.id"], name="fk_marks_person"),
        sa.PrimaryKeyConstraint("person", "kind", "digest", name="pk_marks"),
    )
    op.create_index("ix_marks_digest", "marks", ["digest"])


def _evidence() -> None:
    op.create_table(
        "records",
        *_names("id", "kind", "person", "subject"),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("recorded_by", NAME, nullable=False),
        sa.Column("on_behalf", sa.Boolean(), nullable=False),
        *_names("how", "document", "version"),
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
        *_names("made_by", "solver"),
        sa.Column("mentees", sa.Integer(), nullable=False),
        sa.Column("mentors", sa.Integer(), nullable=False),
        sa.Column("seed", sa.BigInteger(), nullable=False),
        sa.Column("bundle", NAME, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_rounds"),
    )
    op.create_table(
        "matches",
        *_names("id", "mentee", "mentor", "state", "round"),
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
        sa.CheckConstraint("mentee <> mentor", name="ck_matches_two_people"),
        sa.ForeignKeyConstraint(["mentee"], ["persons.id"], name="fk_matches_mentee"),
        sa.ForeignKeyConstraint(["mentor"], ["persons.id"], name="fk_matches_mentor"),
        sa.PrimaryKeyConstraint("id", name="pk_matches"),
    )
    op.create_index("ix_matches_mentee", "matches", ["mentee"])
    op.create_index("ix_matches_mentor", "matches", ["mentor"])
    op.create_index("ix_matches_state", "matches", ["state"])
    op.create_table(
        "sessions",
        *_names("id", "match"),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("channel", NAME, nullable=False),
        sa.ForeignKeyConstraint(["match"], ["matches.id"], name="fk_sessions_match"),
        sa.PrimaryKeyConstraint("id", name="pk_sessions"),
    )
    op.create_index("ix_sessions_match", "sessions", ["match"])


def _seats() -> None:
    op.create_table(
        "seats",
        sa.Column("number", sa.Integer(), nullable=False),
        *_names("person", "role"),
        sa.Column("seat", sa.Integer(), nullable=False),
        sa.Column("match", NAME, nullable=False),
        sa.Column("released", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.CheckConstraint("seat >= 1", name="ck_seats_counted_from_one"),
        sa.ForeignKeyConstraint(["match"], ["matches.id"], name="fk_seats_match"),
        sa.ForeignKeyConstraint(["person"], ["persons.id"], name="fk_seats_person"),
        sa.PrimaryKeyConstraint("number", name="pk_seats"),
    )
    op.create_index("ix_seats_match", "seats", ["match"])
    op.create_index(
        "uq_seats_open",
        "seats",
        ["person", "role", "seat"],
        unique=True,
        sqlite_where=sa.text("released IS 0"),
        postgresql_where=sa.text("released IS false"),
    )
    op.create_table(
        "waiting",
        *_names("person", "role"),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("rounds", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["persons.id"], name="fk_waiting_person"),
        sa.PrimaryKeyConstraint("person", "role", name="pk_waiting"),
    )


def _duties() -> None:
    op.create_table(
        "duties",
        *_names("id", "policy", "rule", "subject", "owner", "occurrence"),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        *_names("state", "about"),
        sa.Column("params", sa.JSON(), nullable=False),
        sa.Column("remedy", sa.Text(), nullable=False),
        sa.Column("clauses", sa.JSON(), nullable=False),
        sa.Column("closed_on", sa.Date()),
        sa.Column("closed_by", NAME, nullable=False),
        sa.Column("deferred", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_duties"),
        sa.UniqueConstraint(
            "policy",
            "rule",
            "subject",
            "owner",
            "occurrence",
            name="uq_duties_policy_rule_subject_owner_occurrence",
        ),
    )
    op.create_index(
        "ix_duties_open",
        "duties",
        ["due_on"],
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_index("ix_duties_subject", "duties", ["subject"])


def _messages() -> None:
    op.create_table(
        "messages",
        *_names("id", "template", "recipient", "about", "channel", "state"),
        sa.Column("written_at", INSTANT, nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("documents", sa.JSON(), nullable=False),
        sa.Column("clauses", sa.JSON(), nullable=False),
        sa.Column("held_for", NAME, nullable=False),
        sa.Column("sent_on", sa.Date()),
        sa.Column("outside_hours", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["recipient"], ["persons.id"], name="fk_messages_recipient"),
        sa.PrimaryKeyConstraint("id", name="pk_messages"),
    )
    op.create_index("ix_messages_recipient", "messages", ["recipient"])
    op.create_index("ix_messages_state_due", "messages", ["state", "due_on"])


def _concerns() -> None:
    op.create_table(
        "concerns",
        *_names("id", "kind", "wish", "state"),
        sa.Column("raised_on", sa.Date(), nullable=False),
        sa.Column("raised_by", NAME, nullable=False),
        sa.Column("unnamed", sa.Boolean(), nullable=False),
        sa.Column("match", NAME, nullable=False),
        sa.Column("agreed", sa.Boolean(), nullable=False),
        sa.Column("outcome", NAME, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_concerns"),
    )
    op.create_index("ix_concerns_match", "concerns", ["match"])
    op.create_table(
        "concern_people",
        *_names("concern", "person"),
        sa.ForeignKeyConstraint(["concern"], ["concerns.id"], name="fk_concern_people_concern"),
        sa.ForeignKeyConstraint(["person"], ["persons.id"], name="fk_concern_people_person"),
        sa.PrimaryKeyConstraint("concern", "person", name="pk_concern_people"),
    )
    op.create_index("ix_concern_people_person", "concern_people", ["person"])
    op.create_table(
        "protections",
        *_names("concern", "one", "other"),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("lifted_on", sa.Date()),
        sa.ForeignKeyConstraint(["concern"], ["concerns.id"], name="fk_protections_concern"),
        sa.ForeignKeyConstraint(["one"], ["persons.id"], name="fk_protections_one"),
        sa.ForeignKeyConstraint(["other"], ["persons.id"], name="fk_protections_other"),
        sa.PrimaryKeyConstraint("concern", "one", "other", name="pk_protections"),
    )


def _kept_apart() -> None:
    op.create_table(
        "blocks",
        *_names("person", "other"),
        sa.Column("by_staff", sa.Boolean(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        *_names("made_by"),
        sa.Column("lifted_on", sa.Date()),
        sa.ForeignKeyConstraint(["other"], ["persons.id"], name="fk_blocks_other"),
        sa.ForeignKeyConstraint(["person"], ["persons.id"], name="fk_blocks_person"),
        sa.PrimaryKeyConstraint("person", "other", "by_staff", name="pk_blocks"),
    )
    op.create_table(
        "kept_marks",
        *_names("person", "kind", "digest"),
        sa.ForeignKeyConstraint(["person"], ["persons.id"], name="fk_kept_marks_person"),
        sa.PrimaryKeyConstraint("person", "kind", "digest", name="pk_kept_marks"),
    )
    op.create_index("ix_kept_marks_digest", "kept_marks", ["digest"])


def _standing() -> None:
    op.create_table(
        "standings",
        *_names("person", "state"),
        sa.Column("since", sa.Date(), nullable=False),
        *_names("made_by"),
        sa.Column("roles", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["persons.id"], name="fk_standings_person"),
        sa.PrimaryKeyConstraint("person", name="pk_standings"),
    )
    op.create_table(
        "paused_matches",
        *_names("match", "person"),
        sa.ForeignKeyConstraint(["match"], ["matches.id"], name="fk_paused_matches_match"),
        sa.ForeignKeyConstraint(["person"], ["persons.id"], name="fk_paused_matches_person"),
        sa.PrimaryKeyConstraint("match", "person", name="pk_paused_matches"),
    )
    op.create_index("ix_paused_matches_person", "paused_matches", ["person"])


def _names(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, NAME, nullable=False) for name in names]


def _texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]


def _append_only() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(_POSTGRESQL_FUNCTION)
        for table in ("audit", "events"):
            op.execute(_POSTGRESQL_TRIGGER.format(table=table))
        return
    for table in ("audit", "events"):
        for verb in ("update", "delete"):
            op.execute(_SQLITE_TRIGGER.format(table=table, verb=verb, VERB=verb.upper()).strip())
