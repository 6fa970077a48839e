"""Looking after a database: a backup, bringing one back, and seeing whether everything is whole."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from attrs import frozen
from sqlalchemy import select

from mentorcore.domain.clock import Clock, SystemClock
from mentorcore.domain.errors import SchemaNewer, StoreBusy, StoreError
from mentorcore.domain.ids import new_id
from mentorcore.storage.aside import connect, put_aside
from mentorcore.storage.checks import CheckReport, check
from mentorcore.storage.erasures import finish_erasures
from mentorcore.storage.files import private_draft, side_files
from mentorcore.storage.keys import KeyStore
from mentorcore.storage.schema import check_keys, revision_of
from mentorcore.storage.store import Store, database_url
from mentorcore.storage.tables import REVISIONS, SCHEMA_HEAD, meta

__all__ = ["CheckReport", "Restored", "backup", "check", "restore"]


def backup(store: Store, target: Path) -> None:
    """Copy a database, as it is at one moment and while it may be in use, to a new file with mode 0600.

    The keys are not in it: see `mentorcore.storage.keycopies.backup_keys`. Keep the two apart.

    Args:
        store: an SQLite database.
        target: a name that nothing has yet, in an existing folder.

    Raises:
        StoreError: ``db.backup_postgresql``: PostgreSQL has tools of its own for this; ``files.exists``;
            ``backup.damaged``: the copy is not whole, so that it was not kept; as `private_draft`.
    """
    if store.dialect == "postgresql":
        raise StoreError("db.backup_postgresql")
    for name in (target, *side_files(target)):
        if os.path.lexists(name):
            raise StoreError("files.exists", file=str(name))
    with private_draft(target) as draft, _sqlite_errors(target), closing(connect(draft, "rw")) as copy:
        with store.read() as tx:
            source: Any = tx.conn.connection.dbapi_connection
            source.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")  # one file, readable from a folder that is not writable
        _refuse_damaged(copy, target)


@frozen
class Restored:
    """What bringing back a backup did.

    Args:
        revision: the schema revision of the backup; an older one has to be upgraded.
        aside: where the database lies that was there before, or None.
        erased: public ids of those who were erased once more.
    """

    revision: str
    aside: Path | None
    erased: tuple[str, ...]


def restore(source: Path, target: Path, keys: KeyStore, clock: Clock | None = None) -> Restored:
    """Bring a backup back. Who was erased since it was made is erased once more, before anybody can read it.

    Nothing is lost: a database that is there already is put aside, under a name that says so.

    Args:
        source: the backup; it is not changed.
        target: the database's file.
        keys: the keys of the database, with the erasure ledger beside them.
        clock: where the time comes from; the machine's clock where not said.

    Raises:
        StoreError: ``backup.missing``, ``backup.damaged``, ``ledger.damaged``; ``store.empty``: it is no
            mentorcore database; as `private_draft`. Nothing was changed.
        SchemaNewer: ``store.newer``: the backup was made by a newer mentorcore.
        WrongKey: ``store.other_keys``: the backup was sealed with other keys.
        StoreBusy: ``store.in_use``: a program has the present database open; ``keys.not_scrubbed``.
    """
    if not source.is_file():
        raise StoreError("backup.missing", file=str(source))
    with private_draft(target) as draft:
        with (
            _sqlite_errors(source),
            closing(connect(source, "ro")) as old,
            closing(connect(draft, "rw")) as new,
        ):
            _refuse_damaged(old, source)
            old.backup(new)
            new.execute("PRAGMA journal_mode=WAL")
        store = Store(database_url(str(draft)), keys, clock or SystemClock(), new_id)
        try:
            revision = _checked_revision(store)
            erased = finish_erasures(store)
        finally:
            store.engine.dispose()  # not `close`, which would close the keys
        aside = put_aside(target, StoreBusy("store.in_use", file=str(target)))
    return Restored(revision, aside, erased)


def _checked_revision(store: Store) -> str:
    with store.read() as tx:
        found = revision_of(tx.conn)
        if found is None:
            raise StoreError("store.empty")
        if found not in REVISIONS:
            raise SchemaNewer("store.newer", found=found, known=SCHEMA_HEAD)
        check_keys(store, str(tx.scalar(select(meta.c.value).where(meta.c.name == "keys"))))
    return found


def _refuse_damaged(connection: sqlite3.Connection, file: Path) -> None:
    if connection.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
        raise StoreError("backup.damaged", file=str(file))


@contextmanager
def _sqlite_errors(file: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error:  # not a database, cut short, unreadable
        raise StoreError("backup.damaged", file=str(file)) from None
