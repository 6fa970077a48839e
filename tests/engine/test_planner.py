"""The planner settles what is wanted with what is stored, as a slow and simple one would."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from attrs import evolve, frozen
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.support.town import Town

from mentorcore import PluginFault
from mentorcore.domain.calendar import WorkCalendar
from mentorcore.domain.duties import Duty, DutyState, DutyWanted
from mentorcore.domain.events import Event, History
from mentorcore.domain.ids import PERSON
from mentorcore.domain.people import Person, RoleHeld, RoleState
from mentorcore.engine import planner
from mentorcore.engine.histories import everything
from mentorcore.hooks import hookimpl
from mentorcore.storage import duties, events, people
from mentorcore.testing import Trial, staffed

DAY = date(2025, 2, 3)


class Scripted:
    """Wants whatever a test wrote down for a subject."""

    def __init__(self) -> None:
        self.wanted: dict[str, list[DutyWanted]] = {}
        self.heard: list[tuple[History, date]] = []

    @hookimpl
    def plan_duties(self, history: History, until: date) -> list[DutyWanted]:
        self.heard.append((history, until))
        return self.wanted.get(history.subject, [])


@frozen
class Desk:
    """A programme whose duties a test dictates."""

    trial: Trial
    script: Scripted

    def somebody(self) -> str:
        """A person without any history."""
        with self.trial.programme.context.store.write() as tx:
            made = Person(tx.new_id(PERSON), "fr", DAY, (RoleHeld("mentee", RoleState.APPLIED, DAY),))
            people.add_person(tx, made)
        return made.id

    def plan(self, *subjects: str) -> tuple[Duty, ...]:
        """Plan; what changed."""
        context = self.trial.programme.context
        with context.store.write() as tx:
            return planner.plan(context, tx, subjects)

    def stored(self, subject: str) -> tuple[Duty, ...]:
        """A subject's duties."""
        with self.trial.programme.context.store.read() as tx:
            return duties.duties_about(tx, [subject])[subject]

    def save(self, duty: Duty) -> None:
        """What a person did with a duty."""
        with self.trial.programme.context.store.write() as tx:
            duties.save_duty(tx, duty)


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    script = Scripted()
    with staffed("vps") as trial:
        trial.add_policy(script, id_="script", serves=("VPS-1",))
        yield Desk(trial, script)


def want(occurrence: str = "once", due: date = DAY, fulfilled: date | None = None, **more: Any) -> DutyWanted:
    return DutyWanted("call", "coordinator", occurrence, due, fulfilled_on=fulfilled, **more)


# A slow and simple planner: state, due day and whether a person moved it, by occurrence.

Model = dict[str, tuple[str, date, bool]]


def settled(model: Model, wanted: Mapping[str, DutyWanted]) -> Model:
    """What a planning makes of it."""
    after: Model = {}
    for occurrence in {*model, *wanted}:
        state, due, deferred = model.get(occurrence, ("none", DAY, False))
        wish = wanted.get(occurrence)
        if wish is None:
            state = "cancelled" if state == "open" else state
        elif wish.fulfilled_on is not None:
            state = "done" if state == "open" else state
        elif state in ("none", "cancelled"):
            state, due, deferred = "open", wish.due_on, False
        elif state == "open" and not deferred:
            due = wish.due_on
        if state != "none":
            after[occurrence] = (state, due, deferred)
    return after


def as_model(found: tuple[Duty, ...]) -> Model:
    return {duty.occurrence: (duty.state.value, duty.due_on, duty.deferred) for duty in found}


NAMES = st.sampled_from(["month:1", "month:2", "month:3"])
DAYS = st.integers(0, 60).map(lambda days: DAY + timedelta(days=days))
WISHES = st.dictionaries(NAMES, st.tuples(DAYS, st.none() | DAYS))
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("plan"), WISHES),
        st.tuples(
            st.just("close"), NAMES, st.sampled_from([DutyState.DONE, DutyState.WAIVED, DutyState.MISSED])
        ),
        st.tuples(st.just("defer"), NAMES, DAYS),
    ),
    max_size=8,
)


