"""The key store: one random key per dossier, in a file of its own.

Whoever drops the key of a dossier has erased everything that was ever sealed with it, in every old backup of
the database, too. That holds only while the keys themselves stay out of that database, so they live in a
second SQLite file (`keys.db`), wrapped by a master key that lives in a third file, wherever the organisation
wants it. A backup of the keys brings erased keys back: after a restore the erasure ledger is replayed.
"""

import os
from collections.abc import Collection
from contextlib import closing, suppress
from functools import partial
from pathlib import Path
from typing import Protocol, Self

from attrs import frozen

from mentorcore.domain.errors import NoKey, StoreError
from mentorcore.storage.files import ensure_private, private_draft, side_files
from mentorcore.storage.keydb import connect, found_key_set
from mentorcore.storage.keytable import KeyTable
from mentorcore.storage.ledger import ledger_path
from mentorcore.storage.masters import candidates, make_master, master_path, new_master, next_path, settle


class KeyStore(Protocol):
    """What storage asks of keys; `FileKeys` and `MemoryKeys` are the two kinds.

    All methods may raise `StoreError`: `keys.unusable` or `keys.closed`, `StoreBusy`: `keys.busy`, and
    `WrongKey`: `keys.tampered` when a wrapped key was changed or moved to another dossier.
    """

    @property
    def check_value(self) -> str:
        """A fingerprint of this key set, the same under any master key, so that it outlives rotations.

        The database stores it when it is made; a database that holds another one is not written to.
        """

    def keys_for(self, dossiers: Collection[str]) -> dict[str, bytes]:
        """Return the data keys (32 bytes) that exist; erased and unknown dossiers are left out."""

    @property
    def ledger(self) -> Path | None:
        """Where erasures are noted (`mentorcore.storage.ledger`); None where nothing outlives the process."""

    def lost(self, dossiers: Collection[str]) -> tuple[str, ...]:
        """Return those that have neither a key nor the trace of a dropped one.

        What is sealed in such a dossier was sealed with a key that this key file never had or has no more,
        as after bringing back an old copy of it.
        """

    def create(self, dossiers: Collection[str]) -> dict[str, bytes]:
        """Return a data key for each dossier, the existing one or a new one.

        New keys are on the disk when this returns: seal and commit facts only after it.

        Raises:
            KeyDropped: `keys.dropped` when one of them was erased; then none is made.
        """

    def drop(self, dossiers: Collection[str]) -> None:
        """Destroy data keys for ever, also those that a restored backup may lack; dropping twice is fine.

        Raises:
            StoreBusy: `keys.not_scrubbed` when the keys are dropped but a reader kept the write-ahead log
                from being cut, so that wrapped keys can still be found in it: drop again later.
        """

    def index_key(self) -> bytes:
        """Return the HMAC key of blind indexes (32 bytes)."""

    def pseudonym_key(self) -> bytes:
        """Return the HMAC key of audit pseudonyms (32 bytes)."""

    def orphans(self, known: Collection[str]) -> tuple[str, ...]:
        """Return, sorted, the dossiers that have a key but are not among `known`.

        They come from units of work that died between key and facts. Ask while holding the write lock of the
        database that `known` was read from; otherwise the key of a unit under way looks like an orphan.
        """

    def close(self) -> None:
        """Forget all keys and let go of the file."""


class FileKeys(KeyTable):
    """The keys in a file. Open it after forking, once per process; threads share it."""

    _path: Path
    _place: Path
    _file: tuple[int, int] | None

    @classmethod
    def new(cls, path: Path, master: Path | None = None) -> Self:
        """Make a key file, and a master key unless there is one already, and open it.

        The key file appears complete or not at all, so this can be tried again after a crash.

        Args:
            path: the key file, in an existing folder.
            master: where the master key is or shall be; by default beside the key file, named `.master`.

        Raises:
            StoreError: `keys.exists` when the key file or a side file of an old one is there; as
                `create_private` and `ensure_private`.
            WrongKey: `keys.master_malformed`.
        """
        for name in (path, *side_files(path)):
            if os.path.lexists(name):  # SQLite would replay an old log into the new file
                raise StoreError("keys.exists", file=str(name))
        secret = make_master(master or master_path(path))
        with private_draft(path) as draft, closing(connect(draft)) as connection:
            found_key_set(connection, secret, str(path))
        return cls.open(path, master)

    @classmethod
    def open(cls, path: Path, master: Path | None = None) -> Self:
        """Open a key file; rights that group or others have on it or on the master key are taken away.

        A change of the master key that was cut short is finished on the way.

        Args:
            path: the key file, not a symbolic link.
            master: the master key, by default beside the key file; may be a symbolic link.

        Raises:
            NoKey: `keys.file_missing`, `keys.master_missing`.
            WrongKey: `keys.master_malformed`, `keys.wrong_master`, `keys.tampered`.
            StoreError: `keys.not_a_key_file`, `keys.newer`, `keys.unusable`; as `ensure_private`.
        """
        if not os.path.lexists(path):
            raise NoKey("keys.file_missing", file=str(path))
        for name in (path, *side_files(path)):
            ensure_private(name)
        place, file = master or master_path(path), _identity(path)
        connection = connect(path)
        try:
            opened = cls(connection, partial(candidates, place), str(path))
            opened._path, opened._place, opened._file = path, place, file
            with suppress(StoreError):  # both master keys stay, and whoever opens next tries again
                opened.settle()
            return opened
        except BaseException:
            connection.close()
            raise

    def settle(self) -> Path | None:
        """Let the master key that the file stands under be the only one; see `masters.settle`."""
        if not os.path.lexists(next_path(self._place)):
            return None
        with self._writing():
            return settle(self._place, self._master, keep_old=not self._beside)

    @property
    def _beside(self) -> bool:
        return self._place.absolute() == master_path(self._path).absolute()

    def _refuse_moved(self) -> None:
        if (
            _identity(self._path) != self._file
        ):  # keys that were made now would be in no file that has the name
            raise StoreError("keys.replaced", file=self._where)

    @property
    def ledger(self) -> Path:
        """The erasure ledger, beside the key file."""
        return ledger_path(Path(self._where))


class MemoryKeys(KeyTable):
    """The keys of a programme that lives in memory: the same table, under a master key that nobody keeps."""

    def __init__(self) -> None:
        connection, secret = connect(None), new_master()
        found_key_set(connection, secret, ":memory:")
        super().__init__(connection, lambda: [secret], ":memory:")

    @property
    def ledger(self) -> None:
        """None: an erasure has nothing to outlive."""
        return None


@frozen
class KeyReport:
    """What `check_keys` found.

    Args:
        count: keys in use.
        dropped: tombstones of erased dossiers.
        failed: keys in use that the master key does not unwrap; their dossiers cannot be read.
        check_value: the fingerprint to compare with the one in the database.
    """

    count: int
    dropped: int
    failed: int
    check_value: str


def check_keys(path: Path, master: Path | None = None) -> KeyReport:
    """Unwrap every key of a key file and count.

    Args:
        path: the key file.
        master: the master key, by default beside the key file.

    Raises:
        As `FileKeys.open`.
    """
    with closing(FileKeys.open(path, master)) as keys:
        return KeyReport(*keys.census(), keys.check_value)


def _identity(path: Path) -> tuple[int, int] | None:
    """What tells a file from another that gets its name; None where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
