"""Backup, restore, erasure and the check: what was erased stays erased, what was there is never lost."""

from __future__ import annotations

import sqlite3
import stat
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from attrs import evolve
from sqlalchemy import select, update

from mentorcore.domain.clock import ManualClock
from mentorcore.domain.concerns import Concern, ConcernKind, ConcernState, ConcernWish
from mentorcore.domain.errors import NoKey, SchemaNewer, StoreBusy, StoreError, WrongKey
from mentorcore.domain.people import Person
from mentorcore.storage import audit, concerns, ledger, meta, people, sealed, tables
from mentorcore.storage.audit import Entry
from mentorcore.storage.erasures import finish_erasures
from mentorcore.storage.keycopies import backup_keys, restore_keys
from mentorcore.storage.keys import FileKeys, MemoryKeys
from mentorcore.storage.maintenance import CheckReport, Restored, backup, check, restore
from mentorcore.storage.rotation import rotate_keys
from mentorcore.storage.store import Store, database_url
from mentorcore.storage.tables import envelopes, marks, persons
from mentorcore.storage.transaction import Tx

if TYPE_CHECKING:
    from tests.storage.conftest import OpenStore

NAME = "Zoë Morgenroth"


def add(store: Store, *ids: str) -> None:
    with store.write() as tx:
        people.add_people(tx, [Person(name, "fr", date(2026, 1, 1), ()) for name in ids])
        sealed.put_many(tx, {name: {"identity": {"name": NAME}} for name in ids})
        for name in ids:
            sealed.set_marks(tx, name, {"name": [(NAME, name)]})
            people.bind_account(tx, f"account of {name}", name)


def mark_erased(store: Store, person: str) -> None:
    """The first step of an erasure: what the desk commits."""
    with store.write() as tx:
        people.mark_erased(tx, person)
        sealed.drop(tx, person)


def state(store: Store) -> dict[str, object]:
    """Person to what is readable of them."""
    with store.read() as tx:
        return {
            person.id: "erased" if person.erased else sealed.get(tx, person.id, "identity").get("name")
            for person in people.people(tx)
        }


def do(store: Store, act: Callable[[Tx], object]) -> None:
    with store.write() as tx:
        act(tx)


