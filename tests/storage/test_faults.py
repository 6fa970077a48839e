"""What a database refuses: told by the kind of rule, never by the value."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import Executable, insert, select, text

from mentorcore.domain.clock import SystemClock
from mentorcore.domain.errors import StoreBusy, StoreError
from mentorcore.domain.ids import new_id
from mentorcore.storage.keys import MemoryKeys
from mentorcore.storage.store import Store
from mentorcore.storage.tables import events, persons, roles

if TYPE_CHECKING:
    from tests.storage.conftest import OpenStore

DAY = date(2026, 3, 1)
CANARY = "Aïcha-Morgenroth"


def person(name: str = "P-1") -> dict[str, object]:
    return {"id": name, "language": "fr", "registered_on": DAY}


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


def run(store: Store, statements: Sequence[Executable]) -> None:
    with store.write() as tx:
        for statement in statements:
            tx.run(statement)


def refused(store: Store, *statements: Executable, code: str) -> StoreError:
    """The error that one of these statements brings."""
    with pytest.raises(StoreError) as caught:
        run(store, statements)
    assert caught.value.code == code
    return caught.value


def everything_said(fault: BaseException) -> str:
    """All words of an error and of those it came from, as a logger would find them."""
    said = [*traceback.format_exception(fault)]
    chain: BaseException | None = fault
    while chain is not None:
        said += [repr(chain), str(chain), repr(chain.args), repr(vars(chain))]
        for name in ("diag", "orig", "statement", "params"):
            inner = getattr(chain, name, None)
            said.append(repr(inner))
            said += [repr(getattr(inner, word, "")) for word in ("message_detail", "message_primary")]
        chain = chain.__context__
    return "\n".join(said)


CONSTRAINTS: dict[str, tuple[Executable, ...]] = {
    "unique": (insert(persons).values(person(CANARY)), insert(persons).values(person(CANARY))),
    "foreign-key": (
        insert(roles).values(person=CANARY, role="mentor", state="applied", since=DAY, capacity=1),
    ),
    "not-null": (insert(persons).values(id=CANARY, language=None, registered_on=DAY),),
    "check": (
        insert(persons).values(person(CANARY)),
        text(
            "INSERT INTO matches (id, mentee, mentor, state, round, proposed_on, ended_by, score, version, "
            "confidentiality) "
            f"VALUES ('M-1', '{CANARY}', '{CANARY}', 'proposed', '', '2026-03-01', '', 0, 1, '')"
        ),
    ),
}


@pytest.mark.parametrize("rule", CONSTRAINTS)
def test_a_row_that_breaks_a_rule_is_not_repeated(
    store: Store, rule: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    fault = refused(store, *CONSTRAINTS[rule], code="store.constraint")

    assert fault.params["constraint"] == rule
    assert CANARY not in everything_said(fault)
    assert CANARY not in caplog.text
    with store.read() as tx:
        assert tx.rows(select(persons.c.id)) == []


@pytest.mark.parametrize(
    "values",
    [
        {"recorded_at": datetime(2026, 3, 1)},  # noqa: DTZ001, what is to be refused
        {"type": f"{CANARY}\ud800"},
        {"effective_on": f"{CANARY} is no day"},
        {"number": 2**70},
        {"data": {CANARY: {CANARY}}},
    ],
    ids=["naive time", "half a character", "no day", "too large", "no JSON"],
)
def test_a_value_that_no_column_holds_is_not_repeated(store: Store, values: dict[str, object]) -> None:
    fault = refused(store, insert(events).values(event(1, **values)), code="store.bad_value")

    assert CANARY not in everything_said(fault)


@pytest.mark.parametrize("table", ["events", "audit"])
@pytest.mark.parametrize("change", ["UPDATE {} SET actor = 'x'", "DELETE FROM {}"])
def test_what_happened_is_never_changed(store: Store, table: str, change: str) -> None:
    with store.write() as tx:
        tx.add(events, event(1))
        tx.run(text("INSERT INTO audit VALUES (1, 'at', '', '', 'v', 'p', '', '', 'done', '', 'h')"))

    refused(store, text(change.format(table)), code="store.append_only")
    with store.read() as tx:
        assert tx.scalar(text(f"SELECT actor FROM {table}")) in ("", "P-1")


@pytest.mark.parametrize("backend", ["file", "memory"], indirect=True)
@pytest.mark.parametrize("table", ["events", "audit"])
@pytest.mark.parametrize("verb", ["REPLACE", "INSERT OR REPLACE", "UPDATE OR REPLACE"])
def test_what_happened_is_not_replaced_by_something_newer(store: Store, table: str, verb: str) -> None:
    with store.write() as tx:
        tx.add(events, event(1), event(2))
        for number in (1, 2):
            row = f"({number}, 'at', '', '', 'v', 'p', '', '', 'done', '', 'h')"
            tx.run(text(f"INSERT INTO audit VALUES {row}"))
    change = f"{verb} {table} SET number = 1 WHERE number = 2"
    if verb != "UPDATE OR REPLACE":
        change = f"{verb} INTO {table} SELECT * FROM {table} WHERE number = 1"

    refused(store, text(change), code="store.append_only")
    with store.read() as tx:
        kept = tx.conn.execute(text(f"SELECT number FROM {table} ORDER BY number")).scalars().all()
    assert kept == [1, 2]


@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
@pytest.mark.parametrize("table", ["events", "audit"])
def test_what_happened_is_not_cut_off_either(store: Store, table: str) -> None:
    with store.write() as tx:
        tx.add(events, event(1))
        tx.run(text("INSERT INTO audit VALUES (1, 'at', '', '', 'v', 'p', '', '', 'done', '', 'h')"))

    refused(store, text(f"TRUNCATE {table}"), code="store.append_only")
    with store.read() as tx:
        assert tx.scalar(text(f"SELECT count(*) FROM {table}")) == 1


def test_a_server_that_is_not_there_is_told(tmp_path: Path) -> None:
    store = Store(f"postgresql://{CANARY}@/x?host={tmp_path}", MemoryKeys(), SystemClock(), new_id)

    with pytest.raises(StoreError) as caught:
        run(store, ())

    assert caught.value.code == "store.unreachable"
    assert CANARY not in everything_said(caught.value)


@pytest.mark.parametrize("backend", ["file", "postgresql"], indirect=True)
def test_more_threads_than_connections_wait_only_for_a_while(store: Store, opened: OpenStore) -> None:
    other = opened(busy_timeout=10)
    with ExitStack() as stack:
        for _ in range(15):
            stack.enter_context(other.engine.connect())
        with pytest.raises(StoreBusy, match=r"^store\.busy"):
            run(other, ())


@pytest.mark.parametrize("backend", ["file"], indirect=True)
def test_a_damaged_file_is_told(store: Store) -> None:
    assert store.path is not None
    store.truncate_wal()
    store.engine.dispose()
    with store.path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * (store.path.stat().st_size - 4096))

    refused(store, insert(persons).values(person()), code="store.damaged")


@pytest.mark.parametrize("backend", ["file"], indirect=True)
def test_a_connection_that_was_closed_is_told(store: Store) -> None:
    def use_closed() -> None:
        with store.read() as tx:
            raw: Any = tx.conn.connection.dbapi_connection
            raw.close()
            tx.scalar(select(persons.c.id))

    with pytest.raises(StoreError) as caught:
        use_closed()

    assert (caught.value.code, caught.value.params) == ("store.unusable", {"fault": "ProgrammingError"})


def test_a_statement_that_is_wrong_is_told(store: Store) -> None:
    fault = refused(store, text(f"SELECT '{CANARY}' FROM nowhere"), code="store.unusable")

    assert sorted(fault.params) == ["fault"]
    assert CANARY not in everything_said(fault)
