"""Queries about duties."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from operator import attrgetter
from typing import Any

from attrs import fields
from sqlalchemy import ColumnElement, bindparam, func, literal, select, update

from mentorcore.domain.duties import Duty, DutyState
from mentorcore.domain.ids import DUTY, MATCH
from mentorcore.storage.codec import row
from mentorcore.storage.lists import among
from mentorcore.storage.tables import duties
from mentorcore.storage.transaction import Tx

_NAMES = tuple(found.name for found in fields(Duty))
_VALUES = attrgetter(*_NAMES)
_COLUMNS = [duties.c[name] for name in _NAMES]
_STATE, _CLAUSES = _NAMES.index("state"), _NAMES.index("clauses")
_STATES = {state.value: state for state in DutyState}


def add_duties(tx: Tx, found: Iterable[Duty]) -> None:
    """Store new duties."""
    made = tuple(found)
    if made:
        columns = dict(zip(_NAMES, zip(*map(_VALUES, made), strict=True), strict=True))
        columns["state"] = tuple(state.value for state in columns["state"])
        tx.add_columns(duties, columns)


def new_duty_ids(tx: Tx, count: int) -> list[str]:
    """Ids that no duty has yet."""
    return tx.new_ids(DUTY, count, duties.c.id)


def save_duty(tx: Tx, duty: Duty) -> None:
    """Store the new state of a duty."""
    tx.run(update(duties).where(duties.c.id == duty.id).values(**row(duty)))


def save_duties(tx: Tx, found: Iterable[Duty]) -> None:
    """Store the new state of many duties, in one statement."""
    rows = [row(duty) for duty in found]
    if rows:
        statement = update(duties).where(duties.c.id == bindparam("its_id"))
        statement = statement.values({name: bindparam(name) for name in _NAMES if name != "id"})
        tx.run(statement, *({**values, "its_id": values.pop("id")} for values in rows))


def duty(tx: Tx, duty_id: str) -> Duty | None:
    """One duty, or None."""
    found = _facts(tx, duties.c.id == duty_id)
    return found[0] if found else None


def duties_about(tx: Tx, subjects: Collection[str]) -> dict[str, tuple[Duty, ...]]:
    """Subject to all its duties, closed ones too."""
    found: dict[str, list[Duty]] = {subject: [] for subject in subjects}
    if not found:
        return {}
    order = (duties.c.due_on, duties.c.id)
    for owed in _facts(tx, among(duties.c.subject, subjects), order=order):
        found[owed.subject].append(owed)
    return {subject: tuple(owed) for subject, owed in found.items()}


def open_duties(
    tx: Tx, until: date | None = None, *, owners: Collection[str] | None = None
) -> tuple[Duty, ...]:
    """Open duties, the earliest first.

    Args:
        tx: the transaction.
        until: only those that fall due up to this day; all where not said.
        owners: only those of these people and staff roles, which their index finds; None for all.
    """
    where = [_is_open()]
    if owners is not None:
        where.append(duties.c.owner.in_(sorted(owners)))
    if until is not None:
        where.append(duties.c.due_on <= until)
    # instants before whole days; where databases put what is null differs
    order = (duties.c.due_on, duties.c.due_at.is_(None), duties.c.due_at, duties.c.id)
    return _facts(tx, *where, order=order)


def duties_of(tx: Tx, policy: str, rule: str) -> tuple[Duty, ...]:
    """All duties of one rule of a policy, closed ones too."""
    return _facts(tx, duties.c.policy == policy, duties.c.rule == rule, order=(duties.c.due_on, duties.c.id))


def duties_to_remind(tx: Tx, day: date, limit: int) -> tuple[Duty, ...]:
    """Open duties whose day of reminding has come and whose owners were not reminded, owner by owner.

    Args:
        tx: the transaction.
        day: today, in the programme's time zone.
        limit: so many at most.
    """
    unsaid = (duties.c.remind_on.is_not(None), duties.c.reminded_on.is_(None), duties.c.remind_on <= day)
    return _facts(tx, _is_open(), *unsaid, order=(duties.c.owner, duties.c.subject, duties.c.id), limit=limit)


def adherence(tx: Tx, match: str = "") -> list[tuple[str, str, DutyState, int]]:
    """How many duties of matches there are, by policy, rule and state: those that can be missed.

    Args:
        tx: the transaction.
        match: of this match alone; of all where not said.
    """
    about = duties.c.subject == match if match else duties.c.subject.startswith(f"{MATCH}-")
    key = (duties.c.policy, duties.c.rule, duties.c.state)
    query = select(*key, func.count()).where(duties.c.missed_from.is_not(None), about)
    return [
        (policy, rule, _STATES[state], count)
        for policy, rule, state, count in tx.tuples(query.group_by(*key).order_by(*key))
    ]


def _is_open() -> ColumnElement[bool]:
    # as a literal: no database uses its index of open duties for a parameter that may hold another state
    return duties.c.state == literal(DutyState.OPEN.value, literal_execute=True)


def _facts(
    tx: Tx, *where: ColumnElement[bool], order: Sequence[ColumnElement[Any]] = (), limit: int | None = None
) -> tuple[Duty, ...]:
    query = select(*_COLUMNS).where(*where).order_by(*order).limit(limit)
    columns: list[Iterable[Any]] = list(zip(*tx.tuples(query), strict=True))
    if not columns:
        return ()
    # many are read at a time: column by column, as `codec.facts` does it, which would first look at the class
    columns[_STATE] = map(_STATES.__getitem__, columns[_STATE])
    columns[_CLAUSES] = map(tuple, columns[_CLAUSES])
    return tuple(map(Duty, *columns))
