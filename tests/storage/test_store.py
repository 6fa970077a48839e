"""Transactions: committed or not at all, one writer at a time, readers on a snapshot that waits for nobody."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime, timedelta, timezone
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import literal, select, update

from mentorcore.domain.errors import StoreBusy, StoreError
from mentorcore.storage.store import Store
from mentorcore.storage.tables import events, imports, persons
from mentorcore.storage.types import Instant

if TYPE_CHECKING:
    from tests.storage.conftest import OpenStore

DAY = date(2026, 3, 1)


def person(name: str = "P-1") -> dict[str, object]:
    return {"id": name, "language": "fr", "registered_on": DAY}


def ids(store: Store) -> list[str]:
    with store.read() as tx:
        return [row["id"] for row in tx.rows(select(persons.c.id).order_by(persons.c.id))]


def test_a_block_that_ends_is_committed(store: Store) -> None:
    with store.write() as tx:
        tx.add(persons, person())

    assert ids(store) == ["P-1"]


def test_a_block_that_raises_leaves_nothing(store: Store) -> None:
    def add_and_fail() -> None:
        with store.write() as tx:
            tx.add(persons, person())
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        add_and_fail()

    assert ids(store) == []


def test_nothing_is_written_while_reading(store: Store) -> None:
    with pytest.raises(StoreError) as caught, store.read() as tx:
        tx.add(persons, person())

    assert caught.value.code == "store.read_only"
    with store.write() as tx:  # the same connection writes again
        tx.add(persons, person())
    assert ids(store) == ["P-1"]


def enter(transaction: Callable[[], AbstractContextManager[object]]) -> None:
    with transaction():
        raise AssertionError("it was let in")


@pytest.mark.parametrize("outer", ["write", "read", "alter"])
@pytest.mark.parametrize("inner", ["write", "read", "alter", "truncate_wal"])
def test_a_transaction_inside_another_is_a_mistake(store: Store, outer: str, inner: str) -> None:
    if inner == "truncate_wal" and store.path is None:
        return  # there is no log to be cut
    with getattr(store, outer)(), pytest.raises(RuntimeError):
        enter(getattr(store, inner))

    with store.write() as tx:  # nothing is left locked
        tx.add(persons, person())
    assert ids(store) == ["P-1"]


@pytest.mark.parametrize("backend", ["file", "postgresql"], indirect=True)
def test_readers_see_a_snapshot_and_wait_for_nobody(store: Store, opened: OpenStore) -> None:
    other = opened(busy_timeout=50)
    with store.write() as tx:
        tx.add(persons, person("P-1"))
        assert ids(other) == []

    with other.read() as reader:
        before = reader.scalar(select(persons.c.id))
        with store.write() as tx:
            tx.add(persons, person("P-0"))
        assert [before, *reader.conn.scalars(select(persons.c.id))] == ["P-1", "P-1"]
    assert ids(other) == ["P-0", "P-1"]


@pytest.mark.parametrize("backend", ["file", "postgresql"], indirect=True)
def test_a_second_writer_is_told_after_a_while(store: Store, opened: OpenStore) -> None:
    other = opened(busy_timeout=20)
    with store.write(), pytest.raises(StoreBusy) as caught:
        enter(other.write)

    assert (caught.value.code, caught.value.params) == ("store.busy", {})
    with other.write() as tx:
        tx.add(persons, person())
    assert ids(store) == ["P-1"]


def test_threads_share_a_store(store: Store) -> None:
    """In memory, too, where all of them have a single connection."""
    faults: list[BaseException] = []

    def work(number: int) -> None:
        try:
            for turn in range(10):
                with store.write() as tx:
                    found = tx.scalar(select(imports.c.stored).where(imports.c.digest == "counter"))
                    tx.run(update(imports).values(stored=found + 1))
                with store.read() as tx:
                    assert tx.scalar(select(imports.c.stored)) >= turn + 1
        except BaseException as fault:
            faults.append(fault)

    with store.write() as tx:
        tx.add(imports, {"digest": "counter", "made_at": tx.now, "made_by": "", "stored": 0})
    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert faults == []
    with store.read() as tx:
        assert tx.scalar(select(imports.c.stored)) == 60


@pytest.mark.parametrize(
    ("moment", "stored"),
    [
        (
            datetime(2026, 3, 1, 12, 0, tzinfo=timezone(timedelta(hours=5))),
            datetime(2026, 3, 1, 7, 0, tzinfo=UTC),
        ),
        (datetime(2026, 3, 1, 12, 0, 0, 1, tzinfo=UTC), datetime(2026, 3, 1, 12, 0, 0, 1, tzinfo=UTC)),
        (datetime(1969, 12, 31, 23, 59, tzinfo=UTC), datetime(1969, 12, 31, 23, 59, tzinfo=UTC)),
    ],
)
def test_instants_come_back_in_utc(store: Store, moment: datetime, stored: datetime) -> None:
    with store.write() as tx:
        tx.add(imports, {"digest": "d", "made_at": moment, "made_by": "", "stored": 0})
    with store.read() as tx:
        found = tx.scalar(select(imports.c.made_at))
        assert tx.scalar(select(imports.c.digest).where(imports.c.made_at == moment)) == "d"

    assert (found, found.tzinfo) == (stored, UTC)


def test_no_instant_is_no_instant(store: Store) -> None:
    with store.read() as tx:
        assert tx.scalar(select(literal(None, Instant))) is None


def test_instants_sort_by_time_whatever_their_zone(store: Store) -> None:
    early = datetime(2026, 3, 1, 23, 0, tzinfo=timezone(timedelta(hours=9)))
    late = datetime(2026, 3, 1, 15, 0, tzinfo=UTC)
    with store.write() as tx:
        for name, moment in (("late", late), ("early", early)):
            tx.add(imports, {"digest": name, "made_at": moment, "made_by": "", "stored": 0})

    with store.read() as tx:
        found = tx.rows(select(imports.c.digest).order_by(imports.c.made_at))
        assert [row["digest"] for row in found] == ["early", "late"]


def event(place: int, **values: object) -> dict[str, object]:
    moment = datetime(2026, 3, 1, tzinfo=UTC)
    return {
        "number": place,
        "type": "t",
        "subject": "P-1",
        "recorded_at": moment,
        "effective_on": DAY,
        "actor": "P-1",
        "on_behalf_of": "",
        "data": {},
        **values,
    }


def test_json_comes_back_as_it_was(store: Store) -> None:
    data = {"z": 1, "a": True, "text": 'Zoë "quoted" 😀 % ? :name', "none": None, "list": ["x", 2]}
    with store.write() as tx:
        tx.add(events, event(1, data=data))
    with store.read() as tx:
        found = tx.scalar(select(events.c.data))

    assert found == data
    assert list(found) == list(data)
    assert found["a"] is True
