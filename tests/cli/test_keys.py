"""The master key is changed and copies of the keys brought back by typing; the audit is held against its anchor."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import Result

from mentorcore.storage.keys import FileKeys

Type = Callable[..., Result]


def code(found: Result) -> tuple[int, str]:
    """Exit code and code of the error."""
    return found.exit_code, json.loads(found.stdout)["error"]["code"]


def erase(type_: Type, person: str) -> None:
    assert type_("participants", "erase", person, "--on-behalf-of", person, "--how", "phone").exit_code == 0


def name_of(type_: Type, person: str) -> str:
    return type_("participants", "show", person, "--purpose", "vetting").stdout


def test_the_master_key_is_changed_and_everything_is_read_as_before(
    house: Path, ids: Mapping[str, str], type_: Type
) -> None:
    before = name_of(type_, ids["mentee1"])
    old = (house / "keys.db.master").read_bytes()
    assert type_("db", "backup", "copy.db").exit_code == 0
    for _ in range(2):
        found = type_("keys", "rotate")
        assert (found.exit_code, found.stderr) == (0, "")
        assert "→ mentorcore keys backup FOLDER" in found.stdout
    assert (house / "keys.db.master").read_bytes() != old
    assert name_of(type_, ids["mentee1"]) == before != ""
    erase(type_, ids["mentee2"])

    assert json.loads(type_("db", "restore", "copy.db", "--json").stdout)["restored"]["erased"] == [
        ids["mentee2"]
    ]
    assert type_("db", "check").exit_code == type_("keys", "check").exit_code == 0
    assert name_of(type_, ids["mentee1"]) == before


def test_a_linked_master_key_needs_another_place(house: Path, type_: Type) -> None:
    (house / "keys.db.master").rename(house / "secret")
    (house / "keys.db.master").symlink_to(house / "secret")
    assert code(type_("keys", "rotate", "--json")) == (3, "keys.master_link")
    words = type_("keys", "rotate").stderr
    assert "--new-master FILE" in words

    found = type_("keys", "rotate", "--new-master", "second")

    assert "--master-key-file second" in found.stdout
    assert code(type_("agenda", "--json")) == (3, "keys.wrong_master")
    assert type_("agenda", "--master-key-file", "second").exit_code == 0
    assert code(type_("keys", "rotate", "--new-master", "second", "--json")) == (3, "keys.master_same")


def test_what_others_may_still_need_or_read_is_told(house: Path, type_: Type) -> None:
    (house / "keys.db.master").rename(house / "stick")
    reader = sqlite3.connect(house / "keys.db", isolation_level=None, timeout=0)
    with closing(reader):
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM data_key").fetchone()
        found = json.loads(type_("keys", "rotate", "--master-key-file", "stick", "--json").stdout)["rotated"]
    assert (found["aside"], found["scrubbed"]) == ("stick.before-1", False)
    words = type_("keys", "rotate", "--master-key-file", "stick").stdout
    assert "stick.before-2" in words


def test_a_copy_of_the_keys_brings_back_nobody_who_was_erased(
    house: Path, ids: Mapping[str, str], type_: Type
) -> None:
    erase(type_, ids["mentee1"])
    assert sorted(json.loads(type_("keys", "backup", "usb", "--json").stdout)["files"]) == [
        "usb/keys.db", "usb/keys.db.erased", "usb/keys.db.master",
    ]  # fmt: skip
    erase(type_, ids["mentee2"])
    erase(type_, ids["mentee5"])

    found = type_("keys", "restore", "usb", "--json")

    report = json.loads(found.stdout)
    assert (found.exit_code, report["aside"]) == (0, [str(house / "keys.db.before-1")])
    assert set(report["erased"]) >= {ids["mentee2"], ids["mentee5"]}
    assert type_("db", "check").exit_code == 0
    assert name_of(type_, ids["mentee3"]) != ""
    with closing(FileKeys.open(house / "keys.db")) as keys:
        assert keys.keys_for([ids["mentee1"], ids["mentee2"], ids["mentee5"]]) == {}
    assert "→ mentorcore db check" in type_("keys", "restore", "usb").stdout


def test_on_a_new_machine_a_programme_comes_back_from_its_two_copies(
    house: Path, ids: Mapping[str, str], type_: Type, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = name_of(type_, ids["mentee1"])
    assert type_("keys", "backup", "../usb").exit_code == type_("db", "backup", "../copy.db").exit_code == 0
    new = house.parent / "new"
    new.mkdir()
    shutil.copyfile("mentorcore.toml", new / "mentorcore.toml")
    monkeypatch.chdir(new)

    assert type_("keys", "restore", "../usb").exit_code == type_("db", "restore", "../copy.db").exit_code == 0

    assert name_of(type_, ids["mentee1"]) == before
    assert type_("db", "check").exit_code == 0


@pytest.mark.parametrize("with_keys", [True, False])
def test_the_keys_of_another_programme_are_refused(house: Path, type_: Type, with_keys: bool) -> None:
    assert type_("init", "vps", "--dir", "other", "--from", "-", stdin="Berthe").exit_code == 0
    assert type_("keys", "backup", "usb", "--key-file", "other/keys.db").exit_code == 0
    if not with_keys:
        (house / "keys.db").unlink()

    assert code(type_("keys", "restore", "usb", "--json")) == (3, "keys.other_set")


def test_keys_can_be_brought_back_beside_a_database_that_cannot_be_read(house: Path, type_: Type) -> None:
    assert type_("keys", "backup", "usb").exit_code == 0
    (house / "keys.db").unlink()
    (house / "vps.db").write_bytes(b"no database")

    assert type_("keys", "restore", "usb").exit_code == 0
    for options in ((), ("--db", "sqlite://nothing/at:all"), ("--db", "odd://")):
        assert type_("keys", "restore", "usb", *options).exit_code == 0


def test_keys_in_use_are_left_alone(house: Path, type_: Type) -> None:
    assert type_("keys", "backup", "usb").exit_code == 0
    with closing(FileKeys.open(house / "keys.db")):
        assert code(type_("keys", "restore", "usb", "--json")) == (3, "keys.in_use")
    assert type_("keys", "restore", "usb").exit_code == 0


# The anchor


def tamper(house: Path, statement: str) -> None:
    """What somebody does who has the file."""
    with closing(sqlite3.connect(house / "vps.db")) as raw, raw:
        for verb in ("update", "delete", "replace"):
            raw.execute(f"DROP TRIGGER audit_no_{verb}")
        raw.execute(statement)


def test_an_anchor_fits_as_long_as_nobody_wrote_the_audit_anew(house: Path, type_: Type) -> None:
    anchor = json.loads(type_("audit", "anchor", "--json").stdout)["anchor"]["text"]
    assert (
        f"→ mentorcore audit verify --anchor {anchor}" not in type_("audit", "anchor").stdout
    )  # it moved on
    assert type_("participants", "list").exit_code == 0
    assert type_("audit", "verify", "--anchor", anchor).exit_code == 0
    with closing(sqlite3.connect(house / "vps.db")) as raw:
        ((place,),) = raw.execute("SELECT number FROM audit WHERE hash = ?", (anchor,)).fetchall()
    tamper(house, f"DELETE FROM audit WHERE number >= {place}")

    assert type_("audit", "verify").exit_code == 0  # it is whole in itself
    assert code(type_("audit", "verify", "--anchor", anchor, "--json")) == (3, "audit.anchor")


def test_the_first_entry_that_does_not_fit_is_named(house: Path, type_: Type) -> None:
    tamper(house, "UPDATE audit SET outcome = 'refused' WHERE number IN (7, 9)")

    found = type_("audit", "verify")
    assert (found.exit_code, "entry 7 " in found.stderr) == (3, True)
    assert code(type_("audit", "verify", "--json")) == (3, "audit.broken")
