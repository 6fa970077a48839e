"""What the reference rhythm does not use: other periods, a pair's own frequency, stages, and duties of the staff."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from mentorcore.domain.calendar import WorkCalendar
from mentorcore.domain.duties import DutyWanted
from mentorcore.domain.errors import SetupFault
from mentorcore.domain.events import Event, History
from mentorcore.loading.structure import structure
from mentorcore_cadence.after_session import AfterSession
from mentorcore_cadence.check_ins import CheckIns, Step
from mentorcore_cadence.digest import Digest
from mentorcore_cadence.length import Length
from mentorcore_cadence.reviews import Reviews
from mentorcore_cadence.sessions_per_period import SessionsPerPeriod
from mentorcore_cadence.spans import Span
from mentorcore_cadence.staff_duty import StaffDuty

MATCH, MENTEE, MENTOR = "M-0000004M", "P-0000001G", "P-0000002J"
START = date(2025, 1, 20)
UNTIL = date(2025, 7, 31)


def event(type_: str, day: date, **data: str | int | bool) -> Event:
    return Event(type_, MATCH, datetime(2025, 1, 1, tzinfo=UTC), day, "P-0000005N", data=data)


def pair(*events: Event, calendar: WorkCalendar | None = None) -> History:
    told = (event("match.introduced", START), *events)
    return History("match", MATCH, "active", told, (MENTEE, MENTOR), calendar or WorkCalendar())


def held(day: date, name: str = "S-1", minutes: int = 60) -> Event:
    return event("session.held", day, session=name, minutes=minutes)


def said(found: list[DutyWanted]) -> list[tuple[str, str]]:
    return [(duty.occurrence, duty.due_on.isoformat()) for duty in found]


def test_months_of_the_calendar_that_are_cut_short_are_not_asked_for() -> None:
    policy = SessionsPerPeriod(1, period="calendar-month", owner="coordinator")
    pause = (event("match.suspended", date(2025, 4, 10)), event("match.resumed", date(2025, 4, 12)))
    assert said(policy.plan_duties(pair(*pause), UNTIL)) == [
        ("calendar:2025-02", "2025-02-28"),
        ("calendar:2025-03", "2025-03-31"),
        ("calendar:2025-05", "2025-05-31"),
        ("calendar:2025-06", "2025-06-30"),
        ("calendar:2025-07", "2025-07-31"),
    ]
    ended = event("match.ended", date(2025, 3, 30), end="left")
    assert said(policy.plan_duties(pair(ended), UNTIL)) == [("calendar:2025-02", "2025-02-28")]


def test_weeks_move_with_a_pause() -> None:
    policy = SessionsPerPeriod(1, period="week", periods=2)
    pause = (event("match.suspended", date(2025, 1, 28)), event("match.resumed", date(2025, 2, 3)))
    assert said(policy.plan_duties(pair(*pause), UNTIL)) == [
        ("week:1", "2025-01-26"),
        ("week:2", "2025-02-08"),
    ]


def test_a_pair_can_have_a_frequency_of_its_own() -> None:
    policy = SessionsPerPeriod(1, 60, periods=3, frequency="agreement.settled")
    agreed = event("agreement.settled", date(2025, 1, 25), version=1, sessions=2, minutes=90)
    meetings = [held(date(2025, 2, day), f"S-{day}", 45) for day in (21, 22)]
    found = policy.plan_duties(pair(agreed, held(date(2025, 2, 1)), *meetings), UNTIL)
    assert [(d.params["sessions"], d.params["minutes"], d.fulfilled_on) for d in found] == [
        (1, 60, date(2025, 2, 1)),
        (2, 90, date(2025, 2, 22)),
        (2, 90, None),
    ]


def test_a_record_is_due_before_the_next_session() -> None:
    policy = AfterSession(days=14)
    later = event("session.planned", date(2025, 2, 1), session="S-2", on="2025-02-08")
    (duty,) = policy.plan_duties(pair(held(date(2025, 2, 1)), later))
    assert (duty.owner, duty.occurrence, duty.due_on) == (MENTEE, "S-1", date(2025, 2, 7))
    late = event("session.recorded", date(2025, 3, 30), session="S-1", how="here")
    assert [d.fulfilled_on for d in policy.plan_duties(pair(held(date(2025, 2, 1)), late))] == [None]


def test_a_step_can_last_until_something_happens() -> None:
    policy = CheckIns(
        "coordinator", (Step("1 week", until_event="agreement.settled"), Step("1 month", until="5 months"))
    )
    assert said(policy.plan_duties(pair(), date(2025, 2, 5))) == [
        ("1:1", "2025-01-27"),
        ("1:2", "2025-02-03"),
    ]
    settled = event("agreement.settled", date(2025, 2, 5), version=1)
    assert said(policy.plan_duties(pair(settled), UNTIL)) == [
        ("1:1", "2025-01-27"),
        ("1:2", "2025-02-03"),
        ("2:1", "2025-03-05"),
        ("2:2", "2025-04-05"),
        ("2:3", "2025-05-05"),
        ("2:4", "2025-06-05"),
    ]


def test_each_of_the_two_can_be_asked() -> None:
    policy = CheckIns("coordinator", (Step("1 month", until="2 months"),), whom="each")
    contact = event("contact.logged", date(2025, 2, 1), person=MENTOR)
    assert [(d.occurrence, d.about, d.fulfilled_on) for d in policy.plan_duties(pair(contact), UNTIL)] == [
        ("1:1:mentee", MENTEE, None),
        ("1:2:mentee", MENTEE, None),
        ("1:1:mentor", MENTOR, date(2025, 2, 1)),
        ("1:2:mentor", MENTOR, None),
    ]


def test_days_off_move_to_the_next_working_day() -> None:
    swiss = WorkCalendar("CH", "VD")
    history = pair(calendar=swiss)
    check_ins = CheckIns("coordinator", (Step("1 month"),), working_days=True)
    # Easter Sunday is 20 April, the Monday after it a holiday; 20 July is a Sunday
    assert [day for _, day in said(check_ins.plan_duties(history, UNTIL))] == [
        *("2025-02-20", "2025-03-20", "2025-04-22", "2025-05-20", "2025-06-20", "2025-07-21")
    ]
    reviews = Reviews((3,), "review", working_days=True)
    assert {duty.due_on for duty in reviews.plan_duties(history, UNTIL)} == {date(2025, 4, 22)}
    length = Length(3, 0, owner="coordinator", working_days=True)
    assert length.planned_end(history) == date(2025, 4, 20)
    assert length.plan_duties(history, UNTIL)[0].due_on == date(2025, 4, 22)


def test_a_duty_of_the_staff_recurs_while_somebody_takes_part() -> None:
    policy = StaffDuty("coordinator", "1 month", "person", first="2 weeks", fulfilled_by="contact.logged")

    def person(*events: Event) -> list[DutyWanted]:
        return policy.plan_duties(History("person", MENTEE, "", events, (MENTEE,)), date(2025, 4, 30))

    admitted = event("record.admission", START)
    assert person() == []
    assert said(person(admitted)) == [("1", "2025-02-03"), ("2", "2025-03-03"), ("3", "2025-04-03")]
    left = event("participant.left", date(2025, 3, 10))
    assert said(person(admitted, left)) == [("1", "2025-02-03"), ("2", "2025-03-03")]
    contact = event("contact.logged", date(2025, 2, 10), person=MENTEE)
    assert [(d.fulfilled_on, d.about) for d in person(admitted, contact)] == [
        (date(2025, 2, 10), MENTEE),
        (None, MENTEE),
        (None, MENTEE),
    ]


def test_a_duty_of_the_staff_about_a_match_stops_with_a_pause() -> None:
    policy = StaffDuty("coordinator", "1 month", rule="visit")
    paused = event("match.suspended", date(2025, 3, 1))
    found = policy.plan_duties(pair(paused), UNTIL)
    assert found == []  # the day on which the first one is missed is unknown, too
    resumed = event("match.resumed", date(2025, 3, 5))
    assert [(d.rule, d.due_on.isoformat()) for d in policy.plan_duties(pair(paused, resumed), UNTIL)][:2] == [
        ("visit", "2025-02-20"),
        ("visit", "2025-03-24"),
    ]
    assert policy.plan_duties(History("person", MENTEE, "", ()), UNTIL) == []


def test_a_digest_on_a_holiday_moves() -> None:
    adopted = Event(
        "programme.adopted", "programme", datetime(2025, 4, 17, tzinfo=UTC), date(2025, 4, 17), "P"
    )
    history = History("programme", "programme", "", (adopted,), calendar=WorkCalendar("CH", "VD"))
    found = Digest("coordinator", "monday", working_days=True).plan_duties(history, date(2025, 5, 1))
    assert said(found) == [("2025-W17", "2025-04-22"), ("2025-W18", "2025-04-28")]
    assert Digest("coordinator").plan_duties(pair(), UNTIL) == []


def test_whoever_reviews_the_end_in_time_is_asked_nothing_twice() -> None:
    policy = Reviews((3, 6), "review", closing="closing", closing_days=10)
    early = event("match.ended", date(2025, 5, 1), end="left")
    assert [d.rule for d in policy.plan_duties(pair(early), UNTIL)] == [
        *["review"] * 2,
        *["closing-survey"] * 2,
    ]
    for other in (
        event("match.ended", date(2025, 7, 20), end="agreed"),
        event("match.ended", date(2025, 5, 1), end="programme"),
    ):
        assert {d.rule for d in policy.plan_duties(pair(other), UNTIL)} == {"review"}


def test_who_goes_on_past_the_planned_end_is_noticed() -> None:
    policy = Length(3, 28, owner="coordinator", after_days=7)
    assert [(d.rule, d.due_on.isoformat()) for d in policy.plan_duties(pair(), UNTIL)] == [
        ("closing", "2025-03-23"),
        ("end-or-go-on", "2025-04-27"),
    ]
    assert policy.planned_end(pair()) == date(2025, 4, 20)
    assert policy.planned_end(pair(event("match.suspended", date(2025, 2, 1)))) is None
    assert policy.planned_end(History("person", MENTEE, "", ())) is None
    noted = event("reflection.noted", date(2025, 4, 1), how="together")
    ended = event("match.ended", date(2025, 4, 20), end="agreed")
    assert [d.fulfilled_on for d in policy.plan_duties(pair(noted, ended), UNTIL)] == [date(2025, 4, 1)]


@pytest.mark.parametrize("months", [[], [0], [0, 3], [3, 3], [6, 3], [-1]])
def test_check_points_of_zero_or_out_of_order_are_refused_with_their_place(months: list[int]) -> None:
    with pytest.raises(SetupFault) as caught:
        structure({"months": months, "survey": "review"}, Reviews, "policy reviews settings")
    (problem,) = caught.value.problems
    assert (problem.where, problem.params) == (
        "policy reviews settings: months",
        {"expected": "ascending order, from 1 on"},
    )


@pytest.mark.parametrize(
    ("cls", "settings", "place"),
    [
        (CheckIns, {"owner": "x", "steps": []}, "steps"),
        (CheckIns, {"owner": "x", "steps": [{"every": "1 day"}, {"every": "2 days"}]}, "steps"),
        (
            CheckIns,
            {
                "owner": "x",
                "steps": [{"every": "1 day", "until": "1 year"}, {"every": "1 day", "until": "1 month"}],
            },
            "steps",
        ),
        (CheckIns, {"owner": "x", "steps": [{"every": "often"}]}, "steps[0].every"),
        (StaffDuty, {"owner": "x", "every": "0 days"}, "every"),
        (SessionsPerPeriod, {"sessions": 0}, "sessions"),
        (SessionsPerPeriod, {"sessions": 1, "period": "month"}, "period"),
        (Digest, {"owner": "x", "weekday": "lundi"}, "weekday"),
        (Length, {"owner": "x", "months": 0}, "months"),
    ],
)
def test_other_faulty_settings_are_refused_with_their_place(
    cls: type[Any], settings: dict[str, Any], place: str
) -> None:
    with pytest.raises(SetupFault) as caught:
        structure(settings, cls, "here")
    assert [problem.where for problem in caught.value.problems] == [f"here: {place}"]


def test_lengths_of_time_as_people_write_them() -> None:
    day = date(2025, 1, 31)
    found = [Span.of(written).after(day).isoformat() for written in ("1 day", "2 weeks", "1 month", "1 year")]
    assert found == ["2025-02-01", "2025-02-14", "2025-02-28", "2026-01-31"]
    assert Span.of("1 month").after(day, 2) == date(2025, 3, 31)