class TestErasures:
    """Finishing what was begun, wherever it was cut short."""

    def test_an_erasure_is_finished_once(self, store: Store) -> None:
        add(store, "P-1", "P-2")
        mark_erased(store, "P-1")

        assert finish_erasures(store) == ("P-1",)
        assert finish_erasures(store) == ()
        assert state(store) == {"P-1": "erased", "P-2": NAME}
        assert store.keys.orphans(["P-2"]) == ()
        if store.keys.ledger is not None:
            assert ledger.erased(store.keys.ledger) == {"P-1": store.clock.now()}

    @pytest.mark.parametrize("step", ["noted", "dropped"])
    @pytest.mark.parametrize("backend", ["file", "postgresql"], indirect=True)
    def test_an_erasure_that_was_cut_short_goes_on(self, store: Store, step: str) -> None:
        add(store, "P-1")
        mark_erased(store, "P-1")
        assert store.keys.ledger is not None
        if step == "noted":
            ledger.note_erasure(store.keys.ledger, "P-1", datetime(2026, 2, 1, tzinfo=UTC))
        else:
            store.keys.drop(["P-1"])

        assert finish_erasures(store) == ("P-1",)
        assert list(ledger.erased(store.keys.ledger)) == ["P-1"]
        assert store.keys.keys_for(["P-1"]) == {}

    @pytest.mark.parametrize("backend", ["file", "postgresql"], indirect=True)
    def test_the_ledger_erases_what_another_tool_brought_back(self, store: Store) -> None:
        add(store, "P-1", "P-2")
        assert store.keys.ledger is not None
        ledger.note_erasure(store.keys.ledger, "P-1", store.clock.now())
        ledger.note_erasure(store.keys.ledger, "P-0", store.clock.now())

        assert finish_erasures(store) == ("P-0", "P-1")  # nobody of the name P-0 can come back later
        assert finish_erasures(store) == ()
        assert state(store) == {"P-1": "erased", "P-2": NAME}
        with store.read() as tx:
            assert [row["person"] for row in tx.rows(select(marks.c.person))] == ["P-2"]
            assert people.account_owner(tx, "account of P-1") is None

    @pytest.mark.parametrize("backend", ["file"], indirect=True)
    def test_nothing_erased_is_left_in_any_file(self, store: Store, tmp_path: Path) -> None:
        add(store, "P-1")
        with store.read() as tx:
            blob, digest = tx.scalar(select(envelopes.c.sealed)), tx.scalar(select(marks.c.digest))
        mark_erased(store, "P-1")
        finish_erasures(store)

        assert [
            f.name for f in tmp_path.iterdir() if blob in f.read_bytes() or digest.encode() in f.read_bytes()
        ] == []

    @pytest.mark.parametrize("backend", ["file"], indirect=True)
    def test_a_reader_in_the_way_is_told_of_and_nobody_stays(self, store: Store, opened: OpenStore) -> None:
        reader = opened(busy_timeout=10)
        writer = opened(busy_timeout=10)
        add(store, "P-1")
        with reader.read() as tx:
            tx.scalar(select(persons.c.id))
            mark_erased(writer, "P-1")
            with pytest.raises(StoreBusy, match=r"^store\.not_scrubbed"):
                finish_erasures(writer)

        assert writer.keys.keys_for(["P-1"]) == {}
        assert state(store) == {"P-1": "erased"}

    def test_an_erasure_waits_for_an_open_concern_and_nothing_tells_so(self, store: Store) -> None:
        add(store, "P-1", "P-2")
        day = date(2026, 1, 1)
        concern = Concern("C-1", ConcernKind.WORRY, ConcernWish.ACT, ConcernState.OPEN, day, "P-2", ("P-1",))
        do(store, lambda tx: concerns.add_concern(tx, concern, unnamed=False))
        do(store, lambda tx: people.mark_erased(tx, "P-1"))

        assert finish_erasures(store) == ()
        assert check(store) == CheckReport("0001")
        with store.read() as tx:
            assert sealed.get(tx, "P-1", "identity") == {"name": NAME}

        resolved = evolve(concern, state=ConcernState.RESOLVED)
        do(store, lambda tx: concerns.save_concern(tx, resolved))
        assert check(store) == CheckReport("0001", unfinished=("P-1",))
        assert finish_erasures(store) == ("P-1",)
        assert state(store) == {"P-1": "erased", "P-2": NAME}


