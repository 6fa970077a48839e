"""The exports of the VPS example are read as people would read them, and broken files are refused whole."""

import io
import stat
import tomllib
import traceback
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import cattrs
import pytest
from attrs import evolve

from mentorcore.domain.bundle import (
    Bundle,
    DocumentDef,
    Form,
    ImportMap,
    ProgrammeHeader,
    Question,
    RoleDef,
)
from mentorcore.domain.errors import InputFault, Problem, StoreError
from mentorcore.engine.applications import Application
from mentorcore.loading.registrations import RawRow, build_row, iter_rows, read_export, write_bad_rows

VPS = Path(__file__).parents[2] / "examples" / "vps"
JANUARY = VPS / "data" / "inscriptions.csv"
APRIL = VPS / "data" / "inscriptions-avril.csv"
DAY = date(2025, 1, 31)
CANARY = "Zyxwquine"


@pytest.fixture(scope="module")
def bundle() -> Bundle:
    values = tomllib.loads((VPS / "src" / "vps" / "forms.toml").read_text(encoding="utf-8"))
    convert = cattrs.Converter(forbid_extra_keys=True).structure
    header = ProgrammeHeader(
        "vps", "VPS", "1", 1, "Europe/Zurich", ("fr", "en"), "CH", "coordinator", "board", ()
    )
    return Bundle(
        programme=header,
        roles=(
            RoleDef("mentee", "participant", "mentee"),
            RoleDef("mentor", "participant", "mentor", most=3),
        ),
        tiers=(),
        channels=(),
        grants=(),
        documents=tuple(
            DocumentDef(name, "2024-1") for name in ("code", "free", "role", "complement", "consent")
        ),
        policies=(),
        forms=convert(values.pop("forms"), tuple[Form, ...]),
        questions=convert(values.pop("questions"), tuple[Question, ...]),
        imports=convert(values.pop("imports"), ImportMap),
        clauses=(),
        purposes=tuple(values),  # nothing else stands in the file
    )


@pytest.fixture(scope="module")
def expected() -> dict[str, Any]:
    return tomllib.loads((VPS / "data" / "expected.toml").read_text(encoding="utf-8"))


def built(bundle: Bundle, path: Path) -> tuple[dict[int, Application], list[Problem]]:
    applications: dict[int, Application] = {}
    problems: list[Problem] = []
    for row in read_export(path, bundle).rows:
        try:
            applications[row.number] = build_row(bundle, row, day=DAY)
        except InputFault as fault:
            problems += fault.problems
    return applications, problems


@pytest.fixture(scope="module")
def january(bundle: Bundle) -> tuple[dict[int, Application], list[Problem]]:
    return built(bundle, JANUARY)


@pytest.fixture(scope="module")
def april(bundle: Bundle) -> dict[int, Application]:
    applications, problems = built(bundle, APRIL)
    assert problems == []
    return applications


def numbered(expected: dict[str, Any], part: str) -> set[int]:
    return {entry["row"] for entry in expected[part]}


def test_bad_rows_are_exactly_those_expected(january: Any, expected: dict[str, Any]) -> None:
    found = sorted((problem.where, problem.code) for problem in january[1])
    told = [entry for entry in expected["bad"] if entry["code"] != "age.below_bound"]  # a policy's business
    assert found == sorted((f"row {entry['row']}, {entry['column']}", entry["code"]) for entry in told)


def test_every_row_is_read(bundle: Bundle, january: Any, april: Any, expected: dict[str, Any]) -> None:
    assert [row.number for row in read_export(JANUARY, bundle).rows] == list(range(2, expected["rows"] + 2))
    assert sorted(april) == list(range(2, expected["april"]["rows"] + 2))


def test_vps_12_people_and_seats_are_those_expected(january: Any, expected: dict[str, Any]) -> None:
    apart = numbered(expected, "bad") | numbered(expected, "duplicate") | numbered(expected, "held")
    taken = [found for row, found in january[0].items() if row not in apart]
    mentors = [found for found in taken if found.role == "mentor"]
    assert len(taken) - len(mentors) == expected["mentees"]
    assert len(mentors) == expected["mentors"]
    assert sum(found.capacity for found in mentors) == expected["seats"]


