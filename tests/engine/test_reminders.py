"""Who owes something is reminded once and never again; what is missed stands as missed, and not as overdue for ever."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from tests.engine.test_planner import Scripted
from tests.support.town import Town
from tests.support.verbs import UNKNOWN

from mentorcore import PluginFault, Programme, Refused
from mentorcore.domain.commands.agenda import ShowAgenda
from mentorcore.domain.commands.duties import DeferDuties, DoneDuties, PlanDuties, ShowAdherence
from mentorcore.domain.duties import CORE, Duty, DutyState, DutyWanted
from mentorcore.domain.messages import Message
from mentorcore.domain.people import Person, RoleHeld, RoleState
from mentorcore.engine import reminders
from mentorcore.engine.histories import end_planned
from mentorcore.hooks import hookimpl
from mentorcore.storage import duties, events, matches, messages, people

DAY = timedelta(days=1)


@pytest.fixture
def script(town: Town) -> Scripted:
    """A policy that wants what a test writes down."""
    made = Scripted()
    town.trial.add_policy(made, id_="script")
    return made


def owed(town: Town, *, remind: int | None = 2, due: int = 4, missed: int = 8, **more: Any) -> DutyWanted:
    """A duty of the mentee's; its days are counted from today."""
    today = town.trial.today
    return DutyWanted(
        **{
            "rule": "review",
            "owner": town.mentee,
            "occurrence": "month:3",
            "due_on": today + due * DAY,
            "remind_on": None if remind is None else today + remind * DAY,
            "missed_from": today + missed * DAY,
            **more,
        }
    )


def daily(town: Town, days: int = 1) -> None:
    """So many days go by, each with its planning."""
    for _ in range(days):
        town.trial.clock.advance(1)
        town.trial.desk().duties.plan(PlanDuties())


def reminded(town: Town) -> list[Message]:
    with town.trial.programme.context.store.read() as tx:
        return [found for found in messages.messages_in(tx) if found.template == reminders.TEMPLATE]


def the_duty(town: Town) -> Duty:
    with town.trial.programme.context.store.read() as tx:
        (found,) = [d for d in duties.duties_about(tx, [town.match])[town.match] if d.policy == "script"]
    return found


def test_a_person_is_reminded_once(town: Town, script: Scripted) -> None:
    script.wanted[town.match] = [owed(town)]
    daily(town, 1)
    assert reminded(town) == []
    daily(town, 1)
    (message,) = reminded(town)
    assert (message.recipient, message.about, message.channel) == (town.mentee, town.match, "sms")
    town.trial.desk().duties.plan(PlanDuties())
    daily(town, 10)
    assert reminded(town) == [message]
    assert the_duty(town).state is DutyState.MISSED


def test_a_late_planning_reminds_of_what_can_still_be_done(town: Town, script: Scripted) -> None:
    script.wanted[town.match] = [owed(town)]
    town.trial.clock.advance(6)
    daily(town)
    assert len(reminded(town)) == 1


def test_what_is_missed_already_is_not_reminded_of(town: Town, script: Scripted) -> None:
    script.wanted[town.match] = [owed(town)]
    town.trial.clock.advance(30)
    daily(town)
    assert (reminded(town), the_duty(town).state) == ([], DutyState.MISSED)


def test_what_waits_on_one_day_makes_one_message(town: Town, script: Scripted) -> None:
    both = [owed(town, occurrence=name) for name in ("month:3", "month:4")]
    script.wanted[town.match] = [*both, owed(town, owner=town.mentor)]
    daily(town, 2)
    assert {message.recipient for message in reminded(town)} == {town.mentee, town.mentor}
    assert len(reminded(town)) == 2


def test_staff_see_it_in_the_agenda_and_get_no_message(town: Town, script: Scripted) -> None:
    script.wanted[town.match] = [owed(town, owner="coordinator"), owed(town, owner=town.trial.staff)]
    daily(town, 4)
    assert reminded(town) == []
    shown = town.trial.desk().agenda.show(ShowAgenda())
    owners = {duty.owner for duty in shown.due if duty.policy == "script"}
    assert owners == {"coordinator", town.trial.staff}


def test_nobody_is_reminded_about_a_concern(town: Town, script: Scripted) -> None:
    script.wanted[town.concern] = [owed(town)]
    daily(town, 3)
    assert reminded(town) == []


def test_a_duty_that_comes_back_is_not_reminded_of_again(town: Town, script: Scripted) -> None:
    script.wanted[town.match] = [owed(town)]
    daily(town, 2)
    wanted, script.wanted[town.match] = script.wanted[town.match], []
    daily(town)
    assert the_duty(town).state is DutyState.CANCELLED
    script.wanted[town.match] = wanted
    daily(town)
    assert (the_duty(town).state, len(reminded(town))) == (DutyState.OPEN, 1)


def test_a_duty_put_off_is_reminded_of_as_long_before_and_missed_after_its_new_day(
    town: Town, script: Scripted
) -> None:
    script.wanted[town.match] = [owed(town, owner=town.mentee)]
    daily(town, 1)
    duty, later = the_duty(town), town.trial.today + 20 * DAY
    with town.trial.programme.context.store.write() as tx:
        duties.save_duty(tx, evolve(duty, due_on=later, deferred=True))
    daily(town, 17)
    assert reminded(town) == []
    daily(town, 1)
    assert len(reminded(town)) == 1
    daily(town, 2)
    assert the_duty(town).state is DutyState.OPEN
    daily(town, 1)
    missed = the_duty(town)
    assert (missed.state, missed.closed_on) == (DutyState.MISSED, later + DAY)


