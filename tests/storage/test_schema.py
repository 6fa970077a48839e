"""New databases, and opening them: complete or not at all, for the owner alone, of the right programme."""

from __future__ import annotations

import stat
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, text

from mentorcore.domain.clock import SystemClock
from mentorcore.domain.errors import StoreBusy, StoreError, WrongKey, WrongProgramme
from mentorcore.domain.ids import new_id
from mentorcore.storage import meta
from mentorcore.storage.keys import MemoryKeys
from mentorcore.storage.store import Store
from mentorcore.storage.tables import marks, persons

if TYPE_CHECKING:
    from tests.storage.conftest import AtOnce, OpenStore

DAY = date(2026, 3, 1)
CANARY = "Aïcha-Morgenroth"


def person(name: str = "P-1") -> dict[str, object]:
    return {"id": name, "language": "fr", "registered_on": DAY}


@pytest.mark.parametrize("backend", ["file", "postgresql"], indirect=True)
def test_a_database_is_made_once(store: Store, opened: OpenStore) -> None:
    with pytest.raises(StoreError, match=r"^store\.exists"):
        meta.create_schema(opened(), "test")

    meta.check_store(store, "test")


@pytest.mark.parametrize("backend", ["memory", "postgresql"], indirect=True)
def test_no_database_is_made_among_the_tables_of_something_else(opened: OpenStore) -> None:
    store = opened()
    with store.alter() as conn:
        if store.schema:
            conn.exec_driver_sql(f"CREATE SCHEMA {store.schema}")
        conn.exec_driver_sql("CREATE TABLE stranger (x INTEGER)")

    with pytest.raises(StoreError) as caught:
        meta.create_schema(store, "test")

    assert (caught.value.code, caught.value.params) == ("store.not_empty", {"count": 1})


def test_a_database_belongs_to_one_programme_and_one_key_file(
    store: Store, opened: OpenStore, url: str
) -> None:
    with pytest.raises(WrongProgramme) as caught:
        meta.check_store(store, "other")
    assert caught.value.params == {"found": "test", "expected": "other"}

    store.keys = MemoryKeys()
    with pytest.raises(WrongKey, match=r"^store\.other_keys"):
        meta.check_store(store, "test")


@pytest.mark.parametrize("backend", ["memory", "postgresql"], indirect=True)
def test_an_empty_database_is_no_mentorcore_database(opened: OpenStore) -> None:
    store = opened()

    assert meta.schema_revision(store) is None
    with pytest.raises(StoreError, match=r"^store\.empty"):
        meta.check_store(store, "test")


MAKE = """
import sys
from mentorcore.domain.clock import SystemClock
from mentorcore.domain.errors import StoreError
from mentorcore.domain.ids import new_id
from mentorcore.storage import meta
from mentorcore.storage.keys import MemoryKeys
from mentorcore.storage.store import Store

store = Store(sys.argv[1], MemoryKeys(), SystemClock(), new_id)
go()
try:
    meta.create_schema(store, "test")
except StoreError as error:
    print(error.code)
else:
    print("made")
"""


@pytest.mark.parametrize("backend", ["file", "postgresql"], indirect=True)
def test_of_several_that_make_a_database_one_does(url: str, at_once: AtOnce, opened: OpenStore) -> None:
    found = at_once(MAKE, *[[url]] * 4)

    assert sorted(found) == ["made", "store.exists", "store.exists", "store.exists"]
    assert meta.schema_revision(opened()) == "0001"


class TestFiles:
    """What only a database in a file has."""

    @pytest.fixture
    def backend(self) -> str:
        return "file"

    def test_only_the_owner_reads_the_database_and_its_side_files(self, store: Store, tmp_path: Path) -> None:
        with store.write() as tx:
            tx.add(persons, person())
            modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.glob("main.db*")}

        assert modes == {"main.db": 0o600, "main.db-wal": 0o600, "main.db-shm": 0o600}

    def test_rights_that_were_too_wide_are_taken_away(self, store: Store, opened: OpenStore) -> None:
        assert store.path is not None
        with store.write() as tx:
            tx.add(persons, person())
        files = [store.path, *store.path.parent.glob("main.db-*")]
        for file in files:
            file.chmod(0o644)

        opened()

        assert [stat.S_IMODE(file.stat().st_mode) for file in files] == [0o600] * 3

    def test_opening_makes_no_file(self, opened: OpenStore, tmp_path: Path) -> None:
        store = opened()

        with pytest.raises(StoreError, match=r"^store\.missing"):
            meta.check_store(store, "test")
        assert not (tmp_path / "main.db").exists()

    def test_a_file_of_something_else_is_told_apart(self, opened: OpenStore, tmp_path: Path) -> None:
        (tmp_path / "main.db").write_bytes(b"not a database at all" * 100)

        with pytest.raises(StoreError, match=r"^store\.not_a_database"):
            meta.check_store(opened(), "test")

    def test_a_file_in_no_folder_is_told(self, tmp_path: Path) -> None:
        store = Store(f"sqlite:///{tmp_path / 'none' / 'main.db'}", MemoryKeys(), SystemClock(), new_id)

        with pytest.raises(StoreError, match=r"^files\.no_folder"):
            meta.create_schema(store, "test")

    def test_an_old_log_is_not_replayed_into_a_new_database(self, opened: OpenStore, tmp_path: Path) -> None:
        (tmp_path / "main.db-wal").write_bytes(b"old")

        with pytest.raises(StoreError) as caught:
            meta.create_schema(opened(), "test")

        assert caught.value.code == "files.exists"
        assert [path.name for path in tmp_path.glob("main.db*")] == ["main.db-wal"]

    def test_a_database_appears_complete_or_not_at_all(
        self, opened: OpenStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("mentorcore.storage.schema.append_only_ddl", lambda dialect: ["nonsense"])

        with pytest.raises(StoreError):
            meta.create_schema(opened(), "test")

        assert [path.name for path in tmp_path.iterdir() if "main" in path.name] == []

    def test_what_was_deleted_is_in_no_file(self, store: Store, tmp_path: Path) -> None:
        with store.write() as tx:
            tx.add(persons, person())
            tx.add(marks, {"person": "P-1", "kind": "name", "digest": CANARY})
        with store.write() as tx:
            tx.run(marks.delete())
        wal = tmp_path / "main.db-wal"
        assert CANARY.encode() in wal.read_bytes()

        store.truncate_wal()

        assert wal.read_bytes() == b""
        assert CANARY.encode() not in (tmp_path / "main.db").read_bytes()

    def test_a_reader_that_keeps_the_log_is_told_of(self, store: Store, opened: OpenStore) -> None:
        other = opened(busy_timeout=10)
        with store.write() as tx:
            tx.add(persons, person())
        with store.read() as tx:
            tx.scalar(select(persons.c.id))
            with other.write() as writer:
                writer.add(persons, person("P-2"))
            with pytest.raises(StoreBusy, match=r"^store\.not_scrubbed"):
                other.truncate_wal()

    @pytest.mark.parametrize(
        ("pragma", "value"),
        [
            ("journal_mode", "wal"),
            ("synchronous", 2),
            ("foreign_keys", 1),
            ("secure_delete", 1),
            ("trusted_schema", 0),
            ("temp_store", 2),
            ("busy_timeout", 5000),
        ],
    )
    def test_connections_are_set_up(self, store: Store, pragma: str, value: object) -> None:
        with store.read() as tx:
            assert tx.scalar(text(f"PRAGMA {pragma}")) == value
