"""Queries about persons, their roles and the accounts bound to staff."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from sqlalchemy import delete, select, update

from mentorcore.domain.ids import PERSON
from mentorcore.domain.people import Person, RoleHeld, RoleState
from mentorcore.storage.lists import among
from mentorcore.storage.tables import accounts, persons, roles
from mentorcore.storage.transaction import Tx


def add_person(tx: Tx, person: Person) -> None:
    """Store a person with the roles they have."""
    tx.add(persons, {"id": person.id, "language": person.language, "registered_on": person.registered_on})
    for held in person.roles:
        add_role(tx, person.id, held)


def add_role(tx: Tx, person: str, held: RoleHeld) -> None:
    """Give a person one more role."""
    tx.add(roles, {"person": person, **_role_row(held)})


def set_role(tx: Tx, person: str, held: RoleHeld) -> None:
    """Store the new state of a role that the person has."""
    where = (roles.c.person == person, roles.c.role == held.role)
    tx.run(update(roles).where(*where).values(**_role_row(held)))


def _role_row(held: RoleHeld) -> dict[str, object]:
    return {"role": held.role, "state": held.state.value, "since": held.since, "capacity": held.capacity}


def people(
    tx: Tx, ids: Collection[str] | None = None, *, role: str = "", state: str = ""
) -> tuple[Person, ...]:
    """Persons by id, in two queries however many they are.

    Args:
        tx: the transaction.
        ids: only these; None for all.
        role: only those who hold this role.
        state: only those who hold `role`, or any role, in this state.
    """
    query = select(persons.c.id, persons.c.language, persons.c.registered_on, persons.c.erased)
    query = query.where(persons.c.batch.is_(None)).order_by(persons.c.registered_on, persons.c.id)
    held = select(roles.c.person, roles.c.role, roles.c.state, roles.c.since, roles.c.capacity)
    held = held.order_by(roles.c.role)
    if ids is not None:
        query, held = query.where(among(persons.c.id, ids)), held.where(among(roles.c.person, ids))
    if role or state:
        chosen = select(roles.c.person)
        chosen = chosen.where(roles.c.role == role) if role else chosen
        chosen = chosen.where(roles.c.state == state) if state else chosen
        query, held = query.where(persons.c.id.in_(chosen)), held.where(roles.c.person.in_(chosen))
    by_person: dict[str, list[RoleHeld]] = {}
    for holder, name, stands, since, capacity in tx.tuples(held):
        by_person.setdefault(holder, []).append(RoleHeld(name, _STATES[stands], since, capacity))
    return tuple(
        Person(who, language, registered_on, tuple(by_person.get(who, ())), erased)
        for who, language, registered_on, erased in tx.tuples(query)
    )


_STATES = {state.value: state for state in RoleState}


def person(tx: Tx, person_id: str) -> Person | None:
    """One person, or None."""
    return next(iter(people(tx, [person_id])), None)


def person_ids(tx: Tx, after: str, limit: int) -> list[str]:
    """The next ids of persons, erased ones too, in their order; without those of a batch that nobody sees yet."""
    query = select(persons.c.id).where(persons.c.id > after, persons.c.batch.is_(None))
    return [found for (found,) in tx.tuples(query.order_by(persons.c.id).limit(limit))]


def erased(tx: Tx, ids: Collection[str]) -> frozenset[str]:
    """Those of these persons who were erased."""
    if not ids:
        return frozenset()
    query = select(persons.c.id).where(among(persons.c.id, ids), persons.c.erased.is_(True))
    return frozenset(found for (found,) in tx.tuples(query))


def mark_erased(tx: Tx, person_id: str) -> None:
    """Note that nothing personal is left of a person."""
    tx.run(update(persons).where(persons.c.id == person_id).values(erased=True))
    tx.run(delete(accounts).where(accounts.c.person == person_id))


def bind_account(tx: Tx, account: str, person_id: str) -> None:
    """Bind a system user to a member of staff; a system user is bound to one at a time."""
    tx.run(delete(accounts).where(accounts.c.account == account))
    tx.add(accounts, {"account": account, "person": person_id})


def account_owner(tx: Tx, account: str) -> str | None:
    """The person to whom a system user is bound, or None."""
    found: str | None = tx.scalar(select(accounts.c.person).where(accounts.c.account == account))
    return found


def holders(tx: Tx, role: str) -> tuple[str, ...]:
    """Ids of those who hold a staff role now."""
    where = (roles.c.role == role, roles.c.state == RoleState.ACTIVE.value)
    return tuple(
        row["person"] for row in tx.rows(select(roles.c.person).where(*where).order_by(roles.c.person))
    )


def leave_role(tx: Tx, person_id: str, role: str, day: date) -> None:
    """Note that a person left a role."""
    where = (roles.c.person == person_id, roles.c.role == role)
    tx.run(update(roles).where(*where).values(state=RoleState.LEFT.value, since=day))


def new_people(tx: Tx, count: int) -> list[str]:
    """Ids that nobody has yet, neither staged nor erased."""
    return tx.new_ids(PERSON, count, persons.c.id)


def add_people(tx: Tx, found: Iterable[Person], batch: str = "") -> None:
    """Store many persons in two statements; those of a batch are invisible until it is released."""
    chosen = tuple(found)
    tx.add(
        persons,
        *(
            {"id": p.id, "language": p.language, "registered_on": p.registered_on, "batch": batch or None}
            for p in chosen
        ),
    )
    tx.add(roles, *({"person": p.id, **_role_row(held)} for p in chosen for held in p.roles))
