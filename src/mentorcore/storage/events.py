"""Queries about events: added, read, never changed."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from attrs import fields
from sqlalchemy import func, select, update

from mentorcore.domain.events import Event
from mentorcore.storage.codec import fact, row
from mentorcore.storage.lists import among
from mentorcore.storage.tables import cursors, events
from mentorcore.storage.transaction import Tx

_COLUMNS = [events.c[found.name] for found in fields(Event) if found.name != "number"]


def add_events(tx: Tx, found: Iterable[Event]) -> None:
    """Append events, in the order given."""
    number = (tx.scalar(select(func.max(events.c.number))) or 0) + 1
    tx.add(events, *({**row(event), "number": number + i} for i, event in enumerate(found)))


def events_about(tx: Tx, subjects: Collection[str]) -> dict[str, tuple[Event, ...]]:
    """Subject to its events, oldest first; without their numbers, whose gaps would count what happened elsewhere."""
    found: dict[str, list[Event]] = {subject: [] for subject in subjects}
    query = select(*_COLUMNS).where(among(events.c.subject, subjects)).order_by(events.c.number)
    for line in tx.tuples(query):
        found[line[1]].append(Event(*line))
    return {subject: tuple(history) for subject, history in found.items()}


def events_after(tx: Tx, number: int, limit: int) -> tuple[Event, ...]:
    """The next events after a number."""
    query = select(events).where(events.c.number > number).order_by(events.c.number).limit(limit)
    return tuple(fact(Event, line) for line in tx.rows(query))


def cursor(tx: Tx, policy: str) -> int:
    """The number of the last event that a policy was told; 0 where it was told none."""
    found = tx.scalar(select(cursors.c.number).where(cursors.c.policy == policy))
    return 0 if found is None else int(found)


def move_cursor(tx: Tx, policy: str, number: int) -> None:
    """Note that a policy was told everything up to an event."""
    if tx.run(update(cursors).where(cursors.c.policy == policy).values(number=number)) == 0:
        tx.add(cursors, {"policy": policy, "number": number})
