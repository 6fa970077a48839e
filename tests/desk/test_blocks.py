"""Silent blocks: two people never meet again, whoever acts and whatever was proposed, and the other notices nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tests.support.apart import PLAIN, block, refused_pair
from tests.support.state import state_of
from tests.support.verbs import UNKNOWN

from mentorcore import Refused
from mentorcore.domain.commands.agenda import ShowAgenda
from mentorcore.domain.commands.audit import ShowAudit, VerifyAudit
from mentorcore.domain.commands.concerns import BlockPerson, ListBlocks, UnblockPerson
from mentorcore.domain.commands.duties import PlanDuties
from mentorcore.domain.commands.matches import (
    AskRematch,
    CloseMatch,
    DeclineMatch,
    ExplainPair,
    IntroduceMatch,
    ListMatches,
    PairByHand,
    ProposeRound,
    ShowMatch,
)
from mentorcore.domain.commands.messages import ListMessages
from mentorcore.domain.commands.participants import ExportPerson
from mentorcore.domain.commands.staff import AddStaff
from mentorcore.domain.matches import EndKind, Match, MatchState
from mentorcore.testing import Trial, held_in, staffed

KEYED = ("audit", "blocks", "meta", "marks", "envelopes")
"""What differs from one programme to the next by its keys alone, and where a block stands."""


def codes(caught: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [refusal.code for refusal in caught.value.refusals]


def pairs(matches: tuple[Match, ...]) -> list[tuple[str, str]]:
    return [match.parties for match in matches]


@pytest.mark.parametrize("turned", [False, True])
def test_blocked_people_are_in_no_round_and_in_no_pair(
    trial: Trial, mentee: str, mentor: str, turned: bool
) -> None:
    made = block(trial, *((mentor, mentee) if turned else (mentee, mentor)))

    assert made.by_staff
    assert trial.desk().matches.propose(ProposeRound()).proposed == ()
    assert refused_pair(trial, mentee, mentor) == ["matching.kept_apart"]
    other = trial.participant("mentor", experience="physical")
    assert pairs(trial.desk().matches.propose(ProposeRound()).proposed) == [(mentee, other)]


@pytest.mark.parametrize("as_", ["self", "on-behalf"])
def test_a_proposal_ends_as_one_that_is_declined(trial: Trial, mentee: str, mentor: str, as_: str) -> None:
    match = trial.proposed(mentee, mentor)
    block(trial, mentee, mentor, as_=as_)

    seen = trial.desk(mentor).matches.show(ShowMatch(match=match.id)).match
    assert (seen.state, seen.end, seen.ended_by) == (MatchState.DECLINED, EndKind.DECLINED, mentee)
    with pytest.raises(Refused) as caught:
        trial.accept(match, mentor)
    assert codes(caught) == ["match.not_proposed"]


def test_what_the_other_sees_is_what_they_see_when_somebody_leaves() -> None:
    """Two programmes, one act apart: every list, message and duty of the other, and of staff about them, is equal."""

    def story(act: Callable[[Trial, Match], object]) -> object:
        with staffed("vps", coordinator=2) as trial:
            mentee, mentor = trial.participant("mentee"), trial.participant("mentor")
            match = trial.introduced(mentee, mentor)
            trial.send_all()
            act(trial, match)
            trial.desk().duties.plan(PlanDuties())
            desk, own = trial.desk(), trial.desk(mentor, purpose="subject-access")
            return (
                trial.desk(mentor).matches.show(ShowMatch(match=match.id)),
                own.privacy.export(ExportPerson(person=mentor)),
                desk.messages.list(ListMessages(person=mentor)),
                desk.agenda.show(ShowAgenda()),
                desk.matches.list(ListMatches(person=mentor)),
                state_of(trial.programme, without=KEYED),
            )

    blocked = story(lambda trial, m: block(trial, m.mentee, m.mentor, as_="self"))
    closed = story(
        lambda trial, m: trial.desk(m.mentee).matches.close(CloseMatch(match=m.id, told_by="staff"))
    )
    assert blocked == closed


def test_a_declined_proposal_reads_the_same_with_and_without_a_block() -> None:
    def story(act: Callable[[Trial, Match], object]) -> object:
        with staffed("vps", coordinator=2) as trial:
            match = trial.proposed(trial.participant("mentee"), trial.participant("mentor"))
            act(trial, match)
            return state_of(trial.programme, without=KEYED)

    blocked = story(lambda trial, m: block(trial, m.mentor, m.mentee, as_="self"))
    declined = story(lambda trial, m: trial.desk(m.mentor).matches.decline(DeclineMatch(match=m.id)))
    assert blocked == declined


def test_staff_take_back_a_proposal_and_are_asked_to_end_what_has_begun(
    trial: Trial, mentee: str, mentor: str
) -> None:
    trial.proposed(mentee, mentor)
    block(trial, mentee, mentor)
    assert trial.desk().matches.list(ListMatches())[0].end is EndKind.WITHDRAWN

    third = trial.participant("mentee", experience="physical")
    match = trial.introduced(third, mentor)
    with pytest.raises(Refused) as caught:
        block(trial, third, mentor)
    assert (codes(caught), caught.value.clauses) == (["block.match_open"], ("CORE-5",))
    assert trial.desk().safety.blocks(ListBlocks(person=third)).blocks == ()
    assert trial.desk().matches.show(ShowMatch(match=match.id)).match.state is MatchState.ACTIVE


def test_a_block_leads_nobody_to_an_id(trial: Trial, mentee: str, mentor: str) -> None:
    """A party blocks whom they were in a match with; somebody who exists reads like somebody who does not."""
    said = []
    for other in (mentor, UNKNOWN["P"], trial.staff):
        with pytest.raises(Refused) as caught:
            block(trial, mentee, other, as_="self")
        said.append(trial.programme.context.texts.error(caught.value, "en"))
    assert len(set(said)) == 1

    match = trial.introduced(mentee, mentor)
    trial.desk(mentor).matches.close(CloseMatch(match=match.id))
    assert block(trial, mentee, mentor, as_="self").other == mentor


def test_whoever_blocked_lifts_it_and_nobody_elses(trial: Trial, mentee: str, mentor: str) -> None:
    trial.introduced(mentee, mentor)
    block(trial, mentee, mentor, as_="self")
    block(trial, mentee, mentor, as_="staff")
    command = UnblockPerson(person=mentee, other=mentor)

    assert [b.by_staff for b in trial.desk(mentee).safety.blocks(ListBlocks(person=mentee)).blocks] == [False]
    assert [b.by_staff for b in trial.desk().safety.blocks(ListBlocks(person=mentee)).blocks] == [False, True]
    trial.for_(mentee).safety.unblock(command)
    assert trial.desk(mentee).safety.blocks(ListBlocks(person=mentee)).blocks == ()
    for desk, code in ((trial.desk(mentee), "grant.none"), (trial.for_(mentee), "block.none")):
        with pytest.raises(Refused) as caught:
            desk.safety.unblock(command)
        assert codes(caught) == [code]
    assert sorted(refused_pair(trial, mentee, mentor)) == [
        "matching.kept_apart",
        "matching.not_asked_by_both",
    ]
    trial.desk().safety.unblock(command)
    assert trial.desk().safety.blocks(ListBlocks(person=mentee)).blocks == ()
    assert refused_pair(trial, mentee, mentor) == ["matching.not_asked_by_both"]


def test_a_block_twice_is_one_and_starts_again_after_it_was_lifted(
    trial: Trial, mentee: str, mentor: str
) -> None:
    first = block(trial, mentee, mentor)
    trial.clock.advance(3)
    assert block(trial, mentee, mentor) == first
    trial.desk().safety.unblock(UnblockPerson(person=mentee, other=mentor))
    assert pairs(trial.desk().matches.propose(ProposeRound()).proposed) == [(mentee, mentor)]
    assert block(trial, mentee, mentor).since == trial.today


# What the blocked one could see


def test_the_blocked_one_sees_nothing_anywhere(trial: Trial, mentee: str, mentor: str) -> None:
    before = trial.desk(mentor, purpose="subject-access").privacy.export(ExportPerson(person=mentor))
    block(trial, mentee, mentor)

    assert trial.desk(mentor, purpose="subject-access").privacy.export(ExportPerson(person=mentor)) == before
    assert trial.desk(mentor).safety.blocks(ListBlocks(person=mentor)).blocks == ()
    assert not trial.desk(mentor).safety.blocks(ListBlocks(person=mentor)).avoided
    for desk, command in (
        (trial.desk(mentor), ListBlocks(person=mentee)),
        (trial.desk(mentor), ListBlocks(person=UNKNOWN["P"])),
    ):
        with pytest.raises(Refused) as caught:
            desk.safety.blocks(command)
        assert codes(caught) == ["grant.none"]


def test_a_round_says_to_nobody_how_many_are_kept_apart(trial: Trial, mentee: str, mentor: str) -> None:
    block(trial, mentee, mentor)
    report = trial.desk().matches.propose(ProposeRound())

    assert {found.person: dict(found.blocked_by) for found in report.waiting} == {mentee: {}, mentor: {}}
    assert {found.code for found in report.waiting} == {"matching.all_ruled_out"}


def colleague_who_takes_part(trial: Trial) -> str:
    """A mentor who also works in the office: they have a coordinator's desk."""
    person = trial.participant("mentor", experience="physical", **PLAIN)
    trial.desk().staff.add(AddStaff(role="coordinator", called="Zoe", person=person))
    return person


