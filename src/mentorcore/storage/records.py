"""Queries about evidence; a record is only ever added."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date

from sqlalchemy import func, select

from mentorcore.domain.ids import RECORD
from mentorcore.domain.records import Record
from mentorcore.storage.codec import fact, row
from mentorcore.storage.lists import among
from mentorcore.storage.tables import records
from mentorcore.storage.transaction import Tx


def add_records(tx: Tx, found: Iterable[Record]) -> None:
    """Store evidence, in the order given."""
    tx.add(records, *[{**row(record), "place": place} for place, record in enumerate(found, _next_place(tx))])


def add_alike(tx: Tx, pattern: Record, found: Sequence[tuple[str, date, str, str]]) -> None:
    """Store evidence of many people, in the order given, each piece with an id of its own.

    Args:
        tx: the transaction.
        pattern: what all pieces have in common.
        found: in what they differ: the person, the day, the document and its version.
    """
    if not found:
        return
    people, days, documents, versions = zip(*found, strict=True)
    place = _next_place(tx)
    columns = {
        "id": tx.new_ids(RECORD, len(found), records.c.id),
        "person": people,
        "subject": people,
        "effective_on": days,
        "document": documents,
        "version": versions,
        "place": range(place, place + len(found)),
    }
    tx.add_columns(records, columns, row(pattern))


def _next_place(tx: Tx) -> int:
    return (tx.scalar(select(func.max(records.c.place))) or 0) + 1


def records_of(tx: Tx, people: Collection[str], kinds: Collection[str] = ()) -> dict[str, tuple[Record, ...]]:
    """Person to their evidence, oldest first."""
    found: dict[str, list[Record]] = {person: [] for person in people}
    query = select(records).where(among(records.c.person, people)).order_by(records.c.place)
    if kinds:
        query = query.where(records.c.kind.in_(list(kinds)))
    for line in tx.rows(query):
        found[line["person"]].append(fact(Record, line))
    return {person: tuple(evidence) for person, evidence in found.items()}


def record(tx: Tx, record_id: str) -> Record | None:
    """One piece of evidence, or None."""
    found = tx.row(select(records).where(records.c.id == record_id))
    return None if found is None else fact(Record, found)


def records_of_kind(tx: Tx, kind: str) -> tuple[Record, ...]:
    """Everybody's evidence of a kind, oldest first."""
    query = select(records).where(records.c.kind == kind).order_by(records.c.place)
    return tuple(fact(Record, line) for line in tx.rows(query))


def records_about(tx: Tx, subject: str) -> tuple[Record, ...]:
    """The evidence that belongs to a match (or to a person's own file), oldest first."""
    query = select(records).where(records.c.subject == subject).order_by(records.c.place)
    return tuple(fact(Record, line) for line in tx.rows(query))
