"""A thousand ways to tamper with the audit, by somebody who can write to the database: each is found.

The anchor was taken before, and lies where they cannot reach it.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import text

from mentorcore.domain.clock import ManualClock
from mentorcore.domain.errors import AuditBroken
from mentorcore.storage import audit
from mentorcore.storage.audit import Entry
from mentorcore.storage.store import Store
from mentorcore.storage.transaction import Tx

SEED = 7
LENGTH = 30
COLUMNS = ("at", "actor", "on_behalf_of", "verb", "purpose", "subjects", "tiers", "outcome", "codes", "hash")
Found = tuple[str, int | None]


class _Undo(Exception):
    """Takes back what was tampered with."""


def entry(chance: random.Random) -> Entry:
    people = tuple(f"P-{chance.randrange(9)}" for _ in range(chance.randrange(3)))
    return Entry(
        actor=f"P-{chance.randrange(9)}",
        verb=chance.choice(("matches.accept", "participants.show")),
        purpose=chance.choice(("support", "matching")),
        subjects=people,
        tiers=("identity",) * chance.randrange(2),
        outcome=chance.choice(("done", "refused")),
        codes=("grant.none[VPS-4]",) * chance.randrange(2),
        on_behalf_of=chance.choice(("", "P-1")),
    )


@pytest.fixture
def chain(store: Store, clock: ManualClock) -> Store:
    """A chain of thirty entries in a database whose triggers somebody took away."""
    chance = random.Random(SEED)
    for _ in range(LENGTH // 3):
        with store.write() as tx:
            audit.append(tx, [entry(chance) for _ in range(3)])
        clock.advance(1)
    with store.alter() as conn:
        names = ["audit_no_update", "audit_no_delete", "audit_no_replace"]
        for name in names if store.dialect == "sqlite" else ["audit_append_only"]:
            conn.exec_driver_sql(f"DROP TRIGGER {name}" + (" ON audit" * (store.dialect == "postgresql")))
    return store


def run(tx: Tx, statement: str, **values: Any) -> None:
    tx.conn.execute(text(statement), values)


def rows(tx: Tx) -> list[dict[str, Any]]:
    return [dict(row) for row in tx.rows(text("SELECT * FROM audit ORDER BY number"))]


def renumber(tx: Tx, first: int, by: int) -> None:
    """Move the entries from one on, without two being at the same place in between."""
    run(tx, "UPDATE audit SET number = -number WHERE number >= :first", first=first)
    run(tx, "UPDATE audit SET number = -number + :by WHERE number < 0", by=by)


def put(tx: Tx, row: dict[str, Any]) -> None:
    names = ", ".join(row)
    run(tx, f"INSERT INTO audit ({names}) VALUES ({', '.join(f':{name}' for name in row)})", **row)


def rechain(tx: Tx, first: int) -> None:
    """Compute the hashes anew from an entry on, as mentorcore does: what somebody with the source can do."""
    before = audit.START
    for row in rows(tx):
        if row["number"] >= first:
            row["hash"] = audit._hash(before, row)
            run(
                tx,
                "UPDATE audit SET hash = :hash WHERE number = :number",
                hash=row["hash"],
                number=row["number"],
            )
        before = row["hash"]


def other_than(chance: random.Random, value: str) -> str:
    """Another value, often one that looks nearly the same."""
    ways = [
        value + " ",
        value + "x",
        value[1:],
        value.upper(),
        value.lower(),
        "",
        "done",
        "\u00e9",
        value[::-1],
    ]
    return chance.choice([way for way in ways if way != value])


def change(tx: Tx, chance: random.Random) -> Found:
    place, column = chance.randint(1, LENGTH), chance.choice(COLUMNS)
    value = other_than(chance, str(rows(tx)[place - 1][column]))
    run(tx, f"UPDATE audit SET {column} = :value WHERE number = :place", value=value, place=place)
    return ("audit.broken", place)


def move_words(tx: Tx, chance: random.Random) -> Found:
    """The end of one column becomes the beginning of the next."""
    place = chance.choice([row["number"] for row in rows(tx) if row["verb"]])
    column = chance.choice(("actor", "verb", "purpose"))
    after = COLUMNS[COLUMNS.index(column) + 1]
    row = rows(tx)[place - 1]
    statement = f"UPDATE audit SET {column} = :one, {after} = :two WHERE number = :place"
    run(tx, statement, one=row[column][:-1], two=row[column][-1] + row[after], place=place)
    return ("audit.broken", place)


def number_anew(tx: Tx, chance: random.Random) -> Found:
    place = chance.randint(1, LENGTH)
    to = chance.choice((0, -place, place + LENGTH, 10**9))
    run(tx, "UPDATE audit SET number = :to WHERE number = :place", to=to, place=place)
    if to < place:
        return ("audit.broken", 1)
    return ("audit.broken", place)


def delete(tx: Tx, chance: random.Random) -> Found:
    place = chance.randint(1, LENGTH - 1)
    run(tx, "DELETE FROM audit WHERE number = :place", place=place)
    return ("audit.broken", place)


def delete_and_close_up(tx: Tx, chance: random.Random) -> Found:
    place = chance.randint(1, LENGTH - 1)
    run(tx, "DELETE FROM audit WHERE number = :place", place=place)
    renumber(tx, place + 1, -1)
    return ("audit.broken", place)


def swap(tx: Tx, chance: random.Random) -> Found:
    one, other = sorted(chance.sample(range(1, LENGTH + 1), 2))
    run(tx, "UPDATE audit SET number = -1 WHERE number = :one", one=one)
    run(tx, "UPDATE audit SET number = :one WHERE number = :other", one=one, other=other)
    run(tx, "UPDATE audit SET number = :other WHERE number = -1", other=other)
    return ("audit.broken", one)


def copy(tx: Tx, chance: random.Random) -> Found:
    """An entry stands in another place once more, what follows moves on."""
    source, place = chance.randint(1, LENGTH), chance.randint(1, LENGTH)
    row = rows(tx)[source - 1]
    renumber(tx, place, 1)
    put(tx, {**row, "number": place})
    return ("audit.broken", place + (source == place))  # a copy before itself fits; the second one does not


def insert(tx: Tx, chance: random.Random) -> Found:
    """An invented entry, with a hash that fits what comes before it."""
    place = chance.randint(1, LENGTH)
    before = rows(tx)[place - 2]["hash"] if place > 1 else audit.START
    row = {**rows(tx)[place - 1], "number": place, "verb": "privacy.export"}
    renumber(tx, place, 1)
    put(tx, {**row, "hash": audit._hash(before, row)})
    return ("audit.broken", place + 1)


def cut_off(tx: Tx, chance: random.Random) -> Found:
    run(tx, "DELETE FROM audit WHERE number > :last", last=chance.randint(0, LENGTH - 1))
    return ("audit.anchor", None)


def cut_off_and_go_on(tx: Tx, chance: random.Random) -> Found:
    cut_off(tx, chance)
    audit.append(tx, [entry(chance) for _ in range(chance.randint(1, LENGTH))])
    return ("audit.anchor", None)


def write_anew(tx: Tx, chance: random.Random) -> Found:
    """One entry is changed, and everything after it computed anew."""
    _, place = change(tx, chance)
    assert place is not None
    rechain(tx, place)
    return ("audit.anchor", None)


def delete_and_write_anew(tx: Tx, chance: random.Random) -> Found:
    _, place = delete_and_close_up(tx, chance)
    assert place is not None
    rechain(tx, place)
    return ("audit.anchor", None)


WAYS: tuple[Callable[[Tx, random.Random], Found], ...] = (
    change,
    move_words,
    number_anew,
    delete,
    delete_and_close_up,
    swap,
    copy,
    insert,
    cut_off,
    cut_off_and_go_on,
    write_anew,
    delete_and_write_anew,
)


@contextmanager
def taken_back(store: Store) -> Iterator[Tx]:
    try:
        with store.write() as tx:
            yield tx
            raise _Undo
    except _Undo:
        pass


def verdict(tx: Tx, anchor: str) -> Found | None:
    try:
        audit.verify(tx, anchor)
    except AuditBroken as fault:
        entry = fault.params.get("entry")
        return fault.code, None if entry is None else int(entry)
    return None


def same_but_hash(
    way: Callable[..., object], before: list[dict[str, Any]], after: list[dict[str, Any]]
) -> bool:
    """Whether a change of a hash alone was computed away again, so that nothing is different."""
    return way is write_anew and before == after


TIMES = {"memory": 1_000, "file": 60, "postgresql": 120}


def test_every_tampering_is_found_and_named(chain: Store, backend: str) -> None:
    chance, seen = random.Random(SEED), Counter[str]()
    with chain.read() as tx:
        untouched, (_, anchor) = rows(tx), audit.head(tx)
    while seen.total() < TIMES[backend]:
        way = WAYS[seen.total() % len(WAYS)]
        with taken_back(chain) as tx:
            expected = way(tx, chance)
            if same_but_hash(way, untouched, rows(tx)):
                continue
            assert verdict(tx, anchor) == expected, way.__name__
        seen[way.__name__] += 1
        if seen.total() % 50 == 0:
            with chain.read() as tx:
                assert (verdict(tx, anchor), rows(tx)) == (None, untouched)
    assert set(seen) == {way.__name__ for way in WAYS}


def test_a_chain_that_only_grows_fits_every_anchor_of_its_past(chain: Store) -> None:
    chance = random.Random(SEED)
    anchors = [audit.START]
    for _ in range(20):
        with chain.write() as tx:
            audit.append(tx, [entry(chance) for _ in range(chance.randrange(1, 4))])
            anchors.append(audit.head(tx)[1])
        with chain.read() as tx:
            assert [verdict(tx, anchor) for anchor in anchors] == [None] * len(anchors)
            assert verdict(tx, "f" * 64) == ("audit.anchor", None)


@pytest.mark.parametrize("backend", ["memory"], indirect=True)
@pytest.mark.parametrize("column", COLUMNS)
@pytest.mark.parametrize("value", ["x'00ff'", "CAST(x'ff41' AS TEXT)", "42", "4.5", "char(0)"])
def test_what_is_no_text_at_all_is_found_like_the_rest(chain: Store, column: str, value: str) -> None:
    with chain.write() as tx:
        run(tx, f"UPDATE audit SET {column} = {value} WHERE number = 17")

    with chain.read() as tx:
        assert verdict(tx, "") == ("audit.broken", 17)
        assert tx.scalar(text("SELECT 'whole'")) == "whole"  # the connection reads as before


@pytest.mark.parametrize("backend", ["memory"], indirect=True)
def test_an_old_value_as_a_number_is_found_although_it_looks_the_same(chain: Store) -> None:
    with chain.write() as tx:
        run(tx, "UPDATE audit SET actor = '7' WHERE number = 1")
        rechain(tx, 1)
        anchor = audit.head(tx)[1]
        assert verdict(tx, anchor) is None
        run(tx, "UPDATE audit SET actor = CAST('7' AS BLOB) WHERE number = 1")
        assert verdict(tx, anchor) == ("audit.broken", 1)
