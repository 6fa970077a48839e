"""A new master key: nothing sealed is touched, whoever dies in the middle leaves keys that open, others go on."""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
import stat
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from tests.support.dying import deaths

from mentorcore.domain.errors import KeyDropped, StoreError, WrongKey
from mentorcore.storage import masters
from mentorcore.storage.keycopies import backup_keys
from mentorcore.storage.keys import FileKeys, KeyReport, check_keys
from mentorcore.storage.masters import read_master
from mentorcore.storage.rotation import Rotated, rotate_keys

PEOPLE = [f"P-{number}" for number in range(12)]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A key file with twelve keys, one of them dropped."""
    found = tmp_path / "keys.db"
    with closing(FileKeys.new(found)) as keys:
        keys.create(PEOPLE)
        keys.drop([PEOPLE[0]])
    return found


@pytest.fixture
def master(path: Path) -> Path:
    return path.with_name("keys.db.master")


def content(path: Path, place: Path | None = None) -> tuple[object, ...]:
    """All that a key file is there for."""
    with closing(FileKeys.open(path, place)) as keys:
        found = keys.keys_for(PEOPLE), keys.index_key(), keys.pseudonym_key(), keys.check_value
        return (*found, keys.lost(PEOPLE))


def names(folder: Path) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir())


def refused(error: type[StoreError], code: str, act: Callable[[], object]) -> dict[str, str | int]:
    with pytest.raises(error) as caught:
        act()
    assert caught.value.code == code
    return dict(caught.value.params)


def rotated(path: Path, count: int = 11) -> Rotated:
    return Rotated(count, path.with_name("keys.db.master"), None, True)


def test_everything_opens_as_before_under_another_master_key(path: Path, master: Path) -> None:
    before, old = content(path), read_master(master)

    assert rotate_keys(path) == rotated(path)

    assert read_master(master) != old
    assert content(path) == before
    assert names(path.parent) == ["keys.db", "keys.db.master"]
    assert stat.S_IMODE(master.stat().st_mode) == 0o600
    assert check_keys(path).failed == 0
    master.write_bytes(masters.written(old))
    refused(WrongKey, "keys.wrong_master", lambda: FileKeys.open(path))


def test_a_dropped_key_stays_dropped(path: Path) -> None:
    rotate_keys(path)

    with closing(FileKeys.open(path)) as keys:
        assert keys.dropped() == (PEOPLE[0],)
        with pytest.raises(KeyDropped):
            keys.create([PEOPLE[0]])


def test_nothing_of_the_old_wrapping_is_left_in_any_file(path: Path) -> None:
    with closing(sqlite3.connect(path)) as raw:
        old = [row[0] for row in raw.execute("SELECT wrapped FROM data_key WHERE dropped = 0")]
        old += raw.execute("SELECT index_key, pseudonym_key FROM keyset").fetchone()

    with closing(FileKeys.open(path)):  # it does not have to be the last to close
        rotate_keys(path)
        files = b"".join(file.read_bytes() for file in path.parent.iterdir())

    assert [blob for blob in old if blob in files] == []


def test_whoever_dies_in_the_middle_leaves_keys_that_open(path: Path, tmp_path: Path) -> None:
    before, kept = content(path), tmp_path.parent / f"{tmp_path.name}-kept"
    shutil.copytree(tmp_path, kept)

    def fresh() -> None:
        shutil.rmtree(tmp_path)
        shutil.copytree(kept, tmp_path)

    left = set()
    for _ in deaths(lambda: rotate_keys(path), fresh):
        left.add(path.with_name("keys.db.master.new").exists())
        assert content(path) == before
        assert not path.with_name("keys.db.master.new").exists()  # opening has tidied up
        assert rotate_keys(path) == rotated(path)
        assert content(path) == before
        assert check_keys(path).failed == 0
    assert left == {True, False}
    assert content(path) == before


def test_the_next_rotation_finishes_one_that_was_cut_short(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = content(path)

    def busy(old: str | Path, new: str | Path) -> None:
        if Path(old).name == "keys.db.master.new":
            raise OSError(errno.EBUSY, "it is mounted")
        os.rename(old, new)

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", busy)
        params = refused(StoreError, "keys.master_not_replaced", lambda: rotate_keys(path))
        assert params == {
            "file": str(path.with_name("keys.db.master")),
            "waiting": str(path.with_name("keys.db.master.new")),
            "reason": os.strerror(errno.EBUSY),
        }
        assert content(path) == before  # it opens with the one that waits
        assert names(path.parent) == ["keys.db", "keys.db.master", "keys.db.master.new"]
    assert rotate_keys(path) == rotated(path)
    assert content(path) == before
    assert names(path.parent) == ["keys.db", "keys.db.master"]


def test_a_changed_key_stops_it_and_nothing_is_changed(path: Path, master: Path) -> None:
    with closing(sqlite3.connect(path)) as raw, raw:
        raw.execute("UPDATE data_key SET wrapped = zeroblob(length(wrapped)) WHERE dossier = 'P-7'")
    old, before = read_master(master), path.read_bytes()

    refused(WrongKey, "keys.tampered", lambda: rotate_keys(path))

    assert (read_master(master), path.read_bytes()) == (old, before)
    check_keys(path)
    assert names(path.parent) == ["keys.db", "keys.db.master"]


# --- where the master key lies elsewhere ----------------------------------------------------------------


def test_a_linked_master_key_is_refused_and_left_alone(path: Path, master: Path) -> None:
    secret, before = master.with_name("secret"), content(path)
    master.rename(secret)
    master.symlink_to(secret)
    old = secret.read_bytes()

    assert refused(StoreError, "keys.master_link", lambda: rotate_keys(path)) == {"file": str(master)}

    assert (secret.read_bytes(), master.is_symlink()) == (old, True)
    assert content(path) == before


def test_a_place_that_cannot_be_written_is_refused_and_nothing_changes(
    path: Path, master: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, old = content(path), master.read_bytes()

    def read_only(file: Path, data: bytes) -> None:
        raise StoreError("files.unusable", file=str(file), reason="Read-only file system")

    with monkeypatch.context() as patch:
        patch.setattr(masters, "write_private_atomic", read_only)
        params = refused(StoreError, "keys.master_fixed", lambda: rotate_keys(path))

    assert params == {"file": str(master), "reason": "Read-only file system"}
    assert (content(path), master.read_bytes()) == (before, old)


def test_a_mounted_master_key_gives_way_to_one_in_another_place(path: Path, master: Path) -> None:
    secret, before = master.with_name("secret"), content(path)
    master.rename(secret)
    master.symlink_to(secret)
    old, new = secret.read_bytes(), master.with_name("second")

    assert rotate_keys(path, None, new) == Rotated(11, new, None, True)

    assert (secret.read_bytes(), master.is_symlink()) == (old, True)
    assert content(path, new) == before
    refused(WrongKey, "keys.wrong_master", lambda: FileKeys.open(path))
    for place in (None, new):  # tried again, as after a crash, before or after the settings were changed
        assert refused(StoreError, "keys.master_same", lambda place=place: rotate_keys(path, place, new)) == {  # type: ignore[misc]  # mypy cannot infer a lambda with a default
            "file": str(new)
        }
    assert content(path, new) == before


def test_a_new_master_key_that_is_mounted_already_is_used_as_it_is(path: Path, tmp_path: Path) -> None:
    given = tmp_path / "given"
    given.write_bytes(masters.written(bytes(range(32))))

    rotate_keys(path, None, given)

    assert read_master(given) == bytes(range(32))
    assert check_keys(path, given).failed == 0


def test_dying_on_the_way_to_another_place_leaves_keys_that_open_with_one_of_the_two(
    path: Path, tmp_path: Path
) -> None:
    before, kept, new = content(path), tmp_path.parent / f"{tmp_path.name}-kept", tmp_path / "second"
    shutil.copytree(tmp_path, kept)

    def fresh() -> None:
        shutil.rmtree(tmp_path)
        shutil.copytree(kept, tmp_path)

    moved = set()
    for _ in deaths(lambda: rotate_keys(path, None, new), fresh):
        try:
            assert content(path) == before
            moved.add(False)
        except WrongKey:
            moved.add(True)
            assert content(path, new) == before
        try:
            rotate_keys(path, None, new)
        except StoreError as error:
            assert error.code == "keys.master_same"  # noqa: PT017, either is right
        assert content(path, new) == before
    assert moved == {True, False}


def test_a_master_key_that_others_may_use_is_kept_aside(tmp_path: Path) -> None:
    secret = tmp_path / "stick"
    for name in ("a.db", "b.db"):
        with closing(FileKeys.new(tmp_path / name, secret)) as keys:
            keys.create(PEOPLE)
    old = secret.read_bytes()

    found = rotate_keys(tmp_path / "a.db", secret)

    assert found == Rotated(12, secret, tmp_path / "stick.before-1", True)
    assert (tmp_path / "stick.before-1").read_bytes() == old
    assert check_keys(tmp_path / "a.db", secret).failed == 0
    assert check_keys(tmp_path / "b.db", tmp_path / "stick.before-1").count == 12


# --- others who have the keys open ----------------------------------------------------------------------


@pytest.fixture
def other(path: Path) -> Iterator[FileKeys]:
    """Another program that has the keys open, with one of them in memory."""
    with closing(FileKeys.open(path)) as keys:
        keys.keys_for([PEOPLE[1]])
        yield keys


def test_others_go_on_with_the_new_master_key(path: Path, other: FileKeys) -> None:
    before = content(path)
    check = other.check_value
    for _ in range(2):
        rotate_keys(path)
        assert other.keys_for(PEOPLE) == before[0]
        other._cache.clear()
        rotate_keys(path)
        assert other.keys_for(PEOPLE) == before[0]
        rotate_keys(path)
        assert other.census() == (11, 1, 0)
    assert other.check_value == check


def test_a_key_that_another_program_makes_after_it_opens_everywhere(path: Path, other: FileKeys) -> None:
    rotate_keys(path)
    made = other.create(["P-new"])

    with closing(FileKeys.open(path)) as keys:
        assert keys.keys_for(["P-new"]) == made
    other.drop(["P-new"])
    assert check_keys(path) == KeyReport(11, 2, 0, other.check_value)


@pytest.mark.parametrize("settled", [True, False])
def test_it_can_be_changed_while_others_are_between_two_steps(
    path: Path, other: FileKeys, settled: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between looking whether something changed and taking a snapshot, it changes."""
    before, notice, left = content(path), other._notice, [1]

    def noticed() -> None:
        notice()
        if left:
            left.pop()
            rotate_keys(path)
            if settled:
                rotate_keys(path)

    monkeypatch.setattr(other, "_notice", noticed)
    other._cache.clear()
    with other._snapshot():
        found = other._unwrap(other._rows(PEOPLE))
    assert found == before[0]


