"""Putting somebody out of the programme: matches end, and they come back only when somebody else admits it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from tests.support.apart import PLAIN, lift, match_state, refused, states, suspend, terminate

from mentorcore import Programme, Refused
from mentorcore.desk.imports import ImportRegistrations
from mentorcore.domain.clock import ManualClock
from mentorcore.domain.commands.agenda import ShowAgenda
from mentorcore.domain.commands.matches import (
    ShowMatch,
)
from mentorcore.domain.commands.messages import ListMessages
from mentorcore.domain.commands.participants import (
    Apply,
    EditAnswers,
    ErasePerson,
    ReadmitPerson,
    ShowStanding,
    Withdraw,
)
from mentorcore.domain.ids import numbered_ids
from mentorcore.domain.matches import EndKind, MatchState
from mentorcore.domain.people import RoleState
from mentorcore.engine.applications import build_application
from mentorcore.testing import START, Trial


@pytest.mark.parametrize("suspended_before", [False, True])
def test_who_is_put_out_is_out_and_their_matches_end_with_words_for_both(
    trial: Trial, mentee: str, mentor: str, suspended_before: bool
) -> None:
    match = trial.introduced(mentee, mentor)
    trial.send_all()
    if suspended_before:
        suspend(trial, mentor)
    assert terminate(trial, mentor) == (match.id,)

    ended = trial.desk().matches.show(ShowMatch(match=match.id)).match
    assert (ended.state, ended.end, ended.ended_by) == (MatchState.ENDED, EndKind.PROGRAMME, "")
    assert states(trial, mentor) == {RoleState.TERMINATED}
    assert "message.closure.other" in {
        m.template for m in trial.desk().messages.list(ListMessages(person=mentee))
    }
    due = trial.desk().agenda.show(ShowAgenda(until=trial.today + timedelta(days=1))).due
    assert mentee in {duty.about for duty in due if duty.rule == "neutral-call"}
    for act, code in (
        (suspend, "standing.already"),
        (lift, "standing.not_suspended"),
        (terminate, "standing.already"),
    ):
        assert refused(partial(act, trial, mentor)) == [code]


def test_who_was_put_out_comes_back_when_another_one_admits_it(trial: Trial, mentor: str, ben: str) -> None:
    terminate(trial, mentor)
    again = Apply(form="mentor", answers=trial.answers("mentor", PLAIN), person=mentor)
    readmit = ReadmitPerson(person=mentor, reason="We talked it over.")
    assert refused(lambda: trial.desk().participants.apply(again)) == ["standing.barred"]
    assert refused(lambda: trial.desk().participants.readmit(readmit)) == ["standing.another_decides"]

    trial.desk(ben).participants.readmit(readmit)
    assert refused(lambda: trial.desk(ben).participants.readmit(readmit)) == ["standing.not_terminated"]
    trial.desk().participants.apply(again)
    assert states(trial, mentor) == {RoleState.APPLIED}
    notes = trial.desk().participants.standing(ShowStanding(person=mentor)).notes
    assert [(note["act"], note["by"]) for note in notes] == [("terminated", trial.staff), ("readmitted", ben)]


@pytest.mark.parametrize("gone", ["still there", "withdrawn", "erased", "renamed"])
@pytest.mark.parametrize("way", ["application", "export"])
def test_the_same_person_is_flagged_whichever_way_they_come(
    trial: Trial, mentor: str, ben: str, gone: str, way: str
) -> None:
    terminate(trial, mentor)
    if gone == "withdrawn":
        trial.desk(mentor).participants.withdraw(Withdraw(person=mentor))
    if gone == "erased":
        trial.desk(mentor).privacy.erase(ErasePerson(person=mentor))
    if gone == "renamed":
        answers = {"family_name": "Neu", "given_name": "Otto"}
        trial.desk(mentor, purpose="subject-access").participants.edit(
            EditAnswers(person=mentor, answers=answers)
        )

    def come() -> str:
        answers = trial.answers("mentor", PLAIN)
        if way == "application":
            command = Apply(form="mentor", answers=answers, distinct=True)
            return trial.desk().participants.apply(command).person.id
        application = build_application(trial.bundle, "mentor", answers, day=trial.today, source="row 7")
        digest = f"{trial._count:064}"
        report = trial.desk().participants.import_(
            ImportRegistrations(applications=[application], digest=digest)
        )
        assert report.barred in ((), (("row 7", mentor),))
        assert report.stored == (not report.barred)
        return "" if report.barred else "stored"

    if way == "application":
        assert refused(come) == ["standing.barred"]
    else:
        assert come() == ""
    trial.desk(ben).participants.readmit(ReadmitPerson(person=mentor, reason="We talked it over."))
    if gone in ("erased", "renamed"):
        assert come() != ""


def test_somebody_else_is_not_flagged(trial: Trial, mentor: str) -> None:
    terminate(trial, mentor)
    assert trial.applicant("mentor", family_name="Krähenbühl", given_name="Zoltan", born_on="1990-01-01")


# At once


def test_of_two_who_decide_at_once_one_does(tmp_path: Path) -> None:
    programme, first = Programme.create(
        "vps",
        tmp_path / "vps.db",
        tmp_path / "vps.keys",
        first_staff="Anne",
        clock=ManualClock(START),
        new_id=numbered_ids(),
    )
    with programme:
        trial = Trial(programme, first, ManualClock(START))
        ben = trial.hire("coordinator")
        match = trial.introduced(trial.participant("mentee"), trial.participant("mentor"))
        start = threading.Barrier(2)
        outcomes: list[str] = []

        def both(act: Callable[[str], object]) -> list[str]:
            outcomes.clear()

            def one(by: str) -> None:
                start.wait()
                try:
                    act(by)
                    outcomes.append("done")
                except Refused as refusal:
                    outcomes.append(refusal.refusals[0].code)

            threads = [threading.Thread(target=one, args=(by,)) for by in (first, ben)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            return sorted(outcomes)

        assert both(lambda by: suspend(trial, match.mentor, by=by)) == ["done", "standing.already"]
        assert both(lambda by: lift(trial, match.mentor, by=by)) == ["done", "standing.not_suspended"]
        assert match_state(trial, match.id) is MatchState.ACTIVE
        assert both(lambda by: terminate(trial, match.mentor, by=by)) == ["done", "standing.already"]
