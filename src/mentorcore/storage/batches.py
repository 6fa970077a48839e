"""Batches: an import is staged in short transactions, unseen, and released or discarded as a whole.

One transaction over a large file would hold the write lock for minutes. Staged people are in no list, pool or
plan; a release is two statements per role. What a killed import left behind is discarded by the next one.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import JSON, String, delete, func, insert, literal, select, update

from mentorcore.storage.lists import among
from mentorcore.storage.tables import envelopes, events, marks, persons, records, roles
from mentorcore.storage.transaction import Tx
from mentorcore.storage.types import Instant


def staged(tx: Tx) -> tuple[str, ...]:
    """The batches that were neither released nor discarded."""
    query = select(persons.c.batch).distinct().where(persons.c.batch.is_not(None)).order_by(persons.c.batch)
    return tuple(tx.conn.execute(query).scalars())


def release(tx: Tx, batch: str, actor: str) -> int:
    """Make the people of a batch visible, each with the event of their application; returns how many.

    Args:
        tx: the transaction.
        batch: which.
        actor: public id of who imports.
    """
    chosen = select(persons.c.id).where(persons.c.batch == batch)
    held = tx.conn.execute(
        select(roles.c.role).distinct().where(roles.c.person.in_(chosen)).order_by(roles.c.role)
    )
    for role in held.scalars().all():
        _events(tx, batch, role, actor)
    return tx.run(update(persons).where(persons.c.batch == batch).values(batch=None))


def _events(tx: Tx, batch: str, role: str, actor: str) -> None:
    last = tx.scalar(select(func.max(events.c.number))) or 0
    rows = (
        select(
            last + func.row_number().over(order_by=persons.c.id),
            literal("participant.applied", String),
            persons.c.id,
            literal(tx.now, Instant),
            persons.c.registered_on,
            literal(actor, String),
            literal("", String),
            literal({"role": role}, JSON),
        )
        .join(roles, roles.c.person == persons.c.id)
        .where(persons.c.batch == batch, roles.c.role == role)
    )
    names = ["number", "type", "subject", "recorded_at", "effective_on", "actor", "on_behalf_of", "data"]
    tx.run(insert(events).from_select(names, rows))


def discard(tx: Tx, batch: str, limit: int) -> tuple[str, ...]:
    """Remove up to `limit` people of a batch with everything staged for them; returns who they were.

    Their keys have to be dropped after the commit.
    """
    query = select(persons.c.id).where(persons.c.batch == batch).order_by(persons.c.id).limit(limit)
    ids = tuple(tx.conn.execute(query).scalars())
    _remove(tx, ids)
    return ids


def _remove(tx: Tx, ids: Collection[str]) -> None:
    tx.run(delete(envelopes).where(among(envelopes.c.dossier, ids)))
    for table in (marks, records, roles):
        tx.run(delete(table).where(among(table.c.person, ids)))
    tx.run(delete(persons).where(among(persons.c.id, ids)))
