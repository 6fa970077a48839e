"""The two exports of the example: what an import says about them is what the table beside them expects."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from mentorcore import InputFault, Refused
from mentorcore.desk.imports import ImportReport
from mentorcore.domain.bundle import Bundle
from mentorcore.domain.commands.audit import ShowAudit
from mentorcore.domain.commands.matches import PairByHand, ProposeRound
from mentorcore.domain.commands.participants import ListParticipants, ShowParticipant
from mentorcore.domain.commands.vetting import ListVetting, RecordEvidence, ShowVetting
from mentorcore.domain.records import RecordKind
from mentorcore.domain.secret import revealed
from mentorcore.loading.importing import read_registrations
from mentorcore.loading.registrations import read_export
from mentorcore.testing import Trial, held_in, traces

DATA = Path(__file__).parent.parent / "data"
JANUARY, APRIL = DATA / "inscriptions.csv", DATA / "inscriptions-avril.csv"
EXPECTED: dict[str, Any] = tomllib.loads((DATA / "expected.toml").read_text("utf-8"))
POLICIES = {"region": {"region"}, "identity": {"identity"}, "acceptance": {"code", "free-of-charge"}}
"""How the table calls what holds somebody, and the policies that say so."""


def take_in(vps: Trial, file: Path, *, keep_going: bool = True) -> ImportReport:
    """Import a file."""
    command = read_registrations(file, vps.bundle, day=vps.today, keep_going=keep_going)
    return vps.desk().participants.import_(command)


def faults(report: ImportReport) -> set[tuple[str, str]]:
    """Row and column, and the code, of what was wrong."""
    found = set()
    for fault in report.bad:
        if fault.problem is not None:
            found.add((fault.problem.where, fault.problem.code))
        if fault.refusal is not None:
            found.add((fault.source, fault.refusal.code))
    return found


def rows_of(vps: Trial, bundle: Bundle) -> dict[int, str]:
    """Row of January's file to the person it became, found again by name and e-mail or phone."""
    keys: dict[tuple[str, ...], int] = {}
    for row in read_export(JANUARY, bundle).rows:
        said = {
            name: str(row.answers.get(name) or "").strip()
            for name in ("family_name", "given_name", "born_on")
        }
        keys.setdefault(tuple(said.values()), row.number)
    found = {}
    for person in vps.desk().participants.list(ListParticipants()):
        card = vps.desk(purpose="vetting").participants.show(ShowParticipant(person=person.id))
        identity = card.tiers["identity"]
        key = tuple(revealed(identity.get(name, "")) for name in ("family_name", "given_name", "born_on"))
        found[keys[key]] = person.id
    return found


def expected_faults() -> set[tuple[str, str]]:
    """The faults of the table; the bound of age is a rule of the programme, so it names the row alone."""
    return {
        (f"row {bad['row']}", "vetting.age_bound")
        if bad["code"] == "age.below_bound"
        else (f"row {bad['row']}, {bad['column']}", bad["code"])
        for bad in EXPECTED["bad"]
    }


@pytest.fixture
def january(vps: Trial) -> Trial:
    """With the first file imported."""
    take_in(vps, JANUARY)
    return vps


def test_every_mistake_is_named_at_once_and_nothing_is_stored(vps: Trial) -> None:
    with pytest.raises(InputFault) as fault:
        take_in(vps, JANUARY, keep_going=False)

    found = {(problem.where, problem.code) for problem in fault.value.problems}
    assert found == expected_faults()
    assert vps.desk().participants.list(ListParticipants()) == ()


def test_the_good_rows_are_stored_on_demand(vps: Trial) -> None:
    report = take_in(vps, JANUARY)
    bad_rows = {bad["row"] for bad in EXPECTED["bad"]}

    assert faults(report) == expected_faults()
    assert report.stored == EXPECTED["rows"] - len(bad_rows) - len(EXPECTED["duplicate"])
    assert len(vps.desk().participants.list(ListParticipants())) == report.stored


def test_what_is_registered_twice_is_passed_over(vps: Trial) -> None:
    report = take_in(vps, JANUARY)

    names = {(f"row {twice['row']}", f"row {twice['of']}") for twice in EXPECTED["duplicate"]}
    assert {row for row, _ in report.duplicates} == {row for row, _ in names}


def test_two_people_of_one_name_are_two(january: Trial, bundle: Bundle) -> None:
    people = rows_of(january, bundle)
    for pair in EXPECTED["distinct"]:
        assert people[pair["row"]] != people[pair["from"]]


def test_those_who_are_held_are_held_for_the_reason_expected(january: Trial, bundle: Bundle) -> None:
    held = {}
    for row in january.desk().vetting.list(ListVetting()):
        others = {lack.policy for lack in row.lacks} - {"admission"}
        if others:
            held[row.person] = others
    people = rows_of(january, bundle)
    expected = {people[found["row"]]: POLICIES[found["reason"]] for found in EXPECTED["held"]}

    assert held.keys() == expected.keys()
    assert {person for person, policies in held.items() if not policies <= expected[person]} == set()


