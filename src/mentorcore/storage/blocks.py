"""Queries about silent blocks: who must never be brought together with whom. The blocked one reads none of them."""

from __future__ import annotations

from datetime import date

from attrs import frozen
from sqlalchemy import ColumnElement, select, update

from mentorcore.storage.codec import fact
from mentorcore.storage.tables import blocks
from mentorcore.storage.transaction import Tx


@frozen
class Blocked:
    """One block.

    Args:
        person: public id of whom it protects.
        other: public id of the one kept away.
        by_staff: whether staff made it for protection; else it is the person's own.
        since: the day it began.
    """

    person: str
    other: str
    by_staff: bool
    since: date


def block(tx: Tx, wanted: Blocked, made_by: str) -> None:
    """Keep two people apart from now on; a block that stands keeps its day."""
    where = _same(wanted.person, wanted.other, wanted.by_staff)
    found = tx.row(select(blocks.c.lifted_on).where(*where))
    if found is not None and found["lifted_on"] is not None:
        tx.run(update(blocks).where(*where).values(since=wanted.since, made_by=made_by, lifted_on=None))
    elif found is None:
        row = {"person": wanted.person, "other": wanted.other, "by_staff": wanted.by_staff}
        tx.add(blocks, {**row, "since": wanted.since, "made_by": made_by, "lifted_on": None})


def unblock(tx: Tx, person: str, other: str, *, by_staff: bool, day: date) -> bool:
    """Lift one block; False where there is none."""
    where = (*_same(person, other, by_staff), blocks.c.lifted_on.is_(None))
    return tx.run(update(blocks).where(*where).values(lifted_on=day)) == 1


def blocks_of(tx: Tx, person: str) -> tuple[Blocked, ...]:
    """The blocks that protect somebody, oldest first."""
    query = select(blocks).where(blocks.c.person == person, blocks.c.lifted_on.is_(None))
    rows = tx.rows(query.order_by(blocks.c.since, blocks.c.other, blocks.c.by_staff))
    return tuple(fact(Blocked, row) for row in rows)


def blocked_pairs(tx: Tx) -> frozenset[tuple[str, str]]:
    """Everybody who is blocked, after whom it protects: for keeping them apart only, never for a reader."""
    rows = tx.rows(select(blocks.c.person, blocks.c.other).where(blocks.c.lifted_on.is_(None)))
    return frozenset((row["person"], row["other"]) for row in rows)


def _same(person: str, other: str, by_staff: bool) -> tuple[ColumnElement[bool], ...]:
    return (blocks.c.person == person, blocks.c.other == other, blocks.c.by_staff.is_(by_staff))
