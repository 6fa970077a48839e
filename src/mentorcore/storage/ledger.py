"""The erasure ledger: who was erased and when, in a small file that no backup of the database brings back.

It lies beside the key file and only ever grows, a line of JSON for each erasure. After a restore it is
replayed: whoever stands in it is erased once more. It holds public ids, which say nothing by themselves.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from mentorcore.domain.clock import aware
from mentorcore.domain.errors import StoreError
from mentorcore.storage.files import create_private, ensure_private


def ledger_path(keys: Path) -> Path:
    """Return where the ledger of a key file is."""
    return keys.with_name(f"{keys.name}.erased")


def note_erasure(path: Path, person: str, at: datetime) -> None:
    """Note that somebody was erased; noting it twice changes nothing. It is on the disk when this returns.

    Args:
        path: the ledger; it is made, with mode 0600, when it is not there.
        person: public id.
        at: the instant, aware.

    Raises:
        StoreError: ``ledger.damaged``; as `create_private` and `ensure_private`.
        ValueError: `at` is naive.
    """
    line = json.dumps({"person": person, "at": aware(at).isoformat()}, separators=(",", ":")) + "\n"
    if not os.path.lexists(path):
        _make(path)
    ensure_private(path)
    with _locked(path) as file:
        whole = _whole_lines(file.read())
        if person in _parsed(path, whole):
            return
        file.truncate(len(whole))  # what a crash left of a line was never acknowledged
        file.seek(len(whole))
        file.write(line.encode())
        file.flush()
        os.fsync(file.fileno())


def erased(path: Path) -> dict[str, datetime]:
    """Everybody in a ledger, with the instant (UTC) of their erasure, oldest first; empty where there is none.

    Raises:
        StoreError: ``ledger.damaged`` names a line that cannot be read: nothing is passed over in silence.
    """
    if not path.exists():
        return {}
    return _parsed(path, _whole_lines(path.read_bytes()))


def _make(path: Path) -> None:
    try:
        create_private(path)
    except StoreError as error:
        if error.code != "files.exists":  # somebody else was faster
            raise


@contextmanager
def _locked(path: Path) -> Iterator[BinaryIO]:
    with path.open("r+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)  # until the file is closed
        yield file


def _whole_lines(content: bytes) -> bytes:
    return content[: content.rfind(b"\n") + 1]


def _parsed(path: Path, content: bytes) -> dict[str, datetime]:
    found: dict[str, datetime] = {}
    for number, line in enumerate(content.splitlines(), 1):
        try:
            entry = json.loads(line)
            person, at = entry["person"], aware(datetime.fromisoformat(entry["at"]))
        except (ValueError, KeyError, TypeError):
            raise StoreError("ledger.damaged", file=str(path), line=number) from None
        found.setdefault(str(person), at)
    return found
