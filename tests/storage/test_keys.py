"""Keys: made once for all processes, there after a crash or not at all, and gone when dropped."""

import base64
import os
import random
import signal
import sqlite3
import stat
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from mentorcore.domain.errors import KeyDropped, NoKey, StoreBusy, StoreError, WrongKey
from mentorcore.storage import keytable
from mentorcore.storage.keycopies import backup_keys
from mentorcore.storage.keys import FileKeys, KeyReport, KeyStore, MemoryKeys, check_keys

WRAPPED = 12 + 32 + 16


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "keys.db"


@pytest.fixture
def keys(path: Path) -> Iterator[FileKeys]:
    with closing(FileKeys.new(path)) as made:
        yield made


@pytest.fixture(params=["file", "memory"])
def store(request: pytest.FixtureRequest, path: Path) -> Iterator[KeyStore]:
    with closing(FileKeys.new(path) if request.param == "file" else MemoryKeys()) as made:
        yield made


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def names(folder: Path) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir())


def wrapped(path: Path) -> dict[str, bytes]:
    """What stands in the slots, read past the key store."""
    with closing(sqlite3.connect(path)) as connection:
        return dict(connection.execute("SELECT dossier, wrapped FROM data_key ORDER BY slot"))


def edit(path: Path, statement: str, *values: object) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(statement, values)


def refused(error: type[StoreError], code: str, act: Callable[[], object]) -> dict[str, str | int]:
    with pytest.raises(error) as caught:
        act()
    assert caught.value.code == code
    return dict(caught.value.params)


# --- what both kinds do ---------------------------------------------------------------------------------


def test_keys_are_made_once_and_found_again(store: KeyStore) -> None:
    made = store.create(["P-2", "P-1"])
    assert list(made) == ["P-2", "P-1"]
    assert [len(key) for key in made.values()] == [32, 32]
    assert made["P-1"] != made["P-2"]
    assert store.create(["P-1", "P-3", "P-2"]) == made | store.keys_for(["P-3"])
    assert store.keys_for(["P-1", "P-9", "P-2", "P-1"]) == made
    assert store.keys_for([]) == store.create([]) == {}


def test_a_dropped_key_is_left_out_and_never_made_again(store: KeyStore) -> None:
    made = store.create(["P-1", "P-2"])
    store.drop(["P-1"])
    assert store.keys_for(["P-1", "P-2"]) == {"P-2": made["P-2"]}
    params = refused(KeyDropped, "keys.dropped", lambda: store.create(["P-3", "P-1"]))
    assert params == {"dossier": "P-1", "count": 1}
    assert store.keys_for(["P-3"]) == {}
    store.drop(["P-1"])
    assert store.keys_for(["P-1", "P-2"]) == {"P-2": made["P-2"]}


def test_dropping_reaches_keys_that_are_not_there(store: KeyStore) -> None:
    store.drop(["P-1"])
    assert refused(KeyDropped, "keys.dropped", lambda: store.create(["P-1"])) == {
        "dossier": "P-1",
        "count": 1,
    }


def test_orphans_are_keys_without_facts(store: KeyStore) -> None:
    store.create(["P-4", "P-1", "P-3", "P-2"])
    store.drop(["P-2"])
    assert store.orphans(["P-1", "P-9"]) == ("P-3", "P-4")
    assert store.orphans({"P-1", "P-3", "P-4"}) == ()


def test_the_keys_of_the_set_differ_from_one_another_and_between_sets(store: KeyStore) -> None:
    with closing(MemoryKeys()) as other:
        four = {store.index_key(), store.pseudonym_key(), other.index_key(), other.pseudonym_key()}
        assert [len(key) for key in four] == [32] * 4
        assert store.check_value != other.check_value


def test_one_id_is_not_taken_for_a_collection(store: KeyStore) -> None:
    for act in (store.create, store.keys_for, store.drop, store.orphans):
        with pytest.raises(TypeError, match="found a single string"):
            act("P-1")


