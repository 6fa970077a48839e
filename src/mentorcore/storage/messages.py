"""Queries about messages; the wording lies sealed in the recipient's dossier."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import select, update

from mentorcore.domain.messages import Message
from mentorcore.storage import sealed
from mentorcore.storage.codec import fact, row
from mentorcore.storage.tables import messages
from mentorcore.storage.transaction import Tx


def words_tier(message_id: str) -> str:
    """The tier, in the recipient's dossier, of what a message says."""
    return f"message:{message_id}"


def add_message(tx: Tx, message: Message, wording: dict[str, Any]) -> None:
    """Store a message with its wording."""
    sealed.put(tx, message.recipient, {words_tier(message.id): wording})
    tx.add(messages, row(message))


def save_message(tx: Tx, message: Message) -> None:
    """Store the new state of a message."""
    tx.run(update(messages).where(messages.c.id == message.id).values(**row(message)))


def message(tx: Tx, message_id: str) -> Message | None:
    """One message, or None."""
    found = tx.row(select(messages).where(messages.c.id == message_id))
    return None if found is None else fact(Message, found)


def wording(tx: Tx, message: Message) -> dict[str, Any]:
    """What a message says."""
    return sealed.get(tx, message.recipient, words_tier(message.id))


def messages_in(
    tx: Tx, states: Collection[str] = (), *, recipient: str = "", about: str = ""
) -> tuple[Message, ...]:
    """Messages by state, recipient or subject, the earliest due first."""
    query = select(messages).order_by(messages.c.due_on, messages.c.written_at, messages.c.id)
    if states:
        query = query.where(messages.c.state.in_(list(states)))
    if recipient:
        query = query.where(messages.c.recipient == recipient)
    if about:
        query = query.where(messages.c.about == about)
    return tuple(fact(Message, line) for line in tx.rows(query))
