"""How a concern is handled: taken on, protected, talked over, closed, looked at again; and what was told outside."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from attrs import evolve
from tests.support.town import Town
from tests.support.verbs import UNKNOWN

from mentorcore import InputFault, Refused
from mentorcore.domain.commands.agenda import ShowAgenda
from mentorcore.domain.commands.concerns import ActOnConcern, RaiseConcern, ResolveConcern, ShowConcern
from mentorcore.domain.commands.duties import DeferDuties, DoneDuties, PlanDuties, WaiveDuties
from mentorcore.domain.commands.matches import ResumeMatch, ShowMatch, SuspendMatch
from mentorcore.domain.commands.participants import Disclose, ExportPerson
from mentorcore.domain.concerns import Concern, ConcernAct, ConcernRisk, ConcernWish
from mentorcore.domain.duties import Duty
from mentorcore.domain.matches import EndKind, Match, MatchState
from mentorcore.hooks import ALL
from mentorcore.hooks.caller import Hooks
from mentorcore.storage import duties
from mentorcore.testing import held_in, traces


def codes(caught: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [refusal.code for refusal in caught.value.refusals]


def act(town: Town, kind: ConcernAct, note: str = "", concern: str = "") -> Concern:
    command = ActOnConcern(concern=concern or town.concern, act=kind, note=note)
    return town.trial.desk().concerns.act(command)


def resolve(town: Town, concern: str = "", **more: Any) -> Concern:
    command = ResolveConcern(concern=concern or town.concern, **{"outcome": "referred", **more})
    return town.trial.desk().concerns.resolve(command)


def match_of(town: Town) -> Match:
    return town.trial.desk().matches.show(ShowMatch(match=town.match)).match


def owed(town: Town, concern: str = "", reader: str = "") -> dict[str, Duty]:
    agenda = town.trial.desk(reader).agenda.show(ShowAgenda(until=town.trial.today.replace(year=2027)))
    about = concern or town.concern
    return {duty.rule: duty for duty in (*agenda.overdue, *agenda.due) if duty.subject == about}


def urgent(town: Town) -> str:
    said = RaiseConcern(wish=ConcernWish.UNDECIDED, about=(town.mentor,), risk=ConcernRisk.SELF)
    return town.trial.desk(town.outsider).concerns.raise_(said).id


def test_taking_it_on_meets_the_first_duty_and_happens_once(town: Town) -> None:
    assert sorted(owed(town)) == ["acknowledge", "resolve"]
    act(town, ConcernAct.ACKNOWLEDGEMENT, "I told her that I look into it.")

    assert sorted(owed(town)) == ["resolve"]
    with pytest.raises(Refused) as again:
        act(town, ConcernAct.ACKNOWLEDGEMENT)
    assert codes(again) == ["concern.acknowledged"]


def test_a_suspension_is_lifted_and_a_match_is_ended_with_a_goodbye_to_both(town: Town) -> None:
    town.trial.send_all()
    with pytest.raises(Refused) as early:
        act(town, ConcernAct.LIFTING)
    assert codes(early) == ["match.not_suspended"]

    act(town, ConcernAct.SUSPENSION)
    act(town, ConcernAct.LIFTING)
    assert match_of(town).state is MatchState.ACTIVE
    act(town, ConcernAct.TERMINATION)

    ended = match_of(town)
    assert (ended.state, ended.end, ended.ended_by) == (MatchState.ENDED, EndKind.PROGRAMME, "")
    letters = town.trial.send_all()
    assert {(x.message.recipient, x.message.template) for x in letters} == {
        (party, "message.closure.other") for party in (town.mentee, town.mentor)
    }
    assert len({x.body for x in letters if x.message.recipient == town.mentor} & {""}) == 0
    assert not any(name.startswith("goodbye@") for x in letters for name in x.message.documents)
    with pytest.raises(Refused) as over:
        act(town, ConcernAct.TERMINATION)
    assert codes(over) == ["match.over"]


def test_what_is_refused_about_the_concern_is_refused_past_it(town: Town) -> None:
    act(town, ConcernAct.SUSPENSION)
    resolve(town)
    undecided = RaiseConcern(wish=ConcernWish.UNDECIDED, about=(town.mentor,), match=town.match)
    again = town.trial.desk(town.mentee).concerns.raise_(undecided).id

    for way in (
        lambda: act(town, ConcernAct.LIFTING, concern=again),
        lambda: town.trial.desk().matches.resume(ResumeMatch(match=town.match)),
    ):
        with pytest.raises(Refused) as caught:
            way()
        assert codes(caught) == ["reporting.consent_first"]
    act(town, ConcernAct.AGREEMENT, concern=again)
    assert town.trial.desk().matches.resume(ResumeMatch(match=town.match)).state is MatchState.ACTIVE


@pytest.mark.parametrize(
    ("said", "where", "code"),
    [
        ({"agency": "Police"}, "agency_on", "answer.required"),
        ({"agency_on": "2025-02-01"}, "agency", "answer.required"),
        ({"agency": "Police", "agency_on": "2025-02-04"}, "agency_on", "date.future"),
        ({"follow_up": "2025-02-02"}, "follow_up", "date.past"),
    ],
)
def test_an_outcome_fits_together(town: Town, said: dict[str, str], where: str, code: str) -> None:
    with pytest.raises(InputFault) as caught:
        resolve(town, **said)
    assert [(problem.where, problem.code) for problem in caught.value.problems] == [(where, code)]
    assert "resolve" in owed(town)


def test_danger_asks_for_the_agency_or_the_reason(town: Town) -> None:
    concern = urgent(town)
    with pytest.raises(Refused) as caught:
        resolve(town, concern, note="All is well.")
    assert [(r.code, r.policy, r.clauses) for r in caught.value.refusals] == [
        ("reporting.agency_or_reason", "triage-urgent", ("VPS-8",))
    ]

    resolve(town, concern, agency="Centre LAVI", agency_on="2025-02-03", follow_up="2025-03-03")
    (note,) = town.trial.desk().concerns.show(ShowConcern(concern=concern)).notes
    assert {name: note[name] for name in ("act", "by", "agency", "agency_on", "follow_up")} == {
        "act": "resolve",
        "by": town.trial.staff,
        "agency": "Centre LAVI",
        "agency_on": "2025-02-03",
        "follow_up": "2025-03-03",
    }
    assert "no_agency" not in note


@pytest.mark.parametrize("way", ["done", "waive"])
def test_a_follow_up_is_closed_by_somebody_who_looked_again(town: Town, way: str) -> None:
    resolve(town, follow_up="2025-03-03")
    (duty,) = owed(town).values()
    assert (duty.rule, duty.due_on.isoformat(), duty.owner) == ("follow-up", "2025-03-03", "coordinator")

    desk = town.trial.desk().duties
    if way == "done":
        desk.done(DoneDuties((duty.id,)))
    else:
        desk.waive(WaiveDuties((duty.id,), "She moved away."))
    assert owed(town) == {}
    assert desk.plan(PlanDuties()) == 0


def test_a_follow_up_that_nobody_would_be_reminded_of_is_refused(town: Town) -> None:
    context = town.trial.programme.context
    context.hooks = Hooks(ALL, [policy for policy in context.hooks.policies if policy.id != "triage"])

    with pytest.raises(Refused) as caught:
        resolve(town, follow_up="2025-03-03")
    assert codes(caught) == ["concern.no_follow_up"]
    assert resolve(town).outcome == "referred"


def test_hours_are_counted_to_the_minute_and_given_up_by_a_deferral(town: Town) -> None:
    concern = urgent(town)
    duty = owed(town, concern)["acknowledge"]
    assert duty.due_at == town.trial.clock.now() + timedelta(hours=24)

    town.trial.clock.advance(hours=24)
    assert town.trial.desk().agenda.show(ShowAgenda()).late == ()
    town.trial.clock.advance(minutes=1)
    shown = town.trial.desk().agenda.show(ShowAgenda())
    assert ([d.id for d in shown.overdue], shown.late) == ([duty.id], (concern,))
    assert shown.concerns[0].id == concern

    later = town.trial.today + timedelta(days=2)
    (deferred,) = town.trial.desk().duties.defer(DeferDuties((duty.id,), until=later))
    assert (deferred.due_on, deferred.due_at) == (later, None)
    assert town.trial.desk().duties.plan(PlanDuties()) == 0
    with town.trial.programme.context.store.read() as tx:
        assert duties.duty(tx, duty.id) == deferred


def test_danger_shows_the_ways_of_an_emergency_at_once(town: Town) -> None:
    said = RaiseConcern(wish=ConcernWish.UNDECIDED, about=(town.mentor,))
    desk = town.trial.desk(town.outsider).concerns
    calm = {title for title, _ in desk.raise_(said).documents}
    grave = {title for title, _ in desk.raise_(evolve(said, risk=ConcernRisk.SELF)).documents}
    assert calm < grave


def test_where_everybody_is_named_it_is_kept_until_somebody_else_can_handle_it(town: Town) -> None:
    coordinators = town.trial.staff_of("coordinator")
    everybody = (*coordinators, town.committee)
    said = RaiseConcern(wish=ConcernWish.ACT, about=everybody, account="All of them.")
    raised = town.trial.desk(town.outsider).concerns.raise_(said)

    assert not raised.handled
    calm = town.trial.desk(town.outsider).concerns.raise_(evolve(said, about=(town.mentor,)))
    assert calm.handled
    assert {title for title, _ in calm.documents} < {title for title, _ in raised.documents}
    for person in everybody:
        assert owed(town, raised.id, person) == {}
    deputy = town.trial.hire("committee")
    assert sorted(owed(town, raised.id, deputy)) == ["acknowledge", "resolve"]
    with pytest.raises(Refused):
        town.trial.desk(town.committee).concerns.show(ShowConcern(concern=raised.id))
    assert town.trial.desk(deputy).concerns.show(ShowConcern(concern=raised.id)).account == "All of them."


def told(town: Town, **more: Any) -> Disclose:
    plain: dict[str, Any] = {
        "tier": "contact",
        "recipient": "Cantonal police",
        "legal_basis": "article 364",
        "risk": "a knife",
    }
    return Disclose(person=town.mentor, **{**plain, **more})


def test_without_consent_a_disclosure_says_which_danger_it_averts(town: Town) -> None:
    for said, code in (
        (told(town, risk=" "), "disclosure.no_risk"),
        (told(town, legal_basis=""), "confidentiality.outside"),
    ):
        with pytest.raises(Refused) as caught:
            town.trial.desk().privacy.disclose(said)
        assert codes(caught) == [code]


def test_a_disclosure_stands_in_the_file_of_the_concern_that_it_belongs_to(town: Town) -> None:
    own = town.trial.desk(town.mentor).privacy.export(ExportPerson(person=town.mentor))
    said = told(
        town,
        concern=town.concern,
        informed="her lawyer",
        talked_over="not-safe",
        words="He lives with her.",
    )
    town.trial.desk().privacy.disclose(said)

    file = town.trial.desk().concerns.show(ShowConcern(concern=town.concern))
    (note,) = file.notes
    assert {name: note[name] for name in note if name not in ("day", "record")} == {
        "act": "disclosure",
        "by": town.trial.staff,
        "note": "",
        "person": town.mentor,
        "tier": "contact",
        "recipient": "Cantonal police",
        "legal_basis": "article 364",
        "risk": "a knife",
        "informed": "her lawyer",
        "talked_over": "not-safe",
        "words": "He lives with her.",
    }
    assert file.events[-1].type == "concern.disclosed"
    assert town.trial.desk(town.mentor).privacy.export(ExportPerson(person=town.mentor)) == own
    assert traces(["Cantonal", "knife", "lawyer", "lives"], repr(said), repr(file)) == []


def test_only_who_handles_a_concern_can_cite_it(town: Town) -> None:
    second = next(person for person in town.trial.staff_of("coordinator") if person != town.trial.staff)
    about = RaiseConcern(wish=ConcernWish.ACT, about=(second,))
    hidden = town.trial.desk(town.outsider).concerns.raise_(about).id

    refusals = []
    for concern in (hidden, UNKNOWN["C"]):
        with pytest.raises(Refused) as caught:
            town.trial.desk(second).privacy.disclose(told(town, concern=concern))
        refusals.append(caught.value.refusals)
    assert refusals[0] == refusals[1]
    assert [refusal.code for refusal in refusals[0]] == ["grant.none"]
    assert hidden not in held_in(refusals)


def test_a_suspension_by_hand_is_not_held_by_somebody_elses_concern(town: Town) -> None:
    other = town.trial.introduced(town.outsider, town.trial.participant("mentor"))
    suspended = town.trial.desk().matches.suspend(SuspendMatch(match=other.id))
    assert suspended.state is MatchState.SUSPENDED
