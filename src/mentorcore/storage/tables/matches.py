"""Who was brought together: rounds, matches, the seats they take, the waiting list."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    Table,
    false,
)

from mentorcore.storage.tables.base import NAME, metadata, partial_index, person_id

rounds = Table(
    "rounds",
    metadata,
    Column("id", NAME, primary_key=True),
    Column("made_on", Date, nullable=False),
    Column("made_by", NAME, nullable=False),
    Column("solver", NAME, nullable=False),
    Column("mentees", Integer, nullable=False),
    Column("mentors", Integer, nullable=False),
    Column("seed", BigInteger, nullable=False),
    Column("bundle", NAME, nullable=False),
)

drafts = Table(
    "drafts",
    metadata,
    Column("id", NAME, primary_key=True),
    Column("state", NAME, nullable=False),
    Column("version", Integer, nullable=False),
    Column("generation", Integer, nullable=False),
    Column("made_on", Date, nullable=False),
    Column("changed_on", Date, nullable=False),
    Column("made_by", NAME, nullable=False),
    Column("solver", NAME, nullable=False),
    Column("seed", BigInteger, nullable=False),
    Column("weights", JSON, nullable=False),
    Column("bundle", NAME, nullable=False),
    Column("facts", NAME, nullable=False),
    Column("basis", NAME, nullable=False),
    Column("round", NAME, nullable=False),
    Column("mentees", Integer, nullable=False),
    Column("mentors", Integer, nullable=False),
    Column("matched", Integer, nullable=False),
    Column("waiting", Integer, nullable=False),
    Column("score", BigInteger, nullable=False),
)

matches = Table(
    "matches",
    metadata,
    Column("id", NAME, primary_key=True),
    person_id("mentee"),
    person_id("mentor"),
    Column("state", NAME, nullable=False),
    Column("round", NAME, nullable=False),
    Column("proposed_on", Date, nullable=False),
    Column("mentee_accepted_on", Date),
    Column("mentor_accepted_on", Date),
    Column("introduced_on", Date),
    Column("suspended_on", Date),
    Column("ended_on", Date),
    Column("end", NAME),
    Column("ended_by", NAME, nullable=False),
    Column("score", BigInteger, nullable=False),
    Column("version", Integer, nullable=False),
    Column("confidentiality", NAME, nullable=False),
    CheckConstraint("mentee <> mentor", name="two_people"),
    Index("ix_matches_mentee", "mentee"),
    Index("ix_matches_mentor", "mentor"),
    Index("ix_matches_state", "state"),
)

seats = Table(
    "seats",
    metadata,
    Column("number", Integer, primary_key=True),
    person_id(),
    Column("role", NAME, nullable=False),
    Column("seat", Integer, nullable=False),
    Column("match", NAME, ForeignKey("matches.id"), nullable=False),
    Column("released", Boolean, nullable=False, server_default=false()),
    CheckConstraint("seat >= 1", name="counted_from_one"),
)
partial_index(
    "uq_seats_open",
    seats.c.person,
    seats.c.role,
    seats.c.seat,
    unique=True,
    where=seats.c.released.is_(False),
)
Index("ix_seats_match", seats.c.match)

waiting = Table(
    "waiting",
    metadata,
    person_id(key=True),
    Column("role", NAME, primary_key=True),
    Column("since", Date, nullable=False),
    Column("rounds", Integer, nullable=False),
)
