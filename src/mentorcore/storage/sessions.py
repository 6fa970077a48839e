"""Queries about sessions."""

from __future__ import annotations

from sqlalchemy import select

from mentorcore.domain.sessions import Session
from mentorcore.storage.codec import fact, row
from mentorcore.storage.tables import sessions
from mentorcore.storage.transaction import Tx


def add_session(tx: Tx, session: Session) -> None:
    """Store a session."""
    tx.add(sessions, row(session))


def sessions_of(tx: Tx, match_id: str) -> tuple[Session, ...]:
    """The sessions of a match, oldest first."""
    query = select(sessions).where(sessions.c.match == match_id).order_by(sessions.c.held_on, sessions.c.id)
    return tuple(fact(Session, line) for line in tx.rows(query))
