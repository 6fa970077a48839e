"""Queries about emergency accesses and approvals; why they are needed lies sealed in the person's dossier."""

from __future__ import annotations

from sqlalchemy import select, update

from mentorcore.domain.passes import Pass
from mentorcore.storage import sealed
from mentorcore.storage.codec import fact, row
from mentorcore.storage.tables import passes
from mentorcore.storage.transaction import Tx


def words_tier(pass_id: str) -> str:
    """The tier, in the person's dossier, of why an access is needed and what its review found."""
    return f"pass:{pass_id}"


def add_pass(tx: Tx, found: Pass, words: dict[str, str]) -> None:
    """Store an access with the words of who asked for it."""
    sealed.put(tx, found.person, {words_tier(found.id): words})
    tx.add(passes, row(found))


def save_pass(tx: Tx, found: Pass) -> None:
    """Store the new state of an access."""
    tx.run(update(passes).where(passes.c.id == found.id).values(**row(found)))


def a_pass(tx: Tx, pass_id: str) -> Pass | None:
    """One access, or None."""
    found = tx.row(select(passes).where(passes.c.id == pass_id))
    return None if found is None else fact(Pass, found)


def passes_in(tx: Tx, *, actor: str = "", person: str = "") -> tuple[Pass, ...]:
    """Accesses of an actor or about a person, oldest first; all of them where neither is named."""
    query = select(passes).order_by(passes.c.asked_at, passes.c.id)
    if actor:
        query = query.where(passes.c.actor == actor)
    if person:
        query = query.where(passes.c.person == person)
    return tuple(fact(Pass, line) for line in tx.rows(query))
