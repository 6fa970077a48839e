"""The standing of a person: out at once and back where they stood, put out for good, and nobody can infer why."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest
from tests.support.apart import PLAIN, SECRET, lift, match_state, refused, states, suspend, terminate

from mentorcore import InputFault
from mentorcore.domain.commands.agenda import ShowAgenda
from mentorcore.domain.commands.audit import ShowAudit
from mentorcore.domain.commands.concerns import ActOnConcern, RaiseConcern, SetSafety
from mentorcore.domain.commands.matches import (
    CloseMatch,
    ProposeRound,
    ResumeMatch,
    ShowMatch,
    SuspendMatch,
)
from mentorcore.domain.commands.messages import ListMessages
from mentorcore.domain.commands.participants import (
    Apply,
    ErasePerson,
    ExportPerson,
    ListParticipants,
    ReadmitPerson,
    ShowParticipant,
    ShowStanding,
    SuspendPerson,
    Withdraw,
)
from mentorcore.domain.commands.vetting import RecordEvidence, ShowVetting
from mentorcore.domain.concerns import ConcernAct, ConcernWish
from mentorcore.domain.matches import EndKind, MatchState
from mentorcore.domain.people import RoleState
from mentorcore.domain.records import RecordKind
from mentorcore.testing import Trial, held_in, staffed, traces


def test_who_is_suspended_is_out_at_once_and_back_where_they_stood(
    trial: Trial, mentee: str, mentor: str
) -> None:
    suspend(trial, mentor)
    assert states(trial, mentor) == {RoleState.SUSPENDED}
    assert refused(lambda: trial.desk().matches.propose(ProposeRound())) == ["round.no_mentor"]
    assert refused(lambda: trial.proposed(mentee, mentor)) == ["person.not_in_role"]
    assert [p.id for p in trial.desk().participants.list(ListParticipants(state="suspended"))] == [mentor]

    lift(trial, mentor, by=trial.staff_of("coordinator")[1])
    assert states(trial, mentor) == {RoleState.ADMITTED}
    assert [m.parties for m in trial.desk().matches.propose(ProposeRound()).proposed] == [(mentee, mentor)]


def test_an_applicant_is_an_applicant_again(trial: Trial) -> None:
    person = trial.applicant("mentee")
    suspend(trial, person)
    decision = RecordEvidence(person=person, kind=RecordKind.ADMISSION, role="mentee", reason="Yes.")
    assert refused(lambda: trial.desk().vetting.record(decision)) == ["standing.decide_first"]
    lift(trial, person)
    assert states(trial, person) == {RoleState.APPLIED}


def test_matches_pause_as_any_other_pause_and_both_are_called(trial: Trial, mentee: str, mentor: str) -> None:
    match = trial.introduced(mentee, mentor)
    assert suspend(trial, mentor) == (match.id,)

    duties = trial.desk().agenda.show(ShowAgenda(until=trial.today + timedelta(days=1))).due
    assert {d.about for d in duties if d.rule == "neutral-call"} == {mentee, mentor}
    seen = trial.desk(mentee).matches.show(ShowMatch(match=match.id))
    with staffed("vps", coordinator=2, committee=1) as other:
        same = other.introduced(
            other.participant("mentee", experience="physical"),
            other.participant("mentor", experience="physical"),
        )
        other.desk().matches.suspend(SuspendMatch(match=same.id))
        by_hand = other.desk(same.mentee).matches.show(ShowMatch(match=same.id))
    assert (seen.match.state, seen.match.suspended_on) == (by_hand.match.state, by_hand.match.suspended_on)
    assert refused(lambda: trial.desk().matches.resume(ResumeMatch(match=match.id))) == [
        "standing.match_pauses"
    ]

    assert lift(trial, mentor) == (match.id,)
    assert match_state(trial, match.id) is MatchState.ACTIVE


def test_a_proposal_is_taken_back(trial: Trial, mentee: str, mentor: str) -> None:
    match = trial.proposed(mentee, mentor)
    assert suspend(trial, mentee) == ()
    assert trial.desk().matches.show(ShowMatch(match=match.id)).match.end is EndKind.WITHDRAWN
    assert refused(lambda: trial.accept(match, mentor)) == ["match.not_proposed"]


def test_lifting_lets_go_on_only_what_paused_for_it(trial: Trial) -> None:
    mentor = trial.participant("mentor", capacity="3")
    mentees = [trial.participant("mentee") for _ in range(3)]
    before, during, left = (trial.introduced(mentee, mentor).id for mentee in mentees)
    trial.desk().matches.suspend(SuspendMatch(match=before))
    assert set(suspend(trial, mentor)) == {during, left}
    trial.desk().matches.suspend(SuspendMatch(match=during))  # now for a reason of its own
    trial.desk(mentees[2]).matches.close(CloseMatch(match=left))

    assert lift(trial, mentor) == ()
    assert [match_state(trial, m) for m in (before, during, left)] == [
        *(MatchState.SUSPENDED, MatchState.SUSPENDED, MatchState.ENDED)
    ]


@pytest.mark.parametrize("first", [0, 1])
def test_a_match_of_two_suspended_people_waits_for_both(
    trial: Trial, mentee: str, mentor: str, first: int
) -> None:
    match = trial.introduced(mentee, mentor)
    suspend(trial, mentee)
    assert suspend(trial, mentor) == (match.id,)
    one, other = ((mentee, mentor), (mentor, mentee))[first]

    assert lift(trial, one) == ()
    assert match_state(trial, match.id) is MatchState.SUSPENDED
    assert lift(trial, other) == (match.id,)


def test_who_is_suspended_can_still_leave_read_erase_and_raise_a_concern(
    trial: Trial, mentee: str, mentor: str
) -> None:
    match = trial.introduced(mentee, mentor)
    suspend(trial, mentor)
    own = trial.desk(mentor)
    own.concerns.raise_(RaiseConcern(wish=ConcernWish.ACT, about=(mentee,)))
    own.safety.set(SetSafety(person=mentor, channels="sms"))
    assert trial.desk(mentor, purpose="subject-access").privacy.export(ExportPerson(person=mentor)).matches
    own.matches.close(CloseMatch(match=match.id))
    own.participants.withdraw(Withdraw(person=mentor))
    lift(trial, mentor)
    assert states(trial, mentor) == {RoleState.LEFT}
    own.privacy.erase(ErasePerson(person=mentor))


def test_leaving_does_not_wash_off_a_suspension(trial: Trial, mentor: str) -> None:
    suspend(trial, mentor)
    trial.desk(mentor).participants.withdraw(Withdraw(person=mentor))
    again = Apply(form="mentor", answers=trial.answers("mentor", PLAIN), person=mentor)
    anew = Apply(form="mentor", answers=trial.answers("mentor", PLAIN), distinct=True)
    for command in (again, anew):
        assert refused(partial(trial.desk().participants.apply, command)) == ["standing.barred"]
    lift(trial, mentor)
    assert trial.desk().participants.apply(again).person.id == mentor


# Why


def test_nobody_can_infer_why(
    trial: Trial, mentee: str, mentor: str, caplog: pytest.LogCaptureFixture
) -> None:
    match = trial.introduced(mentee, mentor)
    command = SuspendPerson(person=mentor, reason=SECRET)
    trial.desk().participants.suspend(command)
    shown = [
        trial.desk(mentor, purpose="subject-access").privacy.export(ExportPerson(person=mentor)),
        trial.desk(mentor).vetting.show(ShowVetting(person=mentor)),
        trial.desk(mentee).matches.show(ShowMatch(match=match.id)),
        trial.desk().matches.show(ShowMatch(match=match.id)),
        trial.desk().participants.show(ShowParticipant(person=mentor)),
        trial.desk(purpose="vetting").participants.show(ShowParticipant(person=mentor)),
        trial.desk().messages.list(ListMessages()),
        trial.desk().agenda.show(ShowAgenda()),
        trial.desk(purpose="review").audit.show(ShowAudit(last=1000)),
        trial.send_all(),
    ]
    assert traces([SECRET, "Ludmilla"], held_in(shown), repr(command), repr(shown), caplog.text) == []

    file = trial.desk().participants.standing(ShowStanding(person=mentor))
    assert (file.state, file.made_by, file.notes[0]["reason"]) == ("suspended", trial.staff, SECRET)
    assert SECRET not in repr(file)
    for desk in (trial.desk(mentor), trial.desk(mentee)):
        assert refused(partial(desk.participants.standing, ShowStanding(person=mentor))) == ["grant.none"]


def test_a_reason_is_needed_and_nobody_decides_about_themselves(trial: Trial, ben: str) -> None:
    with pytest.raises(InputFault):
        SuspendPerson(person=ben, reason=" ")
    assert refused(lambda: suspend(trial, ben)) == ["standing.no_role"]
    for act in (
        lambda: suspend(trial, ben, by=ben),
        lambda: lift(trial, ben, by=ben),
        lambda: terminate(trial, ben, by=ben),
        lambda: trial.desk(ben).participants.standing(ShowStanding(person=ben)),
        lambda: trial.desk(ben).participants.readmit(ReadmitPerson(person=ben, reason="Me.")),
    ):
        assert refused(act) == ["grant.none"]


def test_a_raiser_is_asked_before_the_accused_could_notice(trial: Trial, mentee: str, mentor: str) -> None:
    match = trial.introduced(mentee, mentor)
    raised = trial.desk(mentee).concerns.raise_(
        RaiseConcern(wish=ConcernWish.PROTECT_SILENTLY, about=(mentor,), match=match.id)
    )
    for act in (suspend, terminate):
        assert refused(partial(act, trial, mentor)) == ["reporting.consent_first"]
    assert match_state(trial, match.id) is MatchState.ACTIVE
    trial.desk().concerns.act(ActOnConcern(concern=raised.id, act=ConcernAct.AGREEMENT))
    assert suspend(trial, mentor) == (match.id,)
