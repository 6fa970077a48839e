"""Seeing whether a database, its keys and its audit are whole."""

from __future__ import annotations

from attrs import frozen
from sqlalchemy import select

from mentorcore.domain.errors import SealBroken, StoreError
from mentorcore.storage import audit
from mentorcore.storage.erasures import waiting_to_go
from mentorcore.storage.lists import among
from mentorcore.storage.schema import revision_of
from mentorcore.storage.sealing import open_sealed
from mentorcore.storage.store import Store
from mentorcore.storage.tables import envelopes, marks, persons
from mentorcore.storage.transaction import Tx


@frozen
class CheckReport:
    """What `check` found. Ids and names of tables only: nothing that anybody told.

    Args:
        revision: the schema revision, as this release needs it.
        integrity: what SQLite says about the file; empty where it is whole, and on PostgreSQL.
        foreign_keys: tables with rows that point to nothing.
        lost: dossiers with sealed values whose key is not in the key file.
        broken: dossiers with sealed values that were changed or moved.
        unfinished: erased people of whom something is left; not those for whom it waits for an open concern.
        orphans: dossiers that have a key and nothing sealed with it; harmless, unless they are many.
        audit: the first entry of the audit that does not fit the one before; None where the chain is whole.
    """

    revision: str
    integrity: tuple[str, ...] = ()
    foreign_keys: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    broken: tuple[str, ...] = ()
    unfinished: tuple[str, ...] = ()
    orphans: tuple[str, ...] = ()
    audit: int | None = None

    @property
    def whole(self) -> bool:
        """Whether nothing is wrong; orphans are no fault."""
        faults = (self.integrity, self.foreign_keys, self.lost, self.broken, self.unfinished)
        return not any(faults) and self.audit is None


def check(store: Store) -> CheckReport:
    """Look whether a database, its keys and its audit are whole, without changing anything.

    Args:
        store: a database that passed `check_store`.

    Raises:
        StoreError: ``store.empty``, ``store.damaged`` when it cannot even be read.
    """
    with store.read() as tx:
        revision = revision_of(tx.conn)
        if revision is None:
            raise StoreError("store.empty")
        integrity, foreign_keys = _pragmas(tx) if store.dialect == "sqlite" else ((), ())
        lost, broken = _unreadable(tx)
        unfinished = _unfinished(tx, waiting_to_go(store, tx))
        bad = audit.first_bad(tx)
    with store.write() as tx:  # under the lock: the key of a unit under way is no orphan
        sealed = [row["dossier"] for row in tx.rows(select(envelopes.c.dossier).distinct())]
        orphans = store.keys.orphans(sealed)
    orphans = tuple(dossier for dossier in orphans if dossier not in unfinished)
    return CheckReport(revision, integrity, foreign_keys, lost, broken, unfinished, orphans, bad)


def _pragmas(tx: Tx) -> tuple[tuple[str, ...], tuple[str, ...]]:
    integrity = tuple(row[0] for row in tx.conn.exec_driver_sql("PRAGMA integrity_check") if row[0] != "ok")
    pointing = {str(row[0]) for row in tx.conn.exec_driver_sql("PRAGMA foreign_key_check")}
    return integrity, tuple(sorted(pointing))


def _unreadable(tx: Tx) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Dossiers whose envelopes have no key, and those whose envelopes do not open with it."""
    query = select(envelopes).order_by(envelopes.c.dossier).execution_options(yield_per=1000)
    lost, broken = set(), set()
    for rows in tx.conn.execute(query).mappings().partitions():
        keys = tx.keys.keys_for({row["dossier"] for row in rows})
        for row in rows:
            dossier, tier = row["dossier"], row["tier"]
            if dossier not in keys:
                lost.add(dossier)
                continue
            try:
                open_sealed(keys[dossier], dossier=dossier, tier=tier, blob=row["sealed"])
            except SealBroken:
                broken.add(dossier)
    erased = {row["id"] for row in tx.rows(select(persons.c.id).where(persons.c.erased))}
    return tuple(sorted(lost - erased)), tuple(sorted(broken))


def _unfinished(tx: Tx, waiting: frozenset[str]) -> tuple[str, ...]:
    """Erased people of whom something is left, without those whose data may not be destroyed yet."""
    erased = {row["id"] for row in tx.rows(select(persons.c.id).where(persons.c.erased))}
    gone = sorted(erased - waiting)
    left = set(tx.keys.keys_for(gone))
    left |= {
        row["dossier"] for row in tx.rows(select(envelopes.c.dossier).where(among(envelopes.c.dossier, gone)))
    }
    left |= {row["person"] for row in tx.rows(select(marks.c.person).where(among(marks.c.person, gone)))}
    return tuple(sorted(left))