def test_same_people_and_no_others_share_name_and_birth(
    january: Any, april: Any, expected: dict[str, Any]
) -> None:
    def twice(rows: dict[int, Application], others: dict[int, Application]) -> set[tuple[int, int]]:
        return {
            (row, other)
            for row, found in rows.items()
            for other, earlier in others.items()
            if found.marks["name-born"] == earlier.marks["name-born"] and (row > other or rows is not others)
        }

    assert twice(january[0], january[0]) == {(entry["row"], entry["of"]) for entry in expected["duplicate"]}
    assert twice(april, january[0]) == {
        (entry["row"], entry["of"]) for entry in expected["april"]["duplicate"]
    }
    for entry in expected["distinct"]:
        one, other = january[0][entry["row"]].marks, january[0][entry["from"]].marks
        assert one["name"] == other["name"]
        assert {kind for kind in one if one[kind] == other[kind]} == {"name", "avoid"}  # both avoid nobody


def test_core_1_those_who_may_never_meet_are_recognised(january: Any, expected: dict[str, Any]) -> None:
    found = january[0]
    for entry in expected["never"]:
        one, other = found[entry["row"]].marks, found[entry["with"]].marks
        ours, theirs = set(one["avoid"]), set(other["avoid"])
        assert ours & set(other["name"]) or theirs & set(one["name"]) or ours & theirs
    assert found[34].marks["avoid"] == found[84].marks["avoid"]
    assert found[34].marks["avoid"][0] == ("gael vernamoz",)
    assert len(found[26].tiers["avoid"]["avoid"]) == 2


def test_held_rows_can_be_told_from_what_was_read(january: Any, expected: dict[str, Any]) -> None:
    identity = {"family_name", "given_name", "born_on", "street", "postcode", "town"}
    served = {"GE", "VD", "NE", "JU", "FR", "VS"}
    found = set()
    for row, one in january[0].items():
        documents = {"code", "role", "complement", "consent", *(["free"] if one.role == "mentor" else [])}
        if one.tiers["wishes"]["canton"] not in served:
            found.add((row, "region"))
        if identity - one.tiers["identity"].keys():
            found.add((row, "identity"))
        if {document for document, _ in one.acceptances} != documents:
            found.add((row, "acceptance"))
    assert found == {(entry["row"], entry["reason"]) for entry in expected["held"]}


def test_cells_like_formulas_stay_as_they_are(january: Any, expected: dict[str, Any]) -> None:
    for entry in expected["verbatim"]:
        assert january[0][entry["row"]].tiers["notes"]["remarks"] == entry["text"]


def test_odd_and_correct_cells(bundle: Bundle, january: Any) -> None:
    found = january[0]
    assert found[2].registered_at == datetime(2024, 12, 31, 23, 12, 41, tzinfo=UTC)
    assert found[2].registered_on == date(2025, 1, 1)
    assert found[2].key == "2031"
    assert found[2].tiers["wishes"]["languages"] == ("fr", "en")
    assert "phone" not in found[6].tiers["contact"]
    assert found[59].capacity == 1
    assert found[44].tiers["identity"]["born_on"] == "1988-02-29"
    assert found[27].tiers["safety"]["safe_channels"] == ("via-someone",)
    assert found[78].tiers["identity"]["street"] == "c/o Foyer des Coquelicots\nRue des Ombrelles 9"
    assert found[33].tiers["notes"]["remarks"] == 'Disponible dès février ("après le déménagement").'
    assert found[97].tiers["identity"]["town"] == "Pully"
    assert found[8].tiers.get("notes") is None


def test_vps_intro_5_and_core_2_safety_is_asked_first_and_little_is_required(bundle: Bundle) -> None:
    for form in bundle.forms:
        asked = bundle.questions_of(form.id)
        assert [question.tier for question in asked[:3]] == ["safety"] * 3
        assert {question.id for question in asked if question.required} == {"safe_channels", "called"}


def test_every_label_of_the_export_leads_to_an_option(bundle: Bundle) -> None:
    assert bundle.imports is not None
    for name, labels in bundle.imports.values.items():
        question = bundle.question(name)
        assert question is not None
        options = {option.id for option in question.options} or {"yes", "no"}
        assert set(labels.values()) == options
    asked = {question.id for question in bundle.questions}
    assert set(bundle.imports.columns) == asked - {"neutral_sender", "places"}  # not on the online form


HEAD = "N° d'inscription;Horodatage;Canal sûr;Prénom;Rôle;Né·e le;Langues"
LINE = "7;01.01.2025 00:12:41;SMS;Léa;Mentor·e;28.09.1990;Français, Anglais"