@pytest.mark.clause("CORE-1")
def test_core_1_the_pairs_of_the_table_are_never_proposed(january: Trial, bundle: Bundle) -> None:
    desk = january.desk()
    for row in desk.vetting.list(ListVetting()):
        if {lack.policy for lack in row.lacks} == {"admission"}:
            desk.vetting.record(RecordEvidence(person=row.person, kind=RecordKind.ADMISSION, role=row.role))
    people = rows_of(january, bundle)
    never = [(people[pair["row"]], people[pair["with"]]) for pair in EXPECTED["never"]]
    for mentee, mentor in never:
        with pytest.raises(Refused) as refused:
            desk.matches.pair(PairByHand(mentee=mentee, mentor=mentor))
        assert refused.value.clauses == ("CORE-1",)

    made = desk.matches.propose(ProposeRound())
    assert (made.mentees, made.mentors) == (EXPECTED["mentees"], EXPECTED["mentors"])
    assert set(never) & {match.parties for match in made.proposed} == set()
    assert len(made.proposed) <= EXPECTED["seats"]


def test_cells_that_look_like_formulas_are_plain_text(january: Trial, bundle: Bundle) -> None:
    people = rows_of(january, bundle)
    for cell in EXPECTED["verbatim"]:
        card = january.desk(purpose="vetting").participants.show(ShowParticipant(person=people[cell["row"]]))
        assert card.tiers["notes"]["remarks"] == cell["text"]


def test_the_same_file_is_refused_the_second_time(january: Trial, tmp_path: Path) -> None:
    before = january.desk().participants.list(ListParticipants())
    copy = tmp_path / "another-name.csv"
    copy.write_bytes(JANUARY.read_bytes())
    for file in (JANUARY, copy):
        with pytest.raises(Refused) as refused:
            take_in(january, file)
        assert [(r.code, r.params) for r in refused.value.refusals] == [
            ("import.same_file", {"day": "2025-02-03"})
        ]
    assert january.desk().participants.list(ListParticipants()) == before


def test_april_knows_who_is_there_already(january: Trial, bundle: Bundle) -> None:
    first = rows_of(january, bundle)
    report = take_in(january, APRIL)

    repeated = EXPECTED["april"]["duplicate"]
    assert report.bad == ()
    assert report.duplicates == tuple((f"row {twice['row']}", first[twice["of"]]) for twice in repeated)
    assert report.stored == EXPECTED["april"]["rows"] - len(repeated)


def test_the_day_is_that_of_the_programme_not_of_utc(january: Trial, bundle: Bundle) -> None:
    """Row 2 was sent at 00:12 on 1 January."""
    person = rows_of(january, bundle)[2]
    found = {p.id: p.registered_on for p in january.desk().participants.list(ListParticipants())}

    assert found[person] == date(2025, 1, 1)


@pytest.mark.clause("VPS-INTRO-2", "VPS-INTRO-3", "VPS-3", "VPS-10")
def test_vps_intro_2_an_import_lets_nobody_past_a_rule(january: Trial, bundle: Bundle) -> None:
    people = rows_of(january, bundle)
    for found in EXPECTED["held"]:
        person = people[found["row"]]
        (row,) = january.desk().vetting.show(ShowVetting(person=person)).rows
        clauses = {clause for lack in row.lacks for clause in lack.clauses}
        expected = {"region": {"VPS-INTRO-2"}, "identity": {"VPS-10"}, "acceptance": {"VPS-INTRO-3", "VPS-3"}}
        assert clauses & expected[found["reason"]]


@pytest.mark.clause("CORE-9")
def test_core_9_nothing_that_stands_in_a_cell_is_repeated(
    vps: Trial, bundle: Bundle, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(InputFault) as fault:
        take_in(vps, JANUARY, keep_going=False)
    report = take_in(vps, JANUARY)
    command = read_registrations(JANUARY, bundle, day=vps.today)
    cells = {
        str(value)
        for row in read_export(JANUARY, bundle).rows
        for name in ("family_name", "street", "phone", "email", "remarks", "avoid")
        if (value := row.answers.get(name)) and len(str(value)) > 4
    }
    texts = vps.programme.context.texts
    said = [texts.error(fault.value, language) for language in ("fr", "en")]
    shown = held_in([report, fault.value, said, vps.desk().audit.show(ShowAudit(last=1000))])

    assert len(cells) > 300
    assert traces(cells, shown, repr(command), caplog.text) == []


@pytest.mark.clause("CORE-9")
def test_core_9_the_files_hold_no_name_in_clear(
    bundle: Bundle, on_disk: Callable[[Bundle], Trial], tmp_path: Path
) -> None:
    vps = on_disk(bundle)
    take_in(vps, JANUARY)
    stored = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    names = {
        str(row.answers[name]).strip()
        for row in read_export(JANUARY, bundle).rows
        for name in ("family_name", "email", "street", "phone")
        if row.answers.get(name)
    }

    assert [name for name in names if len(name) > 5 and name.encode() in stored] == []
