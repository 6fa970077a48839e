"""Setting up a programme, copying and bringing back the database and the keys."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from click.testing import Result

from mentorcore.cli.run import account
from mentorcore.loading.bundle import load_bundle
from mentorcore.testing import plain_answers

Type = Callable[..., Result]


def test_a_programme_is_set_up_by_one_question(
    nowhere: Path, type_: Type, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = type_("init", "vps", "--dir", "vps", stdin="Anne\n", terminal=True)
    assert found.exit_code == 0
    assert "→ mentorcore staff add committee" in found.stdout
    assert "→ mentorcore keys backup FOLDER" in found.stdout
    folder = nowhere / "vps"
    assert folder.stat().st_mode & 0o777 == 0o700
    modes = {path.name: path.stat().st_mode & 0o777 for path in folder.iterdir()}
    assert modes == dict.fromkeys(("keys.db", "keys.db.master", "mentorcore.toml", "vps.db"), 0o600)
    assert tomllib.loads((folder / "mentorcore.toml").read_text("utf-8")) == {
        "programme": "vps",
        "db": "vps.db",
        "key-file": "keys.db",
    }
    monkeypatch.chdir(folder)
    assert type_("agenda").exit_code == 0


def test_keys_can_lie_elsewhere(nowhere: Path, type_: Type) -> None:
    for name in ("keys", "master"):
        (nowhere / name).mkdir()
    found = type_(
        "init", "vps", "--key-file", "keys/k.db", "--master-key-file", "master/m", "--db", "a.db",
        "--from", "-", "--json", stdin="Anne",
    )  # fmt: skip
    assert found.exit_code == 0
    assert json.loads(found.stdout)["master_key_file"] == "master/m"
    assert (nowhere / "master" / "m").exists()
    assert type_("agenda").exit_code == 0


def test_the_environment_says_where_keys_lie(
    nowhere: Path, type_: Type, monkeypatch: pytest.MonkeyPatch
) -> None:
    (nowhere / "mentorcore.toml").write_text('programme = "other"\ndb = "other.db"\n', "utf-8")
    monkeypatch.setenv("MENTORCORE_KEY_FILE", str(nowhere / "k.db"))
    assert type_("init", "vps", "--dir", "inner", "--from", "-", stdin="Anne").exit_code == 0
    assert sorted(path.name for path in (nowhere / "inner").iterdir()) == ["mentorcore.toml", "vps.db"]
    found = tomllib.loads((nowhere / "inner" / "mentorcore.toml").read_text("utf-8"))
    assert found["key-file"] == str(nowhere / "k.db")


def test_nothing_is_written_over(nowhere: Path, type_: Type) -> None:
    assert type_("init", "vps", "--from", "-", stdin="Anne").exit_code == 0
    before = {path.name: path.read_bytes() for path in nowhere.iterdir()}
    found = type_("init", "vps", "--from", "-", stdin="Berthe")
    assert found.exit_code == 2
    assert {path.name: path.read_bytes() for path in nowhere.iterdir()} == before


def test_what_failed_leaves_nothing_behind(nowhere: Path, type_: Type) -> None:
    found = type_("init", "vps", "--role", "mentee", "--from", "-", stdin="Anne")
    assert found.exit_code == 2
    assert list(nowhere.iterdir()) == []


def test_an_unknown_programme_is_told_before_anybody_is_asked(nowhere: Path, type_: Type) -> None:
    found = type_("init", "nothing", stdin="Anne\n", terminal=True)
    assert found.exit_code == 2
    assert "vps" in found.stderr
    assert "colleagues" not in found.stderr


def test_a_demonstration_needs_a_new_folder(nowhere: Path, type_: Type) -> None:
    (nowhere / "full").mkdir()
    (nowhere / "full" / "file").touch()
    assert type_("demo", "vps", "--into", "full").exit_code == 2


def test_a_demonstration_tells_programs_where_it_lies(
    nowhere: Path, type_: Type, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = nowhere / "packages" / "tale"
    package.mkdir(parents=True)
    (package / "__init__.py").touch()
    monkeypatch.syspath_prepend(package.parent)
    monkeypatch.setattr("mentorcore.cli.commands.setup.programme_package", lambda _: "tale")
    assert type_("demo", "tale").exit_code == 2

    (package / "demo.py").write_text("def tell(directory, say):\n    say('Once upon a time')\n", "utf-8")
    found = type_("demo", "tale", "--into", "there", "--json")
    assert json.loads(found.stdout) == {"programme": "tale", "folder": "there"}
    assert found.stderr == "Once upon a time\n"
    assert type_("demo", "tale", "--into", "again").stdout == "Once upon a time\n"


def test_the_account_is_that_of_the_process(monkeypatch: pytest.MonkeyPatch) -> None:
    before = account()
    for name in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        monkeypatch.setenv(name, "somebody")
    assert account() == before != "somebody"
    monkeypatch.setattr("os.getuid", lambda: 987_654)
    assert account() == "uid:987654"


# Database and keys


def test_an_erased_person_stays_erased_when_a_copy_is_brought_back(
    house: Path, ids: Mapping[str, str], type_: Type
) -> None:
    person = ids["mentee1"]
    assert type_("db", "backup", "copy.db").exit_code == 0
    assert (house / "copy.db").stat().st_mode & 0o777 == 0o600
    erased = type_("participants", "erase", person, "--on-behalf-of", person, "--how", "phone")
    assert erased.exit_code == 0
    found = type_("db", "restore", "copy.db", "--json")
    assert found.exit_code == 0
    assert json.loads(found.stdout)["restored"]["erased"] == [person]
    assert type_("participants", "show", person).exit_code == 1
    assert type_("db", "check").exit_code == 0


def test_a_copy_is_never_written_over(house: Path, type_: Type) -> None:
    assert type_("db", "backup", "vps.db").exit_code == 2
    assert type_("keys", "backup", ".").exit_code == 2


def test_a_damaged_database_is_told(house: Path, type_: Type) -> None:
    (house / "keys.db").unlink()
    (house / "keys.db.master").unlink()
    assert type_("init", "vps", "--db", "other.db", "--dir", "other", "--from", "-", stdin="x").exit_code == 0
    found = type_("db", "check", "--key-file", "other/keys.db", "--json")
    assert (found.exit_code, json.loads(found.stdout)["error"]["code"]) == (3, "store.other_keys")


def test_lost_keys_are_found_by_the_check(house: Path, type_: Type) -> None:
    assert type_("keys", "backup", "early").exit_code == 0
    answers = house / "a.json"
    answers.write_text(json.dumps(plain_answers(load_bundle("vps"), "mentee", 66)), "utf-8")
    assert type_("participants", "apply", "mentee", "--from", "a.json").exit_code == 0
    assert type_("db", "check").exit_code == 0
    found = type_("db", "check", "--key-file", "early/keys.db")
    assert found.exit_code == 3
    assert "lost: P-" in found.stderr


def test_without_a_database_there_is_nothing_to_look_after(nowhere: Path, type_: Type) -> None:
    for words in (("db", "check"), ("db", "restore", "copy.db"), ("keys", "check")):
        assert type_(*words).exit_code == 2
