"""The table of wrapped keys: everything the key store does inside its SQLite file.

Three habits make "dropped" true. Each wrapped key has a slot of fixed size that is filled once and later
overwritten in place, so that dropping does not depend on how SQLite moves rows about. The write-ahead log is
cut to nothing after each drop. And a tombstone stays, so that a dossier never gets a second key.
"""

import hmac
import json
import os
import sqlite3
import threading
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Any, Final

from mentorcore.domain.errors import KeyDropped, StoreBusy, StoreError, WrongKey
from mentorcore.storage.keydb import APPLICATION, FORMAT, TOMB, Wrapper, own_errors
from mentorcore.storage.sealing import KEY

CACHED: Final = 50_000  # unwrapped keys kept in memory, about 10 MB
_KEYSET = "SELECT set_id, check_value, index_key, pseudonym_key, drops FROM keyset"
_INSERT = "INSERT INTO data_key (dossier, dropped, wrapped) VALUES (?, 0, ?)"
_SELECT = "SELECT dossier, dropped, wrapped FROM data_key"
_SOME = f"{_SELECT} WHERE dossier IN (SELECT value FROM json_each(?))"  # noqa: S608, constants of our own
_DROP = """
INSERT INTO data_key (dossier, dropped, wrapped) VALUES (?, 1, ?)
ON CONFLICT (dossier) DO UPDATE SET dropped = 1, wrapped = excluded.wrapped
"""

_Row = tuple[str, int, bytes]


