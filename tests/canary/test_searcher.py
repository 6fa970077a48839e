"""The searcher finds what is planted on purpose: a canary in every disguise, and one in every medium that is searched."""

from __future__ import annotations

import base64
import json
import logging
import shutil
import sqlite3
import unicodedata
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from tests.canary.faults import FAULTS
from tests.canary.planting import Garden, Label
from tests.canary.searching import in_bytes, in_file, in_folder, in_records, in_text
from tests.canary.sweep import Sweep
from tests.support.following import NAME

from mentorcore.cli.run import Run
from mentorcore.domain.log import JsonLines
from mentorcore.storage import audit, sealed

MINE = Label("P-1", "notes")

READABLE: dict[str, Callable[[str], bytes]] = {
    "as it is": str.encode,
    "capitals": lambda text: text.upper().encode(),
    "small letters": lambda text: text.casefold().encode(),
    "taken apart": lambda text: unicodedata.normalize("NFD", text).encode(),
    "without accents": lambda text: text.replace("é", "e").replace("ö", "o").encode(),
    "another alphabet": lambda text: text.encode("latin-1"),
    "few letters": lambda text: text.encode("ascii", "replace"),
    "JSON": lambda text: json.dumps(text).encode(),
    "JSON in JSON": lambda text: json.dumps(json.dumps(text)).encode(),
    "an address": lambda text: quote(text).encode(),
    "a page": lambda text: text.encode("ascii", "xmlcharrefreplace"),
    "in a word": lambda text: f"«{text}»,".encode(),
}
ENCODED: dict[str, Callable[[str], bytes]] = {
    "UTF-16": lambda text: text.encode("utf-16"),
    "UTF-16, the other way round": lambda text: text.encode("utf-16-be"),
    "hexadecimal": lambda text: text.encode().hex().encode(),
    "hexadecimal capitals": lambda text: text.encode().hex().upper().encode(),
    **{
        f"Base64 after {shift}": lambda text, shift=shift: base64.b64encode(b"." * shift + text.encode())  # type: ignore[misc]  # bound at once
        for shift in range(3)
    },
    "Base64 of addresses": lambda text: base64.urlsafe_b64encode(text.encode()),
}


@pytest.mark.parametrize("disguise", READABLE)
def test_words_are_known_in_every_disguise(disguise: str, garden: Garden) -> None:
    assert in_bytes(READABLE[disguise](garden.text("notes", "P-1")), garden) == {MINE}


@pytest.mark.parametrize("disguise", ENCODED)
def test_what_cannot_be_read_is_found_all_the_same(disguise: str, garden: Garden) -> None:
    for value in (garden.text("notes"), garden.address("notes"), f"+41{garden.phone('P-1')[3:]}"):
        found = in_bytes(b"\x00\xff" + ENCODED[disguise](value), garden)
        assert {label.whose for label in found} == {"?"}, value


def test_what_was_cut_short_is_found(garden: Garden) -> None:
    assert in_text(garden.text("notes")[:-2], garden) == {Label("?", "cut")}


def test_addresses_numbers_and_days_are_known_in_every_form(garden: Garden) -> None:
    assert in_text(f"<{garden.address('notes', 'P-1')}>", garden) == {MINE}
    for _ in range(4):
        number = garden.number("notes", "P-1")
        for shown in (
            number,
            quote(number),
            number.replace(" ", "\u00a0"),
            f"({number})",
            number.replace(" ", "-"),
        ):
            assert in_text(shown, garden) == {MINE}, shown
    year, month, day = garden.day("notes", "P-1").split("-")
    for shown in (
        f"{year}-{month}-{day}",
        f"{day}.{month}.{year}",
        f"{int(day)} janvier {year}",
        f"{int(day)} Jan {year}",
    ):
        assert in_text(shown, garden) == {MINE}, shown


def test_nothing_is_found_where_nothing_is(garden: Garden) -> None:
    words = "Zqbl 0765 1 Jan 2025 2025-02-03 P-0000000 +41 79 555 44 79 7c650193493"
    assert in_bytes(words.encode(), garden) == set()


