"""Looking after a database: a backup, bringing one back, and seeing whether everything is whole."""

from __future__ import annotations

import itertools
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
from mentorcore.storage.checks import CheckReport, check
from mentorcore.storage.engines import side_files
from mentorcore.storage.erasures import finish_erasures
from mentorcore.storage.files import private_draft, sync_folder
from mentorcore.storage.keys import KeyStore
from mentorcore.storage.schema import check_keys, revision_of
from mentorcore.storage.store import Store, database_url
from mentorcore.storage.tables import REVISIONS, SCHEMA_HEAD, meta

__all__ = ["CheckReport", "Restored", "backup", "check", "restore"]


WAIT = 5.0  # seconds for whoever has a file locked
_BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


def backup(store: Store, target: Path) -> None:
    """Copy a database, as it is at one moment and while it may be in use, to a new file with mode 0600.

    The keys are not in it: see `mentorcore.storage.keys.backup_keys`. Keep the two apart.

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
    with private_draft(target) as draft, _sqlite_errors(target), closing(_connect(draft, "rw")) as copy:
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
            closing(_connect(source, "ro")) as old,
            closing(_connect(draft, "rw")) as new,
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
        aside = _put_aside(target)
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


def _put_aside(target: Path) -> Path | None:
    """Give the database that is there another name; a damaged one goes with its side files, as it is."""
    if not os.path.lexists(target):
        return None
    names = (target.with_name(f"{target.name}.before-{number}") for number in itertools.count(1))
    aside = next(name for name in names if not os.path.lexists(name))
    if _closes_cleanly(target) and any(os.path.lexists(name) for name in side_files(target)):
        raise StoreBusy("store.in_use", file=str(target))  # SQLite removes them when the last one closes
    for old, new in zip((target, *side_files(target)), (aside, *side_files(aside)), strict=True):
        if os.path.lexists(old):
            old.rename(new)
    sync_folder(target.parent)
    return aside


def _closes_cleanly(target: Path) -> bool:
    """Whether a database could be opened, and was closed again with its log written into it."""
    try:
        with closing(
            _connect(target, "ro")
        ) as present:  # as a writer, SQLite throws away a log it cannot use
            present.execute("SELECT count(*) FROM sqlite_master").fetchone()
        with closing(_connect(target, "rw")) as present:
            present.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    except sqlite3.Error as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF in _BUSY:
            raise StoreBusy("store.in_use", file=str(target)) from None
        return False
    return True


def _connect(path: Path, mode: str) -> sqlite3.Connection:
    uri = f"{path.absolute().as_uri()}?mode={mode}"
    connection = sqlite3.connect(uri, uri=True, isolation_level=None, timeout=WAIT)
    connection.execute("PRAGMA trusted_schema=OFF")
    connection.execute("PRAGMA secure_delete=ON")
    return connection


def _refuse_damaged(connection: sqlite3.Connection, file: Path) -> None:
    if connection.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
        raise StoreError("backup.damaged", file=str(file))


@contextmanager
def _sqlite_errors(file: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error:  # not a database, cut short, unreadable
        raise StoreError("backup.damaged", file=str(file)) from None
