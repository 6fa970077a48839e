"""The master key's file: 32 random bytes in base64, read by its owner alone, and replaced without a moment of none.

A rotation writes the new master key beside the old one, under the same name with `.new`, before anything is wrapped
with it. Until it has taken the old one's place both are there, so that the key file opens whenever the power fails.
Both names are only ever changed by whoever holds the write lock of the key file, or has put the key file aside.
"""

from __future__ import annotations

import base64
import itertools
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from mentorcore.domain.errors import NoKey, StoreError, WrongKey
from mentorcore.storage.files import create_private, ensure_private, sync_folder, write_private_atomic
from mentorcore.storage.sealing import KEY


def master_path(path: Path) -> Path:
    """Return where the master key of a key file is unless somebody says otherwise."""
    return path.with_name(f"{path.name}.master")


def next_path(master: Path) -> Path:
    """Return where a new master key lies until it takes the place of the old one."""
    return master.with_name(f"{master.name}.new")


def new_master() -> bytes:
    """Return 32 random bytes."""
    return os.urandom(KEY)


def written(secret: bytes) -> bytes:
    """Return what stands in the file of a master key."""
    return base64.b64encode(secret) + b"\n"


def make_master(path: Path) -> bytes:
    """Return the master key; one that is there already (a mounted secret, an attempt cut short) is used.

    Raises:
        NoKey, WrongKey: as `read_master`; StoreError: as `create_private`.
    """
    if not os.path.lexists(path):
        create_private(path, written(new_master()))
    return read_master(path)


def read_master(path: Path, *, private: bool = True) -> bytes:
    """Return a master key.

    Args:
        path: its file; a symbolic link is followed, since a mounted secret usually is one.
        private: take the rights away that others have on it; not asked of a copy on a stick that knows no rights.

    Raises:
        NoKey: ``keys.master_missing``; WrongKey: ``keys.master_malformed``; StoreError: as `ensure_private`.
    """
    real = Path(os.path.realpath(path))
    try:
        if private:
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


def candidates(master: Path) -> Iterator[bytes]:
    """Yield the master key that waits to take the place of the present one, if there is one, and the present one.

    In this order: a waiting one moves to the place of the other, so that whoever looks there last misses neither.

    Raises:
        NoKey, WrongKey, StoreError: as `read_master`, once there is no other to try.
    """
    waiting = None
    with suppress(NoKey, WrongKey):
        waiting = read_master(next_path(master))
    if waiting is not None:
        yield waiting
    yield read_master(master)


def refuse_link(master: Path) -> None:
    """See that a master key may be replaced where it lies.

    Raises:
        StoreError: ``keys.master_link``: it is a link, as mounted secrets are. Whoever manages the place that it
            points to would put the old one back, and other programmes may use it.
    """
    if master.is_symlink():
        raise StoreError("keys.master_link", file=str(master))


def put_waiting(master: Path, secret: bytes) -> None:
    """Write a new master key beside the old one, all of it or nothing, and sync it to the disk.

    Raises:
        StoreError: ``keys.master_fixed``: nothing can be written there.
    """
    try:
        write_private_atomic(next_path(master), written(secret))
    except StoreError as error:
        if error.code != "files.unusable":
            raise
        raise StoreError(
            "keys.master_fixed", file=str(master), reason=error.params.get("reason", "")
        ) from None


def settle(master: Path, secret: bytes, *, keep_old: bool) -> Path | None:
    """Let the master key that the key file needs be the only one; a waiting one takes its place or goes.

    Args:
        master: where the master key belongs.
        secret: the one that the key file stands under.
        keep_old: put the one that is replaced aside. Beside its own key file it serves nothing else any more;
            elsewhere another programme's keys may stand under it.

    Returns:
        Where the old one lies now; None where it is gone, or where nothing had to be replaced.

    Raises:
        StoreError: ``keys.master_not_replaced``: the place cannot be changed. Both stay, and the keys open.
    """
    waiting = next_path(master)
    if not os.path.lexists(waiting):
        return None
    aside = None
    try:
        if _holds(master, secret):
            waiting.unlink()
        elif _holds(waiting, secret):
            aside = _copied_aside(master) if keep_old else None
            os.replace(waiting, master)
        sync_folder(master.parent)
    except OSError as error:
        reason = os.strerror(error.errno or 0)
        raise StoreError(
            "keys.master_not_replaced", file=str(master), waiting=str(waiting), reason=reason
        ) from None
    return aside


def _copied_aside(file: Path) -> Path | None:
    """Copy a small file under a name that says so, and return the name; None where there is nothing."""
    if not file.exists():
        return None
    aside = aside_name(file)
    create_private(aside, file.read_bytes())
    return aside


def aside_name(file: Path) -> Path:
    """Return a name beside a file that nothing has yet: ``keys.db.before-1``."""
    names = (file.with_name(f"{file.name}.before-{number}") for number in itertools.count(1))
    return next(name for name in names if not os.path.lexists(name))


def _holds(path: Path, secret: bytes) -> bool:
    try:
        return read_master(path) == secret
    except (NoKey, WrongKey):
        return False
