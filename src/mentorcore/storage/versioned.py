"""Facts with a version: what somebody else changed in the meantime is never written over."""

from __future__ import annotations

from typing import TypeVar

from attrs import evolve
from sqlalchemy import Table, update

from mentorcore.domain.drafts import Draft
from mentorcore.domain.errors import StoreError
from mentorcore.domain.matches import Match
from mentorcore.domain.sessions import Session
from mentorcore.storage.codec import row
from mentorcore.storage.transaction import Tx

Versioned = TypeVar("Versioned", Match, Session, Draft)


def save_next(tx: Tx, table: Table, found: Versioned) -> Versioned:
    """Store the new state of a fact as its next version, and return that.

    Args:
        tx: the transaction.
        table: where it stands.
        found: its new state, with the version that was read in this or an earlier transaction.

    Raises:
        StoreError: ``store.changed``: somebody else changed it since it was read.
    """
    newer = evolve(found, version=found.version + 1)
    where = (table.c.id == found.id, table.c.version == found.version)
    if tx.run(update(table).where(*where).values(**row(newer))) != 1:
        raise StoreError("store.changed", id=found.id)
    return newer
