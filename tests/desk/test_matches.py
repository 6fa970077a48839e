"""From the round to the introduction and to the end: who may, when, and what they see."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from tests.support.apart import refused, suspend
from tests.support.drafts import accuse
from tests.support.state import state_of
from tests.support.town import Town
from tests.support.verbs import UNKNOWN

from mentorcore import InputFault, Refused
from mentorcore.domain.commands.matches import (
    AcceptMatch,
    AskRematch,
    CloseMatch,
    DeclineMatch,
    EndByProgramme,
    ExplainPair,
    IntroduceMatch,
    ListMatches,
    PairByHand,
    ProposeRound,
    ResendIntroduction,
    ResumeMatch,
    ShowMatch,
    SuspendMatch,
)
from mentorcore.domain.commands.participants import EditAnswers, Withdraw
from mentorcore.domain.commands.vetting import RecordEvidence
from mentorcore.domain.matches import EndKind, Match, MatchState
from mentorcore.domain.records import RecordKind
from mentorcore.storage import matches, sealed
from mentorcore.testing import Trial


def codes(caught: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [refusal.code for refusal in caught.value.refusals]


@pytest.fixture
def proposal(town: Town) -> Match:
    """A pair that a coordinator made by hand."""
    return town.trial.proposed(town.outsider, town.trial.participant("mentor"))


def test_a_round_proposes_and_tells_who_waits_once(town: Town) -> None:
    trial = town.trial
    mentor, waiting = (trial.participant(role, experience="physical") for role in ("mentor", "mentee"))
    said = EditAnswers(person=town.outsider, answers={"experience": "physical"})
    trial.for_(town.outsider).participants.edit(said)
    made = trial.desk().matches.propose(ProposeRound(seed=1))

    (match,) = made.proposed
    assert (made.mentees, made.mentors, match.mentor) == (2, 1, mentor)
    assert match.mentee in (town.outsider, waiting)
    (left,) = made.waiting
    assert {left.person, match.mentee} == {town.outsider, waiting}
    assert made.reasons[match.id]
    assert trial.desk().matches.list(ListMatches(state="proposed")) == (match,)
    told = [m.message for m in trial.send_all() if m.message.template == "message.waiting"]
    assert [message.recipient for message in told] == [left.person]

    stranger = trial.participant("mentor", languages="it")
    again = trial.desk().matches.propose(ProposeRound())
    assert (again.proposed, {found.person for found in again.waiting}) == ((), {left.person, stranger})
    later = [m.message for m in trial.send_all() if m.message.template == "message.waiting"]
    assert [message.recipient for message in later] == [stranger]


def test_a_round_without_anybody_or_with_one_side_alone_is_refused_and_tells_nobody(trial: Trial) -> None:
    assert refused(lambda: trial.desk().matches.propose(ProposeRound())) == ["round.empty_pool"]
    mentor = trial.participant("mentor")
    trial.send_all()
    assert refused(lambda: trial.desk().matches.propose(ProposeRound())) == ["round.no_mentee"]
    suspend(trial, mentor)
    mentee = trial.participant("mentee")
    trial.send_all()
    assert refused(lambda: trial.desk().matches.propose(ProposeRound())) == ["round.no_mentor"]
    assert trial.send_all() == ()
    assert state_of(trial.programme)["rounds"] == []
    with trial.programme.context.store.read() as tx:
        rounds = {wait.person: wait.rounds for wait in matches.waiting_list(tx)}
    assert rounds[mentee] == 0


def test_whom_a_concern_keeps_out_in_silence_counts_as_there(trial: Trial) -> None:
    mentee, mentor = trial.participant("mentee"), trial.participant("mentor")
    accuse(trial, trial.participant("mentee"), mentor)
    made = trial.desk().matches.propose(ProposeRound())
    assert (made.proposed, mentee in {found.person for found in made.waiting}) == ((), True)


def test_a_party_sees_the_match_and_not_how_it_came_about(town: Town) -> None:
    for role in ("mentor", "mentee"):
        town.trial.participant(role, experience="physical")
    (match,) = town.trial.desk().matches.propose(ProposeRound()).proposed
    assert match.score > 0

    shown = town.trial.desk(match.mentee).matches.show(ShowMatch(match=match.id))
    staff = town.trial.desk().matches.show(ShowMatch(match=match.id))

    assert (shown.match.score, shown.match.round, shown.events, shown.records) == (0, "", (), ())
    assert (staff.match, staff.events[0].type) == (match, "match.proposed")


def test_what_every_rule_says_is_for_the_coordinator(town: Town) -> None:
    mentor = town.trial.participant("mentor")

    reasons = town.trial.desk().matches.explain(ExplainPair(mentee=town.outsider, mentor=mentor))

    assert {reason.policy for reason in reasons} >= {"languages", "experience", "near", "waiting"}
    with pytest.raises(Refused):
        town.trial.desk(town.outsider).matches.explain(ExplainPair(mentee=town.outsider, mentor=mentor))


def test_lists_by_state_and_person(town: Town, proposal: Match) -> None:
    desk = town.trial.desk().matches

    assert {match.id for match in desk.list(ListMatches())} == {town.match, proposal.id}
    assert [match.id for match in desk.list(ListMatches(state="active"))] == [town.match]
    assert [match.id for match in desk.list(ListMatches(person=town.outsider))] == [proposal.id]
    with pytest.raises(Refused) as caught:
        desk.list(ListMatches(state="lost"))
    assert codes(caught) == ["match.unknown_state"]


def test_a_mentee_has_one_mentor_and_a_mentor_as_many_as_stated(town: Town, proposal: Match) -> None:
    trial = town.trial
    with pytest.raises(Refused) as taken:
        trial.proposed(proposal.mentee, trial.participant("mentor"))
    with pytest.raises(Refused) as full:
        trial.proposed(trial.participant("mentee"), proposal.mentor)

    assert [(r.code, r.clauses) for r in taken.value.refusals] == [("match.mentee_taken", ("VPS-12",))]
    assert [(r.code, r.clauses) for r in full.value.refusals] == [("match.mentor_full", ("VPS-12",))]
    roomy = trial.participant("mentor", capacity="2")
    for _ in range(2):
        trial.proposed(trial.participant("mentee"), roomy)


def test_only_people_of_the_pool_are_paired(town: Town) -> None:
    trial = town.trial
    applicant = trial.applicant("mentor")
    for mentee, mentor, expected in (
        (town.outsider, UNKNOWN["P"], ["person.not_in_role"]),
        (town.mentor, town.mentee, ["person.not_in_role"]),
        (town.outsider, town.mentor, ["matching.kept_apart"]),  # an open accusation names the mentor
    ):
        with pytest.raises(Refused) as caught:
            trial.desk().matches.pair(PairByHand(mentee=mentee, mentor=mentor))
        assert codes(caught) == expected
    with pytest.raises(Refused) as caught:
        trial.desk().matches.pair(PairByHand(mentee=town.outsider, mentor=applicant))
    assert "vetting.admission" in codes(caught)


def accept(match: Match, **values: Any) -> AcceptMatch:
    plain = {"shown_name": "Lou", "shown_channel": "sms", "confidential": True}
    return AcceptMatch(match=match.id, **{**plain, **values})


def test_an_acceptance_needs_confidentiality_and_a_way_to_show(town: Town, proposal: Match) -> None:
    desk = town.trial.desk(proposal.mentee).matches
    town.trial.for_(proposal.mentee).participants.edit(
        EditAnswers(person=proposal.mentee, answers={"email": "", "safe_channels": "sms"})
    )
    with pytest.raises(Refused) as first:
        desk.accept(accept(proposal, confidential=False))
    assert [(r.code, r.clauses) for r in first.value.refusals] == [
        ("match.confidentiality_first", ("VPS-4b",))
    ]
    for wrong, where in (({"shown_channel": "pigeon"}, "shown_channel"), ({"shown_channel": "via-someone"}, "shown_channel"),
                         ({"shown_channel": "email"}, "shown_address")):  # fmt: skip
        with pytest.raises(InputFault) as caught:
            desk.accept(accept(proposal, **wrong))
        assert [problem.where for problem in caught.value.problems] == [where]

    own = desk.accept(accept(proposal, shown_address=" 079 555 00 00 "))
    assert own.mentee_accepted_on == town.trial.today
    with town.trial.programme.context.store.read() as tx:
        assert sealed.get(tx, proposal.mentee, f"shown:{proposal.id}") == {
            "name": "Lou",
            "channel": "sms",
            "address": "079 555 00 00",
        }


def test_what_is_over_or_under_way_is_not_accepted_again(town: Town, proposal: Match) -> None:
    trial = town.trial
    with pytest.raises(Refused) as under_way:
        trial.desk(town.mentee).matches.accept(AcceptMatch(town.match, "Lou", "sms", confidential=True))
    with pytest.raises(Refused) as twice:
        trial.desk().matches.introduce(IntroduceMatch(match=town.match))
    with pytest.raises(Refused) as declined:
        trial.desk(town.mentee).matches.decline(DeclineMatch(match=town.match))
    with pytest.raises(Refused) as early:
        trial.desk(proposal.mentee).matches.resend(ResendIntroduction(match=proposal.id))

    assert [codes(found) for found in (under_way, twice, declined)] == [["match.not_proposed"]] * 3
    assert codes(early) == ["match.not_active"]


def introduced(town: Town, match: Match) -> list[str]:
    """The codes for which an introduction is refused after both accepted."""
    for party in match.parties:
        town.trial.accept(match, party)
    with pytest.raises(Refused) as caught:
        town.trial.desk().matches.introduce(IntroduceMatch(match=match.id))
    return codes(caught)


def test_what_was_true_at_the_proposal_is_asked_again(town: Town, proposal: Match) -> None:
    withdrawal = RecordEvidence(person=proposal.mentor, kind=RecordKind.WITHDRAWAL, document="code")
    town.trial.desk(proposal.mentor).vetting.record(withdrawal)

    assert introduced(town, proposal) == ["vetting.acceptance"]


def test_a_rule_that_is_broken_since_stops_the_introduction(town: Town, proposal: Match) -> None:
    for person, language in ((proposal.mentee, "fr"), (proposal.mentor, "de")):
        town.trial.for_(person).participants.edit(EditAnswers(person=person, answers={"languages": language}))

    assert introduced(town, proposal) == ["matching.nothing_shared"]


def test_a_party_who_left_is_not_introduced(town: Town) -> None:
    mentor = town.trial.participant("mentor")
    match = town.trial.proposed(town.outsider, mentor)
    for party in match.parties:
        town.trial.accept(match, party)
    with town.trial.programme.context.store.write() as tx:  # as if the two had happened at the same moment
        tx.conn.exec_driver_sql("UPDATE roles SET state = 'rejected' WHERE person = ?", (mentor,))

    with pytest.raises(Refused) as caught:
        town.trial.desk().matches.introduce(IntroduceMatch(match=match.id))
    assert codes(caught) == ["match.party_left"]


def test_an_acceptance_that_was_taken_back_does_not_count(town: Town, proposal: Match) -> None:
    town.trial.accept(proposal, proposal.mentee)
    back = RecordEvidence(person=proposal.mentee, kind=RecordKind.WITHDRAWAL, document="confidentiality")
    town.trial.desk(proposal.mentee).vetting.record(back)
    town.trial.accept(proposal, proposal.mentor)

    with pytest.raises(Refused) as caught:
        town.trial.desk().matches.introduce(IntroduceMatch(match=proposal.id))
    assert [(r.code, r.params["person"]) for r in caught.value.refusals] == [
        ("match.acceptance_missing", proposal.mentee)
    ]


def test_a_match_is_interrupted_and_goes_on(town: Town, proposal: Match) -> None:
    desk = town.trial.desk().matches

    assert desk.suspend(SuspendMatch(match=town.match)).state is MatchState.SUSPENDED
    with pytest.raises(Refused) as twice:
        desk.suspend(SuspendMatch(match=town.match))
    resumed = desk.resume(ResumeMatch(match=town.match))
    with pytest.raises(Refused) as again:
        desk.resume(ResumeMatch(match=town.match))
    with pytest.raises(Refused) as unknown:
        desk.resume(ResumeMatch(match=UNKNOWN["M"]))

    assert (resumed.state, resumed.suspended_on) == (MatchState.ACTIVE, None)
    assert [codes(found) for found in (twice, again, unknown)] == [
        ["match.not_active"],
        ["match.not_suspended"],
        ["match.unknown"],
    ]


def test_the_programme_takes_a_proposal_back_or_ends_a_match(town: Town, proposal: Match) -> None:
    desk = town.trial.desk().matches

    back = desk.end(EndByProgramme(match=proposal.id))
    over = desk.end(EndByProgramme(match=town.match))

    assert (back.state, back.end, over.state, over.end) == (
        MatchState.DECLINED,
        EndKind.WITHDRAWN,
        MatchState.ENDED,
        EndKind.PROGRAMME,
    )
    with pytest.raises(Refused) as twice:
        desk.end(EndByProgramme(match=town.match))
    with pytest.raises(Refused) as closed:
        town.trial.desk(town.mentee).matches.close(CloseMatch(match=town.match))
    assert codes(twice) == codes(closed) == ["match.over"]


def test_both_can_agree_to_end(town: Town) -> None:
    closed = town.trial.desk(town.mentor).matches.close(
        CloseMatch(match=town.match, as_=EndKind.AGREED, told_by="staff")
    )

    assert (closed.end, closed.ended_by, closed.ended_on) == (EndKind.AGREED, town.mentor, town.trial.today)


def test_a_past_day_is_kept(town: Town) -> None:
    town.trial.clock.advance(5)
    day = town.trial.today - timedelta(days=2)

    desk = town.trial.programme.desk(town.mentee, happened=day)
    assert desk.matches.close(CloseMatch(match=town.match)).ended_on == day


def test_a_new_match_after_an_ended_one(town: Town) -> None:
    desk = town.trial.desk(town.mentee).matches

    asked = desk.rematch(AskRematch(person=town.mentee))
    again = desk.rematch(AskRematch(person=town.mentee, again_with=town.mentor))

    assert (asked.kind, again.kind) == ("rematch", "rematch")
    (match,) = town.trial.desk().matches.list(ListMatches(person=town.mentee))
    assert (match.state, match.ended_by) == (MatchState.ENDED, town.mentee)
    with pytest.raises(Refused) as never:
        desk.rematch(AskRematch(person=town.mentee, again_with=town.outsider))
    with pytest.raises(InputFault) as which:
        desk.rematch(AskRematch(person=town.mentee, role="mentor"))
    town.trial.desk(town.mentee).participants.withdraw(Withdraw(person=town.mentee))
    with pytest.raises(Refused) as left:
        desk.rematch(AskRematch(person=town.mentee))
    assert (codes(never), codes(left)) == (["match.never_together"], ["person.not_taking_part"])
    assert [problem.code for problem in which.value.problems] == ["role.which"]


def test_who_has_a_free_seat_keeps_what_they_have(town: Town) -> None:
    mentor = town.trial.participant("mentor", capacity="2")
    first = town.trial.introduced(town.outsider, mentor)

    town.trial.desk(mentor).matches.rematch(AskRematch(person=mentor))

    assert town.trial.desk().matches.show(ShowMatch(match=first.id)).match.state is MatchState.ACTIVE
    town.trial.proposed(town.trial.participant("mentee"), mentor)
    with pytest.raises(Refused) as caught:
        town.trial.desk(mentor).matches.rematch(AskRematch(person=mentor))
    assert codes(caught) == ["match.which_ends"]


def test_seats_are_counted_in_the_committing_transaction(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two coordinators looked at the same pool; the second one's pair finds the seat taken."""
    mentor = town.trial.participant("mentor")
    town.trial.proposed(town.outsider, mentor)
    other = town.trial.participant("mentee")
    monkeypatch.setattr(matches, "seats_taken", lambda *_: {})

    with pytest.raises(Exception, match=r"store\.constraint"):
        town.trial.proposed(other, mentor)