def test_a_colleague_who_is_blocked_sees_nothing_at_their_desk_either(trial: Trial, mentee: str) -> None:
    dual = colleague_who_takes_part(trial)

    def look() -> list[object]:
        found: list[object] = []
        desk = trial.desk(dual)
        for call in (
            lambda: desk.matches.explain(ExplainPair(mentee=mentee, mentor=dual)),
            lambda: desk.matches.pair(PairByHand(mentee=mentee, mentor=dual)),
            lambda: desk.safety.blocks(ListBlocks(person=mentee)),
            lambda: desk.safety.blocks(ListBlocks(person=dual)),
            lambda: desk.safety.unblock(UnblockPerson(person=mentee, other=dual)),
            lambda: desk.safety.block(BlockPerson(person=mentee, other=dual)),
            lambda: trial.for_(mentee, by=dual).safety.unblock(UnblockPerson(person=mentee, other=dual)),
            lambda: trial.for_(mentee, by=dual).safety.blocks(ListBlocks(person=mentee)),
            lambda: trial.for_(mentee, by=dual).safety.block(BlockPerson(person=mentee, other=dual)),
        ):
            try:
                found.append(call())
            except Refused as refused:
                found.append(trial.programme.context.texts.error(refused, "en"))
        return found

    before = look()
    entries = trial.desk(dual, purpose="review").audit.verify(VerifyAudit())
    block(trial, mentee, dual)
    refused_pair(trial, mentee, dual)
    trial.desk().safety.blocks(ListBlocks(person=mentee))
    assert (
        trial.desk(dual, purpose="review").audit.verify(VerifyAudit()) == entries + 2
    )  # their own, and the list's
    assert look() == before
    rows = trial.desk(dual, purpose="review").audit.show(ShowAudit(last=1000))
    of_others = [row for row in rows if row.actor != dual]
    assert [row for row in of_others if row.verb.startswith("safety.block") and dual in row.subjects] == []
    assert [row for row in of_others if "kept_apart" in " ".join(row.codes)] == []