class TestCheck:
    """What the check sees."""

    def test_a_whole_database(self, store: Store) -> None:
        add(store, "P-1", "P-2")
        do(store, lambda tx: audit.append(tx, [Entry("P-1", "v", "p")]))
        mark_erased(store, "P-2")
        finish_erasures(store)

        assert check(store) == CheckReport("0001")
        assert check(store).whole

    def test_keys_that_are_lost_and_keys_that_nothing_needs(self, store: Store) -> None:
        add(store, "P-1")
        store.keys.close()
        store.keys = MemoryKeys()
        store.keys.create(["C-1"])

        assert check(store) == CheckReport("0001", lost=("P-1",), orphans=("C-1",))
        assert not check(store).whole
        with pytest.raises(NoKey), store.read() as tx:
            sealed.get(tx, "P-1", "identity")

    def test_orphans_alone_are_no_fault(self, store: Store) -> None:
        store.keys.create(["P-1"])

        assert check(store) == CheckReport("0001", orphans=("P-1",))
        assert check(store).whole

    def test_an_erasure_that_was_cut_short(self, store: Store) -> None:
        add(store, "P-1", "P-2")
        mark_erased(store, "P-1")
        do(store, lambda tx: people.mark_erased(tx, "P-2"))

        assert check(store) == CheckReport("0001", unfinished=("P-1", "P-2"))
        finish_erasures(store)
        assert check(store) == CheckReport("0001")

    def test_an_envelope_that_was_moved_and_an_audit_that_was_cut(self, store: Store) -> None:
        add(store, "P-1")
        do(store, lambda tx: tx.run(update(envelopes).values(tier="other")))
        entry = {
            "number": 2,
            "at": "",
            "actor": "",
            "on_behalf_of": "",
            "verb": "",
            "purpose": "",
            "subjects": "",
            "tiers": "",
            "outcome": "",
            "codes": "",
            "hash": "",
        }
        do(store, lambda tx: tx.add(tables.audit, entry))

        assert check(store) == CheckReport("0001", broken=("P-1",), audit=1)

    @pytest.mark.parametrize("backend", ["file"], indirect=True)
    def test_rows_that_point_to_nothing_and_a_damaged_index(self, store: Store, tmp_path: Path) -> None:
        add(store, "P-1")
        with closing(sqlite3.connect(tmp_path / "main.db", isolation_level=None)) as raw:
            raw.execute("INSERT INTO roles VALUES ('P-9', 'mentor', 'applied', '2026-01-01', 1)")
            raw.execute("PRAGMA writable_schema=ON")
            raw.execute(
                "UPDATE sqlite_master SET sql = 'CREATE INDEX ix_marks_digest ON marks (kind)' WHERE name = 'ix_marks_digest'"
            )
        store.engine.dispose()
        found = check(store)

        assert found.foreign_keys == ("roles",)
        assert len(found.integrity) > 0
        assert not found.whole

    @pytest.mark.parametrize("backend", ["memory", "postgresql"], indirect=True)
    def test_nothing_of_ours(self, opened: OpenStore) -> None:
        with pytest.raises(StoreError, match=r"^store\.empty"):
            check(opened())


@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
def test_postgresql_has_tools_of_its_own(store: Store, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"^db\.backup_postgresql"):
        backup(store, tmp_path / "copy.db")


@pytest.mark.parametrize("backend", ["memory"], indirect=True)
def test_a_programme_in_memory_can_be_kept(store: Store, tmp_path: Path) -> None:
    add(store, "P-1")
    backup(store, tmp_path / "copy.db")

    kept = Store(database_url(str(tmp_path / "copy.db")), store.keys, store.clock, store.new_id)
    assert state(kept) == {"P-1": NAME}
    kept.engine.dispose()


