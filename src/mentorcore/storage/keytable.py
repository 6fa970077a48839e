"""The table of wrapped keys: everything the key store does inside its SQLite file.

Three habits make "dropped" true. Each wrapped key has a slot of fixed size that is filled once and later
overwritten in place, so that dropping does not depend on how SQLite moves rows about. The write-ahead log is
cut to nothing after each drop. And a tombstone stays, so that a dossier never gets a second key.

Another process may change the master key meanwhile. So everything that unwraps does so in a snapshot, and everything
that wraps under the write lock, after seeing that the file still stands under the master key in hand.
"""

import hmac
import json
import os
import sqlite3
import threading
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Any, Final

from mentorcore.domain.errors import KeyDropped, StoreBusy, StoreError, WrongKey
from mentorcore.storage.keydb import APPLICATION, FORMAT, TOMB, Wrapper, own_errors
from mentorcore.storage.sealing import KEY, framed

CACHED: Final = 50_000  # unwrapped keys kept in memory, about 10 MB
_KEYSET = "SELECT set_id, proof, index_key, pseudonym_key, drops FROM keyset"
_INSERT = "INSERT INTO data_key (dossier, dropped, wrapped) VALUES (?, 0, ?)"
_SELECT = "SELECT dossier, dropped, wrapped FROM data_key"
_SOME = f"{_SELECT} WHERE dossier IN (SELECT value FROM json_each(?))"  # noqa: S608, constants of our own
_DROP = """
INSERT INTO data_key (dossier, dropped, wrapped) VALUES (?, 1, ?)
ON CONFLICT (dossier) DO UPDATE SET dropped = 1, wrapped = excluded.wrapped
"""
_LIVE = "SELECT slot, dossier, wrapped FROM data_key WHERE dropped = 0 ORDER BY slot"
_REWRAP = "UPDATE data_key SET wrapped = ? WHERE slot = ?"
_REFOUND = "UPDATE keyset SET proof = ?, index_key = ?, pseudonym_key = ?"

_Row = tuple[str, int, bytes]
Masters = Callable[[], Iterable[bytes]]


