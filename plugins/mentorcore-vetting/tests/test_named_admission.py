"""A named person admits; a hold keeps out; nobody admits themselves."""

from collections.abc import Callable

import pytest

from mentorcore.domain.decisions import Requirement
from mentorcore.domain.people import Candidate, RoleState
from mentorcore.domain.records import Record
from mentorcore_vetting.named_admission import NamedAdmission

Make = Callable[..., Candidate]
MakeRecord = Callable[..., Record]
ADMITTED = RoleState.ADMITTED
REMEDY = "vetting record P-0000001G admission"
NOT_YET = [Requirement("vetting.admission", remedy=REMEDY)]
HELD = [Requirement("vetting.held", remedy=REMEDY)]


def asks(person: Candidate) -> list[Requirement]:
    return NamedAdmission().requirements(person)


def test_an_applicant_waits_for_staff(candidate: Make) -> None:
    assert asks(candidate()) == NOT_YET
    assert asks(candidate())[0].waits_for == "staff"


def test_an_admission_by_somebody_of_the_staff_lets_in(candidate: Make, record: MakeRecord) -> None:
    assert asks(candidate(record("admission"), state=ADMITTED)) == []
    assert asks(candidate(record("admission", {"role": "mentee"}), state=ADMITTED)) == []


@pytest.mark.parametrize("state", [state for state in RoleState if state is not ADMITTED])
def test_the_record_alone_is_not_enough(candidate: Make, record: MakeRecord, state: RoleState) -> None:
    assert asks(candidate(record("admission"), state=state)) == NOT_YET


def test_the_state_alone_is_not_enough(candidate: Make) -> None:
    assert asks(candidate(state=ADMITTED)) == NOT_YET


@pytest.mark.parametrize("writer", ["P-0000001G", ""])
def test_nobody_admits_themselves_and_no_one_is_nobody(
    candidate: Make, record: MakeRecord, writer: str
) -> None:
    assert asks(candidate(record("admission", recorded_by=writer), state=ADMITTED)) == NOT_YET


def test_an_admission_for_another_role_does_not_count(candidate: Make, record: MakeRecord) -> None:
    assert asks(candidate(record("admission", {"role": "mentor"}), state=ADMITTED)) == NOT_YET


def test_a_hold_keeps_out_until_the_next_admission(candidate: Make, record: MakeRecord) -> None:
    admission, hold, again = record("admission"), record("hold"), record("admission")
    assert asks(candidate(admission, hold, state=ADMITTED)) == HELD
    assert asks(candidate(hold)) == HELD
    assert asks(candidate(admission, hold, again, state=ADMITTED)) == []


def test_nobody_lifts_a_hold_on_themselves(candidate: Make, record: MakeRecord) -> None:
    hold, own = record("hold"), record("admission", recorded_by="P-0000001G")
    assert asks(candidate(hold, own, state=ADMITTED)) == HELD


def test_a_hold_in_another_role_does_not_count(candidate: Make, record: MakeRecord) -> None:
    assert asks(candidate(record("admission"), record("hold", {"role": "mentor"}), state=ADMITTED)) == []


def test_a_superseded_admission_does_not_count(candidate: Make, record: MakeRecord) -> None:
    mistaken = record("admission")
    note = record("note", supersedes=mistaken.id)
    assert asks(candidate(mistaken, note, state=ADMITTED)) == NOT_YET
