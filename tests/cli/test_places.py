"""A place where nothing can be written is wrong use: told at its option, before anything is stored."""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from tests.cli.test_registering import EXPORT

from mentorcore.cli.places import told_at
from mentorcore.domain.errors import InputFault, StoreError

Type = Callable[..., Result]

NOWHERE, A_FILE = "nowhere/x", "file/x"
"""In a folder that is not there, and in one that is a file."""


def wrong(found: Result) -> tuple[int, str, str]:
    """Exit code, code and place of the only problem."""
    (problem,) = json.loads(found.stdout)["error"]["problems"]
    return found.exit_code, problem["code"], problem["where"]


def names(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


@pytest.mark.parametrize(
    ("words", "option"),
    [
        ("agenda --ics", "--ics"),
        ("drafts show {draft} --html", "--html"),
        ("participants export {mentee1} --on-behalf-of {mentee1} --how phone --into", "--into"),
        ("participants erase {mentee1} --on-behalf-of {mentee1} --how phone --into", "--into"),
        (f"participants import {EXPORT} --keep-going --bad", "--bad"),
        ("db backup", "COPY"),
        ("keys rotate --new-master", "--new-master"),
    ],
)
def test_a_place_in_no_folder_is_told_and_nothing_is_done(
    house: Path, ids: Mapping[str, str], type_: Type, words: str, option: str
) -> None:
    (house / "file").touch()
    typed = words.format(**ids).split()
    people = type_("participants", "list", "--json").stdout
    before = names(house)

    assert wrong(type_(*typed, NOWHERE, "--json")) == (2, "files.no_folder", option)
    assert wrong(type_(*typed, A_FILE, "--json")) == (2, "files.unusable", option)
    assert "nowhere" in type_(*typed, NOWHERE).stderr
    assert (names(house), type_("participants", "list", "--json").stdout) == (before, people)


@pytest.mark.parametrize(
    ("words", "option"),
    [
        (("demo", "vps", "--into"), "--into"),
        (("init", "vps", "--from", "-", "--dir"), "--dir"),
        (("keys", "backup"), "FOLDER"),
    ],
)
def test_a_folder_that_cannot_be_made_is_told(
    house: Path, type_: Type, words: tuple[str, ...], option: str
) -> None:
    (house / "file").touch()
    before = names(house)

    assert wrong(type_(*words, A_FILE, "--json", stdin="Anne")) == (2, "files.unusable", option)
    assert wrong(type_(*words, "file", "--json", stdin="Anne")) == (2, "files.not_a_folder", option)
    assert names(house) == before


@pytest.mark.parametrize("option", ["--db", "--key-file", "--master-key-file"])
def test_a_programme_is_not_set_up_where_one_of_its_files_has_no_folder(
    nowhere: Path, type_: Type, option: str
) -> None:
    found = type_("init", "vps", option, NOWHERE, "--from", "-", "--json", stdin="Anne")

    assert wrong(found) == (2, "files.no_folder", option)
    assert names(nowhere) == []


def test_a_calendar_file_is_no_folder(house: Path, type_: Type) -> None:
    (house / "due.ics").mkdir()
    before = names(house)

    assert wrong(type_("agenda", "--ics", "due.ics", "--json")) == (2, "files.unusable", "--ics")
    assert names(house) == before


def test_papers_have_to_fit_before_anybody_is_erased(
    house: Path, ids: Mapping[str, str], type_: Type, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder of hers that was made read-only."""
    person = ids["mentee1"]
    (house / "own").mkdir(mode=0o700)

    def shut(path: Path, flags: int, *more: Any, **others: Any) -> int:
        if flags & os.O_CREAT and Path(path).parent.name == "own":
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return opened(path, flags, *more, **others)

    opened = os.open
    monkeypatch.setattr(os, "open", shut)
    found = type_(
        "participants",
        "erase",
        person,
        "--into",
        "own",
        *f"--on-behalf-of {person} --how phone --json".split(),
    )

    assert wrong(found) == (2, "files.unusable", "--into")
    assert type_("participants", "show", person, "--purpose", "vetting").exit_code == 0


@pytest.mark.parametrize(
    "fault",
    [
        OSError(errno.ENOSPC, "No space left on device", "here/file"),
        PermissionError(errno.EACCES, "Permission denied", "elsewhere"),
        PermissionError(errno.EACCES, "Permission denied"),
        StoreError("files.no_folder", file="elsewhere/file", folder="elsewhere"),
        StoreError("files.unusable", file="here/file", reason="No space left on device"),
        StoreError("store.exists"),
    ],
    ids=str,
)
def test_what_is_not_wrong_with_the_place_stays_a_fault(fault: Exception) -> None:
    with pytest.raises(type(fault)) as caught, told_at({"--into": Path("here")}):
        raise fault
    assert caught.value is fault


@pytest.mark.parametrize("named", ["here", "here/file", "here-wal"])
def test_what_is_in_a_place_or_beside_it_is_told_there(named: str) -> None:
    with pytest.raises(InputFault) as caught, told_at({"--to": Path("other"), "--into": Path("here")}):
        raise StoreError("files.exists", file=named)
    assert [(p.code, p.where, p.params) for p in caught.value.problems] == [
        ("files.exists", "--into", {"file": named})
    ]
