"""The first tables of what is owed, told and looked after; see `versions/r0001.py`, which they belong to."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from mentorcore.storage.migrations.columns import INSTANT, NAME, names, where


def make_care_tables() -> None:
    """Duties, messages, concerns, accesses, holds, who is kept apart, how people stand, and surveys."""
    _duties()
    _messages()
    _concerns()
    _access()
    _holds()
    _kept_apart()
    _standing()
    _surveys()


def _duties() -> None:
    op.create_table(
        "duties",
        *names("id", "policy", "rule", "subject", "owner", "occurrence"),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        *names("state", "about"),
        sa.Column("params", sa.JSON(), nullable=False),
        sa.Column("remedy", sa.Text(), nullable=False),
        sa.Column("clauses", sa.JSON(), nullable=False),
        sa.Column("closed_on", sa.Date()),
        sa.Column("closed_by", NAME, nullable=False),
        sa.Column("deferred", sa.Boolean(), nullable=False),
        sa.Column("due_at", INSTANT),
        *(sa.Column(name, sa.Date()) for name in ("remind_on", "missed_from", "reminded_on")),
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
    where("ix_duties_open", "duties", ["owner", "due_on"], "state = 'open'")
    unsaid = "state = 'open' AND remind_on IS NOT NULL AND reminded_on IS NULL"
    where("ix_duties_remind", "duties", ["remind_on"], unsaid)
    op.create_index("ix_duties_subject", "duties", ["subject"])


def _messages() -> None:
    op.create_table(
        "messages",
        *names("id", "template", "recipient", "about", "channel", "state"),
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
        *names("id", "kind", "wish", "state"),
        sa.Column("raised_on", sa.Date(), nullable=False),
        sa.Column("raised_by", NAME, nullable=False),
        sa.Column("unnamed", sa.Boolean(), nullable=False),
        sa.Column("match", NAME, nullable=False),
        sa.Column("agreed", sa.Boolean(), nullable=False),
        *names("outcome", "risk", "talked_over"),
        sa.PrimaryKeyConstraint("id", name="pk_concerns"),
    )
    op.create_index("ix_concerns_match", "concerns", ["match"])
    op.create_table(
        "concern_people",
        *names("concern", "person"),
        sa.ForeignKeyConstraint(["concern"], ["concerns.id"], name="fk_concern_people_concern"),
        sa.ForeignKeyConstraint(["person"], ["persons.id"], name="fk_concern_people_person"),
        sa.PrimaryKeyConstraint("concern", "person", name="pk_concern_people"),
    )
    op.create_index("ix_concern_people_person", "concern_people", ["person"])
    op.create_table(
        "protections",
        *names("concern", "one", "other"),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("lifted_on", sa.Date()),
        sa.ForeignKeyConstraint(["concern"], ["concerns.id"], name="fk_protections_concern"),
        sa.ForeignKeyConstraint(["one"], ["persons.id"], name="fk_protections_one"),
        sa.ForeignKeyConstraint(["other"], ["persons.id"], name="fk_protections_other"),
        sa.PrimaryKeyConstraint("concern", "one", "other", name="pk_protections"),
    )


def _access() -> None:
    op.create_table(
        "passes",
        *names("id", "kind", "actor", "person", "purpose", "second"),
        *(
            sa.Column(name, INSTANT, nullable=name != "asked_at")
            for name in ("asked_at", "opened_at", "ends_at")
        ),
        *names("verdict", "reviewed_by"),
        sa.ForeignKeyConstraint(["actor"], ["persons.id"], name="fk_passes_actor"),
        sa.ForeignKeyConstraint(["person"], ["persons.id"], name="fk_passes_person"),
        sa.PrimaryKeyConstraint("id", name="pk_passes"),
    )
    op.create_index("ix_passes_actor", "passes", ["actor"])
    op.create_index("ix_passes_person", "passes", ["person"])


def _holds() -> None:
    op.create_table(
        "legal_holds",
        *names("id", "person", "ground"),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("review_on", sa.Date(), nullable=False),
        *names("held_by"),
        sa.Column("released_on", sa.Date()),
        *names("released_by"),
        sa.ForeignKeyConstraint(["person"], ["persons.id"], name="fk_legal_holds_person"),
        sa.PrimaryKeyConstraint("id", name="pk_legal_holds"),
    )
    where("uq_legal_holds_open", "legal_holds", ["person"], "released_on IS NULL", unique=True)


def _kept_apart() -> None:
    op.create_table(
        "blocks",
        *names("person", "other"),
        sa.Column("by_staff", sa.Boolean(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        *names("made_by"),
        sa.Column("lifted_on", sa.Date()),
        sa.ForeignKeyConstraint(["other"], ["persons.id"], name="fk_blocks_other"),
        sa.ForeignKeyConstraint(["person"], ["persons.id"], name="fk_blocks_person"),
        sa.PrimaryKeyConstraint("person", "other", "by_staff", name="pk_blocks"),
    )
    op.create_table(
        "kept_marks",
        *names("person", "kind", "digest"),
        sa.ForeignKeyConstraint(["person"], ["persons.id"], name="fk_kept_marks_person"),
        sa.PrimaryKeyConstraint("person", "kind", "digest", name="pk_kept_marks"),
    )
    op.create_index("ix_kept_marks_digest", "kept_marks", ["digest"])


def _standing() -> None:
    op.create_table(
        "standings",
        *names("person", "state"),
        sa.Column("since", sa.Date(), nullable=False),
        *names("made_by"),
        sa.Column("roles", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["persons.id"], name="fk_standings_person"),
        sa.PrimaryKeyConstraint("person", name="pk_standings"),
    )
    op.create_table(
        "paused_matches",
        *names("match", "person"),
        sa.ForeignKeyConstraint(["match"], ["matches.id"], name="fk_paused_matches_match"),
        sa.ForeignKeyConstraint(["person"], ["persons.id"], name="fk_paused_matches_person"),
        sa.PrimaryKeyConstraint("match", "person", name="pk_paused_matches"),
    )
    op.create_index("ix_paused_matches_person", "paused_matches", ["person"])


def _surveys() -> None:
    op.create_table(
        "surveys",
        *names("match", "person", "form", "occasion", "side", "version", "record"),
        sa.Column("answered_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date()),
        sa.Column("corrected_on", sa.Date()),
        sa.ForeignKeyConstraint(["match"], ["matches.id"], name="fk_surveys_match"),
        sa.ForeignKeyConstraint(["person"], ["persons.id"], name="fk_surveys_person"),
        sa.PrimaryKeyConstraint("match", "person", "form", "occasion", name="pk_surveys"),
    )
    op.create_index("ix_surveys_person", "surveys", ["person"])
    op.create_table(
        "tallies",
        *names("form", "version", "question", "value"),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.CheckConstraint("count >= 0", name="ck_tallies_never_below_zero"),
        sa.PrimaryKeyConstraint("form", "version", "question", "value", name="pk_tallies"),
    )