@settings(max_examples=150)
@given(STEPS)
def test_it_settles_as_the_simple_one_does(desk: Desk, steps: list[tuple[Any, ...]]) -> None:
    subject = desk.somebody()
    model: Model = {}
    for kind, *rest in steps:
        if kind == "plan":
            wanted = {name: want(name, due, fulfilled) for name, (due, fulfilled) in rest[0].items()}
            desk.script.wanted[subject] = list(wanted.values())
            changed = desk.plan(subject)
            after = settled(model, wanted)
            changed_in_model = {name for name in after if after[name] != model.get(name)}
            assert {duty.occurrence for duty in changed} == changed_in_model
            model = after
            assert desk.plan(subject) == ()  # planning twice changes nothing
        elif model.get(rest[0], ("",))[0] == "open":
            duty = next(found for found in desk.stored(subject) if found.occurrence == rest[0])
            if kind == "close":
                desk.save(evolve(duty, state=rest[1], closed_on=DAY, closed_by="P-1"))
                model[rest[0]] = (rest[1].value, duty.due_on, duty.deferred)
            else:
                desk.save(evolve(duty, due_on=rest[1], deferred=True))
                model[rest[0]] = ("open", rest[1], True)
        assert as_model(desk.stored(subject)) == model


def only(found: tuple[Duty, ...]) -> Duty:
    (duty,) = found
    return duty


def test_a_duty_says_why_it_is_due(desk: Desk) -> None:
    subject = desk.somebody()
    wish = want(about=subject, params={"person": subject}, remedy=f"contacts log {subject}")
    desk.script.wanted[subject] = [wish]

    opened = only(desk.plan(subject))

    assert opened == only(desk.stored(subject))
    assert opened == Duty(
        id=opened.id,
        policy="script",
        rule="call",
        subject=subject,
        owner="coordinator",
        occurrence="once",
        due_on=DAY,
        opened_on=DAY,
        about=subject,
        params={"person": subject},
        remedy=f"contacts log {subject}",
        clauses=("VPS-1",),
    )


def test_a_changed_rule_plans_everything_anew(desk: Desk) -> None:
    subject = desk.somebody()
    desk.script.wanted[subject] = [want(remedy="old", clauses=("VPS-2",))]
    before = only(desk.plan(subject))
    desk.save(evolve(before, due_on=DAY + timedelta(days=9), deferred=True))

    desk.script.wanted[subject] = [want(due=DAY + timedelta(days=1), remedy="new", params={"times": 2})]
    after = only(desk.plan(subject))

    assert (after.remedy, after.params, after.clauses) == ("new", {"times": 2}, ("VPS-1",))
    assert (after.due_on, after.deferred) == (DAY + timedelta(days=9), True)  # a person chose the day


def test_what_was_met_before_it_was_wanted_is_no_duty(desk: Desk) -> None:
    subject = desk.somebody()
    desk.script.wanted[subject] = [want(fulfilled=DAY)]

    assert desk.plan(subject) == ()


def test_a_policy_is_given_the_whole_history_and_the_horizon(desk: Desk) -> None:
    subject = desk.somebody()
    happened = [Event(name, subject, desk.trial.clock.now(), DAY, "P-1") for name in "ab"]
    with desk.trial.programme.context.store.write() as tx:
        events.add_events(tx, happened)
    desk.script.heard.clear()

    desk.plan(subject, subject, "R-1", "", "P-unknown", "M-unknown", "C-unknown")

    ((history, until),) = desk.script.heard
    assert [event.type for event in history.events] == ["a", "b"]
    assert (history.kind, history.subject, history.state) == ("person", subject, "mentee:applied")
    assert until == date(2026, 3, 3)


def test_the_same_duty_twice_is_a_fault_of_its_policy(desk: Desk) -> None:
    subject = desk.somebody()
    desk.script.wanted[subject] = [want(), want(due=DAY + timedelta(days=1))]

    with pytest.raises(PluginFault) as caught:
        desk.plan(subject)
    assert caught.value.params == {"policy": "script", "hook": "plan_duties", "fault": "a duty twice"}
    desk.script.wanted[subject] = []


def test_nobody_owes_anything_to_the_erased(desk: Desk) -> None:
    erased, friend = desk.somebody(), desk.somebody()
    desk.script.wanted[erased] = [want()]
    desk.script.wanted[friend] = [want("a", about=friend), want("b", about=erased)]
    desk.plan(erased, friend)
    with desk.trial.programme.context.store.write() as tx:
        people.mark_erased(tx, erased)

    desk.plan(friend)
    desk.plan(erased)

    assert [duty.state for duty in desk.stored(erased)] == [DutyState.CANCELLED]
    assert {duty.occurrence: duty.state.value for duty in desk.stored(friend)} == {
        "a": "open",
        "b": "cancelled",
    }


def test_what_is_about_an_erased_party_is_cancelled(town: Town) -> None:
    script = Scripted()
    town.trial.add_policy(script)
    script.wanted[town.match] = [want(person, about=person) for person in (town.mentee, town.mentor)]
    script.wanted[town.match] += [evolve(want("own"), owner=town.mentee)]
    context = town.trial.programme.context
    with context.store.write() as tx:
        planner.plan(context, tx, [town.match])
        people.mark_erased(tx, town.mentee)
        planner.plan(context, tx, [town.match])
        found = duties.duties_about(tx, [town.match])[town.match]

    states = {duty.occurrence: duty.state.value for duty in found if duty.policy == "mine"}
    assert states == {town.mentee: "cancelled", town.mentor: "open", "own": "cancelled"}


