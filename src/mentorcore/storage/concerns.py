"""Queries about concerns; each list leaves out what names the reader."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from attrs import frozen
from sqlalchemy import RowMapping, Select, select, update

from mentorcore.domain.concerns import GRAVE, Concern, ConcernKind, ConcernRisk, ConcernState, ConcernWish
from mentorcore.domain.records import TalkedOver
from mentorcore.storage.lists import among
from mentorcore.storage.tables import concern_people, concerns, protections
from mentorcore.storage.transaction import Tx


def add_concern(tx: Tx, concern: Concern, unnamed: bool) -> None:
    """Store a concern; `unnamed` keeps the raiser from its handlers."""
    values = {
        "id": concern.id,
        "kind": concern.kind.value,
        "wish": concern.wish.value,
        "state": concern.state.value,
        "raised_on": concern.raised_on,
        "raised_by": concern.raised_by,
        "unnamed": unnamed,
        "match": concern.match,
        "agreed": concern.agreed,
        "outcome": concern.outcome,
        "risk": concern.risk.value,
        "talked_over": concern.talked_over.value if concern.talked_over else "",
    }
    tx.add(concerns, values)
    tx.add(concern_people, *({"concern": concern.id, "person": person} for person in concern.named))


def save_concern(tx: Tx, concern: Concern) -> None:
    """Store agreement, state and outcome of a concern."""
    values = {"state": concern.state.value, "agreed": concern.agreed, "outcome": concern.outcome}
    tx.run(update(concerns).where(concerns.c.id == concern.id).values(**values))
    if concern.state is ConcernState.RESOLVED:
        _drop_unneeded(tx)


def visible_concerns(
    tx: Tx, reader: str, *, concern_id: str = "", only_open: bool = False
) -> tuple[Concern, ...]:
    """Concerns, oldest first, without those that name the reader.

    This is the only way to read concerns for somebody: whoever is named cannot read, count or infer them.
    """
    names_reader = select(concern_people.c.concern).where(concern_people.c.person == reader)
    query = select(concerns).where(concerns.c.id.not_in(names_reader))
    if concern_id:
        query = query.where(concerns.c.id == concern_id)
    if only_open:
        query = query.where(concerns.c.state == ConcernState.OPEN.value)
    return _facts(tx, query)


def concerns_for_core(tx: Tx, ids: Collection[str] | None = None, *, match: str = "") -> tuple[Concern, ...]:
    """Concerns whoever they name: for planning and protection only, never for a reader."""
    query = select(concerns)
    if ids is not None:
        query = query.where(among(concerns.c.id, ids))
    if match:
        query = query.where(concerns.c.match == match)
    return _facts(tx, query)


def concern_ids(tx: Tx, after: str, limit: int) -> list[str]:
    """The next ids of concerns, in their order: for planning only, never for a reader."""
    query = select(concerns.c.id).where(concerns.c.id > after).order_by(concerns.c.id).limit(limit)
    return [found for (found,) in tx.tuples(query)]


def _facts(tx: Tx, query: Select[tuple[object, ...]]) -> tuple[Concern, ...]:
    rows = tx.rows(query.order_by(concerns.c.raised_on, concerns.c.id))
    if not rows:
        return ()
    named: dict[str, list[str]] = {row["id"]: [] for row in rows}
    links = select(concern_people).where(among(concern_people.c.concern, named))
    for link in tx.rows(links.order_by(concern_people.c.person)):
        named[link["concern"]].append(link["person"])
    return tuple(_fact(row, named[row["id"]]) for row in rows)


def _fact(row: RowMapping, named: list[str]) -> Concern:
    return Concern(
        id=row["id"],
        kind=ConcernKind(row["kind"]),
        wish=ConcernWish(row["wish"]),
        state=ConcernState(row["state"]),
        raised_on=row["raised_on"],
        raised_by="" if row["unnamed"] else row["raised_by"],
        named=tuple(named),
        match=row["match"],
        agreed=row["agreed"],
        outcome=row["outcome"],
        risk=ConcernRisk(row["risk"]),
        talked_over=TalkedOver(row["talked_over"]) if row["talked_over"] else None,
    )


def raiser(tx: Tx, concern_id: str) -> str:
    """Who raised a concern, unnamed or not: for the core's own checks; empty where there is no such concern."""
    return str(tx.scalar(select(concerns.c.raised_by).where(concerns.c.id == concern_id)) or "")


