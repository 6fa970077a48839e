"""Stopping, and asking for somebody else."""

from __future__ import annotations

import pytest
from attrs import fields

from mentorcore import Refused
from mentorcore.domain.commands.agenda import ShowAgenda
from mentorcore.domain.commands.concerns import RaiseConcern
from mentorcore.domain.commands.matches import (
    AskRematch,
    CloseMatch,
    DeclineMatch,
    EndByProgramme,
    PairByHand,
    ProposeRound,
    ShowMatch,
    SuspendMatch,
)
from mentorcore.domain.commands.messages import ListMessages
from mentorcore.domain.concerns import ConcernWish
from mentorcore.domain.matches import EndKind, Match, MatchState
from mentorcore.domain.records import RecordKind
from mentorcore.testing import Trial


def letters(vps: Trial, person: str) -> dict[str, tuple[str, ...]]:
    """Template to the documents that go with it, of what waits for a person."""
    found = vps.desk().messages.list(ListMessages(person=person))
    return {message.template: message.documents for message in found}


# Article 9: ending


@pytest.mark.clause("VPS-9")
@pytest.mark.parametrize("side", ["mentee", "mentor"])
@pytest.mark.parametrize("by_staff", [False, True])
def test_vps_9_one_party_alone_ends_it_at_once(
    vps: Trial, mentee: str, mentor: str, side: str, by_staff: bool
) -> None:
    match = vps.introduced(mentee, mentor)
    leaver = mentee if side == "mentee" else mentor
    desk = vps.for_(leaver, how="phone") if by_staff else vps.desk(leaver)
    ended = desk.matches.close(CloseMatch(match=match.id))

    assert (ended.state, ended.end, ended.ended_by, ended.ended_on) == (
        MatchState.ENDED,
        EndKind.LEFT,
        leaver,
        vps.today,
    )
    assert {field.name for field in fields(CloseMatch)} == {"match", "told_by", "as_", "no_reflection"}
    kept = vps.desk().matches.show(ShowMatch(match=match.id)).match
    assert (kept.ended_on, kept.introduced_on, kept.parties) == (vps.today, vps.today, (mentee, mentor))


@pytest.mark.clause("VPS-9")
def test_vps_9_it_can_be_ended_in_every_state_and_only_once(vps: Trial, mentee: str, mentor: str) -> None:
    proposed = vps.proposed(mentee, mentor)
    assert vps.desk(mentee).matches.decline(DeclineMatch(match=proposed.id)).state is MatchState.DECLINED
    other = vps.participant("mentor", experience="physical")
    match = vps.introduced(mentee, other)
    vps.desk().matches.suspend(SuspendMatch(match=match.id))
    assert vps.desk(other).matches.close(CloseMatch(match=match.id)).state is MatchState.ENDED

    with pytest.raises(Refused) as refused:
        vps.desk(mentee).matches.close(CloseMatch(match=match.id))
    assert [refusal.code for refusal in refused.value.refusals] == ["match.over"]
    assert vps.desk().matches.show(ShowMatch(match=match.id)).match.ended_by == other


@pytest.mark.clause("VPS-9")
def test_vps_9_nobody_else_ends_it_as_a_party(vps: Trial, mentee: str, mentor: str) -> None:
    match = vps.introduced(mentee, mentor)
    stranger = vps.participant("mentee")
    for desk in (vps.desk(stranger), vps.desk(), vps.for_(stranger)):
        with pytest.raises(Refused):
            desk.matches.close(CloseMatch(match=match.id))


@pytest.mark.clause("VPS-9")
def test_vps_9_the_hint_to_tell_the_other_kindly_is_shown_to_the_one_who_leaves(
    vps: Trial, mentee: str, mentor: str
) -> None:
    match = vps.introduced(mentee, mentor)
    vps.send_all()
    vps.desk(mentor).matches.close(CloseMatch(match=match.id, told_by="staff"))

    assert "goodbye@2024-1" in letters(vps, mentor)["message.closure.left"]
    assert "goodbye@2024-1" not in letters(vps, mentee)["message.closure.other"]


@pytest.mark.clause("VPS-9")
@pytest.mark.parametrize("names_the_match", [False, True])
def test_vps_9_the_hint_is_not_shown_after_a_concern(
    vps: Trial, mentee: str, mentor: str, names_the_match: bool
) -> None:
    match = vps.introduced(mentee, mentor)
    vps.send_all()
    concern = RaiseConcern(
        wish=ConcernWish.LISTEN_ONLY, about=(mentor,), match=match.id if names_the_match else ""
    )
    vps.desk(mentee).concerns.raise_(concern)
    vps.desk(mentee).matches.close(CloseMatch(match=match.id, told_by="staff"))

    assert letters(vps, mentee)["message.closure.left"] == ("services@2024-1",)


