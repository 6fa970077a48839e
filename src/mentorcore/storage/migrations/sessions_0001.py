"""The first tables of what a pair does together; see `versions/r0001.py`, which they belong to."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from mentorcore.storage.migrations.columns import INSTANT, NAME, names


def make_session_tables() -> None:
    """Sessions and their earlier versions, tasks and agreements."""
    _sessions()
    _session_versions()
    _tasks()
    _agreements()


def _sessions() -> None:
    op.create_table(
        "sessions",
        *names("id", "match", "state"),
        sa.Column("planned_on", sa.Date()),
        sa.Column("starts_at", INSTANT),
        sa.Column("planned_minutes", sa.Integer(), nullable=False),
        *names("planned_by"),
        sa.Column("held_on", sa.Date()),
        sa.Column("minutes", sa.Integer(), nullable=False),
        *names("channel"),
        sa.Column("present", sa.JSON(), nullable=False),
        sa.Column("deviations", sa.JSON(), nullable=False),
        *names("cancelled_by", "process", "recorded"),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["match"], ["matches.id"], name="fk_sessions_match"),
        sa.PrimaryKeyConstraint("id", name="pk_sessions"),
    )
    op.create_index("ix_sessions_match", "sessions", ["match", "planned_on"])


def _session_versions() -> None:
    op.create_table(
        "session_versions",
        *names("session"),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        *names("state"),
        sa.Column("held_on", sa.Date()),
        sa.Column("minutes", sa.Integer(), nullable=False),
        *names("channel"),
        sa.Column("present", sa.JSON(), nullable=False),
        sa.Column("deviations", sa.JSON(), nullable=False),
        sa.Column("replaced_at", INSTANT, nullable=False),
        *names("replaced_by"),
        sa.ForeignKeyConstraint(["session"], ["sessions.id"], name="fk_session_versions_session"),
        sa.PrimaryKeyConstraint("session", "version", name="pk_session_versions"),
    )


def _tasks() -> None:
    op.create_table(
        "tasks",
        *names("id", "match", "session", "owner"),
        sa.Column("agreed_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date()),
        *names("state"),
        sa.Column("closed_on", sa.Date()),
        sa.ForeignKeyConstraint(["match"], ["matches.id"], name="fk_tasks_match"),
        sa.ForeignKeyConstraint(["session"], ["sessions.id"], name="fk_tasks_session"),
        sa.ForeignKeyConstraint(["owner"], ["persons.id"], name="fk_tasks_owner"),
        sa.PrimaryKeyConstraint("id", name="pk_tasks"),
    )
    op.create_index("ix_tasks_match", "tasks", ["match"])


def _agreements() -> None:
    op.create_table(
        "agreements",
        *names("match"),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        *names("form", "form_version", "proposed_by"),
        sa.Column("proposed_on", sa.Date(), nullable=False),
        sa.Column("mentee_accepted_on", sa.Date()),
        sa.Column("mentor_accepted_on", sa.Date()),
        sa.Column("settled_on", sa.Date()),
        sa.Column("confidentiality", NAME, nullable=False),
        sa.Column("later", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["match"], ["matches.id"], name="fk_agreements_match"),
        sa.PrimaryKeyConstraint("match", "version", name="pk_agreements"),
    )