def test_whoever_cannot_reach_the_new_master_key_is_told_and_makes_no_key(
    path: Path, other: FileKeys
) -> None:
    rotate_keys(path, None, path.with_name("second"))

    for act in (other.create, other.keys_for):
        assert refused(WrongKey, "keys.rotated", lambda act=act: act(["P-new"])) == {"file": str(path)}  # type: ignore[misc]  # mypy cannot infer a lambda with a default
    assert check_keys(path, path.with_name("second")) == KeyReport(11, 1, 0, other.check_value)


def test_a_reader_that_keeps_the_log_is_told_of(path: Path, other: FileKeys) -> None:
    with other._snapshot(), closing(FileKeys.open(path)) as keys:
        keys._connection.execute("PRAGMA busy_timeout = 0")
        assert keys.scrub() is True  # nothing is in it yet
        keys.create(["P-new"])
        assert keys.scrub() is False


def test_keys_made_read_and_rotated_at_once_are_all_right(path: Path) -> None:
    made: dict[str, bytes] = {}
    over = threading.Event()
    faults: list[BaseException] = []

    def rotate() -> None:
        try:
            for _ in range(25):
                rotate_keys(path)
        except BaseException as fault:
            faults.append(fault)
        finally:
            over.set()

    thread = threading.Thread(target=rotate)
    with closing(FileKeys.open(path)) as writer, closing(FileKeys.open(path)) as reader:
        thread.start()
        rounds = 0
        while not over.is_set() or rounds < 5:
            made |= writer.create([f"N-{rounds}"])
            reader._cache.clear()
            assert reader.keys_for(list(made)) == made
            rounds += 1
        thread.join()
        assert faults == []
        assert reader.census() == (11 + len(made), 1, 0)
    with closing(FileKeys.open(path)) as again:
        assert again.keys_for(list(made)) == made


def test_a_copy_made_while_it_changes_opens(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, folder = content(path), tmp_path / "usb"
    folder.mkdir()
    copy_to = FileKeys.copy_to

    def and_rotate(keys: FileKeys, target: sqlite3.Connection) -> bytes:
        secret = copy_to(keys, target)
        rotate_keys(path)
        return secret

    monkeypatch.setattr(FileKeys, "copy_to", and_rotate)
    backup_keys(path, folder)

    assert content(folder / "keys.db") == before


def test_a_key_file_that_was_exchanged_takes_no_new_keys(path: Path, other: FileKeys) -> None:
    path.rename(path.with_name("elsewhere.db"))
    assert refused(StoreError, "keys.replaced", lambda: other.create(["P-new"])) == {"file": str(path)}

    shutil.copyfile(path.with_name("elsewhere.db"), path)
    assert refused(StoreError, "keys.replaced", lambda: other.drop([PEOPLE[1]])) == {"file": str(path)}