@pytest.fixture(scope="module")
def small(bundle: Bundle) -> Bundle:
    columns = {
        "safe_channels": "Canal sûr",
        "called": "Prénom",
        "born_on": "Né·e le",
        "languages": "Langues",
    }
    assert bundle.imports is not None
    return evolve(bundle, imports=evolve(bundle.imports, columns=columns, form_column="Rôle"))


def fault_of(bundle: Bundle, content: bytes) -> tuple[Problem, ...]:
    with pytest.raises(InputFault) as caught:
        read_export(content, bundle)
    fault = caught.value
    assert fault.__context__ is None
    assert CANARY not in "".join(traceback.format_exception(fault)) + repr(fault.problems)
    return fault.problems


def text(*lines: str) -> bytes:
    return "\r\n".join(lines).encode()


@pytest.mark.parametrize(
    ("content", "code", "where"),
    [
        (b"", "csv.empty", "row 1"),
        (b"\xef\xbb\xbf", "csv.empty", "row 1"),
        (text(HEAD, LINE, f"{CANARY}é").decode().encode("latin-1", "replace"), "csv.not_utf8", "row 1"),
        (text(HEAD, LINE) + b"\r\n" + f"{CANARY}é".encode("latin-1"), "csv.not_utf8", "row 3"),
        (text(HEAD, LINE).decode().encode("utf-16"), "csv.not_utf8", "row 1"),
        (text(HEAD, LINE, f"{CANARY}\0"), "csv.nul", "row 3"),
        (text(HEAD, LINE, f'8;"{CANARY}', LINE, LINE), "csv.broken", "row 3"),
        (text(HEAD, f'8;"{CANARY}"x;'), "csv.broken", "row 2"),
        (text(HEAD, CANARY * 20_000), "csv.broken", "row 2"),
        (text(HEAD, CANARY * 200_000), "csv.broken", "row 2"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_whole(
    small: Bundle, content: bytes, code: str, where: str
) -> None:
    assert fault_of(small, content) == (Problem(code, where),)


@pytest.mark.parametrize(
    ("head", "code"),
    [
        (HEAD.replace(";", ","), "csv.separator"),
        (f"{CANARY};01.01.2025 00:12:41;SMS;Léa;Mentor·e;28.09.1990;Français", "csv.no_header"),
        ("", "csv.no_header"),
    ],
)
def test_what_is_no_header_is_not_repeated(small: Bundle, head: str, code: str) -> None:
    (problem,) = fault_of(small, text(head, LINE))
    assert (problem.code, problem.where, problem.params["expected"]) == (code, "row 1", ";")


def test_columns_are_each_there_once_and_no_other(small: Bundle) -> None:
    head = HEAD.replace("Prénom", "Surnom").replace("Langues", "Rôle")
    assert fault_of(small, text(head, LINE)) == (
        Problem("csv.header_missing", "row 1", {"column": "Prénom"}),
        Problem("csv.header_missing", "row 1", {"column": "Langues"}),
        Problem("csv.header_unknown", "row 1", {"place": 4}),
        Problem("csv.header_twice", "row 1", {"column": "Rôle", "place": 7}),
    )


def test_a_header_may_write_accents_and_apostrophes_otherwise(small: Bundle) -> None:
    head = HEAD.replace("'", "\u2019").replace("é", "e\u0301").replace("N° ", "N°\u00a0")
    assert len(read_export(text(head, LINE), small).rows) == 1


def test_a_column_can_be_ignored_and_a_date_format_declared(small: Bundle) -> None:
    assert small.imports is not None
    other = evolve(small, imports=evolve(small.imports, date_format="yyyy-mm-dd", ignored=("Note",)))
    line = "7;2025-07-01 00:12:41;SMS;Léa;Mentor·e;1990-09-28;Français;x"
    (row,) = read_export(text(f"{HEAD};Note", line), other).rows
    assert row.registered_at == datetime(2025, 6, 30, 22, 12, 41, tzinfo=UTC)
    assert row.answers == {
        "safe_channels": ("sms",),
        "called": "Léa",
        "born_on": "1990-09-28",
        "languages": ("fr",),
    }


def test_without_labels_the_cells_hold_the_options_themselves(small: Bundle) -> None:
    assert small.imports is not None
    other = evolve(small, imports=evolve(small.imports, values={}))
    (row,) = read_export(text(HEAD, LINE.replace("SMS", "email, sms").replace("Français", "fr")), other).rows
    assert (row.answers["safe_channels"], row.answers["languages"]) == (("email", "sms"), ("fr", "Anglais"))


def test_all_problems_of_all_rows_are_told_by_row_and_column(small: Bundle) -> None:
    content = text(
        HEAD,
        "1;1.1.2025;Fax;Léa;;28/09/1990;Français",
        "",
        ";;;;;;",
        f"2;31.02.2025 10:00:00;SMS;Léa;{CANARY};28.09.1990;Français, {CANARY}",
        f"3;{CANARY}",
        f"4;;SMS;;Mentor·e;31.02.1990;Français;{CANARY}",
        "5;;SMS;;Mentor·e;31.02.1990;",
    )
    export = read_export(content, small)
    assert export.problems == (
        Problem(
            "choice.unknown",
            "row 2, Canal sûr",
            {"allowed": "SMS, Appel, Courriel, Signal, WhatsApp, Par une autre personne"},
        ),
        Problem("date.form", "row 2, Né·e le", {"expected": "dd.mm.yyyy"}),
        Problem("answer.required", "row 2, Rôle", {"allowed": "Mentoré·e, Mentor·e"}),
        Problem("date.form", "row 2, Horodatage", {"expected": "dd.mm.yyyy HH:MM:SS"}),
        export.problems[4],
        Problem("choice.unknown", "row 5, Rôle", {"allowed": "Mentoré·e, Mentor·e"}),
        Problem("date.impossible", "row 5, Horodatage"),
        Problem("csv.cells_missing", "row 6", {"expected": 7, "found": 2}),
        Problem("csv.cells_extra", "row 7", {"expected": 7, "found": 8}),
    )
    assert (export.problems[4].code, export.problems[4].where) == ("choice.unknown", "row 5, Langues")
    with pytest.raises(InputFault) as caught:
        build_row(small, export.rows[-1], day=DAY)
    assert caught.value.problems == (
        Problem("answer.required", "row 8, Prénom"),
        Problem("date.impossible", "row 8, Né·e le"),
    )
    assert CANARY not in repr(export) + repr(caught.value.problems)


def test_a_cell_that_could_not_be_read_is_not_told_missing(small: Bundle) -> None:
    (row,) = read_export(text(HEAD, LINE.replace("SMS", "Fax")), small).rows
    with pytest.raises(InputFault) as caught:
        build_row(small, row, day=DAY)
    assert caught.value.problems == row.problems
    assert len(row.problems) == 1


def test_a_bundle_without_a_map_takes_no_export(bundle: Bundle) -> None:
    assert fault_of(evolve(bundle, imports=None), b"") == (Problem("import.no_map"),)


def test_the_same_file_is_recognised(bundle: Bundle) -> None:
    january = read_export(JANUARY, bundle)
    assert read_export(JANUARY.read_bytes(), bundle) == january
    assert read_export(JANUARY.read_bytes() + b"\r\n", bundle).digest != january.digest


class Endless(io.RawIOBase):
    """A file of which no end is ever reached."""

    def __init__(self, head: bytes, line: bytes) -> None:
        self.lines: Iterator[bytes] = iter(lambda: line, None)
        self.head, self.taken = head, 0

    def readline(self, size: int | None = -1) -> bytes:
        self.taken += 1
        return self.head if self.taken == 1 else next(self.lines)


def test_rows_are_read_one_at_a_time(small: Bundle) -> None:
    stream: Any = Endless(text(HEAD, ""), text(LINE, ""))
    rows = iter_rows(stream, small)
    taken: list[RawRow] = [next(rows) for _ in range(100)]
    assert [row.number for row in taken] == list(range(2, 102))
    assert stream.taken == 101


def test_bad_rows_are_written_to_be_mended_and_imported(bundle: Bundle, tmp_path: Path) -> None:
    export = read_export(JANUARY, bundle)
    bad = tmp_path / "bad.csv"
    write_bad_rows(bad, export.header, [row.cells for row in export.rows])
    again = read_export(bad, bundle)
    assert again.header == export.header
    assert [row.cells for row in again.rows] == [row.cells for row in export.rows]
    assert bad.read_bytes()[:3] == b"\xef\xbb\xbf"
    assert stat.S_IMODE(bad.stat().st_mode) == 0o600
    with pytest.raises(StoreError):
        write_bad_rows(bad, export.header, [])