def test_a_closed_store_says_so(store: KeyStore) -> None:
    store.create(["P-1"])
    store.close()
    store.close()
    for act in (store.create, store.keys_for, store.drop, store.orphans):
        refused(StoreError, "keys.closed", lambda act=act: act(["P-1"]))  # type: ignore[misc]  # mypy cannot infer a lambda with a default


def test_the_cache_stays_small_and_answers_stay_complete(
    store: KeyStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keytable, "CACHED", 3)
    made = store.create([f"P-{number}" for number in range(10)])
    assert store.keys_for(list(made)) == made
    assert isinstance(store, keytable.KeyTable)
    assert list(store._cache) == ["P-4", "P-5", "P-6"]  # the last that were read


def test_threads_agree(store: KeyStore) -> None:
    start, found = threading.Barrier(4), []

    def work(seed: int) -> None:
        dossiers = [f"P-{number}" for number in range(50)]
        random.Random(seed).shuffle(dossiers)
        start.wait()
        found.append({key for dossier in dossiers for key in store.create([dossier]).items()})

    threads = [threading.Thread(target=work, args=(seed,)) for seed in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [set(store.keys_for([f"P-{number}" for number in range(50)]).items())] * 4


# --- the file -------------------------------------------------------------------------------------------


def test_keys_survive_closing(keys: FileKeys, path: Path) -> None:
    made = keys.create(["P-1", "P-2"])
    keys.drop(["P-2"])
    keys.close()
    with closing(FileKeys.open(path)) as again:
        assert again.keys_for(["P-1", "P-2"]) == {"P-1": made["P-1"]}
        assert again.check_value == keys.check_value
        assert again.index_key() == keys.index_key()
        assert again.pseudonym_key() == keys.pseudonym_key()


def test_every_file_is_private_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        with closing(FileKeys.new(tmp_path / "keys.db")) as keys:
            keys.create(["P-1"])
            files = ["keys.db", "keys.db-shm", "keys.db-wal", "keys.db.master"]
            assert names(tmp_path) == files
            assert [mode(tmp_path / name) for name in files] == [0o600] * 4
    finally:
        os.umask(before)


def test_rights_of_others_are_taken_away_on_opening(keys: FileKeys, path: Path) -> None:
    keys.create(["P-1"])
    files = [path.with_name(path.name + ending) for ending in ("", "-wal", "-shm", ".master")]
    for file in files:
        file.chmod(0o664)
    with closing(FileKeys.open(path)):
        assert [mode(file) for file in files] == [0o600] * 4


def test_it_keeps_the_settings_that_make_it_safe(keys: FileKeys, path: Path) -> None:
    with closing(FileKeys.open(path)) as again:
        for store in (keys, again):
            asked = ("journal_mode", "synchronous", "secure_delete", "busy_timeout", "trusted_schema")
            got = [store._connection.execute(f"PRAGMA {name}").fetchone()[0] for name in asked]
            assert got == ["wal", 2, 1, 5000, 0]
            assert store._connection.isolation_level is None


def test_nothing_is_made_over_an_existing_file_or_its_remains(path: Path) -> None:
    for name in ("keys.db", "keys.db-wal", "keys.db-shm", "keys.db-journal"):
        there = path.with_name(name)
        there.write_bytes(b"")
        assert refused(StoreError, "keys.exists", lambda: FileKeys.new(path)) == {"file": str(there)}
        assert names(path.parent) == [name]
        there.unlink()


def test_of_two_founders_one_wins(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    link = os.link

    def late(draft: Path, name: Path) -> None:
        path.write_bytes(b"somebody else's")
        link(draft, name)

    monkeypatch.setattr(os, "link", late)
    assert refused(StoreError, "files.exists", lambda: FileKeys.new(path)) == {"file": str(path)}
    assert path.read_bytes() == b"somebody else's"
    assert names(path.parent) == ["keys.db", "keys.db.master"]


def test_a_founding_that_fails_leaves_no_key_file_and_can_be_repeated(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("mentorcore.storage.keydb._SCHEMA", "BEGIN IMMEDIATE; CREATE TABLE keyset (")
        refused(StoreError, "keys.unusable", lambda: FileKeys.new(path))
    assert names(path.parent) == ["keys.db.master"]
    FileKeys.new(path).close()


@pytest.mark.parametrize("content", [b"", b"not a database at all, but long enough" * 40])
def test_a_file_of_another_kind_is_refused_and_left_alone(keys: FileKeys, path: Path, content: bytes) -> None:
    keys.close()
    path.write_bytes(content)
    assert refused(StoreError, "keys.not_a_key_file", lambda: FileKeys.open(path)) == {"file": str(path)}
    assert path.read_bytes() == content


def test_another_database_is_refused_and_left_alone(keys: FileKeys, path: Path, tmp_path: Path) -> None:
    other = tmp_path / "main.db"
    edit(other, "CREATE TABLE keyset (set_id)")
    before = other.read_bytes()
    refused(StoreError, "keys.not_a_key_file", lambda: FileKeys.open(other, tmp_path / "keys.db.master"))
    assert other.read_bytes() == before


def test_an_emptied_or_newer_key_file_is_refused(keys: FileKeys, path: Path) -> None:
    edit(path, "PRAGMA user_version = 2")
    params = refused(StoreError, "keys.newer", lambda: FileKeys.open(path))
    assert params == {"file": str(path), "expected": 1, "found": 2}
    edit(path, "PRAGMA user_version = 1")
    edit(path, "DELETE FROM keyset")
    refused(StoreError, "keys.not_a_key_file", lambda: FileKeys.open(path))


def test_a_missing_key_file_is_not_made(path: Path) -> None:
    assert refused(NoKey, "keys.file_missing", lambda: FileKeys.open(path)) == {"file": str(path)}
    assert names(path.parent) == []


def test_a_symbolic_link_is_not_followed_to_a_key_file(keys: FileKeys, path: Path) -> None:
    link = path.with_name("link.db")
    link.symlink_to(path)
    assert refused(StoreError, "files.symlink", lambda: FileKeys.open(link)) == {"file": str(link)}


def test_a_long_writer_elsewhere_is_reported(keys: FileKeys, path: Path) -> None:
    keys._connection.execute("PRAGMA busy_timeout = 0")
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert refused(StoreBusy, "keys.busy", lambda: keys.create(["P-1"])) == {"file": str(path)}
        other.execute("ROLLBACK")
    assert list(keys.create(["P-1"])) == ["P-1"]


def test_damage_to_the_file_is_reported(keys: FileKeys, path: Path) -> None:
    keys.create(["P-1"])
    edit(path, "ALTER TABLE data_key RENAME TO elsewhere")
    params = refused(StoreError, "keys.unusable", lambda: keys.keys_for(["P-2"]))
    assert params == {"file": str(path), "reason": "SQLITE_ERROR"}


# --- the master key -------------------------------------------------------------------------------------


def test_master_is_32_random_bytes_in_base64(keys: FileKeys, path: Path) -> None:
    text = (path.parent / "keys.db.master").read_bytes()
    assert len(base64.b64decode(text, validate=False)) == 32
    assert text.endswith(b"\n")


def test_master_may_live_elsewhere_and_behind_a_link(tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    with closing(FileKeys.new(tmp_path / "keys.db", stick / "master")) as keys:
        made = keys.create(["P-1"])
    assert names(stick) == ["master"]
    assert names(tmp_path) == ["keys.db", "stick"]
    (tmp_path / "secret").symlink_to(stick / "master")
    with closing(FileKeys.open(tmp_path / "keys.db", tmp_path / "secret")) as keys:
        assert keys.keys_for(["P-1"]) == made


def test_a_given_master_serves_several_key_files(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_bytes(base64.b64encode(bytes(range(32))))
    for name in ("a.db", "b.db"):
        with closing(FileKeys.new(tmp_path / name, secret)) as keys:
            keys.create(["P-1"])
    assert secret.read_bytes() == base64.b64encode(bytes(range(32)))
    assert mode(secret) == 0o600
    edit(tmp_path / "a.db", "UPDATE data_key SET wrapped = ?", wrapped(tmp_path / "b.db")["P-1"])
    assert check_keys(tmp_path / "a.db", secret).failed == 1


def test_a_missing_master_is_not_made_on_opening(keys: FileKeys, path: Path) -> None:
    keys.close()
    master = path.parent / "keys.db.master"
    master.unlink()
    params = refused(NoKey, "keys.master_missing", lambda: FileKeys.open(path))
    assert params == {"file": str(master), "reason": os.strerror(2)}
    assert names(path.parent) == ["keys.db"]


@pytest.mark.parametrize(
    ("content", "found"),
    [(b"", 0), (base64.b64encode(bytes(16)), 16), (b"*" * 44, 0), (b"\xff\xfe", 0)],
)
def test_a_malformed_master_is_refused_without_being_shown(
    keys: FileKeys, path: Path, content: bytes, found: int
) -> None:
    master = path.parent / "keys.db.master"
    master.write_bytes(content)
    params = refused(WrongKey, "keys.master_malformed", lambda: FileKeys.open(path))
    assert params == {"file": str(master), "expected": 32, "found": found}


def test_a_wrong_master_is_refused_before_anything_is_written(keys: FileKeys, path: Path) -> None:
    keys.create(["P-1"])
    keys.close()
    (path.parent / "keys.db.master").write_bytes(base64.b64encode(bytes(32)))
    before = path.read_bytes()
    for act in (FileKeys.open, check_keys):
        assert refused(WrongKey, "keys.wrong_master", lambda act=act: act(path)) == {"file": str(path)}  # type: ignore[misc]  # mypy cannot infer a lambda with a default
    assert path.read_bytes() == before
    assert names(path.parent) == ["keys.db", "keys.db.master"]


# --- tampering ------------------------------------------------------------------------------------------


def test_a_changed_key_does_not_unwrap(keys: FileKeys, path: Path) -> None:
    keys.create(["P-1", "P-2"])
    keys.close()
    one = wrapped(path)["P-1"]
    edit(path, "UPDATE data_key SET wrapped = ? WHERE dossier = 'P-1'", one[:-1] + bytes([one[-1] ^ 1]))
    with closing(FileKeys.open(path)) as again:
        params = refused(WrongKey, "keys.tampered", lambda: again.keys_for(["P-2", "P-1"]))
        assert params == {"purpose": "dossier", "dossier": "P-1"}
        assert list(again.keys_for(["P-2"])) == ["P-2"]
        refused(WrongKey, "keys.tampered", lambda: again.create(["P-3", "P-1"]))
        assert again.keys_for(["P-3"]) == {}
    assert check_keys(path) == KeyReport(2, 0, 1, keys.check_value)


def test_swapped_keys_do_not_unwrap(keys: FileKeys, path: Path) -> None:
    keys.create(["P-1", "P-2", "P-3"])
    keys.close()
    there = wrapped(path)
    for dossier, other in (("P-1", "P-2"), ("P-2", "P-1")):
        edit(path, "UPDATE data_key SET wrapped = ? WHERE dossier = ?", there[other], dossier)
    with closing(FileKeys.open(path)) as again:
        for dossier in ("P-1", "P-2"):
            refused(WrongKey, "keys.tampered", lambda dossier=dossier: again.keys_for([dossier]))  # type: ignore[misc]  # mypy cannot infer a lambda with a default
    assert check_keys(path) == KeyReport(3, 0, 2, keys.check_value)


def test_a_dropped_key_cannot_be_revived_by_the_flag(keys: FileKeys, path: Path) -> None:
    keys.create(["P-1"])
    keys.drop(["P-1"])
    edit(path, "UPDATE data_key SET dropped = 0")
    refused(WrongKey, "keys.tampered", lambda: keys.keys_for(["P-1"]))


@pytest.mark.parametrize("column", ["index_key", "pseudonym_key"])
def test_the_keys_of_the_set_are_bound_to_their_purpose(keys: FileKeys, path: Path, column: str) -> None:
    keys.close()
    edit(path, "UPDATE keyset SET index_key = pseudonym_key, pseudonym_key = index_key")
    refused(WrongKey, "keys.tampered", lambda: FileKeys.open(path))
    edit(path, f"UPDATE keyset SET {column} = x'00'")
    refused(WrongKey, "keys.tampered", lambda: FileKeys.open(path))


# --- dropping -------------------------------------------------------------------------------------------


def test_a_dropped_key_is_in_no_byte_of_the_files(keys: FileKeys, path: Path) -> None:
    dossiers = [f"P-{number:05}" for number in range(3_000)]
    random.Random(7).shuffle(dossiers)
    for first in range(0, len(dossiers), 7):  # many small commits, as a programme makes them
        keys.create(dossiers[first : first + 7])
    there = wrapped(path)
    assert there[dossiers[0]] in path.read_bytes() + path.with_name("keys.db-wal").read_bytes()
    gone = set(random.Random(8).sample(dossiers, 500))
    keys.drop(sorted(gone))
    wal = path.with_name("keys.db-wal").read_bytes()
    assert wal == b""
    main = path.read_bytes()
    assert [dossier for dossier in gone if there[dossier][:16] in main or there[dossier][-16:] in main] == []
    assert [main.count(there[dossier]) for dossier in dossiers if dossier not in gone] == [1] * 2_500
    assert sorted(dossier for dossier, slot in wrapped(path).items() if slot == bytes(WRAPPED)) == sorted(
        gone
    )
    assert check_keys(path) == KeyReport(2_500, 500, 0, keys.check_value)


def test_a_reader_that_keeps_the_log_is_reported_and_dropping_again_finishes(
    keys: FileKeys, path: Path
) -> None:
    keys.create(["P-1"])
    there = wrapped(path)["P-1"]
    keys._connection.execute("PRAGMA busy_timeout = 0")
    log = path.with_name("keys.db-wal")
    with closing(sqlite3.connect(path, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM data_key").fetchone()
        assert refused(StoreBusy, "keys.not_scrubbed", lambda: keys.drop(["P-1"])) == {"file": str(path)}
        assert keys.keys_for(["P-1"]) == {}
        assert there in log.read_bytes()
        reader.execute("ROLLBACK")
    keys.drop(["P-1"])
    assert there not in log.read_bytes() + path.read_bytes()


def test_a_drop_elsewhere_empties_the_cache(keys: FileKeys, path: Path) -> None:
    made = keys.create(["P-1", "P-2"])
    with closing(FileKeys.open(path)) as other:
        other.create(["P-3"])
        assert keys.keys_for(["P-1"]) == {"P-1": made["P-1"]}
        other.drop(["P-1"])
        keys.drop(["P-3"])
        assert keys.keys_for(["P-1", "P-2"]) == {"P-2": made["P-2"]}
        assert other.keys_for(["P-3", "P-2"]) == {"P-2": made["P-2"]}
        refused(KeyDropped, "keys.dropped", lambda: keys.create(["P-1"]))


# --- several processes, and death -----------------------------------------------------------------------


def child(program: str, path: Path) -> subprocess.Popen[str]:
    """Start a process that has the key file open as `keys` and says so before it runs the program."""
    opening = (
        "import os, signal, sys; from pathlib import Path; from mentorcore.storage.keys import FileKeys\n"
        "keys = FileKeys.open(Path(sys.argv[1])); print('open', flush=True)\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", opening + program, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "open\n"
    return process


def test_processes_that_make_the_same_keys_at_once_get_the_same_keys(keys: FileKeys, path: Path) -> None:
    program = (
        "sys.stdin.readline()\n"
        "for number in range(100): print(keys.create([f'P-{number}'])[f'P-{number}'].hex())\n"
    )
    processes = [child(program, path) for _ in range(2)]
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    said = [process.communicate()[0].split() for process in processes]
    assert [process.returncode for process in processes] == [0, 0]
    stored = keys.keys_for([f"P-{number}" for number in range(100)])
    assert said == [[key.hex() for key in stored.values()]] * 2


@pytest.mark.parametrize(
    ("statement", "stored"), [("INSERT", 0), ("COMMIT", 0), ("PRAGMA wal_checkpoint", 40)]
)
def test_death_inside_create_leaves_all_or_nothing(path: Path, statement: str, stored: int) -> None:
    FileKeys.new(path).close()
    program = (
        "def die(statement):\n"
        f"    if statement.startswith({statement!r}) and (not statement.startswith('INSERT') or 'P-20' in statement):\n"
        "        os.kill(os.getpid(), signal.SIGKILL)\n"
        "keys._connection.set_trace_callback(die)\n"
        "keys.create([f'P-{number}' for number in range(40)])\n"
        "keys._connection.execute('PRAGMA wal_checkpoint')\n"
    )
    process = child(program, path)
    process.communicate()
    assert process.returncode == -signal.SIGKILL
    assert check_keys(path).count == stored
    assert check_keys(path).failed == 0


@pytest.mark.parametrize("acknowledged", [1, 3, 10, 30])
def test_what_was_acknowledged_survives_death_and_no_batch_is_cut(path: Path, acknowledged: int) -> None:
    FileKeys.new(path).close()
    program = (
        "batch = 0\n"
        "while True:\n"
        "    made = keys.create([f'{batch}-{number}' for number in range(50)])\n"
        "    print(batch, made[f'{batch}-49'].hex(), flush=True)\n"
        "    batch += 1\n"
    )
    process = child(program, path)
    assert process.stdout is not None
    said = [process.stdout.readline() for _ in range(acknowledged)]
    process.kill()
    said += process.communicate()[0].splitlines(keepends=True)
    told = dict(line.split() for line in said if line.endswith("\n"))
    with closing(FileKeys.open(path)) as keys:
        assert {batch: keys.keys_for([f"{batch}-49"])[f"{batch}-49"].hex() for batch in told} == told
        assert keys.census()[0] in (50 * len(told), 50 * len(told) + 50)


# --- backups --------------------------------------------------------------------------------------------


def test_a_backup_made_in_use_restores(keys: FileKeys, path: Path, tmp_path: Path) -> None:
    made = keys.create(["P-1", "P-2"])
    keys.drop(["P-2"])
    target = tmp_path / "backup"
    target.mkdir()
    before = os.umask(0)
    try:
        copies = (target / "keys.db", target / "keys.db.master", target / "keys.db.erased")
        assert backup_keys(path, target) == copies
    finally:
        os.umask(before)
    assert names(target) == ["keys.db", "keys.db.erased", "keys.db.master"]
    assert [mode(target / name) for name in names(target)] == [0o600] * 3
    later = keys.create(["P-3"])
    with closing(FileKeys.open(target / "keys.db")) as restored:
        assert restored.check_value == keys.check_value
        assert restored.keys_for(["P-1", "P-2", "P-3"]) == {"P-1": made["P-1"]}
        refused(KeyDropped, "keys.dropped", lambda: restored.create(["P-2"]))
        assert restored._connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert keys.keys_for(["P-3"]) == later


def test_a_backup_overwrites_nothing(keys: FileKeys, path: Path, tmp_path: Path) -> None:
    target = tmp_path / "backup"
    target.mkdir()
    for name in ("keys.db", "keys.db-wal", "keys.db.master", "keys.db.erased"):
        (target / name).write_bytes(b"mine")
        params = refused(StoreError, "files.exists", lambda: backup_keys(path, target))
        assert params == {"file": str(target / name)}
        assert names(target) == [name]
        assert (target / name).read_bytes() == b"mine"
        (target / name).unlink()
    refused(StoreError, "files.no_folder", lambda: backup_keys(path, tmp_path / "nowhere"))


def test_a_backup_that_fails_leaves_nothing(
    keys: FileKeys, path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "backup"
    target.mkdir()
    monkeypatch.setattr(FileKeys, "copy_to", lambda self, target: bytes(32))
    refused(StoreError, "keys.not_a_key_file", lambda: backup_keys(path, target))
    assert names(target) == []


def test_a_backup_with_the_wrong_master_is_refused(keys: FileKeys, path: Path, tmp_path: Path) -> None:
    target = tmp_path / "backup"
    target.mkdir()
    (tmp_path / "other").write_bytes(base64.b64encode(bytes(32)))
    refused(WrongKey, "keys.wrong_master", lambda: backup_keys(path, target, tmp_path / "other"))
    assert names(target) == []
