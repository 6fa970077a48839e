"""Registering question by question, correcting, and importing an export."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from click.testing import Result

from mentorcore.cli.commands import importing
from mentorcore.loading.bundle import load_bundle
from mentorcore.testing import plain_answers

Type = Callable[..., Result]
EXPORT = Path(__file__).resolve().parents[2] / "examples" / "vps" / "data" / "inscriptions.csv"
BUNDLE = load_bundle("vps")


def lines(changes: Mapping[str, str]) -> str:
    """What is typed at the questions of the mentees' form, in their order."""
    plain = {**plain_answers(BUNDLE, "mentee", 88), **changes}
    return "".join(f"{plain.get(question.id, '')}\n" for question in BUNDLE.questions_of("mentee"))


def records(person: str, type_: Type) -> list[dict[str, str]]:
    answer = json.loads(type_("vetting", "show", person, "--json").stdout)
    found: list[dict[str, str]] = answer["records"]
    return found


def test_a_form_is_asked_question_by_question(house: Path, type_: Type) -> None:
    found = type_("participants", "apply", "mentee", "--json", stdin=lines({}), terminal=True)
    assert found.exit_code == 0
    person = json.loads(found.stdout)["person"]["id"]
    kinds = {(record["kind"], record["document"]) for record in records(person, type_)}
    assert {("shown", "before_form"), ("acceptance", "code")} <= kinds
    labels = [line for line in found.stderr.splitlines() if line.startswith("# ")]
    assert labels == []  # titles of texts are shown as titles


def test_the_text_before_the_form_comes_first(house: Path, type_: Type) -> None:
    found = type_("participants", "apply", "mentee", stdin=lines({}), terminal=True, language="fr")
    before = type_("documents", "show", "before_form", language="fr").stdout.split("\n", 1)[0]
    assert found.stderr.strip().startswith(before)


def test_what_cannot_be_used_is_asked_again(house: Path, type_: Type) -> None:
    typed = lines({"phone": "my phone\n+41 79 555 01 23"})
    found = type_("participants", "apply", "mentee", stdin=typed, terminal=True)
    assert found.exit_code == 0
    assert found.stderr.count("This is not a phone number that can be dialled.") == 1
    assert "my phone" not in found.stdout


def test_a_text_can_be_read_before_it_is_accepted(house: Path, type_: Type) -> None:
    found = type_("participants", "apply", "mentee", stdin=lines({"consent": "?\nyes"}), terminal=True)
    title = type_("documents", "show", "consent").stdout.split("\n", 1)[0]
    assert found.exit_code == 0
    assert f"\n{title}\n" in found.stderr


def test_nobody_registers_twice(house: Path, type_: Type) -> None:
    answers = json.dumps(plain_answers(BUNDLE, "mentee", 99))
    first = type_("participants", "apply", "mentee", "--from", "-", stdin=answers)
    second = type_("participants", "apply", "mentee", "--from", "-", stdin=answers)
    other = type_("participants", "apply", "mentee", "--from", "-", "--distinct", stdin=answers)
    assert (first.exit_code, second.exit_code, other.exit_code) == (0, 1, 0)


def test_from_a_file_the_text_counts_as_shown_only_where_somebody_says_so(house: Path, type_: Type) -> None:
    for number, flags in ((91, ()), (92, ("--shown",))):
        answers = json.dumps(plain_answers(BUNDLE, "mentee", number))
        found = type_("participants", "apply", "mentee", "--from", "-", *flags, "--json", stdin=answers)
        person = json.loads(found.stdout)["person"]["id"]
        assert ("shown" in {record["kind"] for record in records(person, type_)}) == bool(flags)


def test_a_correction_asks_the_questions_that_were_named(
    house: Path, ids: Mapping[str, str], type_: Type
) -> None:
    found = type_(
        "participants", "edit", ids["mentee1"], "--question", "called", "--question", "street",
        stdin="Mila\nRue Neuve 1\n", terminal=True,
    )  # fmt: skip
    assert found.exit_code == 0
    shown = json.loads(type_("participants", "show", ids["mentee1"], "--purpose", "vetting", "--json").stdout)
    assert (shown["called"], shown["tiers"]["identity"]["street"]) == ("Mila", "Rue Neuve 1")


def test_a_correction_asks_which_questions(house: Path, ids: Mapping[str, str], type_: Type) -> None:
    found = type_("participants", "edit", ids["mentee1"], stdin="called\nMila\n", terminal=True)
    assert found.exit_code == 0
    assert "safe_hours  " in found.stderr


# Importing


def test_an_import_tells_all_mistakes_and_stores_nothing(house: Path, type_: Type) -> None:
    before = type_("participants", "list", "--json").stdout
    found = type_("participants", "import", str(EXPORT), language="fr")
    assert (found.exit_code, found.stdout) == (2, "")
    assert [line.partition(",")[0] for line in found.stderr.splitlines()][:8] == [
        "ligne 10", "ligne 18", "ligne 32", "ligne 32", "ligne 49", "ligne 56", "ligne 70", "ligne 87",
    ]  # fmt: skip
    assert type_("participants", "list", "--json").stdout == before


def test_good_rows_are_stored_and_bad_ones_written_to_be_mended(house: Path, type_: Type) -> None:
    (house / "export.csv").write_bytes(EXPORT.read_bytes())
    found = type_("participants", "import", "export.csv", "--keep-going")
    bad = house / "export.csv.bad.csv"
    assert found.exit_code == 0
    assert found.stdout.startswith("People registered: 85.\n")
    assert bad.stat().st_mode & 0o777 == 0o600
    assert "programme is open to people aged 18 and over. [CORE-6]" in found.stdout
    kept = bad.read_text("utf-8-sig").splitlines()
    assert kept[0] == EXPORT.read_text("utf-8-sig").splitlines()[0]
    again = type_("participants", "import", str(bad), "--json")
    assert {problem["where"].partition(",")[0] for problem in json.loads(again.stdout)["error"]["problems"]} == {
        "row 2", "row 3", "row 4", "row 5", "row 6", "row 7", "row 8", "row 9", "",
    }  # fmt: skip  # the last one says that nothing was stored, and what to do


def test_a_file_of_bad_rows_is_never_written_over(house: Path, type_: Type) -> None:
    (house / "bad.csv").write_text("mine", "utf-8")
    before = type_("participants", "list", "--json").stdout
    found = type_("participants", "import", str(EXPORT), "--keep-going", "--bad", "bad.csv")
    assert found.exit_code == 2
    assert (house / "bad.csv").read_text("utf-8") == "mine"
    assert type_("participants", "list", "--json").stdout == before


def test_an_export_can_come_from_standard_input(house: Path, type_: Type) -> None:
    found = type_("participants", "import", "-", "--keep-going", "--json", stdin=EXPORT.read_bytes())
    answer = json.loads(found.stdout)
    assert (answer["report"]["stored"], answer["bad_file"]) == (85, "")
    again = type_("participants", "import", "-", "--keep-going", stdin=EXPORT.read_bytes())
    assert again.exit_code == 1


def test_a_large_file_shows_how_far_it_is(house: Path, type_: Type, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "LARGE", 1)
    monkeypatch.setattr(importing, "watched", lambda: True)
    found = type_("participants", "import", str(EXPORT), "--keep-going", "--bad", "bad.csv")
    assert found.exit_code == 0
    assert "Reading" in found.stderr
