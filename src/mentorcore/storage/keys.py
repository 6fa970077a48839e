"""The key store: one random key per dossier, in a file of its own.

Whoever drops the key of a dossier has erased everything that was ever sealed with it, in every old backup of
the database, too. That holds only while the keys themselves stay out of that database, so they live in a
second SQLite file (`keys.db`), wrapped by a master key that lives in a third file, wherever the organisation
wants it. A backup of the keys brings erased keys back: after a restore the erasure ledger is replayed.
"""

import base64
import os
from collections.abc import Collection
from contextlib import closing
from pathlib import Path
from typing import Final, Protocol, Self

from attrs import frozen

from mentorcore.domain.errors import NoKey, StoreError, WrongKey
from mentorcore.storage.files import create_private, ensure_private, private_draft
from mentorcore.storage.keydb import connect, found_key_set
from mentorcore.storage.keytable import KeyTable
from mentorcore.storage.ledger import ledger_path
from mentorcore.storage.sealing import KEY

_SIDE_FILES: Final = ("-wal", "-shm", "-journal")


class KeyStore(Protocol):
    """What storage asks of keys; `FileKeys` and `MemoryKeys` are the two kinds.

    All methods may raise `StoreError`: `keys.unusable` or `keys.closed`, `StoreBusy`: `keys.busy`, and
    `WrongKey`: `keys.tampered` when a wrapped key was changed or moved to another dossier.
    """

    @property
    def check_value(self) -> str:
        """A fingerprint of this key set under this master key.

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
        for name in (path, *_side_files(path)):
            if os.path.lexists(name):  # SQLite would replay an old log into the new file
                raise StoreError("keys.exists", file=str(name))
        secret = _make_master(master or master_path(path))
        with private_draft(path) as draft, closing(connect(draft)) as connection:
            found_key_set(connection, secret, str(path))
        return cls.open(path, master)

    @classmethod
    def open(cls, path: Path, master: Path | None = None) -> Self:
        """Open a key file; rights that group or others have on it or on the master key are taken away.

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
        for name in (path, *_side_files(path)):
            ensure_private(name)
        secret = _read_master(master or master_path(path))
        connection = connect(path)
        try:
            return cls(connection, secret, str(path))
        except BaseException:
            connection.close()
            raise

    @property
    def ledger(self) -> Path:
        """The erasure ledger, beside the key file."""
        return ledger_path(Path(self._where))


class MemoryKeys(KeyTable):
    """The keys of a programme that lives in memory: the same table, under a master key that nobody keeps."""

    def __init__(self) -> None:
        connection, secret = connect(None), os.urandom(KEY)
        found_key_set(connection, secret, ":memory:")
        super().__init__(connection, secret, ":memory:")

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


def master_path(path: Path) -> Path:
    """Return where the master key of a key file is unless somebody says otherwise."""
    return path.with_name(f"{path.name}.master")


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


def backup_keys(path: Path, target_dir: Path, master: Path | None = None) -> tuple[Path, Path]:
    """Copy key file and master key, while they may be in use, to two new files with mode 0600.

    Keep no more of these copies than restoring needs: a person erased later is still readable with them.

    Args:
        path: the key file.
        target_dir: an existing folder; the copies are named after the key file.
        master: the master key, by default beside the key file.

    Returns:
        The copy of the key file and the copy of the master key, placed so that `FileKeys.open` finds both.

    Raises:
        StoreError: `files.exists` when a copy of that name is there already; as `FileKeys.open`.
    """
    copy = target_dir / path.name
    for name in (copy, *_side_files(copy)):
        if os.path.lexists(name):
            raise StoreError("files.exists", file=str(name))
    with closing(FileKeys.open(path, master)) as keys:
        create_private(master_path(copy), _written(_read_master(master or master_path(path))))
        try:
            with private_draft(copy) as draft:
                with closing(connect(draft)) as target:
                    keys.copy_to(target)
                check_keys(draft, master_path(copy))
        except BaseException:
            master_path(copy).unlink()
            raise
    return copy, master_path(copy)


def _make_master(path: Path) -> bytes:
    """Return the master key; one that is there already (a mounted secret, an attempt cut short) is used."""
    if not os.path.lexists(path):
        create_private(path, _written(os.urandom(KEY)))
    return _read_master(path)


def _read_master(path: Path) -> bytes:
    real = Path(os.path.realpath(path))  # a mounted secret is usually a symbolic link
    try:
        ensure_private(real)
        secret = base64.b64decode(real.read_bytes().strip(), validate=True)
    except OSError as error:
        reason = os.strerror(error.errno or 0)
        raise NoKey("keys.master_missing", file=str(path), reason=reason) from None
    except ValueError:
        secret = b""
    if len(secret) != KEY:
        raise WrongKey("keys.master_malformed", file=str(path), expected=KEY, found=len(secret))
    return secret


def _written(secret: bytes) -> bytes:
    return base64.b64encode(secret) + b"\n"


def _side_files(path: Path) -> tuple[Path, ...]:
    return tuple(path.with_name(path.name + ending) for ending in _SIDE_FILES)
