"""Copies of the keys: key file, master key and erasure ledger, always the three together.

An old copy brings nobody back who was erased since. The ledgers are merged, and the keys of whoever stands in
either of them are destroyed in the copy before it takes the key file's name.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Collection
from contextlib import closing
from pathlib import Path

from attrs import frozen

from mentorcore.domain.clock import SystemClock
from mentorcore.domain.errors import NoKey, StoreBusy, StoreError, WrongKey
from mentorcore.domain.ids import new_id
from mentorcore.storage import meta
from mentorcore.storage.aside import put_aside, refuse_open
from mentorcore.storage.files import (
    create_private,
    private_draft,
    side_files,
    sync_folder,
    write_private_atomic,
)
from mentorcore.storage.keydb import connect, own_errors
from mentorcore.storage.keys import FileKeys, MemoryKeys, check_keys
from mentorcore.storage.keytable import KeyTable
from mentorcore.storage.ledger import (
    Noted,
    copy_ledger,
    final,
    ledger_path,
    note_all,
    read_copy,
    readable,
)
from mentorcore.storage.masters import (
    aside_name,
    master_path,
    next_path,
    put_waiting,
    read_master,
    refuse_link,
    written,
)
from mentorcore.storage.store import Store, database_url


def backup_keys(path: Path, target_dir: Path, master: Path | None = None) -> tuple[Path, Path, Path]:
    """Copy key file, master key and ledger, while they may be in use, to three new files with mode 0600.

    Keep no more of these copies than restoring needs: a person erased later is still readable with them.

    Args:
        path: the key file.
        target_dir: an existing folder; the copies are named after the key file.
        master: the master key, by default beside the key file.

    Returns:
        The copies of the key file, the master key and the ledger, placed so that `FileKeys.open` finds all three.

    Raises:
        StoreError: `files.exists` when a copy of that name is there already; `ledger.damaged`; as
            `FileKeys.open`. Nothing is left in the folder.
    """
    copy = target_dir / path.name
    copies = (copy, master_path(copy), ledger_path(copy))
    for name in (*copies, *side_files(copy)):
        if os.path.lexists(name):
            raise StoreError("files.exists", file=str(name))
    made: list[Path] = []
    with closing(FileKeys.open(path, master)) as keys:
        try:
            with private_draft(copy) as draft:
                with closing(connect(draft)) as target:
                    secret = keys.copy_to(target)
                create_private(copies[1], written(secret))
                made.append(copies[1])
                copy_ledger(keys.ledger, copies[2])  # after the keys: it may say more than they, never less
                made.append(copies[2])
                check_keys(draft, copies[1])
        except BaseException:
            for name in made:
                name.unlink()
            raise
    return copies


@frozen
class KeysRestored:
    """What bringing back a copy of the keys did.

    Args:
        aside: where the files lie that were there before: the key file, the master key, a damaged ledger.
        count: keys that open.
        erased: public ids whose key the copy still held, though they are erased; it was destroyed.
    """

    aside: tuple[Path, ...]
    count: int
    erased: tuple[str, ...]


def restore_keys(folder: Path, path: Path, master: Path | None = None, *, expected: str = "") -> KeysRestored:
    """Bring back a copy of the keys. Whoever was erased since it was made cannot be read with it.

    Nothing is lost: key file and master key that are there already are put aside, and an entry in either ledger
    stays. It can be tried again after a crash.

    Args:
        folder: where `backup_keys` put the copies; they are not changed.
        path: the key file; its copy has the same name.
        master: the master key, by default beside the key file.
        expected: the fingerprint that the database holds; where it is not known, the present keys say it.

    Raises:
        StoreError: ``keys.backup_incomplete``, ``keys.backup_damaged``, ``ledger.damaged``;
            ``keys.master_link``: another master key would have to replace a mounted one. Nothing was changed.
        WrongKey: ``keys.other_set``: the copy belongs to other keys. Nothing was changed.
        StoreBusy: ``keys.in_use``: a program has the key file open.
    """
    place, copy = master or master_path(path), folder / path.name
    secret, noted = _read_copies(copy)
    in_use = StoreBusy("keys.in_use", file=str(path))
    present, tombs = _present(path, master, in_use)
    here, ledger_whole = readable(ledger_path(path))
    gone = sorted({*final((*here, *noted)), *tombs})
    other = _differs(place, secret)
    if other:
        refuse_link(place)
    with closing(_opened_copy(copy, secret, expected or present)) as keys, private_draft(path) as draft:
        erased = tuple(keys.keys_for(gone))
        keys.drop(gone)  # in memory, so that no file here ever holds them
        with closing(connect(draft)) as target:
            keys.copy_to(target)
        aside = _merge_ledger(ledger_path(path), (*here, *noted), whole=ledger_whole)
        if other:  # first, since it fails where nothing can be written
            aside += _wait_with(place, secret)
        aside += [found for found in [put_aside(path, in_use)] if found is not None]
        if other:
            aside += _replace_master(place, secret)
        count, _, _ = keys.census()
    FileKeys.open(path, master).close()
    return KeysRestored(tuple(aside), count, erased)


def expected_by(database: str) -> str:
    """The fingerprint of the keys that a database was sealed with; empty where it cannot be read.

    Args:
        database: a file, or an SQLAlchemy URL.
    """
    try:
        store = Store(database_url(database), MemoryKeys(), SystemClock(), new_id)
    except StoreError:
        return ""
    try:
        with store.read() as tx:
            return meta.value(tx, "keys") or ""
    except StoreError:
        return ""
    finally:
        store.close()


def _read_copies(copy: Path) -> tuple[bytes, tuple[Noted, ...]]:
    """Master key and ledger of a copy that has all its parts."""
    for name in (copy, master_path(copy), ledger_path(copy)):
        if not name.is_file():
            raise StoreError("keys.backup_incomplete", file=str(name))
    try:
        secret = read_master(master_path(copy), private=False)
    except (NoKey, WrongKey):
        raise StoreError("keys.backup_damaged", file=str(master_path(copy))) from None
    return secret, read_copy(ledger_path(copy))


def _present(path: Path, master: Path | None, in_use: StoreBusy) -> tuple[str, tuple[str, ...]]:
    """The fingerprint of the keys that are there, and whose were dropped; nothing where they cannot be opened."""
    if not os.path.lexists(path):
        return "", ()
    if path.is_symlink():
        raise StoreError("files.symlink", file=str(path))
    if not refuse_open(path, in_use):
        return "", ()  # damaged: opening it as a writer could throw away a log that holds something
    try:
        with closing(FileKeys.open(path, master)) as keys:
            return keys.check_value, keys.dropped()
    except StoreBusy:
        raise in_use from None
    except StoreError:
        return "", ()


def _opened_copy(copy: Path, secret: bytes, expected: str) -> KeyTable:
    """A copy of the key file, in memory, once it is known to be whole and the right one."""
    memory = connect(None)
    try:
        with own_errors(str(copy)), closing(_read_only(copy)) as source:
            if source.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
                raise StoreError("keys.backup_damaged", file=str(copy))
            source.backup(memory)
        keys = KeyTable(memory, lambda: [secret], str(copy))
        if keys.census()[2]:
            raise StoreError("keys.backup_damaged", file=str(copy))
    except BaseException as error:
        memory.close()
        if isinstance(error, StoreError) and error.code != "keys.newer":
            raise StoreError("keys.backup_damaged", file=str(copy)) from None
        raise
    if expected and keys.check_value != expected:
        keys.close()
        raise WrongKey("keys.other_set", file=str(copy))
    return keys


def _read_only(copy: Path) -> sqlite3.Connection:
    """Open a copy as it lies there, also on a stick that cannot be written to."""
    logged = any(log.is_file() and log.stat().st_size for log in side_files(copy))  # somebody worked with it
    mode = "ro" if logged else "ro&immutable=1"
    return sqlite3.connect(f"{copy.absolute().as_uri()}?mode={mode}", uri=True, isolation_level=None)


def _merge_ledger(path: Path, found: Collection[Noted], *, whole: bool) -> list[Path]:
    """Let the ledger hold all of these; one with lines that cannot be read is put aside."""
    aside = [] if whole else _renamed(path)
    if found:
        note_all(path, found)
    return aside


def _differs(place: Path, secret: bytes) -> bool:
    try:
        return read_master(place) != secret
    except (NoKey, WrongKey):
        return True


def _wait_with(place: Path, secret: bytes) -> list[Path]:
    """Write another master key beside the one that is there, and keep one that waited for keys that are no more."""
    aside = _renamed(next_path(place))
    put_waiting(place, secret)
    return aside


def _replace_master(place: Path, secret: bytes) -> list[Path]:
    """Put the master key of the copy in place, while there is no key file that anybody could open."""
    aside = _renamed(place)
    write_private_atomic(place, written(secret))
    next_path(place).unlink(missing_ok=True)
    return aside


def _renamed(file: Path) -> list[Path]:
    """Put a file aside, where there is one."""
    if not os.path.lexists(file):
        return []
    aside = aside_name(file)
    file.rename(aside)
    sync_folder(file.parent)
    return [aside]
