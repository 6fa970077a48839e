"""Silent blocks of people who come back: under a new id, a new name, after an erasure, by an export, or all at once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.support.apart import PLAIN, anew, block, kept, refused_pair

from mentorcore import Programme, Refused
from mentorcore.desk.imports import ImportRegistrations
from mentorcore.domain.clock import ManualClock
from mentorcore.domain.commands.concerns import BlockPerson, ListBlocks, SetAvoidList, UnblockPerson
from mentorcore.domain.commands.matches import (
    AcceptMatch,
    CloseMatch,
    IntroduceMatch,
    ListMatches,
    ProposeRound,
    ShowMatch,
)
from mentorcore.domain.commands.messages import ListMessages
from mentorcore.domain.commands.participants import EditAnswers, ErasePerson
from mentorcore.domain.ids import numbered_ids
from mentorcore.domain.matches import EndKind
from mentorcore.engine.applications import build_application
from mentorcore.storage.kept import drop_unneeded
from mentorcore.testing import START, Trial


def test_the_same_person_registered_anew_stays_blocked(trial: Trial, mentee: str, mentor: str) -> None:
    block(trial, mentee, mentor)
    second = trial.admit(anew(trial))

    assert refused_pair(trial, mentee, second) == ["matching.kept_apart"]


def test_erasing_ones_data_and_coming_back_leads_to_nobody(trial: Trial, mentee: str, mentor: str) -> None:
    block(trial, mentee, mentor)
    receipt = trial.desk(mentor).privacy.erase(ErasePerson(person=mentor))
    other = trial.participant("mentor")
    assert receipt.kept == trial.desk(other).privacy.erase(ErasePerson(person=other)).kept
    second = trial.admit(anew(trial))

    assert refused_pair(trial, mentee, second) == ["matching.kept_apart"]
    assert kept(trial) == {mentor}


def test_what_is_kept_of_an_erased_person_goes_with_the_last_block(
    trial: Trial, mentee: str, mentor: str
) -> None:
    block(trial, mentee, mentor)
    trial.desk(mentor).privacy.erase(ErasePerson(person=mentor))
    with trial.programme.context.store.write() as tx:
        tx.conn.exec_driver_sql("UPDATE blocks SET lifted_on = '2025-02-03'")
        drop_unneeded(tx)
    assert kept(trial) == set()


def test_of_anybody_else_an_erasure_keeps_nothing(trial: Trial, mentee: str, mentor: str) -> None:
    block(trial, mentee, mentor)
    trial.desk(mentee).privacy.erase(ErasePerson(person=mentee))
    assert kept(trial) == set()


@pytest.mark.parametrize("first", ["the old one", "the new one"])
def test_changing_ones_name_after_registering_twice_does_not_help(
    trial: Trial, mentee: str, mentor: str, first: str
) -> None:
    block(trial, mentee, mentor)
    new = {"family_name": "Neu", "given_name": "Otto", "born_on": "1980-01-01"}
    edit = {"family_name": new["family_name"], "given_name": new["given_name"]}
    if first == "the old one":
        trial.desk().participants.edit(EditAnswers(person=mentor, answers=edit))
        second = trial.admit(anew(trial))
    else:
        second = trial.admit(anew(trial))
        trial.desk().participants.edit(EditAnswers(person=second, answers=edit))

    for person in (mentor, second):
        assert refused_pair(trial, mentee, person) == ["matching.kept_apart"]


def test_a_block_reaches_the_open_match_of_the_others_second_registration(
    trial: Trial, mentee: str, mentor: str
) -> None:
    second = trial.admit(anew(trial))
    match = trial.introduced(mentee, second)
    other = trial.participant("mentee", experience="physical")
    old = trial.introduced(other, mentor)
    trial.desk(other).matches.close(CloseMatch(match=old.id))
    trial.for_(mentee).safety.block(BlockPerson(person=mentee, other=mentor))

    ended = trial.desk().matches.show(ShowMatch(match=match.id)).match
    assert (ended.end, ended.ended_by) == (EndKind.LEFT, mentee)


def test_an_import_of_the_blocked_one_keeps_the_block(trial: Trial, mentee: str, mentor: str) -> None:
    """An export repeats somebody: the row is passed over, and nobody new stands in the pool."""
    block(trial, mentee, mentor)
    answers = trial.answers("mentor", {**PLAIN, "experience": "physical"})
    application = build_application(trial.bundle, "mentor", answers, day=trial.today, source="row 2")
    report = trial.desk().participants.import_(
        ImportRegistrations(applications=[application], digest="0" * 64)
    )

    assert (report.stored, report.duplicates) == (0, (("row 2", mentor),))
    assert trial.desk().matches.propose(ProposeRound()).proposed == ()


# At once


@pytest.mark.parametrize("round_", range(3))
def test_a_block_and_an_introduction_at_once_end_in_no_open_match(tmp_path: Path, round_: int) -> None:
    clock, ids = ManualClock(START), numbered_ids()
    places = tmp_path / "vps.db", tmp_path / "vps.keys"
    programme, first = Programme.create("vps", *places, first_staff="Anne", clock=clock, new_id=ids)
    with programme:
        trial = Trial(programme, first, clock)
        mentee, mentor = trial.participant("mentee"), trial.participant("mentor")
        match = trial.proposed(mentee, mentor)
        trial.accept(match, mentee)
        start = threading.Barrier(3)
        failures: list[str] = []

        def act(step: Callable[[], object]) -> None:
            start.wait()
            try:
                step()
            except Refused as refused:
                failures.extend(refusal.code for refusal in refused.refusals)

        def introduce() -> None:
            command = AcceptMatch(match=match.id, shown_name="Lou", shown_channel="sms", confidential=True)
            trial.desk(mentor).matches.accept(command)
            trial.desk().matches.introduce(IntroduceMatch(match=match.id))

        steps = (
            introduce,
            lambda: block(trial, mentee, mentor, as_="self"),
            trial.pairs,
        )
        threads = [threading.Thread(target=act, args=(step,)) for step in steps]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        found = trial.desk().matches.list(ListMatches())
        assert [m.id for m in found if m.state.open and mentee in m.parties and mentor in m.parties] == []
        assert set(failures) <= {"match.not_proposed"}
        assert trial.desk(mentee).safety.blocks(ListBlocks(person=mentee)).blocks[0].other == mentor
        waiting = trial.desk().messages.list(ListMessages())
        assert [m for m in waiting if m.template in ("message.introduction", "message.proposal")] == []


def test_a_list_and_a_block_stand_beside_one_another(trial: Trial, mentee: str, mentor: str) -> None:
    block(trial, mentee, mentor)
    trial.for_(mentee).safety.avoid(SetAvoidList(person=mentee, names="Zoltan Krähenbühl"))
    trial.desk().safety.unblock(UnblockPerson(person=mentee, other=mentor))
    assert refused_pair(trial, mentee, mentor) == ["matching.kept_apart"]
