"""Queries about workshops."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from mentorcore.domain.workshops import Workshop
from mentorcore.storage.codec import fact, row
from mentorcore.storage.tables import workshops
from mentorcore.storage.transaction import Tx


def add_workshop(tx: Tx, found: Workshop) -> None:
    """Store a new workshop."""
    tx.add(workshops, row(found))


def workshop(tx: Tx, workshop_id: str) -> Workshop | None:
    """One workshop, or None."""
    found = tx.row(select(workshops).where(workshops.c.id == workshop_id))
    return None if found is None else fact(Workshop, found)


def workshops_from(tx: Tx, day: date | None = None) -> tuple[Workshop, ...]:
    """Workshops, the earliest first.

    Args:
        tx: the transaction.
        day: only those on this day or later; all where not said.
    """
    query = select(workshops).order_by(workshops.c.held_on, workshops.c.id)
    if day is not None:
        query = query.where(workshops.c.held_on >= day)
    return tuple(fact(Workshop, line) for line in tx.rows(query))