class KeyTable:
    """A key store over one connection, safe to share between threads but not across a fork.

    Args:
        connection: from `keydb.connect`, with a founded key set; `close` closes it.
        masters: the master keys that are at hand, 32 bytes each, likeliest first; asked again after a rotation.
        where: how errors name the file.

    Raises:
        WrongKey: `keys.wrong_master`, `keys.tampered`.
        StoreError: `keys.not_a_key_file`, `keys.newer`.
    """

    _set_id: str
    _master: bytes
    _wrapper: Wrapper
    _check_value: str
    _drops: int

    def __init__(self, connection: sqlite3.Connection, masters: Masters, where: str) -> None:
        self._connection = connection
        self._masters = masters
        self._where = where
        self._lock = threading.RLock()
        self._cache: dict[str, bytes] = {}
        self._version: int | None = None
        with own_errors(where):
            self._check_format()
            self._adopt()

    @property
    def check_value(self) -> str:
        """The fingerprint of this key set, whatever master key it stands under."""
        return self._check_value

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
            self._notice()
            keys = {dossier: self._cache[dossier] for dossier in wanted if dossier in self._cache}
            if len(keys) == len(wanted):
                return keys
            with self._snapshot():
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
            if not self.scrub():
                raise StoreBusy("keys.not_scrubbed", file=self._where)

    def scrub(self) -> bool:
        """Cut the write-ahead log to nothing; whether no reader was in the way."""
        with self._lock, own_errors(self._where):
            busy, *_ = self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        return not busy

    def rewrap(self, fresh: Callable[[bytes], bytes]) -> int:
        """Wrap every key anew, in one transaction; what the keys seal is not touched.

        Args:
            fresh: given the present master key, returns the new one, which has to be on the disk by then. It is
                asked under the write lock.

        Returns:
            How many data keys were wrapped anew.

        Raises:
            WrongKey: `keys.tampered`; as `fresh`. Nothing was changed.
        """
        with self._lock:
            with self._writing():
                master, old = fresh(self._master), self._wrapper
                new = Wrapper(master, self._set_id)
                rows = [
                    (new.wrap("dossier", dossier, old.unwrap("dossier", dossier, wrapped)), slot)
                    for slot, dossier, wrapped in self._connection.execute(_LIVE).fetchall()
                ]
                self._connection.executemany(_REWRAP, rows)
                own = [("index", self._index_key), ("pseudonym", self._pseudonym_key)]
                wrapped = [new.wrap(purpose, "", key) for purpose, key in own]
                self._connection.execute(_REFOUND, (new.proof, *wrapped))
            self._master, self._wrapper = master, new
        return len(rows)

    def orphans(self, known: Collection[str]) -> tuple[str, ...]:
        """Return dossiers that have a key but are not known; see `KeyStore.orphans`."""
        wanted = _ids(known)
        with self._snapshot():
            have = {dossier for dossier, dropped, _ in self._all() if not dropped}
        return tuple(sorted(have.difference(wanted)))

    def dropped(self) -> tuple[str, ...]:
        """Return, sorted, every dossier whose key was dropped."""
        with self._snapshot():
            return tuple(sorted(dossier for dossier, dropped, _ in self._all() if dropped))

    def census(self) -> tuple[int, int, int]:
        """Unwrap every key and return how many there are, how many were dropped and how many do not unwrap."""
        live, dropped, failed = 0, 0, 0
        with self._snapshot():
            for row in self._all():
                dropped += row[1]
                live += 1 - row[1]
                try:
                    self._unwrap([row])
                except WrongKey:
                    failed += 1
        return live, dropped, failed

    def copy_to(self, target: sqlite3.Connection) -> bytes:
        """Copy everything, as it is at one moment, into an empty database; returns the master key of that moment."""
        with self._snapshot():
            self._connection.backup(target)
            return self._master

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
        return self._connection.execute(f"{_SELECT} ORDER BY slot").fetchall()

    def _rows(self, dossiers: Iterable[str]) -> list[_Row]:
        return self._connection.execute(_SOME, (json.dumps(list(dossiers)),)).fetchall()

    def _unwrap(self, rows: Iterable[_Row]) -> dict[str, bytes]:
        unwrap = self._wrapper.unwrap
        return {
            dossier: unwrap("dossier", dossier, wrapped) for dossier, dropped, wrapped in rows if not dropped
        }

    def _notice(self) -> None:
        """See whether another connection has dropped keys or changed the master key since we last looked."""
        version = self._value("PRAGMA data_version")  # changes with each commit of somebody else
        if version != self._version:
            drops, proof = self._connection.execute("SELECT drops, proof FROM keyset").fetchone()
            if drops != self._drops:
                self._drops = drops
                self._cache.clear()
            if proof != self._wrapper.proof:
                self._adopt(again=True)
            self._version = version

    def _adopt(self, *, again: bool = False) -> None:
        """Find the master key that the file stands under, and unwrap what it wraps for the whole set."""
        while True:
            row = self._connection.execute(_KEYSET).fetchone()
            if row is None:
                raise StoreError("keys.not_a_key_file", file=self._where)
            set_id, proof, index_key, pseudonym_key, drops = row
            found = next((key for key in self._masters() if _fits(key, set_id, proof)), None)
            if found is not None:
                break
            if self._proof() == proof:  # else it was changed while we looked: look again
                raise WrongKey("keys.rotated" if again else "keys.wrong_master", file=self._where)
        wrapper = Wrapper(found, set_id)
        self._index_key = wrapper.unwrap("index", "", index_key)
        self._pseudonym_key = wrapper.unwrap("pseudonym", "", pseudonym_key)
        self._set_id, self._master, self._wrapper, self._drops = set_id, found, wrapper, drops
        digest = hmac.digest(self._pseudonym_key, framed("mentorcore key set", set_id), "sha256").hex()
        self._check_value = f"{set_id}.{digest[:32]}"  # of what a rotation leaves alone: databases keep it

    def _proof(self) -> str:
        proof: str = self._connection.execute("SELECT proof FROM keyset").fetchone()[0]
        return proof

    @contextmanager
    def _snapshot(self) -> Iterator[None]:
        """Read at one moment, under the master key of that moment."""
        with self._lock, own_errors(self._where):
            while True:
                self._notice()
                self._connection.execute("BEGIN")
                if self._proof() == self._wrapper.proof:
                    break
                self._connection.execute("ROLLBACK")  # it was changed in between
            try:
                yield
            finally:
                self._connection.execute("ROLLBACK")

    def _refuse_moved(self) -> None:
        """See that the file which is written to is still the one that others would open."""

    def _remember(self, keys: dict[str, bytes]) -> None:
        self._cache |= keys
        for oldest in list(islice(self._cache, max(0, len(self._cache) - CACHED))):
            del self._cache[oldest]

    @contextmanager
    def _writing(self) -> Iterator[None]:
        with self._lock, own_errors(self._where):
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                self._refuse_moved()
                self._notice()
                yield
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise


def _fits(master: bytes, set_id: str, proof: str) -> bool:
    return hmac.compare_digest(Wrapper(master, set_id).proof, proof)


def _ids(dossiers: Collection[str]) -> list[str]:
    if isinstance(dossiers, str):  # a string is a collection of strings, and would be spelt out into keys
        raise TypeError("expected a collection of dossier ids, found a single string")
    return list(dict.fromkeys(dossiers))


def _refuse_dropped(rows: Iterable[tuple[str, int, Any]]) -> None:
    gone = sorted(dossier for dossier, dropped, _ in rows if dropped)
    if gone:
        raise KeyDropped("keys.dropped", dossier=gone[0], count=len(gone))
