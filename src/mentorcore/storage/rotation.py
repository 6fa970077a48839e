"""Changing the master key: every key is wrapped anew, and no row of data is touched.

The order makes it safe to be killed at any moment. The new master key is on the disk before the key file's one
transaction; until it has taken the place of the old one both are there; whatever is left over is tidied up by
whoever opens the keys next. The databases keep a fingerprint that a rotation leaves alone, so that their old backups
can be restored afterwards.
"""

from __future__ import annotations

import os
from contextlib import closing
from pathlib import Path

from attrs import frozen

from mentorcore.domain.errors import StoreError, WrongKey
from mentorcore.storage.files import write_private_atomic
from mentorcore.storage.keys import FileKeys
from mentorcore.storage.masters import (
    master_path,
    new_master,
    put_waiting,
    read_master,
    refuse_link,
    written,
)


@frozen
class Rotated:
    """What a rotation did.

    Args:
        count: data keys that were wrapped anew.
        master: where the master key is now.
        aside: where the old one was put, since another programme may use it; None where it is gone.
        scrubbed: whether no trace of the old wrapping is left in the log: it stays there while another program
            reads.
    """

    count: int
    master: Path
    aside: Path | None
    scrubbed: bool


def rotate_keys(path: Path, master: Path | None = None, elsewhere: Path | None = None) -> Rotated:
    """Put a key file under a new master key. Programs that have it open go on.

    Args:
        path: the key file.
        master: the master key, by default beside the key file.
        elsewhere: where the new master key shall lie, or lies already, in place of where the old one does. The old
            one is left alone then, and whoever opens the keys has to say the new place.

    Raises:
        StoreError: ``keys.master_link``, ``keys.master_fixed``: the master key cannot be replaced where it lies,
            and no other place was said; ``keys.master_same``: the keys are under that master key already. Nothing
            was changed. ``keys.master_not_replaced``: the keys are under the new master key, which waits beside the
            old one. As `FileKeys.open`.
        WrongKey: ``keys.tampered``: a key was changed; nothing was done. As `FileKeys.open`.
    """
    place = master or master_path(path)
    if elsewhere is None:
        refuse_link(place)
    with closing(_opened(path, master, elsewhere)) as keys:
        count = keys.rewrap(lambda old: _prepared(place, elsewhere, old))
        scrubbed = keys.scrub()
        aside = keys.settle()
    return Rotated(count, elsewhere or place, aside, scrubbed)


def _opened(path: Path, master: Path | None, elsewhere: Path | None) -> FileKeys:
    """The keys; under the new master key already where an attempt was cut short, or settings were not changed."""
    try:
        return FileKeys.open(path, master)
    except WrongKey:
        if elsewhere is None or not elsewhere.exists():
            raise
        return FileKeys.open(path, elsewhere)


def _prepared(place: Path, elsewhere: Path | None, old: bytes) -> bytes:
    """The new master key, on the disk."""
    if elsewhere is None:
        secret = new_master()
        put_waiting(place, secret)
        return secret
    if not os.path.lexists(elsewhere):
        write_private_atomic(elsewhere, written(new_master()))
    secret = read_master(elsewhere)
    if secret == old:
        raise StoreError("keys.master_same", file=str(elsewhere))
    return secret
