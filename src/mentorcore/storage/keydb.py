"""The SQLite file of the key store: how it is laid out, opened and founded, and how keys in it are wrapped."""

import hmac
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from mentorcore.domain.errors import StoreBusy, StoreError, WrongKey
from mentorcore.storage.sealing import KEY, NONCE, framed, framed_name, framed_one

APPLICATION: Final = 0x6D634B31  # "mcK1" in the header of the file
FORMAT: Final = 1
TOMB: Final = bytes(NONCE + KEY + 16)  # as long as a wrapped key, so that it fits the same slot exactly

_PRAGMAS = (
    "PRAGMA busy_timeout = 5000",  # milliseconds
    "PRAGMA synchronous = FULL",
    "PRAGMA secure_delete = ON",
    "PRAGMA trusted_schema = OFF",
    "PRAGMA temp_store = MEMORY",
)
_SCHEMA = f"""
BEGIN IMMEDIATE;
CREATE TABLE keyset (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    set_id TEXT NOT NULL,
    proof TEXT NOT NULL,
    index_key BLOB NOT NULL,
    pseudonym_key BLOB NOT NULL,
    drops INTEGER NOT NULL
) STRICT;
CREATE TABLE data_key (
    slot INTEGER PRIMARY KEY,
    dossier TEXT NOT NULL UNIQUE,
    dropped INTEGER NOT NULL CHECK (dropped IN (0, 1)),
    wrapped BLOB NOT NULL CHECK (length(wrapped) = {len(TOMB)})
) STRICT;
PRAGMA application_id = {APPLICATION};
PRAGMA user_version = {FORMAT};
COMMIT;
"""


class Wrapper:
    """The master key at work. What is wrapped opens only in its key set, for its purpose and its dossier.

    `proof` shows whether a master key is the one under which a key file stands; it changes with a rotation.

    Args:
        master: 32 bytes.
        set_id: the random name of the key set.
    """

    def __init__(self, master: bytes, set_id: str) -> None:
        self._cipher = AESGCM(master)
        self._place = framed("mentorcore key", set_id)
        proof = hmac.digest(master, framed("mentorcore key check", set_id), "sha256").hex()
        self.proof = f"{set_id}.{proof[:32]}"

    def wrap(self, purpose: str, dossier: str, key: bytes) -> bytes:
        """Return a random nonce and the sealed key, as long as `TOMB`."""
        nonce = os.urandom(NONCE)
        return nonce + self._cipher.encrypt(
            nonce, key, self._place + framed_name(purpose) + framed_one(dossier)
        )

    def unwrap(self, purpose: str, dossier: str, wrapped: bytes) -> bytes:
        """Return the key; raise WrongKey `keys.tampered` when it was changed or belongs elsewhere."""
        place = self._place + framed_name(purpose) + framed_one(dossier)
        try:
            return self._cipher.decrypt(wrapped[:NONCE], wrapped[NONCE:], place)
        except (InvalidTag, ValueError):  # ValueError: cut too short to have a nonce
            raise WrongKey("keys.tampered", purpose=purpose, dossier=dossier) from None


def connect(path: Path | None) -> sqlite3.Connection:
    """Open a connection whose transactions are begun by us alone; the caller closes it.

    Args:
        path: an existing file, or None for a database in memory.

    Raises:
        StoreError: `keys.unusable`, `keys.not_a_key_file`; StoreBusy: `keys.busy`.
    """
    # mode=rw: never make a file, since it would be readable by all.
    database = f"{path.absolute().as_uri()}?mode=rw" if path else ":memory:"
    with own_errors(str(path)):
        connection = sqlite3.connect(database, uri=True, isolation_level=None, check_same_thread=False)
        try:
            for pragma in _PRAGMAS:
                connection.execute(pragma)
        except BaseException:
            connection.close()
            raise
    return connection


def found_key_set(connection: sqlite3.Connection, master: bytes, where: str) -> None:
    """Lay out an empty database and give it an identity, an index key and a pseudonym key.

    Raises:
        StoreError: `keys.unusable`, for example when the disk is full.
    """
    wrapper = Wrapper(master, set_id := os.urandom(16).hex())
    wrapped = [wrapper.wrap(purpose, "", os.urandom(KEY)) for purpose in ("index", "pseudonym")]
    row = (set_id, wrapper.proof, *wrapped)
    with own_errors(where):
        connection.execute("PRAGMA journal_mode = WAL")  # kept in the file: `connect` changes no stranger's
        connection.executescript(_SCHEMA)
        connection.execute("INSERT INTO keyset VALUES (1, ?, ?, ?, ?, 0)", row)


@contextmanager
def own_errors(where: str) -> Iterator[None]:
    """Turn what SQLite raises into errors of our own; its messages hold no values, only names."""
    try:
        yield
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", None)  # missing when the driver itself complains
        if code is None:
            raise StoreError("keys.closed", file=where) from error
        if code & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise StoreBusy("keys.busy", file=where) from error
        if code & 0xFF == sqlite3.SQLITE_NOTADB:
            raise StoreError("keys.not_a_key_file", file=where) from error
        raise StoreError("keys.unusable", file=where, reason=error.sqlite_errorname) from error
