"""One mentor for each mentee, and as many mentees as a mentor last stated: however it is tried, by however many."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from mentorcore import InputFault, Refused
from mentorcore.domain.bundle import Bundle
from mentorcore.domain.commands.matches import (
    CloseMatch,
    IntroduceMatch,
    ListMatches,
    PairByHand,
    ProposeRound,
    ResumeMatch,
    SuspendMatch,
)
from mentorcore.domain.commands.participants import Apply, EditAnswers
from mentorcore.domain.matches import Match
from mentorcore.testing import Attempt, Outcome, Trial, at_once

AT_ONCE = 16


def open_matches(vps: Trial, person: str) -> list[Match]:
    """The matches of a person that hold a seat."""
    return [m for m in vps.desk().matches.list(ListMatches(person=person)) if m.state.open]


def refused_pair(vps: Trial, mentee: str, mentor: str) -> None:
    """See that a coordinator cannot make this pair, and is told why with the clause."""
    with pytest.raises(Refused) as refused:
        vps.desk().matches.pair(PairByHand(mentee=mentee, mentor=mentor))
    assert refused.value.clauses == ("VPS-12",)


@pytest.mark.clause("VPS-12")
def test_vps_12_a_second_mentor_is_refused_in_every_state(vps: Trial, mentee: str, mentor: str) -> None:
    other = vps.participant("mentor", experience="physical")
    match = vps.proposed(mentee, mentor)
    refused_pair(vps, mentee, other)
    for party in match.parties:
        vps.accept(match, party)
    refused_pair(vps, mentee, other)
    vps.desk().matches.introduce(IntroduceMatch(match=match.id))
    refused_pair(vps, mentee, other)
    vps.desk().matches.suspend(SuspendMatch(match=match.id))
    refused_pair(vps, mentee, other)
    vps.desk().matches.resume(ResumeMatch(match=match.id))
    refused_pair(vps, mentee, other)

    vps.desk(mentee).matches.close(CloseMatch(match=match.id))
    assert vps.proposed(mentee, other).mentor == other


@pytest.mark.clause("VPS-12")
def test_vps_12_the_same_pair_is_not_made_twice(vps: Trial, mentee: str, mentor: str) -> None:
    vps.introduced(mentee, mentor)

    refused_pair(vps, mentee, mentor)
    assert len(open_matches(vps, mentee)) == 1


@pytest.mark.clause("VPS-12")
def test_vps_12_no_round_proposes_a_second(vps: Trial, mentee: str, mentor: str) -> None:
    vps.introduced(mentee, mentor)
    others = [vps.participant("mentor", experience="physical", capacity="5") for _ in range(2)]
    for _ in range(3):
        assert vps.pairs() == set()
    second = vps.participant("mentee", experience="physical")
    for _ in range(3):
        vps.pairs()

    assert [len(open_matches(vps, person)) for person in (mentee, mentor, second)] == [1, 1, 1]
    assert sum(len(open_matches(vps, person)) for person in others) == 1


@pytest.mark.clause("VPS-12")
def test_vps_12_a_mentee_cannot_state_a_capacity(vps: Trial, mentee: str) -> None:
    with pytest.raises(InputFault):
        vps.applicant("mentee", capacity="2")
    vps.desk(mentee, purpose="subject-access").participants.edit(
        EditAnswers(person=mentee, answers={"capacity": "3"})
    )
    one, other = (vps.participant("mentor", experience="physical") for _ in range(2))
    vps.introduced(mentee, one)
    refused_pair(vps, mentee, other)


@pytest.mark.clause("VPS-12")
@pytest.mark.parametrize(("stated", "seats"), [(None, 1), ("1", 1), ("2", 2), ("5", 5)])
def test_vps_12_a_mentor_takes_what_they_stated_and_one_otherwise(
    vps: Trial, stated: str | None, seats: int
) -> None:
    mentor = vps.participant("mentor", capacity=stated)
    for _ in range(seats):
        vps.proposed(vps.participant("mentee"), mentor)

    refused_pair(vps, vps.participant("mentee"), mentor)
    assert len(open_matches(vps, mentor)) == seats


@pytest.mark.clause("VPS-12")
def test_vps_12_more_than_five_cannot_be_stated(vps: Trial, mentor: str) -> None:
    with pytest.raises(InputFault):
        vps.applicant("mentor", capacity="6")
    with pytest.raises(InputFault):
        vps.desk().participants.edit(EditAnswers(person=mentor, answers={"capacity": "6"}))


@pytest.mark.clause("VPS-12")
def test_vps_12_what_was_last_stated_counts(vps: Trial, mentor: str) -> None:
    def state(number: str) -> None:
        own = vps.desk(mentor, purpose="subject-access")
        own.participants.edit(EditAnswers(person=mentor, answers={"capacity": number}))

    first = vps.introduced(vps.participant("mentee"), mentor)
    refused_pair(vps, vps.participant("mentee"), mentor)
    state("2")
    second = vps.introduced(vps.participant("mentee"), mentor)
    refused_pair(vps, vps.participant("mentee"), mentor)

    state("")
    vps.desk(mentor).matches.close(CloseMatch(match=first.id))
    refused_pair(vps, vps.participant("mentee"), mentor)
    vps.desk(mentor).matches.close(CloseMatch(match=second.id))
    vps.introduced(vps.participant("mentee"), mentor)
    refused_pair(vps, vps.participant("mentee"), mentor)


@pytest.mark.clause("VPS-12")
def test_vps_12_who_states_more_is_proposed_again(vps: Trial, mentee: str, mentor: str) -> None:
    vps.introduced(mentee, mentor)
    waiting = vps.participant("mentee", experience="physical")
    assert vps.pairs() == set()
    vps.desk().participants.edit(EditAnswers(person=mentor, answers={"capacity": "2"}))

    assert vps.pairs() == {(waiting, mentor)}


@pytest.mark.clause("VPS-12")
def test_vps_12_somebody_in_both_roles_is_not_their_own_mentor(vps: Trial) -> None:
    person = vps.participant("mentee", experience="physical")
    answers = vps.answers("mentor", {"experience": "physical"})
    vps.desk().participants.apply(Apply(form="mentor", answers=answers, person=person))
    vps.admit(person, role="mentor")

    assert vps.desk().matches.propose(ProposeRound()).proposed == ()
    with pytest.raises(Refused):
        vps.proposed(person, person)


# Many at once


@pytest.mark.clause("VPS-12")
def test_vps_12_of_sixteen_processes_at_once_one_wins_and_fifteen_are_told_why(
    on_disk: Callable[[Bundle], Trial], bundle: Bundle, tmp_path: Path
) -> None:
    vps = on_disk(bundle)
    mentee = vps.participant("mentee")
    mentors = [vps.participant("mentor") for _ in range(AT_ONCE)]
    coordinators = [vps.staff, *(vps.hire("coordinator") for _ in range(AT_ONCE - 1))]
    attempts = [
        Attempt(coordinator, "matches.pair", PairByHand(mentee=mentee, mentor=mentor))
        for coordinator, mentor in zip(coordinators, mentors, strict=True)
    ]
    answers = Counter(at_once("vps", tmp_path / "vps.db", tmp_path / "vps.keys", attempts))

    assert answers == {Outcome(): 1, Outcome("match.mentee_taken", ("VPS-12",)): AT_ONCE - 1}
    assert len(open_matches(vps, mentee)) == 1
    assert sum(len(open_matches(vps, mentor)) for mentor in mentors) == 1


@pytest.mark.clause("VPS-12")
def test_vps_12_of_sixteen_threads_at_once_two_fill_a_mentor_of_two(
    on_disk: Callable[[Bundle], Trial], bundle: Bundle
) -> None:
    vps = on_disk(bundle)
    mentor = vps.participant("mentor", capacity="2")
    mentees = [vps.participant("mentee") for _ in range(AT_ONCE)]

    def attempt(mentee: str) -> str:
        try:
            vps.proposed(mentee, mentor)
        except Refused as refused:
            return " ".join(refused.clauses)
        return "paired"

    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = Counter(pool.map(attempt, mentees))

    assert answers == {"paired": 2, "VPS-12": AT_ONCE - 2}
    assert len(open_matches(vps, mentor)) == 2


@pytest.mark.clause("VPS-12")
def test_vps_12_rounds_and_hands_at_once_make_one_match_each(
    on_disk: Callable[[Bundle], Trial], bundle: Bundle
) -> None:
    vps = on_disk(bundle)
    mentees = [vps.participant("mentee", experience="physical") for _ in range(4)]
    mentors = [vps.participant("mentor", experience="physical") for _ in range(4)]

    def round_or_hand(number: int) -> str:
        try:
            if number % 2:
                vps.desk().matches.propose(ProposeRound(seed=number))
            else:
                vps.proposed(mentees[number // 2 % 4], mentors[(number // 2 + 1) % 4])
        except Refused as refused:
            return " ".join(refused.clauses)
        return ""

    with ThreadPoolExecutor(8) as pool:
        answers = set(pool.map(round_or_hand, range(8)))

    assert answers <= {"", "VPS-12"}
    assert [len(open_matches(vps, person)) for person in (*mentees, *mentors)] == [1] * 8
