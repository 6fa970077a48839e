"""Canaries: words that nobody else says, planted in every personal field, and looked for in every disguise."""

from __future__ import annotations

import base64
import json
import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from itertools import count
from pathlib import Path

from mentorcore.storage.keys import FileKeys
from mentorcore.storage.sealing import comparable, open_sealed

MARK = "Zqéwkvxöj"
"""How every canary begins; an accent shows whether escapes are seen."""
PLAIN = comparable(MARK)
"""The mark as an e-mail address or a comparison has it."""
PHONE = "+417650"
"""How every number begins."""

_FOUND = re.compile(f"(?:{MARK}|{PLAIN})([a-z]{{5}})", re.IGNORECASE)
_NUMBER = re.compile(r"\+417650(\d{5})")


class Aviary:
    """Makes canaries, and knows whose they are."""

    def __init__(self) -> None:
        self._numbers = count(1)
        self.owners: dict[str, frozenset[str]] = {}

    def word(self, *owners: str) -> str:
        """A new canary of letters; it has to be gone once all of its owners are erased."""
        return f"{MARK}{self._tail(owners)}"

    def mail(self, *owners: str) -> str:
        """A new canary that is an e-mail address."""
        return f"{PLAIN}{self._tail(owners)}@example.org"

    def phone(self, *owners: str) -> str:
        """A new canary that is a phone number."""
        number = f"{next(self._numbers):05}"
        self.owners[number] = frozenset(owners)
        return f"{PHONE}{number}"

    def rename(self, old: str, new: str) -> None:
        """Who had a name of the test's own gets a public id."""
        self.owners = {
            tail: frozenset(new if owner == old else owner for owner in found)
            for tail, found in self.owners.items()
        }

    def left(self, text: str, gone: Iterable[str]) -> set[str]:
        """Canaries in a text all of whose owners are gone."""
        lost = frozenset(gone)
        return {tail for tail in self._seen(text) if self.owners[tail] <= lost}

    def owners_in(self, text: str) -> set[str]:
        """Whose canaries stand in a text."""
        return {owner for tail in self._seen(text) for owner in self.owners[tail]}

    def _seen(self, text: str) -> set[str]:
        return {tail.lower() for tail in _FOUND.findall(text)} | set(_NUMBER.findall(text))

    def _tail(self, owners: tuple[str, ...]) -> str:
        number, letters = next(self._numbers), ""
        for _ in range(5):
            number, place = divmod(number, 26)
            letters += chr(ord("a") + place)
        self.owners[letters] = frozenset(owners)
        return letters


def disguises() -> dict[str, bytes]:
    """What a canary's beginning looks like in a file, by the name of the disguise."""
    found: dict[str, bytes] = {}
    for name, text in {"": MARK, "lower ": MARK.lower(), "plain ": PLAIN, "phone ": PHONE}.items():
        raw = text.encode()
        found |= {
            f"{name}utf-8": raw,
            f"{name}utf-16-le": text.encode("utf-16-le"),
            f"{name}utf-16-be": text.encode("utf-16-be"),
            f"{name}latin-1": text.encode("latin-1"),
            f"{name}json": json.dumps(text)[1:-1].encode(),
            f"{name}hex": raw.hex().encode(),
            f"{name}HEX": raw.hex().upper().encode(),
        }
        for shift in range(3):
            found[f"{name}base64 {shift}"] = _base64(raw, shift)
    return found


def _base64(raw: bytes, shift: int) -> bytes:
    """The part of the encoding that does not depend on what stands before and after."""
    whole = base64.b64encode(b"\0" * shift + raw)
    first = -(-shift * 8 // 6)
    return whole[first : (shift + len(raw)) * 8 // 6]


def seen_in(content: bytes) -> list[str]:
    """The disguises in which canaries stand in the bytes of a file."""
    return [name for name, pattern in disguises().items() if pattern in content]


def opened(database: Path, keys: FileKeys) -> dict[str, str]:
    """Dossier to everything in it that these keys open, as JSON; and everything that stands there unsealed."""
    with closing(sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True)) as raw:
        rows = raw.execute("SELECT dossier, tier, sealed FROM envelopes").fetchall()
        plain = "\n".join(_everything(raw))
    have = keys.keys_for({dossier for dossier, *_ in rows})
    found: dict[str, str] = {"": plain}
    for dossier, tier, blob in rows:
        if dossier in have:
            values: Mapping[str, object] = open_sealed(have[dossier], dossier=dossier, tier=tier, blob=blob)
            found[dossier] = found.get(dossier, "") + json.dumps(values, ensure_ascii=False)
    return found


def _everything(raw: sqlite3.Connection) -> Iterator[str]:
    names = [row[0] for row in raw.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    for name in names:
        for row in raw.execute(f'SELECT * FROM "{name}"'):
            yield repr(tuple(value for value in row if not isinstance(value, bytes)))
