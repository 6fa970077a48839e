"""Papers, holds and retention as they are typed."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from click.testing import Result

Type = Callable[..., Result]


def by_phone(person: str) -> tuple[str, ...]:
    return ("--on-behalf-of", person, "--how", "phone")


def test_an_export_is_two_files_and_is_never_written_over(
    house: Path, ids: Mapping[str, str], type_: Type
) -> None:
    person = ids["mentee1"]
    first = type_("participants", "export", person, "--into", "own", *by_phone(person))
    files = {path.name: path.read_text("utf-8") for path in (house / "own").iterdir()}
    again = type_("participants", "export", person, "--into", "own", *by_phone(person), "--json")

    assert first.exit_code == 0
    assert "own/data.html" in first.stdout
    assert sorted(files) == ["data.html", "data.json"]
    assert json.loads(again.stdout)["error"]["code"] == "files.exists"
    assert {path.name: path.read_text("utf-8") for path in (house / "own").iterdir()} == files


def test_where_there_is_no_room_nobody_is_erased(house: Path, ids: Mapping[str, str], type_: Type) -> None:
    person = ids["mentee1"]
    (house / "shared").mkdir(mode=0o755)
    found = type_("participants", "erase", person, "--into", "shared", *by_phone(person), "--json")

    assert json.loads(found.stdout)["error"]["code"] == "files.folder_shared"
    assert type_("participants", "show", person, "--purpose", "vetting").exit_code == 0


def test_a_receipt_is_printed_and_found_again(house: Path, ids: Mapping[str, str], type_: Type) -> None:
    person = ids["mentee1"]
    erased = type_("participants", "erase", person, "--into", "out", *by_phone(person), "--json")
    receipt = json.loads(erased.stdout)["receipt"]
    again = type_("privacy", "receipt", receipt["code"], "--json")

    assert receipt["code"] in (house / "out" / "receipt.html").read_text("utf-8")
    assert json.loads(again.stdout) == receipt
    assert receipt["code"] in type_("privacy", "receipt", receipt["code"]).stdout


def test_the_words_of_a_hold_are_never_typed_into_the_line(
    house: Path, ids: Mapping[str, str], type_: Type
) -> None:
    placed = type_("privacy", "hold", ids["mentee1"], "claims", "--from", "-", stdin="Zaphodia sues.")
    listed = type_("privacy", "holds")
    wrong = type_("privacy", "hold", ids["mentee1"], "curiosity", "--from", "-", stdin="x")

    assert (placed.exit_code, listed.exit_code) == (0, 0)
    assert "Zaphodia" not in placed.stdout + listed.stdout
    assert f"privacy release {ids['mentee1']}" in listed.stdout
    assert wrong.exit_code != 0


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_check_says_how_long_what_is_kept(house: Path, type_: Type, language: str) -> None:
    shown = type_("programme", "check", language=language)
    assert {"en": "24 months", "fr": "24 mois"}[language] in shown.stdout


def test_a_run_lists_what_would_go(house: Path, type_: Type) -> None:
    assert "message" in type_("retention", "run", "--dry-run").stdout
    found = json.loads(type_("retention", "run", "--json").stdout)
    assert found == {
        "dry_run": False,
        "gone": [{"kind": "message-words", "then": "destroy-words", "count": 0, "ids": []}],
    }
