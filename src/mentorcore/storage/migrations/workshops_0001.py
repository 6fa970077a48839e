"""The first table of workshops; see `care_0001`."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from mentorcore.storage.migrations.columns import names


def make_workshop_table() -> None:
    """Workshops."""
    op.create_table(
        "workshops",
        *names("id"),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("announced_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_workshops"),
    )
    op.create_index("ix_workshops_held_on", "workshops", ["held_on"])
