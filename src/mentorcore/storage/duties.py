"""Queries about duties."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from sqlalchemy import literal, select, update

from mentorcore.domain.duties import Duty, DutyState
from mentorcore.storage.codec import fact, row
from mentorcore.storage.lists import among
from mentorcore.storage.tables import duties
from mentorcore.storage.transaction import Tx


def add_duties(tx: Tx, found: Iterable[Duty]) -> None:
    """Store new duties."""
    tx.add(duties, *(row(duty) for duty in found))


def save_duty(tx: Tx, duty: Duty) -> None:
    """Store the new state of a duty."""
    tx.run(update(duties).where(duties.c.id == duty.id).values(**row(duty)))


def duty(tx: Tx, duty_id: str) -> Duty | None:
    """One duty, or None."""
    found = tx.row(select(duties).where(duties.c.id == duty_id))
    return None if found is None else fact(Duty, found)


def duties_about(tx: Tx, subjects: Collection[str]) -> dict[str, tuple[Duty, ...]]:
    """Subject to all its duties, closed ones too."""
    found: dict[str, list[Duty]] = {subject: [] for subject in subjects}
    query = select(duties).where(among(duties.c.subject, subjects)).order_by(duties.c.due_on, duties.c.id)
    for line in tx.rows(query):
        found[line["subject"]].append(fact(Duty, line))
    return {subject: tuple(owed) for subject, owed in found.items()}


def open_duties(tx: Tx, until: date | None = None) -> tuple[Duty, ...]:
    """Open duties that fall due up to a day, the earliest first."""
    # as a literal: no database uses its index of open duties for a parameter that may hold another state
    is_open = duties.c.state == literal(DutyState.OPEN.value, literal_execute=True)
    # instants before whole days; where databases put what is null differs
    order = (duties.c.due_on, duties.c.due_at.is_(None), duties.c.due_at, duties.c.id)
    query = select(duties).where(is_open).order_by(*order)
    if until is not None:
        query = query.where(duties.c.due_on <= until)
    return tuple(fact(Duty, line) for line in tx.rows(query))
