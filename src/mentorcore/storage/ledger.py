"""The erasure ledger: who was erased and when, in a small file that no backup of the database brings back.

It lies beside the key file and only ever grows, a line of JSON for each erasure. After a restore it is replayed:
whoever stands in it is erased once more. It holds public ids, which say nothing by themselves: of people, and of
matches and concerns whose words went with a person. Whose erasure has to wait stands in it as well, marked as held:
they are put out of reach again, and keep their key until the waiting is over.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from attrs import frozen

from mentorcore.domain.clock import aware
from mentorcore.domain.errors import StoreError
from mentorcore.storage.files import create_private, ensure_private


@frozen
class Noted:
    """One line.

    Args:
        person: public id, of a person or of a match or concern whose words are gone.
        at: the instant, UTC.
        held: out of reach, but not destroyed yet.
    """

    person: str
    at: datetime
    held: bool = False


def ledger_path(keys: Path) -> Path:
    """Return where the ledger of a key file is."""
    return keys.with_name(f"{keys.name}.erased")


def note_erasure(path: Path, person: str, at: datetime, *, held: bool = False) -> None:
    """Note that somebody was erased; noting it twice changes nothing. It is on the disk when this returns.

    Args:
        path: the ledger; it is made, with mode 0600, when it is not there.
        person: public id.
        at: the instant, aware.
        held: put out of reach for now; a later note without it says that it is done.

    Raises:
        StoreError: ``ledger.damaged``; as `create_private` and `ensure_private`.
        ValueError: `at` is naive.
    """
    note_all(path, [Noted(person, aware(at), held)])


def note_all(path: Path, entries: Iterable[Noted]) -> int:
    """Note several, in one go; what stands there already stays as it is. As `note_erasure`.

    Returns:
        How many were new.
    """
    if not os.path.lexists(path):
        _make(path)
    ensure_private(path)
    with _locked(path) as file:
        whole = _whole_lines(file.read())
        known = {(entry.person, entry.held) for entry in _parsed(path, whole)}
        known |= {(person, True) for person, _ in known}  # who is gone needs no note that it waits
        new = [entry for entry in entries if (entry.person, entry.held) not in known]
        if new:
            file.truncate(len(whole))  # what a crash left of a line was never acknowledged
            file.seek(len(whole))
            file.write("".join(map(_line, new)).encode())
            file.flush()
            os.fsync(file.fileno())
    return len(new)


def entries(path: Path) -> tuple[Noted, ...]:
    """Every line of a ledger, oldest first; none where there is no ledger.

    Raises:
        StoreError: ``ledger.damaged`` names a line that cannot be read: nothing is passed over in silence.
    """
    if not path.exists():
        return ()
    return _parsed(path, _whole_lines(path.read_bytes()))


def erased(path: Path) -> dict[str, datetime]:
    """Everybody whose erasure is done, with the instant (UTC), oldest first. Raises as `entries`."""
    return final(entries(path))


def held(path: Path) -> frozenset[str]:
    """Everybody whose erasure waits. Raises as `entries`."""
    return waiting(entries(path))


def final(found: Iterable[Noted]) -> dict[str, datetime]:
    """Of these lines: id to the instant, where the erasure is done."""
    done: dict[str, datetime] = {}
    for entry in found:
        if not entry.held:
            done.setdefault(entry.person, entry.at)
    return done


def waiting(found: Collection[Noted]) -> frozenset[str]:
    """Of these lines: the ids whose erasure is held and not done."""
    return frozenset({entry.person for entry in found if entry.held} - final(found).keys())


def copy_ledger(path: Path, target: Path) -> None:
    """Copy a ledger to a new file; an empty one where there is none, so that a copy without one is incomplete.

    Raises:
        StoreError: ``ledger.damaged``; as `create_private`.
    """
    create_private(target, "".join(map(_line, entries(path))).encode())


def read_copy(path: Path) -> tuple[Noted, ...]:
    """Every line of a copy, which has to be whole to the last character.

    Raises:
        StoreError: ``ledger.damaged``; ``files.unusable``: the copy cannot be read.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise StoreError("files.unusable", file=str(path), reason=os.strerror(error.errno or 0)) from None
    return _parsed(path, content if content.endswith(b"\n") or not content else content + b"\n")


def readable(path: Path) -> tuple[tuple[Noted, ...], bool]:
    """Every line that can be read, and whether these are all."""
    try:
        return entries(path), True
    except StoreError:
        found: list[Noted] = []
        for line in path.read_bytes().splitlines(keepends=True):
            try:
                found += _parsed(path, line)
            except StoreError:
                continue
        return tuple(found), False


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


def _line(entry: Noted) -> str:
    fields: dict[str, str | bool] = {"person": entry.person, "at": entry.at.isoformat()}
    if entry.held:
        fields["held"] = True
    return json.dumps(fields, separators=(",", ":")) + "\n"


def _parsed(path: Path, content: bytes) -> tuple[Noted, ...]:
    found = []
    for number, line in enumerate(content.splitlines(), 1):
        try:
            fields = json.loads(line)
            at = aware(datetime.fromisoformat(fields["at"]))
            found.append(Noted(str(fields["person"]), at, fields.get("held", False) is True))
        except (ValueError, KeyError, TypeError, AttributeError):
            raise StoreError("ledger.damaged", file=str(path), line=number) from None
    return tuple(found)
