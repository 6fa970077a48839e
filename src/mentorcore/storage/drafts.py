"""Queries about drafts: a row without people for each, and what it holds sealed in a dossier of its own.

Whoever is erased is taken out of a draft by sealing the rest in a new dossier: the key of the old one is destroyed, so
that no copy of the database tells any more that they stood in it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from attrs import evolve
from sqlalchemy import select

from mentorcore.domain.drafts import Draft, DraftState, dossier
from mentorcore.storage import sealed
from mentorcore.storage.codec import fact, row
from mentorcore.storage.tables import drafts
from mentorcore.storage.transaction import Tx
from mentorcore.storage.versioned import save_next

BODY, WORDS = "draft", "words"
"""Tiers of a draft's dossier: who stands in it, and why pairs were rejected."""

Sealed = Mapping[str, Mapping[str, Any]]


def add_draft(tx: Tx, draft: Draft, tiers: Sealed) -> None:
    """Store a new draft with what it holds, tier by tier."""
    tx.add(drafts, row(draft))
    sealed.put(tx, draft.dossier, tiers)


def save_draft(tx: Tx, draft: Draft, tiers: Sealed | None = None) -> Draft:
    """Store the new state of a draft, and what it holds where that changed too.

    Raises:
        StoreError: ``store.changed``: somebody else changed it since it was read.
    """
    newer = save_next(tx, drafts, draft)
    if tiers is not None:
        sealed.put(tx, draft.dossier, tiers)
    return newer


def draft(tx: Tx, draft_id: str) -> Draft | None:
    """One draft, or None."""
    found = tx.row(select(drafts).where(drafts.c.id == draft_id))
    return None if found is None else fact(Draft, found)


def drafts_in(tx: Tx, *states: DraftState) -> tuple[Draft, ...]:
    """Drafts in these states, oldest first."""
    query = select(drafts).where(drafts.c.state.in_([state.value for state in states]))
    return tuple(fact(Draft, line) for line in tx.rows(query.order_by(drafts.c.made_on, drafts.c.id)))


def unchanged_since(tx: Tx, day: date) -> tuple[Draft, ...]:
    """Drafts that are still there and were last changed before a day."""
    there = drafts_in(tx, DraftState.OPEN, DraftState.RELEASED)
    return tuple(found for found in there if found.changed_on < day)


def held_in(tx: Tx, draft: Draft, tiers: Collection[str]) -> dict[str, dict[str, Any]]:
    """What a draft holds in some tiers; nothing where it was destroyed."""
    return sealed.get_many(tx, [draft.dossier], tiers).get(draft.dossier, {})


def anew(tx: Tx, draft: Draft, tiers: Sealed) -> Draft:
    """Seal what a draft holds in a new dossier, and empty the old one; its key is dropped by the key store afterwards."""
    sealed.drop(tx, draft.dossier)
    return save_draft(tx, evolve(draft, generation=draft.generation + 1), tiers)


def dossiers(tx: Tx) -> list[str]:
    """Every dossier that a draft has or had."""
    found = tx.tuples(select(drafts.c.id, drafts.c.generation).order_by(drafts.c.id))
    return [dossier(name, at + 1) for name, generation in found for at in range(generation)]