@frozen
class Circle:
    """Whom a concern is about: for the core only, never for a reader.

    Args:
        named: who is named in it.
        touched: these, and who raised it.
    """

    named: frozenset[str]
    touched: frozenset[str]


def circles(tx: Tx, state: ConcernState | None = None) -> dict[str, Circle]:
    """Concern to its circle, in two queries; those in one state, or all."""
    query = select(concerns.c.id, concerns.c.raised_by).order_by(concerns.c.id)
    if state is not None:
        query = query.where(concerns.c.state == state.value)
    raisers = {row["id"]: row["raised_by"] for row in tx.rows(query)}
    named: dict[str, set[str]] = {concern: set() for concern in raisers}
    for row in tx.rows(select(concern_people).where(among(concern_people.c.concern, raisers))):
        named[row["concern"]].add(row["person"])
    return {
        concern: Circle(frozenset(about), frozenset({*about, raisers[concern]}))
        for concern, about in named.items()
    }


def protect(tx: Tx, concern_id: str, one: str, other: str, since: date) -> None:
    """Keep two people apart from now on; who is kept apart already stays so since the earlier day."""
    where = (protections.c.concern == concern_id, protections.c.one == one, protections.c.other == other)
    kept = tx.row(select(protections.c.lifted_on).where(*where))
    if kept is not None and kept["lifted_on"] is not None:  # they were let go in between
        tx.run(update(protections).where(*where).values(since=since, lifted_on=None))
    elif kept is None:
        tx.add(protections, {"concern": concern_id, "one": one, "other": other, "since": since})


def lift_protection(tx: Tx, concern_id: str, day: date) -> None:
    """Stop keeping apart whom a concern kept apart."""
    where = (protections.c.concern == concern_id, protections.c.lifted_on.is_(None))
    tx.run(update(protections).where(*where).values(lifted_on=day))
    _drop_unneeded(tx)


def _drop_unneeded(tx: Tx) -> None:
    from mentorcore.storage.kept import drop_unneeded  # start-up: what only reads does without its tables

    drop_unneeded(tx)


def kept_apart(tx: Tx) -> frozenset[tuple[str, str]]:
    """Pairs of people that are silently kept apart, in both orders."""
    query = select(protections.c.one, protections.c.other).where(protections.c.lifted_on.is_(None))
    pairs = {(row["one"], row["other"]) for row in tx.rows(query)}
    return frozenset(pairs | {(other, one) for one, other in pairs})


def silently_held(tx: Tx) -> frozenset[str]:
    """People whom an open concern of a grave kind keeps out of new matches; nobody is told so."""
    grave = [kind.value for kind in GRAVE]
    query = (
        select(concern_people.c.person)
        .join(concerns, concerns.c.id == concern_people.c.concern)
        .where(concerns.c.state == ConcernState.OPEN.value, concerns.c.kind.in_(grave))
        .where(concerns.c.wish != ConcernWish.LISTEN_ONLY.value)
    )
    return frozenset(row["person"] for row in tx.rows(query))


def touched_by_open(tx: Tx) -> frozenset[str]:
    """Everybody whom an open concern names, or who raised one: for the core only, never for a reader."""
    is_open = concerns.c.state == ConcernState.OPEN.value
    named = select(concern_people.c.person).join(concerns, concerns.c.id == concern_people.c.concern)
    raised = select(concerns.c.raised_by).where(is_open)
    people = {row["person"] for row in tx.rows(named.where(is_open))}
    return frozenset(people | {row["raised_by"] for row in tx.rows(raised)})


def touched(tx: Tx) -> frozenset[str]:
    """Everybody whom any concern names, or who raised one, open or not: for the core only, never for a reader."""
    named = {row["person"] for row in tx.rows(select(concern_people.c.person))}
    return frozenset(named | {row["raised_by"] for row in tx.rows(select(concerns.c.raised_by))})


def open_concern_about(tx: Tx, person: str) -> bool:
    """Whether an open concern names somebody, or was raised by them: for the core only, never for a reader."""
    named = select(concern_people.c.concern).where(concern_people.c.person == person)
    touches = (concerns.c.id.in_(named)) | (concerns.c.raised_by == person)
    query = select(concerns.c.id).where(concerns.c.state == ConcernState.OPEN.value, touches)
    return tx.row(query) is not None
