"""Triage: by when, what waits for the raiser, what has to be said at the end; and nothing for what it is not for."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from attrs import evolve

from mentorcore.domain.calendar import WorkCalendar
from mentorcore.domain.concerns import (
    NOTICEABLE,
    Concern,
    ConcernAct,
    ConcernKind,
    ConcernRisk,
    ConcernState,
    ConcernWish,
    Resolution,
)
from mentorcore.domain.decisions import Refusal
from mentorcore.domain.duties import DutyWanted
from mentorcore.domain.events import Event, History
from mentorcore_reporting.deadlines import Deadline
from mentorcore_reporting.triage import Triage

VAUD = WorkCalendar("CH", "VD", "Europe/Zurich")
CONCERN = "C-0000003K"
DAYS = Triage(Deadline(working_days=2), Deadline(working_days=10))
HOURS = Triage(Deadline(hours=24), Deadline(hours=72), owner="guard")


def event(type_: str, at: datetime, on: date | None = None, **data: str | int | bool) -> Event:
    return Event(type_, CONCERN, at, on or at.date(), "P-0000002J", data=data)


def raised(at: datetime, on: date | None = None, kind: str = "worry", risk: str = "none") -> Event:
    return event("concern.raised", at, on, kind=kind, risk=risk, owner="coordinator")


def planned(triage: Triage, *events: Event) -> list[DutyWanted]:
    return triage.plan_duties(History("concern", CONCERN, "open", events, calendar=VAUD))


def concern(**values: Any) -> Concern:
    plain = Concern(
        CONCERN,
        ConcernKind.ACCUSATION,
        ConcernWish.UNDECIDED,
        ConcernState.OPEN,
        date(2026, 3, 2),
        "P-0000001G",
        ("P-0000002J",),
    )
    return evolve(plain, **values)


THURSDAY = datetime(2025, 4, 17, 9, tzinfo=UTC)  # before Good Friday


def test_working_days_leave_out_weekends_and_public_holidays() -> None:
    taken_on, resolved = planned(DAYS, raised(THURSDAY))

    assert (taken_on.rule, taken_on.owner, taken_on.due_on, taken_on.due_at) == (
        "acknowledge",
        "coordinator",
        date(2025, 4, 23),
        None,
    )
    assert (resolved.rule, resolved.due_on) == ("resolve", date(2025, 5, 5))
    assert taken_on.params == resolved.params == {"concern": CONCERN}


def test_hours_run_through_nights_weekends_and_the_change_of_clocks() -> None:
    saturday = datetime(2025, 3, 29, 20, tzinfo=UTC)  # 21:00 in Zurich; summer time begins that night
    taken_on, _ = planned(HOURS, raised(saturday))

    assert (taken_on.owner, taken_on.due_on) == ("guard", date(2025, 3, 30))
    assert taken_on.due_at == datetime(2025, 3, 30, 20, tzinfo=UTC)


def test_hours_end_on_the_day_of_the_programme() -> None:
    late = datetime(2025, 2, 3, 23, 30, tzinfo=UTC)
    taken_on, _ = planned(HOURS, raised(late, date(2025, 2, 4)))
    assert (taken_on.due_on, taken_on.due_at) == (date(2025, 2, 5), datetime(2025, 2, 4, 23, 30, tzinfo=UTC))


def test_what_was_told_a_week_ago_and_is_written_down_today_is_late() -> None:
    now = datetime(2025, 2, 10, 9, tzinfo=UTC)
    taken_on, _ = planned(HOURS, raised(now, date(2025, 2, 3)))
    assert taken_on.due_at == datetime(2025, 2, 4, 23, tzinfo=UTC)  # midnight in Zurich, a day later


@pytest.mark.parametrize("act", ["acknowledgement", "agreement"])
def test_it_is_taken_on_by_speaking_with_the_raiser(act: str) -> None:
    noted, taken = (
        event("concern.acted", THURSDAY, date(2025, 4, day), act=a) for day, a in ((18, "note"), (22, act))
    )
    (open_,) = [d for d in planned(DAYS, raised(THURSDAY), noted) if d.rule == "acknowledge"]
    (done,) = [d for d in planned(DAYS, raised(THURSDAY), noted, taken) if d.rule == "acknowledge"]
    assert (open_.fulfilled_on, done.fulfilled_on) == (None, date(2025, 4, 22))


def test_an_outcome_fulfils_both_and_its_follow_up_waits_for_somebody() -> None:
    resolved = event(
        "concern.resolved", THURSDAY, date(2025, 4, 30), outcome="referred", follow_up="2025-06-02"
    )
    found = {duty.rule: duty for duty in planned(DAYS, raised(THURSDAY), resolved)}

    assert sorted(found) == ["acknowledge", "follow-up", "resolve"]
    assert found["acknowledge"].fulfilled_on == found["resolve"].fulfilled_on == date(2025, 4, 30)
    assert (found["follow-up"].due_on, found["follow-up"].fulfilled_on) == (date(2025, 6, 2), None)


def test_it_plans_for_its_kinds_and_risks_alone() -> None:
    grave = evolve_settings(kinds=("accusation",), risks=("self", "others"))

    for kind, risk, owed in (("accusation", "self", 2), ("accusation", "none", 0), ("worry", "others", 0)):
        assert len(planned(grave, raised(THURSDAY, kind=kind, risk=risk))) == owed
    assert planned(DAYS) == []
    assert planned(DAYS, event("concern.resolved", THURSDAY)) == []
    person = History("person", "P-0000001G", "", (raised(THURSDAY),))
    assert DAYS.plan_duties(person) == []


def evolve_settings(**settings: Any) -> Triage:
    return Triage(Deadline(hours=1), Deadline(hours=1), **settings)


@pytest.mark.parametrize("act", ConcernAct)
@pytest.mark.parametrize("wish", ConcernWish)
@pytest.mark.parametrize("agreed", [False, True])
def test_only_what_the_other_could_notice_waits_for_an_agreement(
    act: ConcernAct, wish: ConcernWish, agreed: bool
) -> None:
    free = act not in NOTICEABLE or agreed or wish is ConcernWish.ACT
    expected = None if free else Refusal("reporting.consent_first", {"act": act.value})

    assert DAYS.may_act_on_concern(concern(wish=wish, agreed=agreed), act) == expected
    assert evolve_settings(consent_first=False).may_act_on_concern(concern(wish=wish), act) is None


def test_suspension_lifting_termination_and_hearing_could_be_noticed() -> None:
    names = {act.value for act in NOTICEABLE}
    assert names == {"suspension", "lifting", "termination", "hearing"}


def test_it_asks_nothing_about_other_concerns() -> None:
    triage = evolve_settings(risks=("self",), agency_or_reason=True)
    assert triage.may_act_on_concern(concern(), ConcernAct.HEARING) is None
    assert triage.may_resolve_concern(concern(), Resolution("resolved")) is None
    urgent = concern(risk=ConcernRisk.SELF)
    assert triage.may_act_on_concern(urgent, ConcernAct.HEARING) is not None
    assert triage.may_resolve_concern(urgent, Resolution("resolved")) is not None


@pytest.mark.parametrize(
    ("resolution", "enough"),
    [
        (Resolution("referred"), False),
        (Resolution("referred", agency_on=date(2026, 3, 4)), True),
        (Resolution("unfounded", reasoned=True), True),
    ],
)
def test_an_outcome_says_which_agency_was_told_or_why_none(resolution: Resolution, enough: bool) -> None:
    refusal = Refusal("reporting.agency_or_reason", {"outcome": resolution.outcome})
    triage = evolve_settings(agency_or_reason=True)
    assert triage.may_resolve_concern(concern(), resolution) == (None if enough else refusal)
    assert DAYS.may_resolve_concern(concern(), resolution) is None


@pytest.mark.parametrize(
    "values", [{}, {"hours": 1, "working_days": 1}, {"hours": -1}, {"working_days": 91}, {"hours": 721}]
)
def test_faulty_deadlines_are_refused(values: dict[str, int]) -> None:
    with pytest.raises(ValueError):
        Deadline(**values)


def test_an_owner_is_one_name() -> None:
    with pytest.raises(ValueError):
        evolve_settings(owner="the handler")
