"""Putting an SQLite file aside, whole, so that another can take its name: nothing is ever overwritten."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from mentorcore.domain.errors import StoreBusy
from mentorcore.storage.files import side_files, sync_folder
from mentorcore.storage.masters import aside_name

WAIT = 5.0  # seconds for whoever has a file locked
_BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


def put_aside(target: Path, in_use: StoreBusy) -> Path | None:
    """Give the file that is there another name; a damaged one goes with its side files, as it is.

    Args:
        target: the file.
        in_use: what is raised when a program has it open.

    Returns:
        Where it lies now, or None where there is none.
    """
    if not os.path.lexists(target):
        return None
    whole = refuse_open(target, in_use)
    aside = aside_name(target)
    target.rename(aside)
    if whole and _has_side_files(target):  # somebody opened it in that moment
        aside.rename(target)
        raise in_use
    for old, new in zip(side_files(target), side_files(aside), strict=True):
        if os.path.lexists(old):
            old.rename(new)
    sync_folder(target.parent)
    return aside


def refuse_open(target: Path, in_use: StoreBusy) -> bool:
    """See that no program has a file open, as far as a file that is not damaged can tell; whether it is not."""
    whole = _closes_cleanly(target, in_use)
    if whole and _has_side_files(target):
        raise in_use  # SQLite removes them when the last one closes
    return whole


def _has_side_files(target: Path) -> bool:
    return any(os.path.lexists(name) for name in side_files(target))


def connect(path: Path, mode: str) -> sqlite3.Connection:
    """Open a file with SQLite as it is: ``ro`` or ``rw``; the caller closes it."""
    uri = f"{path.absolute().as_uri()}?mode={mode}"
    connection = sqlite3.connect(uri, uri=True, isolation_level=None, timeout=WAIT)
    connection.execute("PRAGMA trusted_schema=OFF")
    connection.execute("PRAGMA secure_delete=ON")
    return connection


def _closes_cleanly(target: Path, in_use: StoreBusy) -> bool:
    """Whether a file could be opened, and was closed again with its log written into it."""
    try:
        with closing(connect(target, "ro")) as present:  # as a writer, SQLite throws away a log it cannot use
            present.execute("SELECT count(*) FROM sqlite_master").fetchone()
        with closing(connect(target, "rw")) as present:
            present.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    except sqlite3.Error as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF in _BUSY:
            raise in_use from None
        return False
    return True