def test_whoever_decides_about_their_own_match_is_a_colleague(trial: Trial, mentee: str) -> None:
    dual = colleague_who_takes_part(trial)
    match = trial.proposed(mentee, dual)
    for party in match.parties:
        trial.accept(match, party)
    with pytest.raises(Refused) as caught:
        trial.desk(dual).matches.introduce(IntroduceMatch(match=match.id))
    assert codes(caught) == ["match.colleague_decides"]
    assert trial.desk().matches.introduce(IntroduceMatch(match=match.id)).state is MatchState.ACTIVE


def test_who_is_blocked_knows_no_more_from_asking_for_the_same_pair_again(
    trial: Trial, mentee: str, mentor: str
) -> None:
    trial.introduced(mentee, mentor)
    block(trial, mentee, mentor, as_="self")
    record = trial.desk(mentor).matches.rematch(AskRematch(person=mentor, role="mentor", again_with=mentee))
    trial.desk(mentee).matches.rematch(AskRematch(person=mentee, role="mentee", again_with=mentor))

    assert record.person == mentor
    assert trial.desk().matches.propose(ProposeRound()).proposed == ()


def test_staff_who_protect_see_that_others_keep_away_and_not_who(
    trial: Trial, mentee: str, mentor: str
) -> None:
    newcomer = trial.participant("mentor", experience="physical")
    desk = trial.desk(purpose="protection")
    assert not desk.safety.blocks(ListBlocks(person=mentor)).avoided
    block(trial, mentee, mentor)
    found = desk.safety.blocks(ListBlocks(person=mentor))
    assert (found.blocks, found.avoided) == ((), True)
    assert mentee not in held_in(found)
    assert not desk.safety.blocks(ListBlocks(person=newcomer)).avoided


def test_what_is_not_about_participants_is_refused(trial: Trial, mentee: str) -> None:
    for other, code in ((mentee, "block.oneself"), (trial.staff_of("committee")[0], "block.not_participant")):
        with pytest.raises(Refused) as caught:
            block(trial, mentee, other)
        assert codes(caught) == [code]
    with pytest.raises(Refused) as caught:
        block(trial, mentee, trial.staff)
    assert codes(caught) == ["block.colleague"]
