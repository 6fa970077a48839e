"""Erasing somebody for good: what follows the mark in the database, in an order that survives every crash.

The mark comes first, with the envelopes and the blind index in one transaction. Then the ledger, then the key,
then the logs are cut. Whatever was cut short is finished the next time, and after a restore it is done again.

Who is marked while an open concern touches them, or under a legal hold, has to wait. They stand in the ledger as
held, so that a backup from before puts nobody back in view. Their key stays: only a database that knows how the
concern or the hold ended lets it go.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import delete, select, update

from mentorcore.domain.ids import PERSON
from mentorcore.storage import tables
from mentorcore.storage.ledger import Noted, entries, final, held, note_all, waiting
from mentorcore.storage.lists import among
from mentorcore.storage.store import Store
from mentorcore.storage.tables import accounts, envelopes, marks, persons
from mentorcore.storage.transaction import Tx


def finish_erasures(store: Store) -> tuple[str, ...]:
    """Erase completely whoever is marked as erased in the database or stands in the erasure ledger.

    Who is marked while an open concern touches them, or under a legal hold, is left alone until that ends; in a
    database that an older backup brought back they are put out of reach.

    To be called after an erasure was committed, when a programme is opened, and after a database was brought
    back from a backup. Where nothing is left to do it only reads.

    Args:
        store: the database; no transaction of this thread may be open.

    Returns:
        The people for whom something was left to do, sorted.

    Raises:
        StoreError: ``ledger.damaged``; as `note_all`.
        StoreBusy: ``keys.not_scrubbed``, ``store.not_scrubbed``: everybody is erased, but a reader kept a log
            from being cut; the next one to be cut removes what is left in it.
    """
    ledger = store.keys.ledger
    lines = () if ledger is None else entries(ledger)
    noted, held_here = set(final(lines)), waiting(lines)
    with store.read() as tx:
        marked = _marked(tx)
        if not noted | marked | held_here:
            return ()
        kept = _waiting(tx, marked | held_here, held_here) - noted
        gone = sorted(noted | marked - kept)
        copies = _copies_left(tx, {*gone, *kept})
        left = _with_rows_left(tx, gone) | _with_rows_left(tx, copies)
        in_view = _in_view(tx, kept)
    gone += copies
    with_key = set(store.keys.keys_for(gone)) | set(store.keys.lost(gone))
    unnoted = set() if ledger is None else set(gone) - noted
    pending = tuple(person for person in gone if person in left | with_key | unnoted)
    if ledger is not None:
        now = store.clock.now()
        new = [Noted(person, now) for person in pending if person in unnoted]
        new += [Noted(person, now, held=True) for person in sorted(kept & marked - held_here)]
        note_all(ledger, new)
    if left or in_view:
        with store.write() as tx:
            _put_out_of_reach(tx, left | in_view)
            tx.run(delete(envelopes).where(among(envelopes.c.dossier, left)))
    if pending:
        try:
            store.keys.drop(pending)
        finally:
            store.truncate_wal()
    return tuple(sorted({found for found in pending if _is_person(found)} | in_view))


def note_gone(store: Store, dossiers: Collection[str]) -> None:
    """Note, before the keys of matches or concerns are dropped, that what is sealed in them went with a person."""
    if store.keys.ledger is not None and dossiers:
        note_all(store.keys.ledger, [Noted(dossier, store.clock.now()) for dossier in dossiers])


def waiting_to_go(store: Store, tx: Tx) -> frozenset[str]:
    """Erased people whose data are kept until a concern or a hold ends, also one that this database does not know."""
    held_here = frozenset() if store.keys.ledger is None else held(store.keys.ledger)
    return _waiting(tx, _marked(tx) | held_here, held_here)


def _is_person(dossier: str) -> bool:
    return dossier.startswith(f"{PERSON}-")


def _marked(tx: Tx) -> frozenset[str]:
    """Who is marked as erased."""
    return frozenset(row["id"] for row in tx.rows(select(persons.c.id).where(persons.c.erased)))


def _waiting(tx: Tx, gone: Collection[str], held_here: Collection[str]) -> frozenset[str]:
    """Of the erased, those whose data an open concern or a legal hold still needs: they wait for its end.

    Who was held for one that came after this database's backup waits as well: it cannot tell that it ended.
    """
    found = frozenset(gone)
    if not found:
        return found
    from mentorcore.storage.holds import ever_kept, kept_for_now  # start-up: mostly nobody waits

    return (found & kept_for_now(tx)) | (found & frozenset(held_here) - ever_kept(tx))


def _in_view(tx: Tx, people: Collection[str]) -> set[str]:
    """Who of those who wait can be seen in the database, as after a restore."""
    query = select(persons.c.id).where(among(persons.c.id, people), ~persons.c.erased)
    return {row["id"] for row in tx.rows(query)}


def _copies_left(tx: Tx, people: Collection[str]) -> list[str]:
    """Matches of erased people in whose dossier something is sealed, or could still be opened: it went with them."""
    query = select(tables.matches.c.id).where(
        among(tables.matches.c.mentee, people) | among(tables.matches.c.mentor, people)
    )
    found = [row["id"] for row in tx.rows(query)]
    sealed = {
        row["dossier"]
        for row in tx.rows(select(envelopes.c.dossier).where(among(envelopes.c.dossier, found)))
    }
    return sorted(sealed | set(tx.keys.keys_for(found)))


def _with_rows_left(tx: Tx, people: Collection[str]) -> set[str]:
    """Who of these still has something in the database, as after a restore."""
    queries = (
        select(persons.c.id.label("who")).where(among(persons.c.id, people), ~persons.c.erased),
        select(envelopes.c.dossier.label("who")).where(among(envelopes.c.dossier, people)),
        select(marks.c.person.label("who")).where(among(marks.c.person, people)),
        select(accounts.c.person.label("who")).where(among(accounts.c.person, people)),
    )
    return {row["who"] for query in queries for row in tx.rows(query)}


def _put_out_of_reach(tx: Tx, people: Collection[str]) -> None:
    from mentorcore.storage.kept import keep_marks  # start-up: as above

    keep_marks(tx, people)  # after a restore they are there again, and so is what they protect from
    tx.run(delete(marks).where(among(marks.c.person, people)))
    tx.run(delete(accounts).where(among(accounts.c.person, people)))
    tx.run(update(persons).where(among(persons.c.id, people)).values(erased=True))
