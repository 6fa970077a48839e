"""An import through the desk: everybody or nobody, seen by nobody before the end, and by the one door."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests.support.state import state_of
from tests.support.town import Town

from mentorcore import InputFault, Refused, StoreError
from mentorcore.desk import imports
from mentorcore.desk.imports import (
    DiscardStaged,
    ImportRegistrations,
    ReleaseRegistrations,
    RowFault,
    StageRegistrations,
)
from mentorcore.domain.commands.participants import Find, ListParticipants
from mentorcore.domain.errors import Problem
from mentorcore.engine.applications import Application, build_application
from mentorcore.storage import batches

DAY = date(2025, 2, 1)


def application(town: Town, source: str, form: str = "mentee", **changes: str | None) -> Application:
    answers = town.trial.answers(form, changes)
    return build_application(town.trial.bundle, form, answers, day=DAY, source=source)


def rows(town: Town, count: int) -> list[Application]:
    return [application(town, f"row {number}") for number in range(1, count + 1)]


def run(town: Town, found: Any, digest: str = "d1", **more: Any) -> Any:
    command = ImportRegistrations(found, digest, **more)
    return town.trial.desk().participants.import_(command)


def listed(town: Town) -> int:
    return len(town.trial.desk().participants.list(ListParticipants()))


@pytest.fixture(autouse=True)
def _small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imports, "PART", 2)


def test_everybody_is_stored_in_parts(town: Town) -> None:
    before = listed(town)

    report = run(town, iter(rows(town, 5)))

    assert (report.stored, report.bad, report.duplicates) == (5, (), ())
    assert listed(town) == before + 5
    with pytest.raises(Refused) as caught:
        run(town, rows(town, 1))
    assert [(r.code, r.params) for r in caught.value.refusals] == [
        ("import.same_file", {"day": "2025-02-03"})
    ]


def test_one_bad_row_stops_the_import_and_leaves_nothing(town: Town) -> None:
    before = state_of(town.trial.programme, without=("audit",))
    found = [*rows(town, 3), RowFault("row 9", Problem("date.impossible", "row 9, Né le")), *rows(town, 1)]
    young = application(town, "row 10", born_on="2015-01-01")

    with pytest.raises(InputFault) as caught:
        run(town, [*found, young], faults=(RowFault("row 1"),))

    assert [(p.code, p.where) for p in caught.value.problems] == [
        ("import.bad_row", "row 1"),
        ("date.impossible", "row 9, Né le"),
        ("vetting.age_bound", "row 10"),
    ]
    assert caught.value.problems[2].params == {"least": 18}
    assert state_of(town.trial.programme, without=("audit",)) == before


def test_the_good_rows_are_kept_where_somebody_says_so(town: Town) -> None:
    young = application(town, "row 8", born_on="2015-01-01")
    report = run(town, [*rows(town, 2), young], keep_going=True)

    assert report.stored == 2
    assert [(fault.source, fault.refusal.code) for fault in report.bad] == [("row 8", "vetting.age_bound")]


def test_rows_that_repeat_somebody_are_passed_over(town: Town) -> None:
    known = application(town, "row 1", family_name="Ruf", given_name="Pia", born_on="1990-01-01")
    again = application(town, "row 2", "mentor", family_name="RUF", given_name="pia", born_on="1990-01-01")
    run(town, [known])
    (pia,) = town.trial.desk().participants.find(Find("Pia Ruf"))

    report = run(town, [again, *rows(town, 2)], "d2")

    assert (report.stored, report.duplicates) == (2, (("row 2", pia.person.id),))
    same = {"family_name": "A", "given_name": "B", "born_on": "1990-01-01"}
    twice = run(town, [application(town, source, **same) for source in ("row 1", "row 7")], "d3")
    assert twice.duplicates == (("row 7", "row 1"),)


def test_an_empty_file_is_an_import_of_nobody(town: Town) -> None:
    assert run(town, []).stored == 0


def test_nobody_sees_anything_before_the_end(town: Town) -> None:
    desk = town.trial.desk().participants
    before = listed(town)
    staged = desk.stage(StageRegistrations(tuple(rows(town, 2)), "d1", first=True))

    assert (staged.bad, staged.duplicates, listed(town)) == ((), (), before)
    with pytest.raises(Refused) as caught:
        run(town, rows(town, 1), "d2")
    assert [refusal.code for refusal in caught.value.refusals] == ["import.under_way"]
    assert run(town, rows(town, 1), "d2", restart=True).stored == 1
    assert desk.release(ReleaseRegistrations("d1")) == 0
    assert listed(town) == before + 1
    assert desk.discard(DiscardStaged()) == 0


def test_what_breaks_in_the_middle_leaves_nothing(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    before = state_of(town.trial.programme, without=("audit",))

    def broken(*_: object) -> int:
        raise StoreError("store.full")

    with monkeypatch.context() as patch:
        patch.setattr(batches, "release", broken)
        with pytest.raises(StoreError):
            run(town, rows(town, 5))

    assert state_of(town.trial.programme, without=("audit",)) == before
    assert run(town, rows(town, 5)).stored == 5


def test_a_second_import_does_not_clear_away_a_running_one(town: Town) -> None:
    desk = town.trial.desk().participants
    desk.stage(StageRegistrations(tuple(rows(town, 2)), "d1", first=True))
    with pytest.raises(Refused):
        run(town, rows(town, 1), "d2")

    assert desk.release(ReleaseRegistrations("d1")) == 2


def test_an_import_goes_by_the_same_door(town: Town) -> None:
    with pytest.raises(Refused) as caught:
        town.trial.desk(town.mentee).participants.import_(ImportRegistrations(rows(town, 1), "d1"))
    assert [refusal.code for refusal in caught.value.refusals] == ["grant.none"]


def test_a_row_that_a_rule_refuses_cites_the_clause(town: Town) -> None:
    young = application(town, "row 4", born_on="2010-03-01")

    with pytest.raises(InputFault) as caught:
        run(town, [young])

    assert [(p.code, p.where, p.clauses) for p in caught.value.problems] == [
        ("vetting.age_bound", "row 4", ("CORE-6",))
    ]
    words = town.trial.programme.context.texts.error(caught.value, "en")
    assert (words.startswith("row 4: "), words.endswith("[CORE-6]")) == (True, True)