def test_what_is_missed_is_overdue_no_longer(town: Town, script: Scripted) -> None:
    script.wanted[town.match] = [owed(town, owner="coordinator")]

    def overdue() -> list[str]:
        return [d.rule for d in town.trial.desk().agenda.show(ShowAgenda()).overdue if d.policy == "script"]

    daily(town, 5)
    assert overdue() == ["review"]
    daily(town, 3)
    assert overdue() == []
    missed = the_duty(town)
    assert (missed.state, missed.closed_on, missed.closed_by) == (DutyState.MISSED, missed.missed_from, "")


def met(wanted: DutyWanted, day: date | None) -> DutyWanted:
    return evolve(wanted, fulfilled_on=day)


def test_what_was_logged_late_was_not_missed_and_what_is_corrected_is_missed_again(
    town: Town, script: Scripted
) -> None:
    wanted = owed(town, owner="coordinator")
    script.wanted[town.match] = [wanted]
    daily(town, 9)
    assert the_duty(town).state is DutyState.MISSED
    script.wanted[town.match] = [met(wanted, wanted.due_on)]
    daily(town)
    done = the_duty(town)
    assert (done.state, done.closed_on) == (DutyState.DONE, wanted.due_on)
    script.wanted[town.match] = [wanted]
    daily(town)
    assert the_duty(town).state is DutyState.MISSED


def test_what_a_person_decided_stays(town: Town, script: Scripted) -> None:
    wanted = owed(town, owner="coordinator")
    script.wanted[town.match] = [wanted]
    daily(town)
    town.trial.desk().duties.done(DoneDuties((the_duty(town).id,)))
    for wishes in ([wanted], [met(wanted, wanted.due_on)], []):
        script.wanted[town.match] = wishes
        daily(town, 9)
        assert (the_duty(town).state, the_duty(town).closed_by) == (DutyState.DONE, town.trial.staff)


def test_what_can_be_missed_is_missed_after_its_day(town: Town, script: Scripted) -> None:
    script.wanted[town.match] = [owed(town, due=4, missed=4)]
    with pytest.raises(PluginFault) as caught:
        town.trial.desk().duties.plan(PlanDuties())
    assert caught.value.params["fault"] == "missed_from is not after due_on"


def test_the_programme_itself_has_duties_from_its_first_adoption_on(town: Town, script: Scripted) -> None:
    today = town.trial.today
    wish = DutyWanted("digest", "coordinator", "2025-W06", today, missed_from=today + 7 * DAY)
    script.wanted["programme"] = [wish]
    town.trial.desk().duties.plan(PlanDuties())

    (history,) = [found for found, _ in script.heard if found.kind == "programme"]
    assert [event.type for event in history.events] == ["programme.adopted"]
    (shown,) = [d for d in town.trial.desk().agenda.show(ShowAgenda()).due if d.rule == "digest"]
    assert shown.subject == "programme"
    town.trial.desk().duties.defer(DeferDuties((shown.id,), until=today + DAY))
    (done,) = town.trial.desk().duties.done(DoneDuties((shown.id,)))
    assert done.state is DutyState.DONE


def test_adherence_counts_what_can_be_missed(town: Town, script: Scripted) -> None:
    wishes = [owed(town, occurrence=f"month:{n}", due=n, missed=n + 1, remind=None) for n in range(1, 5)]
    uncounted = owed(town, occurrence="x", remind=None, missed_from=None)
    script.wanted[town.match] = [met(wishes[0], wishes[0].due_on), *wishes[1:], uncounted]
    script.wanted[town.concern] = [owed(town, owner="coordinator")]
    daily(town, 3)
    desk = town.trial.desk().duties
    for command in (ShowAdherence(), ShowAdherence(match=town.match)):
        (line,) = desk.adherence(command)
        assert (line.rule, line.done, line.missed, line.waived, line.open) == ("review", 1, 1, 0, 2)
    with pytest.raises(Refused) as caught:
        desk.adherence(ShowAdherence(match=UNKNOWN["M"]))
    assert [refusal.code for refusal in caught.value.refusals] == ["match.unknown"]


def test_two_who_plan_at_the_same_time_remind_once(tmp_path: Path) -> None:
    where = ("vps", tmp_path / "vps.db", tmp_path / "vps.keys")
    programme, first = Programme.create(*where, first_staff="Anne")
    with programme, programme.context.store.write() as tx:
        today = programme.context.day(tx.now)
        held = RoleHeld("mentee", RoleState.ADMITTED, today)
        people.add_person(tx, Person("P-0000001G", "fr", today, (held,)))
        duty = Duty("D-1", CORE, "review", "P-0000001G", "P-0000001G", "once", today, today, remind_on=today)
        duties.add_duties(tx, [duty])

    def plan(_: int) -> None:
        with Programme.open(*where) as opened:
            opened.desk(first).duties.plan(PlanDuties())

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(plan, range(4)))
    with Programme.open(*where) as opened, opened.context.store.read() as tx:
        assert [message.template for message in messages.messages_in(tx)] == [reminders.TEMPLATE]


class Ends:
    """Plans an end, or none."""

    def __init__(self, end: Callable[[], date | None]) -> None:
        self.end = end

    @hookimpl
    def planned_end(self) -> date | None:
        return self.end()


def test_the_first_policy_that_plans_an_end_is_asked_for_it(town: Town) -> None:
    context, day = town.trial.programme.context, town.trial.today
    with context.store.read() as tx:
        match, happened = matches.match(tx, town.match), events.events_about(tx, [town.match])[town.match]
    assert match is not None
    assert end_planned(context, match, happened) is None
    town.trial.add_policy(Ends(lambda: None), id_="none")
    town.trial.add_policy(Ends(lambda: day), id_="one")
    assert end_planned(context, match, happened) == day
