"""Pages fit the terminal, JSON is stable, and the agenda tells who, what, why and what to type."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from enum import Enum
from pathlib import Path

import pytest
from attrs import frozen
from click.testing import Result
from hypothesis import given
from hypothesis import strategies as st

from mentorcore.cli.language import LANGUAGES
from mentorcore.cli.render.page import GAP, NARROWEST, Line, Page, fitted, wrapped
from mentorcore.domain.clock import ManualClock
from mentorcore.engine.register import clause_table
from mentorcore.engine.texts import Texts
from mentorcore.loading.bundle import load_bundle
from mentorcore.papers.plain import plain

Type = Callable[..., Result]
OWN = Texts(("mentorcore.cli", "mentorcore"), LANGUAGES)


class Colour(Enum):
    RED = "red"


@frozen
class Thing:
    colour: Colour
    day: date | None
    names: frozenset[str]


def test_values_become_plain() -> None:
    thing = Thing(Colour.RED, date(2025, 2, 1), frozenset({"b", "a"}))
    found = plain(
        {"things": (thing,), "at": datetime(2025, 2, 1, 9, tzinfo=UTC), "at_home": Path("x"), "none": None}
    )
    assert found == {
        "things": [{"colour": "red", "day": "2025-02-01", "names": ["a", "b"]}],
        "at": "2025-02-01T09:00:00+00:00",
        "at_home": "x",
        "none": None,
    }


rows = st.integers(1, 5).flatmap(
    lambda count: st.lists(
        st.lists(st.text("ab ", max_size=60), min_size=count, max_size=count), min_size=1, max_size=5
    )
)


@given(rows, st.integers(40, 120))
def test_columns_fit_or_are_as_narrow_as_they_get(found: list[list[str]], room: int) -> None:
    widths = fitted(found, room)
    needed = [max(len(row[at]) for row in found) for at in range(len(found[0]))]
    total = sum(widths) + len(GAP) * (len(widths) - 1)
    assert all(width <= need for width, need in zip(widths, needed, strict=True))
    assert total <= room or all(width <= max(NARROWEST, 1) for width in widths)


@given(st.text("ab ", max_size=200), st.integers(1, 60))
def test_wrapping_loses_no_word(words: str, width: int) -> None:
    assert " ".join(wrapped(words, width)).split() == words.split()


def test_a_table_keeps_commands_whole_and_leaves_empty_columns_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    page = Page(OWN, OWN, "en")
    command = "matches accept M-7K3F9Q2H CHANNEL --confidential --on-behalf-of P-7K3F9Q2H"
    page.table(
        [Line(("M-7K3F9Q2H", "", "many words that do not fit here"), (command,))],
        ("head.match", "head.end", "head.what"),
    )
    assert str(page).splitlines() == [
        "match       what",
        "M-7K3F9Q2H  many words that do not fit",
        "            here",
        f"  → mentorcore {command}",
    ]


def test_the_agenda_tells_who_what_why_and_what_to_type(
    house: Path, ids: Mapping[str, str], type_: Type, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = datetime(2025, 2, 6, 9, tzinfo=UTC)
    monkeypatch.setattr("mentorcore.programme.SystemClock", lambda: ManualClock(later))
    found = type_("agenda").stdout.splitlines()
    titles = [found[at - 1] for at, line in enumerate(found) if line.startswith("──")]
    assert titles == ["Concerns", "Owed to concerns", "Calls", "Messages", "People"]
    at = next(number for number, line in enumerate(found) if line.startswith(ids["concern"]))
    assert ids["mentor3"] in found[at]
    assert "overdue · " in found[at]
    assert "[VPS-8]" in " ".join(found[at : at + 3])
    assert f"  → mentorcore concerns show {ids['concern']}" in found
    duty = next(line for line in found if line.startswith(ids["duty"]))
    assert "2025-02-04 overdue" in duty
    assert any(line.startswith("  → mentorcore contacts log P-") for line in found)
    assert "  → mentorcore messages next" in found
    assert "  → mentorcore messages list --state held" in found


def test_the_agenda_in_french(house: Path, type_: Type) -> None:
    found = type_("agenda", language="fr").stdout.splitlines()
    assert found[0] == "Signalements"
    assert found[2].startswith("signalement  ")


def test_programs_get_the_agenda_too(house: Path, ids: Mapping[str, str], type_: Type) -> None:
    found = json.loads(type_("agenda", "--json").stdout)
    assert list(found) == [
        "day",
        "concerns",
        "overdue",
        "due",
        "messages",
        "called",
        "because",
        "late",
        "sittings",
    ]
    assert found["because"] == {ids["concern"]: ["VPS-8"]}


def test_clauses_have_the_form_that_programs_read(nowhere: Path, type_: Type) -> None:
    found = json.loads(type_("--programme", "vps", "programme", "clauses", "--json").stdout)
    assert list(found) == ["clauses"]
    assert {tuple(row) for row in found["clauses"]} == {("id", "kind", "met", "policies", "tests")}
    known = [
        (row.clause.id, row.clause.kind, row.met, list(row.met_by))
        for row in clause_table(load_bundle("vps"))
    ]
    assert [(row["id"], row["kind"], row["met"], row["policies"]) for row in found["clauses"]] == known


def test_the_emergency_card_shows_the_numbers_first(nowhere: Path, type_: Type) -> None:
    named = ("--programme", "vps", "emergency")
    short, full = type_(*named), type_(*named, "--full")
    assert short.stdout.splitlines()[2].startswith("Police **117**")
    assert "→ mentorcore emergency --full" in short.stdout
    assert len(full.stdout) > len(short.stdout)
    assert "What not to promise" not in short.stdout


def test_the_check_lists_every_fault_of_a_bundle(
    nowhere: Path, type_: Type, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = nowhere / "faulty"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "bundle.toml").write_text('[programme]\nid = "faulty"\nnonsense = 1\n', "utf-8")
    (package / "forms.toml").write_text("questions = 1\n", "utf-8")
    monkeypatch.syspath_prepend(nowhere)
    monkeypatch.setattr("mentorcore.loading.plugins.programme_package", lambda _: "faulty")
    found = type_("programme", "check", "--programme", "faulty")
    assert found.exit_code == 2
    places = {line.partition(":")[0] for line in found.stderr.splitlines()}
    assert places == {"bundle.toml", "forms.toml"}


def test_what_is_closed_for_a_purpose_is_named(house: Path, ids: Mapping[str, str], type_: Type) -> None:
    found = type_("participants", "show", ids["applicant"])
    assert ids["canary"] not in found.stdout
    assert "--purpose vetting" in " ".join(found.stdout.split())
    opened = type_("participants", "show", ids["applicant"], "--purpose", "vetting")
    assert opened.stdout.count(ids["canary"]) == 1
