"""Article 8 where somebody may come to harm: at once, and what was decided is written down."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from attrs import evolve

from mentorcore import Refused
from mentorcore.domain.commands.agenda import ShowAgenda
from mentorcore.domain.commands.concerns import ActOnConcern, RaiseConcern, ResolveConcern, ShowConcern
from mentorcore.domain.commands.matches import ShowMatch
from mentorcore.domain.concerns import ConcernAct, ConcernKind, ConcernRisk, ConcernState, ConcernWish
from mentorcore.domain.matches import MatchState
from mentorcore.domain.records import TalkedOver
from mentorcore.testing import Trial


def about(named: str, kind: ConcernKind = ConcernKind.ACCUSATION) -> RaiseConcern:
    """A concern from somebody who wants no more than silent protection."""
    return RaiseConcern(wish=ConcernWish.PROTECT_SILENTLY, about=(named,), kind=kind)


def urgent(named: str) -> RaiseConcern:
    """The same, with a danger to others."""
    return evolve(about(named), risk=ConcernRisk.OTHERS)


@pytest.mark.clause("VPS-8")
def test_vps_8_danger_is_taken_on_within_hours_and_without_asking_first(
    vps: Trial, mentee: str, mentor: str
) -> None:
    match = vps.introduced(mentee, mentor)
    raised = vps.desk(mentee).concerns.raise_(evolve(urgent(mentor), match=match.id))
    taken_on, resolve = vps.desk().agenda.show(ShowAgenda(until=vps.today.replace(year=2026))).due
    assert (taken_on.rule, taken_on.due_at) == ("acknowledge", vps.clock.now() + timedelta(hours=24))
    assert (resolve.rule, resolve.due_at) == ("resolve", None)
    assert vps.programme.context.texts.document("emergency", "fr") in raised.documents

    suspension = ActOnConcern(concern=raised.id, act=ConcernAct.SUSPENSION)
    vps.desk().concerns.act(suspension)
    assert vps.desk().matches.show(ShowMatch(match=match.id)).match.state is MatchState.SUSPENDED


@pytest.mark.clause("VPS-8")
def test_vps_8_what_is_overdue_heads_the_agenda(vps: Trial, mentee: str, mentor: str) -> None:
    calm = vps.desk(mentee).concerns.raise_(about(mentor))
    grave = vps.desk(mentee).concerns.raise_(urgent(mentor))
    agenda = vps.desk().agenda.show(ShowAgenda())
    assert ([case.id for case in agenda.concerns], agenda.late) == ([calm.id, grave.id], ())

    vps.clock.advance(hours=24, minutes=1)
    agenda = vps.desk().agenda.show(ShowAgenda())
    assert ([case.id for case in agenda.concerns], agenda.late) == ([grave.id, calm.id], (grave.id,))
    assert [duty.subject for duty in agenda.overdue] == [grave.id]

    vps.desk().concerns.act(ActOnConcern(concern=grave.id, act=ConcernAct.ACKNOWLEDGEMENT))
    assert vps.desk().agenda.show(ShowAgenda()).late == ()


@pytest.mark.clause("VPS-8")
def test_vps_8_after_danger_the_outcome_says_who_was_told_or_why_nobody(
    vps: Trial, mentee: str, mentor: str
) -> None:
    def ending(**said: Any) -> ResolveConcern:
        raised = vps.desk(mentee).concerns.raise_(urgent(mentor))
        return ResolveConcern(concern=raised.id, outcome="referred", **said)

    silent = ending()
    with pytest.raises(Refused) as refused:
        vps.desk().concerns.resolve(silent)
    assert refused.value.clauses == ("VPS-8",)
    for said in (
        ending(agency="Police cantonale", agency_on=vps.today),
        ending(no_agency="She and the centre decided against it."),
    ):
        assert vps.desk().concerns.resolve(said).state is ConcernState.RESOLVED
        (note,) = vps.desk().concerns.show(ShowConcern(concern=said.concern)).notes
        assert (note["by"], note.get("agency", ""), note.get("no_agency", "")) == (
            vps.staff,
            said.agency,
            said.no_agency,
        )


@pytest.mark.clause("VPS-8")
def test_vps_8_every_concern_is_triaged_by_one_policy(vps: Trial, mentee: str, mentor: str) -> None:
    for kind in ConcernKind:
        for risk in ConcernRisk:
            raised = vps.desk(mentee).concerns.raise_(
                evolve(about(mentor, kind=kind), risk=risk, talked_over=TalkedOver.YES)
            )
            found = vps.desk().agenda.show(ShowAgenda(until=vps.today.replace(year=2026)))
            owed = [duty for duty in (*found.due, *found.overdue) if duty.subject == raised.id]
            expected = "triage" if risk is ConcernRisk.NONE else "triage-urgent"
            assert [(duty.policy, duty.rule) for duty in owed] == [
                (expected, "acknowledge"),
                (expected, "resolve"),
            ]
