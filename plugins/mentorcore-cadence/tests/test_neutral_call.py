"""Nobody is left without a word when a match is suspended or ended by others."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorcore.domain.duties import DutyWanted
from mentorcore.domain.events import Event, History
from mentorcore_cadence.neutral_call import NeutralCall

POLICY = NeutralCall(1, "coordinator")
MATCH, MENTEE, MENTOR = "M-0000004M", "P-0000001G", "P-0000002J"
MOMENT = datetime(2026, 3, 2, tzinfo=UTC)


def event(type_: str, day: int, **data: str | int | bool) -> Event:
    return Event(type_, MATCH, MOMENT, date(2026, 3, day), "P-0000005N", data=data)


def plan(*events: Event, kind: str = "match") -> list[DutyWanted]:
    return POLICY.plan_duties(History(kind, MATCH, "ended", events, (MENTEE, MENTOR)))


def call(occurrence: str, person: str, due: int, fulfilled: int | None = None) -> DutyWanted:
    return DutyWanted(
        "neutral-call",
        "coordinator",
        f"{occurrence}:{person}",
        date(2026, 3, due),
        about=person,
        params={"person": person, "match": MATCH},
        remedy=f"contacts log {person}",
        fulfilled_on=date(2026, 3, fulfilled) if fulfilled else None,
    )


def test_a_suspension_is_a_call_to_both_so_that_it_tells_nobody_who_asked() -> None:
    assert plan(event("match.introduced", 1), event("match.suspended", 2)) == [
        call("suspension:1", MENTEE, 3),
        call("suspension:1", MENTOR, 3),
    ]


def test_each_suspension_is_owed_its_own_calls() -> None:
    wanted = plan(event("match.suspended", 2), event("match.resumed", 4), event("match.suspended", 9))
    assert [duty.occurrence for duty in wanted] == [
        f"suspension:{number}:{person}" for number in (1, 2) for person in (MENTEE, MENTOR)
    ]
    assert wanted[2:] == [call("suspension:2", MENTEE, 10), call("suspension:2", MENTOR, 10)]


def test_a_contact_fulfils_the_call_to_that_person_alone() -> None:
    contact = event("contact.logged", 3, person=MENTOR)
    assert plan(event("match.suspended", 2), contact) == [
        call("suspension:1", MENTEE, 3),
        call("suspension:1", MENTOR, 3, 3),
    ]


@pytest.mark.parametrize(
    "contact",
    [
        event("contact.logged", 1, person=MENTOR),
        event("contact.logged", 2),
        event("contact.logged", 2, person="P-0000005N"),
    ],
)
def test_a_contact_that_was_earlier_or_with_others_fulfils_nothing(contact: Event) -> None:
    expected = [call("suspension:1", MENTEE, 3), call("suspension:1", MENTOR, 3)]
    assert plan(event("match.suspended", 2), contact) == expected


def test_a_contact_before_the_suspension_was_recorded_fulfils_nothing() -> None:
    wanted = plan(event("contact.logged", 2, person=MENTOR), event("match.suspended", 2))
    assert wanted == [call("suspension:1", MENTEE, 3), call("suspension:1", MENTOR, 3)]


def test_an_end_by_the_programme_is_a_call_to_both() -> None:
    assert plan(event("match.ended", 5, end="programme")) == [call("end", MENTEE, 6), call("end", MENTOR, 6)]


def test_who_leaves_chooses_that_staff_tells_the_other() -> None:
    left = event("match.ended", 5, end="left", left_by=MENTEE, told="staff")
    assert plan(left) == [call("end", MENTOR, 6)]
    assert plan(left, event("contact.logged", 5, person=MENTOR)) == [call("end", MENTOR, 6, 5)]


@pytest.mark.parametrize(
    "ended",
    [
        event("match.ended", 5, end="left", left_by=MENTEE, told="self"),
        event("match.ended", 5, end="left", left_by=MENTEE),
        event("match.ended", 5, end="agreed"),
        event("match.ended", 5, end="agreed", told="staff"),
        event("match.ended", 5, end="withdrawn", left_by=""),
        event("match.ended", 5),
    ],
)
def test_who_tells_the_other_oneself_needs_no_call(ended: Event) -> None:
    assert plan(ended) == []


def test_histories_of_people_are_none_of_its_business() -> None:
    assert plan(event("match.suspended", 2), kind="person") == []


@pytest.mark.parametrize(
    ("days", "owner"), [(-1, "coordinator"), (91, "coordinator"), (1, ""), (1, "two words")]
)
def test_faulty_settings_are_refused(days: int, owner: str) -> None:
    with pytest.raises(ValueError):
        NeutralCall(days, owner)


PEOPLE = st.sampled_from([MENTEE, MENTOR, "P-0000005N", ""])
DATA = st.fixed_dictionaries(
    {},
    optional={
        "end": st.sampled_from(["programme", "left", "agreed", ""]),
        "left_by": PEOPLE,
        "told": st.sampled_from(["staff", "self"]),
        "person": PEOPLE,
    },
)


def events(*types: str) -> st.SearchStrategy[Event]:
    days = st.integers(1, 31)
    return st.builds(lambda type_, day, data: event(type_, day, **data), st.sampled_from(types), days, DATA)


@given(st.lists(events("match.suspended", "match.ended", "contact.logged")), st.data())
def test_planning_is_pure_and_undisturbed_by_other_events(happened: list[Event], data: st.DataObject) -> None:
    wanted = plan(*happened)
    assert plan(*happened) == wanted
    mixed = list(happened)
    for other in data.draw(st.lists(events("match.introduced", "match.resumed", "contact"), max_size=5)):
        mixed.insert(data.draw(st.integers(0, len(mixed))), other)
    assert plan(*mixed) == wanted


@given(st.lists(events("match.suspended", "contact.logged")))
def test_each_call_has_a_key_of_its_own_and_is_met_no_earlier_than_its_cause(happened: list[Event]) -> None:
    wanted = plan(*happened)
    assert len({duty.occurrence for duty in wanted}) == len(wanted)
    causes = [event.effective_on for event in happened if event.type == "match.suspended"]
    for duty in wanted:
        cause = causes[int(duty.occurrence.split(":")[1]) - 1]
        assert duty.fulfilled_on is None or duty.fulfilled_on >= cause