@pytest.mark.clause("VPS-9")
def test_vps_9_the_one_who_leaves_chooses_how_the_other_learns(vps: Trial, mentee: str, mentor: str) -> None:
    second = vps.participant("mentee", experience="physical")
    third = vps.participant("mentor", experience="physical")
    themselves, by_staff = vps.introduced(mentee, mentor), vps.introduced(second, third)
    vps.send_all()
    vps.desk(mentee).matches.close(CloseMatch(match=themselves.id, told_by="self"))
    vps.desk(second).matches.close(CloseMatch(match=by_staff.id, told_by="staff"))

    duties = vps.desk().agenda.show(ShowAgenda(until=vps.today.replace(year=2026))).due
    assert [(duty.rule, duty.about) for duty in duties] == [("neutral-call", third)]
    assert "message.closure.other" in letters(vps, third)
    assert "message.closure.other" not in letters(vps, mentor)
    today = {letter.message.recipient for letter in vps.send_all()}
    assert today == {mentee, second, third}


# Article 9: a new match


@pytest.mark.clause("VPS-9")
@pytest.mark.parametrize("side", ["mentee", "mentor"])
def test_vps_9_asking_for_a_new_match_ends_the_present_one_first(
    vps: Trial, mentee: str, mentor: str, side: str
) -> None:
    match = vps.introduced(mentee, mentor)
    asker = mentee if side == "mentee" else mentor
    vps.desk(asker).matches.rematch(AskRematch(person=asker))

    ended = vps.desk().matches.show(ShowMatch(match=match.id)).match
    assert (ended.state, ended.ended_by) == (MatchState.ENDED, asker)
    counterpart = vps.participant("mentor" if side == "mentee" else "mentee", experience="physical")
    (new,) = vps.desk().matches.propose(ProposeRound()).proposed
    assert set(new.parties) == {asker, counterpart}


@pytest.mark.clause("VPS-9", "VPS-12")
def test_vps_9_a_mentor_with_a_free_seat_keeps_the_others(vps: Trial, mentee: str) -> None:
    mentor = vps.participant("mentor", capacity="2", experience="physical")
    match = vps.introduced(mentee, mentor)
    vps.desk(mentor).matches.rematch(AskRematch(person=mentor))
    assert vps.desk().matches.show(ShowMatch(match=match.id)).match.state is MatchState.ACTIVE

    other = vps.introduced(vps.participant("mentee", experience="physical"), mentor)
    with pytest.raises(Refused) as refused:
        vps.desk(mentor).matches.rematch(AskRematch(person=mentor))
    assert [refusal.code for refusal in refused.value.refusals] == ["match.which_ends"]
    vps.desk(mentor).matches.close(CloseMatch(match=other.id))
    assert vps.desk(mentor).matches.rematch(AskRematch(person=mentor)).kind == RecordKind.REMATCH


@pytest.mark.clause("VPS-9")
def test_vps_9_the_ended_pair_meets_again_only_if_both_ask(vps: Trial, mentee: str, mentor: str) -> None:
    match = vps.introduced(mentee, mentor)
    vps.desk(mentee).matches.close(CloseMatch(match=match.id))

    def possible() -> bool:
        return vps.pairs() == {(mentee, mentor)}

    for asked in ((), (mentee,)):
        for person in asked:
            other = mentor if person == mentee else mentee
            vps.desk(person).matches.rematch(AskRematch(person=person, again_with=other))
        vps.desk(mentor).matches.rematch(AskRematch(person=mentor))
        assert not possible()
        with pytest.raises(Refused) as refused:
            vps.desk().matches.pair(PairByHand(mentee=mentee, mentor=mentor))
        assert refused.value.clauses == ("VPS-9",)

    vps.for_(mentor).matches.rematch(AskRematch(person=mentor, again_with=mentee))
    assert possible()


@pytest.mark.clause("VPS-9")
def test_vps_9_an_earlier_wish_does_not_count_for_a_later_end(vps: Trial, mentee: str, mentor: str) -> None:
    def end(match: Match) -> None:
        vps.desk(mentee).matches.close(CloseMatch(match=match.id))

    end(vps.introduced(mentee, mentor))
    for one, other in ((mentee, mentor), (mentor, mentee)):
        vps.desk(one).matches.rematch(AskRematch(person=one, again_with=other))
    vps.clock.advance(1)
    end(vps.introduced(mentee, mentor))
    with pytest.raises(Refused) as refused:
        vps.proposed(mentee, mentor)
    assert refused.value.clauses == ("VPS-9",)


@pytest.mark.clause("VPS-9")
def test_vps_9_nobody_asks_again_for_somebody_they_were_never_with(
    vps: Trial, mentee: str, mentor: str
) -> None:
    with pytest.raises(Refused):
        vps.desk(mentee).matches.rematch(AskRematch(person=mentee, again_with=mentor))
    with pytest.raises(Refused):
        vps.desk(mentor).matches.rematch(AskRematch(person=mentee))


@pytest.mark.clause("VPS-9")
def test_vps_9_a_proposal_that_was_taken_back_parts_nobody(vps: Trial, mentee: str, mentor: str) -> None:
    vps.desk().matches.end(EndByProgramme(match=vps.proposed(mentee, mentor).id))
    assert vps.introduced(mentee, mentor).parties == (mentee, mentor)
