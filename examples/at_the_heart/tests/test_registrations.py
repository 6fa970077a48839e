"""The export of the example: what an import says about it is what the table beside it expects."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from mentorcore import InputFault, Refused
from mentorcore.desk.imports import ImportReport
from mentorcore.domain.bundle import Bundle
from mentorcore.domain.commands.matches import PairByHand, ProposeRound
from mentorcore.domain.commands.participants import ListParticipants, ShowParticipant
from mentorcore.domain.commands.vetting import ListVetting, RecordEvidence
from mentorcore.domain.records import RecordKind
from mentorcore.loading.importing import read_registrations
from mentorcore.loading.registrations import build_row, read_export
from mentorcore.testing import Trial, held_in, traces

DATA = Path(__file__).parent.parent / "data"
FILE = DATA / "registrations.csv"
EXPECTED: dict[str, Any] = tomllib.loads((DATA / "expected.toml").read_text("utf-8"))


def take_in(heart: Trial, *, keep_going: bool = True) -> ImportReport:
    """Import the file."""
    command = read_registrations(FILE, heart.bundle, day=heart.today, keep_going=keep_going)
    return heart.desk().participants.import_(command)


def faults(report: ImportReport) -> set[tuple[str, str]]:
    """Row and column, and the code, of what was wrong."""
    found = {(fault.problem.where, fault.problem.code) for fault in report.bad if fault.problem is not None}
    return found | {(fault.source, fault.refusal.code) for fault in report.bad if fault.refusal is not None}


def expected_faults() -> set[tuple[str, str]]:
    """The faults of the table; the bound of age is a rule of the programme, so it names the row alone."""
    return {
        (f"row {bad['row']}", "vetting.age_bound")
        if bad["code"] == "age.below_bound"
        else (f"row {bad['row']}, {bad['column']}", bad["code"])
        for bad in EXPECTED["bad"]
    }


def rows_of(heart: Trial) -> dict[int, str]:
    """Row of the file to the person it became, found again by how they can be reached."""
    passed_over = {entry["row"] for kind in ("bad", "duplicate") for entry in EXPECTED[kind]}
    keys = {}
    for row in read_export(FILE, heart.bundle).rows:
        if row.number not in passed_over:
            contact = build_row(heart.bundle, row, day=heart.today).tiers["contact"]
            keys[contact.get("email"), contact.get("phone")] = row.number
    found = {}
    for person in heart.desk().participants.list(ListParticipants()):
        card = heart.desk(purpose="vetting").participants.show(ShowParticipant(person=person.id))
        contact = card.tiers["contact"]
        found[keys[contact.get("email"), contact.get("phone")]] = person.id
    return found


@pytest.fixture
def january(heart: Trial) -> Trial:
    """With the file imported."""
    take_in(heart)
    return heart


def admit_all(heart: Trial) -> None:
    """The team admits everybody who lacks nothing else."""
    for row in heart.desk().vetting.list(ListVetting()):
        if {lack.policy for lack in row.lacks} == {"admission"}:
            admission = RecordEvidence(person=row.person, kind=RecordKind.ADMISSION, role=row.role)
            heart.desk().vetting.record(admission)


def test_every_mistake_is_named_at_once_and_nothing_is_stored(heart: Trial) -> None:
    with pytest.raises(InputFault) as fault:
        take_in(heart, keep_going=False)

    assert {(problem.where, problem.code) for problem in fault.value.problems} == expected_faults()
    assert heart.desk().participants.list(ListParticipants()) == ()


def test_the_good_rows_are_stored_on_demand_and_nobody_twice(heart: Trial) -> None:
    report = take_in(heart)
    bad_rows = {bad["row"] for bad in EXPECTED["bad"]}

    assert faults(report) == expected_faults()
    assert report.stored == EXPECTED["rows"] - len(bad_rows) - len(EXPECTED["duplicate"])
    assert report.duplicates == tuple(
        (f"row {twice['row']}", f"row {twice['of']}") for twice in EXPECTED["duplicate"]
    )


def test_two_people_of_one_name_are_two(january: Trial) -> None:
    people = rows_of(january)

    assert len({people[row] for pair in EXPECTED["distinct"] for row in (pair["row"], pair["from"])}) == 2


@pytest.mark.clause("ATH-CODE-1", "ATH-RESP-2", "ATH-RESP-7")
def test_ath_code_1_an_import_lets_nobody_past_a_rule(january: Trial) -> None:
    held = {
        row.person: {lack.policy for lack in row.lacks} - {"admission"}
        for row in january.desk().vetting.list(ListVetting())
    }
    people = rows_of(january)

    assert {person: lacks for person, lacks in held.items() if lacks} == {
        people[found["row"]]: {found["reason"]} for found in EXPECTED["held"]
    }


@pytest.mark.clause("CORE-1")
def test_core_1_the_pairs_of_the_table_are_never_proposed(january: Trial) -> None:
    admit_all(january)
    people, desk = rows_of(january), january.desk()
    never = [(people[pair["row"]], people[pair["with"]]) for pair in EXPECTED["never"]]
    for mentee, mentor in never:
        with pytest.raises(Refused) as refused:
            desk.matches.pair(PairByHand(mentee=mentee, mentor=mentor))
        assert refused.value.clauses == ("CORE-1",)

    made = desk.matches.propose(ProposeRound())
    assert (made.mentees, made.mentors, len(made.proposed)) == (
        EXPECTED["mentees"],
        EXPECTED["mentors"],
        EXPECTED["pairs"],
    )
    assert set(never) & {match.parties for match in made.proposed} == set()
    assert {people[found["row"]] for found in EXPECTED["waiting"]} & {
        match.mentee for match in made.proposed
    } == set()


def test_cells_that_look_like_formulas_are_plain_text(january: Trial) -> None:
    people = rows_of(january)
    for cell in EXPECTED["verbatim"]:
        card = january.desk(purpose="vetting").participants.show(ShowParticipant(person=people[cell["row"]]))
        assert card.tiers["notes"]["remarks"] == cell["text"]


def test_the_day_of_a_registration_is_the_one_in_the_file(january: Trial) -> None:
    found = {
        person.id: person.registered_on for person in january.desk().participants.list(ListParticipants())
    }

    assert found[rows_of(january)[2]] == date(2025, 1, 6)


@pytest.mark.clause("CORE-9")
def test_core_9_nothing_that_stands_in_a_cell_is_repeated(
    heart: Trial, bundle: Bundle, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(InputFault) as fault:
        take_in(heart, keep_going=False)
    report = take_in(heart)
    cells = {
        str(value)
        for row in read_export(FILE, bundle).rows
        for name in ("family_name", "phone", "email", "remarks", "avoid")
        if (value := row.answers.get(name)) and len(str(value)) > 4
    }
    said = [heart.programme.context.texts.error(fault.value, language) for language in ("en", "fr")]

    assert len(cells) > 300
    assert traces(cells, held_in([report, fault.value, said]), caplog.text) == []