class KeyTable:
    """A key store over one connection, safe to share between threads but not across a fork.

    Args:
        connection: from `keydb.connect`, with a founded key set; `close` closes it.
        master: the 32 bytes that wrap the keys.
        where: how errors name the file.

    Raises:
        WrongKey: `keys.wrong_master`, `keys.tampered`.
        StoreError: `keys.not_a_key_file`, `keys.newer`.
    """

    def __init__(self, connection: sqlite3.Connection, master: bytes, where: str) -> None:
        self._connection = connection
        self._where = where
        self._lock = threading.RLock()
        self._cache: dict[str, bytes] = {}
        self._version: int | None = None
        with own_errors(where):
            self._check_format()
            row = connection.execute(_KEYSET).fetchone()
        if row is None:
            raise StoreError("keys.not_a_key_file", file=where)
        set_id, stored, index_key, pseudonym_key, self._drops = row
        self._wrapper = Wrapper(master, set_id)
        if not hmac.compare_digest(stored, self._wrapper.check_value):
            raise WrongKey("keys.wrong_master", file=where)
        self._index_key = self._wrapper.unwrap("index", "", index_key)
        self._pseudonym_key = self._wrapper.unwrap("pseudonym", "", pseudonym_key)

    @property
    def check_value(self) -> str:
        """The fingerprint of this key set."""
        return self._wrapper.check_value

    def index_key(self) -> bytes:
        """Return the key of blind indexes."""
        return self._index_key

    def pseudonym_key(self) -> bytes:
        """Return the key of audit pseudonyms."""
        return self._pseudonym_key

    def keys_for(self, dossiers: Collection[str]) -> dict[str, bytes]:
        """Return the keys that exist, in the order asked for; see `KeyStore.keys_for`."""
        wanted = _ids(dossiers)
        with self._lock, own_errors(self._where):
            self._notice_drops()
            keys = {dossier: self._cache[dossier] for dossier in wanted if dossier in self._cache}
            if len(keys) == len(wanted):
                return keys
            read = self._unwrap(self._rows([dossier for dossier in wanted if dossier not in keys]))
            self._remember(read)
            keys |= read
        return {dossier: keys[dossier] for dossier in wanted if dossier in keys}

    def create(self, dossiers: Collection[str]) -> dict[str, bytes]:
        """Return the keys of all, made where needed and committed; see `KeyStore.create`."""
        wanted = _ids(dossiers)
        with self._lock:
            keys = self.keys_for(wanted)
            if len(keys) == len(wanted):
                return keys
            with self._writing():
                rows = self._rows(wanted)  # again, now that nobody else can write
                _refuse_dropped(rows)
                keys = self._unwrap(rows)
                made = {dossier: os.urandom(KEY) for dossier in wanted if dossier not in keys}
                wrapped = [
                    (dossier, self._wrapper.wrap("dossier", dossier, key)) for dossier, key in made.items()
                ]
                self._connection.executemany(_INSERT, wrapped)
            self._remember(made)
        keys |= made
        return {dossier: keys[dossier] for dossier in wanted}

    def lost(self, dossiers: Collection[str]) -> tuple[str, ...]:
        """Return dossiers that were never given a key here; see `KeyStore.lost`."""
        wanted = _ids(dossiers)
        with self._lock, own_errors(self._where):
            known = {dossier for dossier, *_ in self._rows(wanted)}
        return tuple(dossier for dossier in wanted if dossier not in known)

    def drop(self, dossiers: Collection[str]) -> None:
        """Overwrite keys for ever; see `KeyStore.drop`."""
        wanted = _ids(dossiers)
        with self._lock:
            self._cache.clear()
            with self._writing():
                self._connection.executemany(_DROP, [(dossier, TOMB) for dossier in wanted])
                self._connection.execute("UPDATE keyset SET drops = drops + 1")
            with own_errors(self._where):
                busy, *_ = self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if busy:
            raise StoreBusy("keys.not_scrubbed", file=self._where)

    def orphans(self, known: Collection[str]) -> tuple[str, ...]:
        """Return dossiers that have a key but are not known; see `KeyStore.orphans`."""
        have = {dossier for dossier, dropped, _ in self._all() if not dropped}
        return tuple(sorted(have.difference(_ids(known))))

    def census(self) -> tuple[int, int, int]:
        """Unwrap every key and return how many there are, how many were dropped and how many do not unwrap."""
        live, dropped, failed = 0, 0, 0
        for row in self._all():
            dropped += row[1]
            live += 1 - row[1]
            try:
                self._unwrap([row])
            except WrongKey:
                failed += 1
        return live, dropped, failed

    def copy_to(self, target: sqlite3.Connection) -> None:
        """Copy everything, as it is at one moment, into an empty database."""
        with self._lock, own_errors(self._where):
            self._connection.backup(target)

    def close(self) -> None:
        """Forget the keys and close the file; closing twice is fine."""
        with self._lock:
            self._cache.clear()
            self._connection.close()

    def _check_format(self) -> None:
        if self._value("PRAGMA application_id") != APPLICATION:
            raise StoreError("keys.not_a_key_file", file=self._where)
        found = self._value("PRAGMA user_version")
        if found > FORMAT:
            raise StoreError("keys.newer", file=self._where, expected=FORMAT, found=found)

    def _value(self, query: str) -> int:
        value: int = self._connection.execute(query).fetchone()[0]
        return value

    def _all(self) -> list[_Row]:
        with self._lock, own_errors(self._where):
            return self._connection.execute(f"{_SELECT} ORDER BY slot").fetchall()

    def _rows(self, dossiers: Iterable[str]) -> list[_Row]:
        return self._connection.execute(_SOME, (json.dumps(list(dossiers)),)).fetchall()

    def _unwrap(self, rows: Iterable[_Row]) -> dict[str, bytes]:
        unwrap = self._wrapper.unwrap
        return {
            dossier: unwrap("dossier", dossier, wrapped) for dossier, dropped, wrapped in rows if not dropped
        }

    def _notice_drops(self) -> None:
        """Forget cached keys when another connection has dropped some since we last looked."""
        version = self._value("PRAGMA data_version")  # changes with each commit of somebody else
        if version != self._version:
            self._version = version
            drops = self._value("SELECT drops FROM keyset")
            if drops != self._drops:
                self._drops = drops
                self._cache.clear()

    def _remember(self, keys: dict[str, bytes]) -> None:
        self._cache |= keys
        for oldest in list(islice(self._cache, max(0, len(self._cache) - CACHED))):
            del self._cache[oldest]

    @contextmanager
    def _writing(self) -> Iterator[None]:
        with self._lock, own_errors(self._where):
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise


def _ids(dossiers: Collection[str]) -> list[str]:
    if isinstance(dossiers, str):  # a string is a collection of strings, and would be spelt out into keys
        raise TypeError("expected a collection of dossier ids, found a single string")
    return list(dict.fromkeys(dossiers))


def _refuse_dropped(rows: Iterable[tuple[str, int, Any]]) -> None:
    gone = sorted(dossier for dossier, dropped, _ in rows if dropped)
    if gone:
        raise KeyDropped("keys.dropped", dossier=gone[0], count=len(gone))