class TestFiles:
    """Backups of a database in a file."""

    @pytest.fixture
    def backend(self) -> str:
        return "file"

    @pytest.fixture
    def copy(self, tmp_path: Path) -> Path:
        return tmp_path / "copy.db"

    @pytest.fixture
    def target(self, tmp_path: Path) -> Path:
        return tmp_path / "main.db"

    @pytest.fixture
    def reopened(self, target: Path, clock: ManualClock, store: Store) -> Iterator[Callable[[], Store]]:
        """Opens the database anew, after a restore."""
        made: list[Store] = []

        def reopen() -> Store:
            made.append(Store(database_url(str(target)), store.keys, clock, store.new_id))
            return made[-1]

        yield reopen
        for found in made:
            found.engine.dispose()

    def test_a_backup_is_one_private_file_with_everything(self, store: Store, copy: Path) -> None:
        add(store, "P-1")
        before = sorted(path.name for path in copy.parent.iterdir())
        with store.read() as tx:
            tx.scalar(select(persons.c.id))  # somebody reads meanwhile
        backup(store, copy)

        assert sorted(path.name for path in copy.parent.iterdir()) == sorted([*before, "copy.db"])
        assert stat.S_IMODE(copy.stat().st_mode) == 0o600
        with closing(sqlite3.connect(copy)) as raw:
            assert raw.execute("SELECT id FROM persons").fetchall() == [("P-1",)]
            assert raw.execute("PRAGMA journal_mode").fetchall() == [("delete",)]
        assert NAME.encode() not in copy.read_bytes()

    @pytest.mark.parametrize("name", ["copy.db", "copy.db-wal"])
    def test_a_backup_overwrites_nothing(self, store: Store, copy: Path, name: str) -> None:
        copy.with_name(name).write_bytes(b"mine")

        with pytest.raises(StoreError) as caught:
            backup(store, copy)

        assert (caught.value.code, caught.value.params) == (
            "files.exists",
            {"file": str(copy.with_name(name))},
        )
        assert copy.with_name(name).read_bytes() == b"mine"

    def test_a_backup_of_a_damaged_database_is_not_kept(self, store: Store, copy: Path, target: Path) -> None:
        add(store, *(f"P-{n}" for n in range(300)))
        store.truncate_wal()
        store.engine.dispose()
        with target.open("r+b") as file:
            file.seek(-40_000, 2)
            file.write(b"\xff" * 30_000)

        with pytest.raises(StoreError, match=r"^backup\.damaged"):
            backup(store, copy)
        assert not copy.exists()

    def test_a_backup_is_brought_back(
        self, store: Store, copy: Path, target: Path, reopened: Callable[[], Store]
    ) -> None:
        add(store, "P-1")
        backup(store, copy)
        add(store, "P-2")
        store.engine.dispose()

        aside = target.with_name("main.db.before-1")
        assert restore(copy, target, store.keys) == Restored("0001", aside, ())

        present = reopened()
        meta.check_store(present, "test")
        assert state(present) == {"P-1": NAME}
        present.engine.dispose()
        assert [stat.S_IMODE(path.stat().st_mode) for path in (target, aside)] == [0o600, 0o600]
        assert restore(aside, target, store.keys).aside == target.with_name("main.db.before-2")
        assert state(reopened()) == {"P-1": NAME, "P-2": NAME}

    def test_a_backup_is_brought_back_where_nothing_is(
        self, store: Store, copy: Path, tmp_path: Path
    ) -> None:
        add(store, "P-1")
        backup(store, copy)

        assert restore(copy, tmp_path / "new.db", store.keys) == Restored("0001", None, ())

    def test_who_was_erased_since_stays_erased(
        self, store: Store, copy: Path, target: Path, reopened: Callable[[], Store]
    ) -> None:
        add(store, "P-1", "P-2")
        backup(store, copy)
        mark_erased(store, "P-1")
        finish_erasures(store)
        store.engine.dispose()

        assert restore(copy, target, store.keys).erased == ("P-1",)

        assert state(reopened()) == {"P-1": "erased", "P-2": NAME}
        assert check(reopened()) == CheckReport("0001")

    def test_old_keys_do_not_bring_anybody_back_either(
        self, store: Store, copy: Path, target: Path, tmp_path: Path
    ) -> None:
        add(store, "P-1", "P-2")
        backup(store, copy)
        folder = tmp_path / "usb"
        folder.mkdir()
        old, master, _ = backup_keys(tmp_path / "keys.db", folder)
        mark_erased(store, "P-1")
        finish_erasures(store)
        store.close()
        for path in tmp_path.glob("keys.db*"):
            if not path.name.endswith(".erased"):
                path.unlink()
        old.rename(tmp_path / "keys.db")
        master.rename(tmp_path / "keys.db.master")

        keys = FileKeys.open(tmp_path / "keys.db")
        assert list(keys.keys_for(["P-1", "P-2"])) == ["P-1", "P-2"]
        assert restore(copy, target, keys).erased == ("P-1",)
        assert list(keys.keys_for(["P-1", "P-2"])) == ["P-2"]
        again = Store(database_url(str(target)), keys, store.clock, store.new_id)
        assert state(again) == {"P-1": "erased", "P-2": NAME}
        again.close()

    def test_whose_erasure_waits_is_out_of_reach_after_a_restore_and_destroyed_when_it_ends(
        self, store: Store, copy: Path, target: Path, reopened: Callable[[], Store]
    ) -> None:
        """The copy knows of the concern; the erasure came later."""
        add(store, "P-1", "P-2")
        concern = self.concern(store)
        backup(store, copy)
        do(store, lambda tx: people.mark_erased(tx, "P-1"))
        assert finish_erasures(store) == ()
        assert store.keys.ledger is not None
        assert ledger.held(store.keys.ledger) == {"P-1"}
        store.engine.dispose()

        assert restore(copy, target, store.keys).erased == ("P-1",)

        again = reopened()
        assert self.reach(again) == {"P-1": True, "P-2": False}
        assert check(again) == CheckReport("0001")
        with again.read() as tx:
            assert sealed.get(tx, "P-1", "identity") == {"name": NAME}  # for whoever handles the concern
            assert people.account_owner(tx, "account of P-1") is None
            assert [row["person"] for row in tx.rows(select(marks.c.person))] == ["P-2"]
        do(again, lambda tx: concerns.save_concern(tx, evolve(concern, state=ConcernState.RESOLVED)))
        assert check(again) == CheckReport("0001", unfinished=("P-1",))
        assert finish_erasures(again) == ("P-1",)
        assert finish_erasures(again) == ()
        assert ledger.held(store.keys.ledger) == frozenset()
        assert store.keys.keys_for(["P-1", "P-2"]).keys() == {"P-2"}

    def test_a_copy_from_before_the_concern_neither_shows_nor_destroys_whoever_waits(
        self, store: Store, copy: Path, target: Path, reopened: Callable[[], Store]
    ) -> None:
        """The database that was put aside may be brought back, and still needs what it protects with."""
        add(store, "P-1", "P-2")
        backup(store, copy)
        self.concern(store)
        do(store, lambda tx: people.mark_erased(tx, "P-1"))
        finish_erasures(store)
        store.engine.dispose()

        found = restore(copy, target, store.keys)
        assert found.erased == ("P-1",)
        again = reopened()
        assert self.reach(again) == {"P-1": True, "P-2": False}
        assert finish_erasures(again) == ()
        assert check(again) == CheckReport("0001")
        again.engine.dispose()

        assert found.aside is not None
        restore(found.aside, target, store.keys)
        with reopened().read() as tx:
            assert sealed.get(tx, "P-1", "identity") == {"name": NAME}

    @staticmethod
    def concern(store: Store) -> Concern:
        day = date(2026, 1, 1)
        found = Concern("C-1", ConcernKind.WORRY, ConcernWish.ACT, ConcernState.OPEN, day, "P-2", ("P-1",))
        do(store, lambda tx: concerns.add_concern(tx, found, unnamed=False))
        return found

    @staticmethod
    def reach(store: Store) -> dict[str, bool]:
        """Person to whether they are out of reach."""
        with store.read() as tx:
            return {person.id: person.erased for person in people.people(tx)}

    def test_keys_that_were_rotated_or_restored_in_between_open_an_old_copy(
        self, store: Store, copy: Path, target: Path, tmp_path: Path
    ) -> None:
        add(store, "P-1", "P-2", "P-3")
        folder, path = tmp_path / "usb", tmp_path / "keys.db"
        folder.mkdir()
        backup_keys(path, folder)
        backup(store, copy)
        mark_erased(store, "P-1")
        finish_erasures(store)
        rotate_keys(path)  # the store has them open
        mark_erased(store, "P-2")
        finish_erasures(store)
        store.close()

        def brought_back() -> dict[str, object]:
            with closing(FileKeys.open(path)) as keys:
                assert restore(copy, target, keys).erased == ("P-1", "P-2")
                again = Store(database_url(str(target)), keys, store.clock, store.new_id)
                found = state(again)
                assert check(again) == CheckReport("0001")
                again.engine.dispose()
            return found

        expected = {"P-1": "erased", "P-2": "erased", "P-3": NAME}
        assert brought_back() == expected
        rotate_keys(path)
        assert brought_back() == expected
        assert restore_keys(folder, path).erased == ("P-1", "P-2")
        assert brought_back() == expected
        rotate_keys(path)
        assert brought_back() == expected

    def test_a_pairs_own_copy_goes_with_the_first_of_them_also_out_of_an_old_copy(
        self, store: Store, copy: Path, target: Path, tmp_path: Path
    ) -> None:
        add(store, "P-1", "P-2")
        pair = {"id": "M-1", "mentee": "P-1", "mentor": "P-2", "state": "ended", "round": "", "ended_by": ""}
        days = {"proposed_on": date(2026, 1, 1), "score": 0, "version": 1, "confidentiality": ""}
        do(store, lambda tx: tx.add(tables.matches, {**pair, **days}))
        do(store, lambda tx: sealed.put(tx, "M-1", {"agreement": {"text": NAME}}))
        (tmp_path / "usb").mkdir()
        backup_keys(tmp_path / "keys.db", tmp_path / "usb")
        backup(store, copy)
        mark_erased(store, "P-1")
        do(store, lambda tx: sealed.drop(tx, "M-1"))  # and death before its key is dropped

        assert finish_erasures(store) == ("P-1",)
        assert store.keys.keys_for(["M-1", "P-2"]).keys() == {"P-2"}
        store.close()
        assert restore_keys(tmp_path / "usb", tmp_path / "keys.db").erased == ("M-1", "P-1")
        with closing(FileKeys.open(tmp_path / "keys.db")) as keys:
            assert restore(copy, target, keys).erased == ("P-1",)
            assert keys.keys_for(["M-1", "P-1", "P-2"]).keys() == {"P-2"}

    def test_a_backup_that_is_no_backup_changes_nothing(self, store: Store, copy: Path, target: Path) -> None:
        add(store, "P-1")
        with pytest.raises(StoreError, match=r"^backup\.missing"):
            restore(copy, target, store.keys)
        copy.write_bytes(b"not a database at all" * 100)
        with pytest.raises(StoreError, match=r"^backup\.damaged"):
            restore(copy, target, store.keys)
        copy.unlink()
        with closing(sqlite3.connect(copy)) as raw:
            raw.execute("CREATE TABLE stranger (x)")
        with pytest.raises(StoreError, match=r"^store\.empty"):
            restore(copy, target, store.keys)

        assert sorted(path.name for path in target.parent.glob("main.db*.*")) == []
        assert state(store) == {"P-1": NAME}

    def test_a_backup_of_a_newer_release_changes_nothing(
        self, store: Store, copy: Path, target: Path
    ) -> None:
        backup(store, copy)
        with closing(sqlite3.connect(copy)) as raw, raw:
            raw.execute("UPDATE alembic_version SET version_num = '0999'")

        with pytest.raises(SchemaNewer):
            restore(copy, target, store.keys)

    def test_a_backup_under_other_keys_changes_nothing(self, store: Store, copy: Path, target: Path) -> None:
        backup(store, copy)

        with pytest.raises(WrongKey, match=r"^store\.other_keys"):
            restore(copy, target, MemoryKeys())

    def test_a_database_in_use_is_left_alone(self, store: Store, copy: Path, target: Path) -> None:
        add(store, "P-1")
        backup(store, copy)

        with pytest.raises(StoreBusy) as caught:
            restore(copy, target, store.keys)

        assert (caught.value.code, caught.value.params) == ("store.in_use", {"file": str(target)})
        assert state(store) == {"P-1": NAME}

    def test_a_locked_database_is_left_alone(
        self, store: Store, copy: Path, target: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        backup(store, copy)
        store.engine.dispose()
        monkeypatch.setattr("mentorcore.storage.aside.WAIT", 0.01)
        with closing(sqlite3.connect(target, isolation_level=None)) as raw:
            raw.execute("PRAGMA locking_mode=EXCLUSIVE")
            raw.execute("BEGIN EXCLUSIVE")
            with pytest.raises(StoreBusy, match=r"^store\.in_use"):
                restore(copy, target, store.keys)

        assert target.exists()

    def test_a_damaged_database_is_put_aside_with_its_log(
        self, store: Store, copy: Path, target: Path, reopened: Callable[[], Store]
    ) -> None:
        add(store, "P-1")
        backup(store, copy)
        store.engine.dispose()
        target.write_bytes(b"no longer a database")
        target.with_name("main.db-wal").write_bytes(b"log")

        restore(copy, target, store.keys)

        aside = target.with_name("main.db.before-1")
        assert aside.read_bytes() == b"no longer a database"
        assert aside.with_name("main.db.before-1-wal").read_bytes() == b"log"
        assert state(reopened()) == {"P-1": NAME}
