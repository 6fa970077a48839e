"""Erasing somebody for good: what follows the mark in the database, in an order that survives every crash.

The mark comes first, with the envelopes and the blind index in one transaction. Then the ledger, then the key,
then the logs are cut. Whatever was cut short is finished the next time, and after a restore it is done again.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import delete, select, update

from mentorcore.storage.concerns import touched_by_open
from mentorcore.storage.kept import keep_marks
from mentorcore.storage.ledger import erased, note_erasure
from mentorcore.storage.lists import among
from mentorcore.storage.store import Store
from mentorcore.storage.tables import accounts, envelopes, marks, persons
from mentorcore.storage.transaction import Tx


def finish_erasures(store: Store) -> tuple[str, ...]:
    """Erase completely whoever is marked as erased in the database or stands in the erasure ledger.

    Who is marked while an open concern touches them is left alone until it is resolved.

    To be called after an erasure was committed, when a programme is opened, and after a database was brought
    back from a backup. Where nothing is left to do it only reads.

    Args:
        store: the database; no transaction of this thread may be open.

    Returns:
        The people for whom something was left to do, sorted.

    Raises:
        StoreError: ``ledger.damaged``; as `note_erasure`.
        StoreBusy: ``keys.not_scrubbed``, ``store.not_scrubbed``: everybody is erased, but a reader kept a log
            from being cut; the next one to be cut removes what is left in it.
    """
    ledger = store.keys.ledger
    noted = set() if ledger is None else set(erased(ledger))
    with store.read() as tx:
        marked = _marked(tx)
        if not noted | marked:
            return ()
        left = _with_rows_left(tx, noted | marked)
    gone = sorted(noted | marked)
    with_key = set(store.keys.keys_for(gone)) | set(store.keys.lost(gone))
    unnoted = set() if ledger is None else marked - noted
    pending = tuple(person for person in gone if person in left | with_key | unnoted)
    if pending:
        for person in pending:
            if ledger is not None and person in unnoted:
                note_erasure(ledger, person, store.clock.now())
        if left:
            with store.write() as tx:
                _remove(tx, left)
        try:
            store.keys.drop(pending)
        finally:
            store.truncate_wal()
    return pending


def _marked(tx: Tx) -> set[str]:
    """Who is marked as erased, without those whose data an open concern still needs: they wait for its end."""
    found = {row["id"] for row in tx.rows(select(persons.c.id).where(persons.c.erased))}
    return found - touched_by_open(tx) if found else found


def _with_rows_left(tx: Tx, people: Collection[str]) -> set[str]:
    """Who of these still has something in the database, as after a restore."""
    queries = (
        select(persons.c.id.label("who")).where(among(persons.c.id, people), ~persons.c.erased),
        select(envelopes.c.dossier.label("who")).where(among(envelopes.c.dossier, people)),
        select(marks.c.person.label("who")).where(among(marks.c.person, people)),
        select(accounts.c.person.label("who")).where(among(accounts.c.person, people)),
    )
    return {row["who"] for query in queries for row in tx.rows(query)}


def _remove(tx: Tx, people: Collection[str]) -> None:
    keep_marks(tx, people)  # after a restore they are there again, and so is what they protect from
    tx.run(delete(envelopes).where(among(envelopes.c.dossier, people)))
    tx.run(delete(marks).where(among(marks.c.person, people)))
    tx.run(delete(accounts).where(among(accounts.c.person, people)))
    tx.run(update(persons).where(among(persons.c.id, people)).values(erased=True))
