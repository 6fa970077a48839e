"""Queries about sessions."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import select

from mentorcore.domain.sessions import Session, SessionState, SessionVersion
from mentorcore.storage.codec import fact, row
from mentorcore.storage.lists import among
from mentorcore.storage.tables import session_versions, sessions
from mentorcore.storage.transaction import Tx
from mentorcore.storage.versioned import save_next


def add_session(tx: Tx, session: Session) -> None:
    """Store a session."""
    tx.add(sessions, row(session))


def save_session(tx: Tx, session: Session) -> Session:
    """Store the new state of a session that was read in this or an earlier transaction.

    Raises:
        StoreError: ``store.changed``: somebody else changed it since it was read.
    """
    return save_next(tx, sessions, session)


def session(tx: Tx, session_id: str) -> Session | None:
    """One session, or None."""
    found = tx.row(select(sessions).where(sessions.c.id == session_id))
    return None if found is None else fact(Session, found)


def sessions_of(tx: Tx, match_id: str) -> tuple[Session, ...]:
    """The sessions of a match, by the day they took place or are planned for."""
    query = select(sessions).where(sessions.c.match == match_id)
    found = (fact(Session, line) for line in tx.rows(query))
    return tuple(sorted(found, key=lambda one: (one.day or date.min, one.id)))


def held_count(tx: Tx, match_id: str) -> int:
    """How many sessions of a match took place."""
    query = select(sessions.c.id).where(
        sessions.c.match == match_id, sessions.c.state == SessionState.HELD.value
    )
    return len(tx.tuples(query))


def planned_between(tx: Tx, matches: Collection[str], first: date, last: date) -> tuple[Session, ...]:
    """Sessions of some matches that are planned for a day between two, or took place as planned for one."""
    taken = (SessionState.PLANNED.value, SessionState.HELD.value)
    query = select(sessions).where(
        among(sessions.c.match, matches),
        sessions.c.planned_on.between(first, last),
        sessions.c.state.in_(taken),
    )
    return tuple(fact(Session, line) for line in tx.rows(query.order_by(sessions.c.id)))


def add_version(tx: Tx, version: SessionVersion) -> None:
    """Keep what was noted about a session before it is corrected."""
    tx.add(session_versions, row(version))


def versions_of(tx: Tx, session_id: str) -> tuple[SessionVersion, ...]:
    """What was noted about a session before, oldest first."""
    query = select(session_versions).where(session_versions.c.session == session_id)
    lines = tx.rows(query.order_by(session_versions.c.version))
    return tuple(fact(SessionVersion, line) for line in lines)