# One in every medium


def test_in_a_database_in_its_log_and_in_a_copy(sweep: Sweep, tmp_path: Path) -> None:
    """A row written past everything that seals: in the log first, then in the file, then in its backup."""
    garden, house = Garden(), tmp_path / "control"
    shutil.copytree(sweep.house, house)
    with closing(sqlite3.connect(house / "vps.db", isolation_level=None)) as raw:
        raw.execute("PRAGMA journal_mode = WAL")
        raw.execute("CREATE TABLE control (words TEXT)")
        raw.execute("INSERT INTO control VALUES (?)", [garden.text("notes", "P-1")])
        assert in_folder(house, garden) == {"vps.db-wal": {MINE}}
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        assert in_folder(house, garden) == {"vps.db": {MINE}}
        with closing(sqlite3.connect(house / "copy.db")) as copy:
            raw.backup(copy)
    assert in_folder(house, garden) == {"vps.db": {MINE}, "copy.db": {MINE}}
    shutil.rmtree(house)


@pytest.mark.parametrize(
    "name", ["keys.db", "keys.db.master", "keys.db.erased", "vps.db-shm", "tmp/draft", "a.log"]
)
def test_in_any_other_file(name: str, garden: Garden, tmp_path: Path) -> None:
    file = tmp_path / name
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(b"\x00\x81" * 50_000 + garden.text("notes", "P-1").encode() + b"\xff")

    assert in_folder(tmp_path, garden) == {name: {MINE}}
    assert in_folder(tmp_path, garden, but=[file]) == {}


def test_in_the_name_of_a_file(garden: Garden, tmp_path: Path) -> None:
    (tmp_path / garden.text("notes", "P-1")).touch()
    assert list(in_folder(tmp_path, garden).values()) == [{MINE}]


@pytest.mark.parametrize("stream", ["out", "err"])
@pytest.mark.parametrize("json", [False, True])
def test_in_what_a_command_prints(stream: str, json: bool, sweep: Sweep) -> None:
    value = sweep.garden.text("control")

    def tells(run: Run, *_: object) -> None:
        import click

        click.echo(value, err=stream == "err")

    sweep.patch.setattr(Run, "print", tells)
    assert sweep.type("forms list", json=json).kinds == {"control"}


def test_in_a_log_and_in_what_hangs_on_a_record(garden: Garden, tmp_path: Path) -> None:
    value = garden.text("notes", "P-1")
    for found in (
        logging.LogRecord("x", 10, "", 1, "%s", (value,), None),
        logging.makeLogRecord({"msg": "", "fields": {"verb": value}}),
    ):
        assert in_records([found], garden) == {MINE}
    file = tmp_path / "events.log"
    file.write_text(
        JsonLines().format(logging.makeLogRecord({"event": "x", "fields": {"verb": value}})), "utf-8"
    )
    assert in_file(file, garden) == {MINE}


# One in every planted fault


@pytest.mark.parametrize("name", FAULTS)
def test_a_planted_fault_has_a_canary_in_its_words(name: str, sweep: Sweep) -> None:
    with pytest.MonkeyPatch.context() as patch:
        FAULTS[name](patch, sweep.garden)
        said = _said(name, sweep)

    assert "fault" in {label.kind for label in in_text(said, sweep.garden)}


def _said(name: str, sweep: Sweep) -> str:
    from mentorcore import Programme

    try:
        match name:
            case "page":
                Run.print(None, "", "", None)  # type: ignore[arg-type]  # whatever it is given, it fails
            case "sealed":
                sealed.put()  # type: ignore[call-arg]  # as above
            case "database":
                audit.append()  # type: ignore[call-arg]  # as above
            case "policy":
                with Programme.open(NAME, sweep.house / "vps.db", sweep.house / "keys.db") as programme:
                    hostile: Any = programme.context.hooks.policies[-1].build()
                    hostile.may_apply(None)
    except Exception as fault:
        return f"{fault!r} {fault}"
    return ""
