"""Copies of the keys: whole or not at all, and an old one brings nobody back who was erased since."""

from __future__ import annotations

import shutil
import sqlite3
import stat
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest
from tests.support.dying import deaths

from mentorcore.domain.errors import KeyDropped, StoreBusy, StoreError, WrongKey
from mentorcore.storage import keycopies
from mentorcore.storage.keycopies import KeysRestored, backup_keys, restore_keys
from mentorcore.storage.keys import FileKeys, check_keys
from mentorcore.storage.ledger import Noted, entries, erased, held, ledger_path, note_all, note_erasure
from mentorcore.storage.masters import read_master, written
from mentorcore.storage.rotation import rotate_keys

AT = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
PEOPLE = [f"P-{number}" for number in range(6)]
GONE, LATER = "P-1", "P-later"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A key file with six keys."""
    (tmp_path / "house").mkdir()
    found = tmp_path / "house" / "keys.db"
    with closing(FileKeys.new(found)) as keys:
        keys.create(PEOPLE)
    return found


@pytest.fixture
def usb(path: Path, tmp_path: Path) -> Path:
    """An old copy, from before somebody came and somebody was erased."""
    folder = tmp_path / "usb"
    folder.mkdir()
    note_erasure(ledger_path(path), "P-0", AT)
    with closing(FileKeys.open(path)) as keys:
        keys.drop(["P-0"])
        backup_keys(path, folder)
        note_erasure(ledger_path(path), GONE, AT)
        keys.drop([GONE])
        keys.create([LATER])
    return folder


def readable(path: Path, place: Path | None = None) -> list[str]:
    """Whose keys open."""
    with closing(FileKeys.open(path, place)) as keys:
        return list(keys.keys_for([*PEOPLE, LATER]))


def names(folder: Path) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir())


def contents(folder: Path) -> dict[str, bytes]:
    return {entry.name: entry.read_bytes() for entry in folder.iterdir() if entry.is_file()}


def refused(error: type[StoreError], code: str, act: Callable[[], object]) -> dict[str, str | int]:
    with pytest.raises(error) as caught:
        act()
    assert caught.value.code == code
    return dict(caught.value.params)


STAYED = PEOPLE[2:]


def test_a_copy_holds_the_ledger(path: Path, usb: Path) -> None:
    assert names(usb) == ["keys.db", "keys.db.erased", "keys.db.master"]
    assert list(erased(usb / "keys.db.erased")) == ["P-0"]
    assert stat.S_IMODE((usb / "keys.db.erased").stat().st_mode) == 0o600


def test_a_copy_with_a_damaged_ledger_is_not_made(path: Path, tmp_path: Path) -> None:
    ledger_path(path).write_text("{}\n")
    (tmp_path / "usb").mkdir()

    assert refused(StoreError, "ledger.damaged", lambda: backup_keys(path, tmp_path / "usb"))["line"] == 1
    assert names(tmp_path / "usb") == []


def test_a_copy_is_brought_back_without_whoever_was_erased_since(path: Path, usb: Path) -> None:
    old, before = contents(usb), contents(path.parent)

    found = restore_keys(usb, path)

    aside = path.with_name("keys.db.before-1")
    assert found == KeysRestored((aside,), len(STAYED), (GONE,))
    assert readable(path) == STAYED
    assert list(erased(ledger_path(path))) == ["P-0", GONE]
    assert contents(usb) == old
    assert aside.read_bytes() == before["keys.db"]
    assert readable(aside, path.with_name("keys.db.master")) == [*STAYED, LATER]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with closing(FileKeys.open(path)) as keys:
        for person in ("P-0", GONE):
            assert refused(KeyDropped, "keys.dropped", lambda person=person: keys.create([person])) == {  # type: ignore[misc]  # mypy cannot infer a lambda with a default
                "dossier": person,
                "count": 1,
            }


def test_a_key_that_is_destroyed_on_the_way_is_in_no_file(path: Path, usb: Path) -> None:
    with closing(sqlite3.connect(usb / "keys.db")) as raw:
        query = "SELECT wrapped FROM data_key WHERE dossier = ?"
        (blob,) = raw.execute(query, (GONE,)).fetchone()
        (kept,) = raw.execute(query, ("P-2",)).fetchone()

    restore_keys(usb, path)

    files = contents(path.parent)
    assert [name for name, content in files.items() if blob in content] == []
    assert {name for name, content in files.items() if kept in content} == {"keys.db", "keys.db.before-1"}


def test_where_the_ledger_was_lost_the_keys_still_say_who_is_gone(path: Path, usb: Path) -> None:
    ledger_path(path).unlink()

    assert restore_keys(usb, path).erased == (GONE,)
    assert readable(path) == STAYED
    assert list(erased(ledger_path(path))) == ["P-0"]


def test_a_ledger_in_the_copy_that_knows_more_adds_to_the_one_here(path: Path, usb: Path) -> None:
    note_erasure(usb / "keys.db.erased", "P-2", AT)
    note_erasure(usb / "keys.db.erased", "P-3", AT, held=True)

    assert restore_keys(usb, path).erased == (GONE, "P-2")
    assert readable(path) == STAYED[1:]  # whose erasure waits keeps the key
    assert list(erased(ledger_path(path))) == ["P-0", GONE, "P-2"]
    assert held(ledger_path(path)) == {"P-3"}


def test_on_a_new_machine_everything_comes_from_the_copy(usb: Path, tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    path = tmp_path / "new" / "keys.db"

    assert restore_keys(usb, path) == KeysRestored((), 5, ())
    assert names(path.parent) == ["keys.db", "keys.db.erased", "keys.db.master"]
    assert readable(path) == PEOPLE[1:]
    assert check_keys(path).failed == 0


def test_what_is_damaged_here_is_put_aside_as_it_is(path: Path, usb: Path) -> None:
    master, ledger = path.with_name("keys.db.master"), ledger_path(path)
    path.write_bytes(b"no key file")
    path.with_name("keys.db-wal").write_bytes(b"log")
    master.write_bytes(b"no master key")
    ledger.write_bytes(ledger.read_bytes() + b"not a line\n")
    before = contents(path.parent)

    found = restore_keys(usb, path)

    assert found.erased == (GONE,)  # a line that could be read still counts
    asides = {f"{name}.before-1": content for name, content in before.items() if name != "keys.db-wal"}
    asides["keys.db.before-1-wal"] = b"log"
    assert {name: content for name, content in contents(path.parent).items() if name in asides} == asides
    assert sorted(file.name for file in found.aside) == sorted(name for name in asides if name[-4:] != "-wal")
    assert readable(path) == STAYED
    assert list(erased(ledger)) == ["P-0", GONE]


def test_a_copy_from_before_a_rotation_comes_with_its_own_master_key(path: Path, usb: Path) -> None:
    rotate_keys(path)
    master = path.with_name("keys.db.master")
    new = read_master(master)

    found = restore_keys(usb, path)

    asides = (path.with_name("keys.db.before-1"), path.with_name("keys.db.master.before-1"))
    assert sorted(found.aside) == sorted(asides)
    assert read_master(master) == read_master(usb / "keys.db.master") != new
    assert readable(path) == STAYED
    assert readable(*asides) == [*STAYED, LATER]
    rotate_keys(path)
    assert readable(path) == STAYED


def test_a_copy_that_was_worked_with_is_brought_back_as_it_is_now(path: Path, usb: Path) -> None:
    keys = FileKeys.open(usb / "keys.db")
    keys.create(["P-new"])
    logged = contents(usb)
    keys.close()
    for name, content in logged.items():
        (usb / name).write_bytes(content)  # as a program that was killed leaves it
    (usb / "keys.db-shm").unlink()

    restore_keys(usb, path)

    with closing(FileKeys.open(path)) as restored:
        assert list(restored.keys_for(["P-2", "P-new"])) == ["P-2", "P-new"]


# --- what is refused ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["keys.db", "keys.db.master", "keys.db.erased"])
def test_an_incomplete_copy_is_refused(path: Path, usb: Path, name: str) -> None:
    before = contents(path.parent)
    (usb / name).unlink()

    params = refused(StoreError, "keys.backup_incomplete", lambda: restore_keys(usb, path))
    assert params == {"file": str(usb / name)}
    assert contents(path.parent) == before


def swap(usb: Path) -> None:
    with closing(sqlite3.connect(usb / "keys.db")) as raw, raw:
        raw.execute("UPDATE data_key SET wrapped = (SELECT wrapped FROM data_key WHERE dossier = 'P-3')")


DAMAGE: dict[str, tuple[str, Callable[[Path], object]]] = {
    "cut": ("keys.db", lambda usb: (usb / "keys.db").write_bytes((usb / "keys.db").read_bytes()[:-5000])),
    "no database": ("keys.db", lambda usb: (usb / "keys.db").write_bytes(b"x" * 9000)),
    "empty": ("keys.db", lambda usb: (usb / "keys.db").write_bytes(b"")),
    "swapped keys": ("keys.db", swap),
    "another master key": ("keys.db", lambda usb: (usb / "keys.db.master").write_bytes(written(bytes(32)))),
    "no master key": ("keys.db.master", lambda usb: (usb / "keys.db.master").write_bytes(b"x")),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_copy_is_refused(path: Path, usb: Path, damage: str) -> None:
    file, harm = DAMAGE[damage]
    before = contents(path.parent)
    harm(usb)

    params = refused(StoreError, "keys.backup_damaged", lambda: restore_keys(usb, path))
    assert params == {"file": str(usb / file)}
    assert contents(path.parent) == before
    assert readable(path) == [*STAYED, LATER]


def test_a_ledger_that_was_cut_is_refused(path: Path, usb: Path) -> None:
    ledger = usb / "keys.db.erased"
    ledger.write_bytes(ledger.read_bytes()[:-5])

    assert refused(StoreError, "ledger.damaged", lambda: restore_keys(usb, path))["file"] == str(ledger)


def test_a_copy_of_a_newer_release_is_refused(path: Path, usb: Path) -> None:
    with closing(sqlite3.connect(usb / "keys.db")) as raw:
        raw.execute("PRAGMA user_version = 99")

    params = refused(StoreError, "keys.newer", lambda: restore_keys(usb, path))
    assert params == {"file": str(usb / "keys.db"), "expected": 1, "found": 99}


def test_keys_of_another_set_are_refused(path: Path, usb: Path, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    stranger = tmp_path / "other" / "keys.db"
    with closing(FileKeys.new(stranger)) as keys:
        expected = keys.check_value
    before = contents(stranger.parent)

    assert refused(WrongKey, "keys.other_set", lambda: restore_keys(usb, stranger)) == {
        "file": str(usb / "keys.db")
    }
    assert contents(stranger.parent) == before
    refused(WrongKey, "keys.other_set", lambda: restore_keys(usb, path, expected=expected))
    assert readable(path) == [*STAYED, LATER]


def test_the_database_says_which_keys_are_right_not_those_that_lie_there(
    path: Path, usb: Path, tmp_path: Path
) -> None:
    (tmp_path / "other").mkdir()
    stranger = tmp_path / "other" / "keys.db"
    FileKeys.new(stranger).close()

    found = restore_keys(usb, stranger, expected=check_keys(path).check_value)

    asides = [stranger.with_name(f"keys.db{end}.before-1") for end in ("", ".master")]
    assert sorted(found.aside) == sorted(asides)
    assert readable(stranger) == PEOPLE[1:]


def test_keys_that_a_program_has_open_are_left_alone(path: Path, usb: Path) -> None:
    with closing(FileKeys.open(path)) as keys:
        assert refused(StoreBusy, "keys.in_use", lambda: restore_keys(usb, path)) == {"file": str(path)}
        assert list(keys.create(["P-new"])) == ["P-new"]
    assert readable(path) == [*STAYED, LATER]


def test_a_program_that_opens_the_keys_in_that_moment_keeps_them(
    path: Path, usb: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    present = keycopies._present
    opened: list[FileKeys] = []

    def and_open(*arguments: object) -> tuple[str, tuple[str, ...]]:
        found = present(*arguments)  # type: ignore[arg-type]  # whatever it takes
        opened.append(FileKeys.open(path))
        return found

    monkeypatch.setattr(keycopies, "_present", and_open)
    refused(StoreBusy, "keys.in_use", lambda: restore_keys(usb, path))
    with closing(opened[0]) as keys:
        assert list(keys.create(["P-new"])) == ["P-new"]
    assert readable(path) == [*STAYED, LATER]


def test_a_mounted_master_key_is_not_replaced(path: Path, usb: Path) -> None:
    rotate_keys(path)
    master = path.with_name("keys.db.master")
    secret = master.rename(path.with_name("secret"))
    master.symlink_to(secret)
    before = contents(path.parent)

    assert refused(StoreError, "keys.master_link", lambda: restore_keys(usb, path)) == {"file": str(master)}
    assert contents(path.parent) == before
    secret.write_bytes((usb / "keys.db.master").read_bytes())  # whoever manages it puts the old one back
    assert restore_keys(usb, path).erased == (GONE,)
    assert master.is_symlink()
    assert readable(path) == STAYED


def test_a_linked_key_file_is_refused(path: Path, usb: Path) -> None:
    elsewhere = path.rename(path.with_name("elsewhere.db"))
    path.symlink_to(elsewhere)

    assert refused(StoreError, "files.symlink", lambda: restore_keys(usb, path)) == {"file": str(path)}


# --- death ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rotated", [False, True])
def test_whoever_dies_in_the_middle_can_try_again_and_has_lost_nothing(
    path: Path, usb: Path, tmp_path: Path, rotated: bool
) -> None:
    if rotated:
        rotate_keys(path)
    kept = tmp_path / "kept"
    shutil.copytree(path.parent, kept)
    present = {read_master(path.with_name("keys.db.master")), read_master(usb / "keys.db.master")}

    def fresh() -> None:
        shutil.rmtree(path.parent)
        shutil.copytree(kept, path.parent)

    seen = set()
    for _ in deaths(lambda: restore_keys(usb, path), fresh):
        files = {file.name for file in path.parent.iterdir() if file.is_file()}
        seen.add("keys.db" in files)
        if "keys.db" in files:
            assert readable(path) in ([*STAYED, LATER], STAYED)
        found = restore_keys(usb, path)
        assert found.erased == (GONE,)
        assert readable(path) == STAYED
        assert list(erased(ledger_path(path))) == ["P-0", GONE]
        everything = list(path.parent.glob("keys.db*"))
        here = {read_master(file) for file in everything if ".master" in file.name}
        assert here <= present
        assert opens_somewhere(everything) == {LATER, *STAYED}
    assert seen == {True, False}


def opens_somewhere(files: list[Path]) -> set[str]:
    """Whose keys open with one of the key files and one of the master keys that lie about."""
    found: set[str] = set()
    for file in files:
        if ".master" not in file.name and ".erased" not in file.name:
            for master in files:
                if ".master" in master.name:
                    try:
                        found |= set(readable(file, master))
                    except WrongKey:
                        continue
    return found


# --- ledgers --------------------------------------------------------------------------------------------


def test_whose_erasure_waits_is_noted_once_and_again_when_it_is_done(tmp_path: Path) -> None:
    ledger = tmp_path / "keys.db.erased"
    for waits in (True, True, False, False, True):
        note_erasure(ledger, "P-1", AT, held=waits)
    note_erasure(ledger, "P-2", AT, held=True)

    assert entries(ledger) == (Noted("P-1", AT, held=True), Noted("P-1", AT), Noted("P-2", AT, held=True))
    assert (list(erased(ledger)), held(ledger)) == (["P-1"], frozenset({"P-2"}))
    assert note_all(ledger, entries(ledger)) == 0


def test_merging_is_the_same_in_any_order_and_twice(tmp_path: Path) -> None:
    sides = [
        [Noted("P-1", AT, held=True), Noted("P-2", AT)],
        [Noted("P-2", AT), Noted("P-1", AT), Noted("P-3", AT)],
    ]
    merged = []
    for number, order in enumerate(([0, 1], [1, 0], [0, 1, 0, 1])):
        ledger = tmp_path / str(number)
        for side in order:
            note_all(ledger, sides[side])
        merged.append((sorted(erased(ledger)), sorted(held(ledger))))
    assert merged[0] == (["P-1", "P-2", "P-3"], [])
    assert all(one == other for one, other in pairwise(merged))
