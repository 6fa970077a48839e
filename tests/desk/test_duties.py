"""The agenda only reads; duties are done, waived with a reason, or put off, each by those who owe them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.support.town import Town
from tests.support.verbs import UNKNOWN

from mentorcore import InputFault, Refused
from mentorcore.domain.commands.agenda import ShowAgenda
from mentorcore.domain.commands.concerns import ActOnConcern, FlagDistress
from mentorcore.domain.commands.duties import DeferDuties, DoneDuties, PlanDuties, WaiveDuties
from mentorcore.domain.commands.matches import SuspendMatch
from mentorcore.domain.concerns import ConcernAct
from mentorcore.domain.duties import Duty, DutyState
from mentorcore.storage import duties, sealed


def codes(caught: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [refusal.code for refusal in caught.value.refusals]


@pytest.fixture
def calls(town: Town) -> tuple[Duty, ...]:
    """The two calls that a suspension asks for, one day later."""
    town.trial.desk().matches.suspend(SuspendMatch(match=town.match))
    shown = town.trial.desk().agenda.show(ShowAgenda(until=town.trial.today + timedelta(days=1)))
    assert [duty.rule for duty in shown.due] == ["neutral-call", "neutral-call"]
    return shown.due


def stored(town: Town, duty: Duty) -> Duty:
    with town.trial.programme.context.store.read() as tx:
        found = duties.duty(tx, duty.id)
    assert found is not None
    return found


def test_the_agenda_tells_overdue_from_due(town: Town, calls: tuple[Duty, ...]) -> None:
    desk = town.trial.desk()
    assert desk.agenda.show(ShowAgenda()).due == ()

    town.trial.clock.advance(1)
    assert {duty.id for duty in desk.agenda.show(ShowAgenda()).due} == {duty.id for duty in calls}
    town.trial.clock.advance(10)
    late = desk.agenda.show(ShowAgenda())
    rules = [duty.rule for duty in late.overdue]
    assert (late.day, late.due, rules.count("neutral-call")) == (town.trial.today, (), 2)
    assert set(late.called) >= {town.mentee, town.mentor}
    assert [concern.id for concern in late.concerns] == [town.concern]
    assert late.because == {town.concern: ("VPS-8",)}
    assert "Lou" not in repr(late)


def test_a_duty_is_done_by_those_who_owe_it(town: Town, calls: tuple[Duty, ...]) -> None:
    first, _ = calls
    with pytest.raises(Refused) as others:
        town.trial.desk(town.committee).duties.done(DoneDuties((first.id,)))
    (done,) = town.trial.desk().duties.done(DoneDuties((first.id,)))
    with pytest.raises(Refused) as twice:
        town.trial.desk().duties.done(DoneDuties((first.id,)))
    with pytest.raises(Refused) as nothing:
        town.trial.desk().duties.done(DoneDuties((UNKNOWN["D"],)))

    assert [codes(found) for found in (others, twice, nothing)] == [
        ["duty.unknown"],
        ["duty.closed"],
        ["duty.unknown"],
    ]
    assert (done.state, done.closed_by, done.closed_on) == (
        DutyState.DONE,
        town.trial.staff,
        town.trial.today,
    )
    town.trial.desk().duties.plan(PlanDuties())
    assert stored(town, first) == done


def test_either_all_duties_of_a_command_are_done_or_none(town: Town, calls: tuple[Duty, ...]) -> None:
    with pytest.raises(Refused):
        town.trial.desk().duties.done(DoneDuties((calls[0].id, UNKNOWN["D"])))

    assert stored(town, calls[0]) == calls[0]


def test_a_reason_is_sealed_with_the_person_it_is_about(town: Town, calls: tuple[Duty, ...]) -> None:
    (waived,) = town.trial.desk().duties.waive(WaiveDuties((calls[0].id,), "They asked us not to."))

    assert waived.state is DutyState.WAIVED
    with town.trial.programme.context.store.read() as tx:
        assert sealed.get(tx, calls[0].about, f"duty:{waived.id}") == {"reason": "They asked us not to."}


def test_a_deferred_duty_stays_where_a_person_put_it(town: Town, calls: tuple[Duty, ...]) -> None:
    desk, later = town.trial.desk().duties, town.trial.today + timedelta(days=9)
    with pytest.raises(InputFault) as caught:
        desk.defer(DeferDuties((calls[0].id,), until=town.trial.today - timedelta(days=1)))
    assert [problem.code for problem in caught.value.problems] == ["date.past"]

    (deferred,) = desk.defer(DeferDuties((calls[0].id,), until=later))
    assert desk.plan(PlanDuties()) == 0
    assert stored(town, calls[0]) == deferred
    assert (deferred.due_on, deferred.deferred) == (later, True)


def test_planning_twice_changes_nothing(town: Town, calls: tuple[Duty, ...]) -> None:
    assert [town.trial.desk().duties.plan(PlanDuties()) for _ in range(2)] == [0, 0]


def test_a_duty_opens_only_for_who_wants_to_be_contacted(town: Town) -> None:
    for person, contact in ((town.mentee, True), (town.mentor, False)):
        town.trial.desk(person).safety.distress(FlagDistress(person=person, contact=contact))

    owed = town.trial.desk().agenda.show(ShowAgenda(until=town.trial.today + timedelta(days=30))).due
    assert [duty.about for duty in owed if duty.rule == "contact-after-distress"] == [town.mentee]


def test_a_note_does_not_close_the_duty_to_act(town: Town) -> None:
    town.trial.desk().concerns.act(ActOnConcern(concern=town.concern, act=ConcernAct.NOTE))

    owed = town.trial.desk().agenda.show(ShowAgenda(until=town.trial.today + timedelta(days=30))).due
    assert [(d.subject, d.rule) for d in owed if d.subject == town.concern] == [
        (town.concern, "acknowledge"),
        (town.concern, "resolve"),
    ]
