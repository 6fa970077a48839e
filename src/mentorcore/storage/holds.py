"""Queries about legal holds, and whose data may not be destroyed now."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select, update

from mentorcore.domain.holds import LegalHold
from mentorcore.storage.codec import fact, row
from mentorcore.storage.concerns import touched, touched_by_open
from mentorcore.storage.tables import legal_holds
from mentorcore.storage.transaction import Tx

_STANDS = legal_holds.c.released_on.is_(None)


def add_hold(tx: Tx, hold: LegalHold) -> None:
    """Store a hold; a person has one at a time."""
    tx.add(legal_holds, row(hold))


def end_hold(tx: Tx, hold_id: str, day: date, by: str) -> None:
    """Note that a hold ended."""
    tx.run(update(legal_holds).where(legal_holds.c.id == hold_id).values(released_on=day, released_by=by))


def holds(tx: Tx) -> tuple[LegalHold, ...]:
    """The holds that stand, the earliest review first: for those who may know of them."""
    query = select(legal_holds).where(_STANDS).order_by(legal_holds.c.review_on, legal_holds.c.id)
    return tuple(fact(LegalHold, line) for line in tx.rows(query))


def hold_on(tx: Tx, person: str) -> LegalHold | None:
    """The hold that stands on somebody, or None."""
    found = tx.row(select(legal_holds).where(_STANDS, legal_holds.c.person == person))
    return None if found is None else fact(LegalHold, found)


def kept_for_now(tx: Tx) -> frozenset[str]:
    """Everybody whose data may not be destroyed now, by a hold or an open concern: never for a reader."""
    held = {line["person"] for line in tx.rows(select(legal_holds.c.person).where(_STANDS))}
    return touched_by_open(tx) | held


def ever_kept(tx: Tx) -> frozenset[str]:
    """Everybody of whom this database knows a concern or a hold, over or not: for the core only."""
    return touched(tx) | {line["person"] for line in tx.rows(select(legal_holds.c.person))}