UNRELATED = st.lists(
    st.sampled_from(["participant.corrected", "safety.changed", "message.written"]), max_size=4
)


@settings(max_examples=40)
@given(UNRELATED, UNRELATED, UNRELATED)
def test_unrelated_events_and_their_order_change_no_duty(
    desk: Desk, before: list[str], between: list[str], after: list[str]
) -> None:
    """The policies of VPS are asked: a flag with contact, and a contact that fulfils it."""
    subject = desk.somebody()
    now = desk.trial.clock.now()

    def happen(*types: str) -> None:
        made = [
            Event(
                name, subject, now, DAY, "P-1", data={"contact": True} if name == "distress.flagged" else {}
            )
            for name in types
        ]
        with desk.trial.programme.context.store.write() as tx:
            events.add_events(tx, made)
        desk.plan(subject)

    happen(*before, "distress.flagged", *between)
    assert [(duty.rule, duty.state.value) for duty in desk.stored(subject)] == [
        ("contact-after-distress", "open")
    ]
    happen(*after, "contact.logged", *before)
    assert [duty.state.value for duty in desk.stored(subject)] == ["done"]


def test_a_great_number_of_subjects_is_planned_in_parts(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(planner, "_PART", 2)
    subjects = [desk.somebody() for _ in range(5)]
    for subject in subjects:
        desk.script.wanted[subject] = [want()]

    assert [duty.subject for duty in desk.plan(*subjects)] == subjects


def test_every_person_match_and_concern_can_have_duties(town: Town) -> None:
    with town.trial.programme.context.store.read() as tx:
        found = list(everything(tx))

    there = {town.mentee, town.mentor, town.outsider, town.committee, town.match, town.concern, "programme"}
    assert there <= set(found)
    assert len(found) == len(set(found))


# Deadlines counted in hours

AT = datetime(2025, 2, 3, 20, tzinfo=UTC)


def test_an_instant_moves_with_the_rule_until_a_person_puts_it_off(desk: Desk) -> None:
    person = desk.somebody()
    desk.script.wanted[person] = [want(due_at=AT)]
    desk.plan(person)
    (first,) = desk.stored(person)
    assert (first.due_on, first.due_at) == (DAY, AT)

    later = AT + timedelta(hours=4)  # after midnight in Zurich
    desk.script.wanted[person] = [want(due=DAY + timedelta(days=1), due_at=later)]
    (moved,) = desk.plan(person)
    assert (moved.id, moved.due_on, moved.due_at) == (first.id, DAY + timedelta(days=1), later)
    assert desk.plan(person) == ()

    desk.save(evolve(moved, due_on=DAY + timedelta(days=9), due_at=None, deferred=True))
    assert desk.plan(person) == ()
    desk.script.wanted[person] = []
    desk.plan(person)
    desk.script.wanted[person] = [want(due_at=AT)]
    (again,) = desk.plan(person)  # wanted again, on its own date
    assert (again.due_on, again.due_at, again.deferred) == (DAY, AT, False)


def test_the_day_of_a_duty_is_that_of_its_instant_in_the_programmes_zone(desk: Desk) -> None:
    person = desk.somebody()
    desk.script.wanted[person] = [want(due_at=AT + timedelta(hours=4))]
    with pytest.raises(PluginFault) as caught:
        desk.plan(person)
    assert (caught.value.params["policy"], caught.value.params["fault"]) == (
        "script",
        "due_on is not the day of due_at",
    )
    assert desk.stored(person) == ()


def test_an_instant_has_a_time_zone_and_decides_what_is_overdue() -> None:
    with pytest.raises(ValueError, match="time zone"):
        want(due_at=datetime(2025, 2, 3, 20))  # noqa: DTZ001  # a naive one
    plain = Duty("D-1", "p", "call", "X", "o", "once", DAY, DAY)
    counted = evolve(plain, due_at=AT)
    for moment, day, overdue in (
        (AT, DAY, (False, False)),
        (AT + timedelta(minutes=1), DAY, (False, True)),
        (AT + timedelta(days=1), DAY + timedelta(days=1), (True, True)),
    ):
        assert (plain.overdue(moment, day), counted.overdue(moment, day)) == overdue


def test_a_policy_is_given_the_working_days_of_the_programme(desk: Desk) -> None:
    person = desk.somebody()
    desk.plan(person)
    history, _ = desk.script.heard[-1]
    assert history.calendar == WorkCalendar("CH", "VD", "Europe/Zurich")
