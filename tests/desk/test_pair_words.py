"""The words of a pair: who reads them, what protects somebody, and how they go."""

from __future__ import annotations

from typing import Any

import pytest
from tests.support.pairs import CANARY, Pair
from tests.support.state import audit_of
from tests.support.together import codes
from tests.support.town import dbapi

from mentorcore import InputFault, Refused
from mentorcore.domain.commands.consents import GiveConsent
from mentorcore.domain.commands.matches import CloseMatch
from mentorcore.domain.commands.participants import Disclose, ErasePerson, ExportPerson
from mentorcore.domain.commands.privacy import RunRetention
from mentorcore.domain.commands.sessions import LogSession, RecordSession, ShowSession
from mentorcore.domain.commands.tasks import AgreeTask, ListTasks
from mentorcore.domain.commands.working_agreement import ShowAgreement
from mentorcore.papers.own_page import own_sheet
from mentorcore.storage import sealed
from mentorcore.testing import held_in

WORDS = {"content": f"{CANARY}, mostly."}


def written(pair: Pair, *, level: str = "strict") -> str:
    """A session of which everything was written down."""
    pair.settle(level=level, limits=f"{CANARY} only")
    held = pair.log(place=CANARY, themes=CANARY)
    pair.mentees.sessions.record(RecordSession(pair.match, held.id, WORDS))
    pair.mentees.tasks.agree(AgreeTask(pair.match, held.id, pair.mentor, f"Call {CANARY}"))
    pair.mentees.tasks.agree(AgreeTask(pair.match, held.id, pair.mentee, f"Write to {CANARY}"))
    return held.id


def seen(desk: Any, pair: Pair, session: str) -> set[str]:
    """What of all that a desk shows."""
    shown = desk.sessions.show(ShowSession(pair.match, session))
    found = {"details"} if shown.details else set()
    found |= {"record"} if shown.record else set()
    found |= {"tasks"} if any(line.words for line in desk.tasks.list(ListTasks(pair.match))) else set()
    return found | ({"agreement"} if desk.agreement.show(ShowAgreement(pair.match)).answers else set())


ALL = {"details", "record", "tasks", "agreement"}


def test_the_two_read_their_words_and_nobody_else_does(pair: Pair) -> None:
    session = written(pair)

    assert seen(pair.mentees, pair, session) == seen(pair.mentors, pair, session) == ALL
    assert seen(pair.staffs, pair, session) == set()
    assert seen(pair.trial.for_(pair.mentee), pair, session) == set()
    protecting = pair.trial.desk(purpose="protection").sessions.show(ShowSession(pair.match, session))
    assert (protecting.record, protecting.details) == ((), {})
    with pair.trial.programme.context.store.read() as tx:
        assert CANARY not in "".join(dbapi(tx.conn).iterdump())


def consent(pair: Pair, person: str, *tiers: str) -> None:
    for tier in tiers:
        pair.trial.desk(person).consents.give(GiveConsent(person, "support", tier))


@pytest.mark.parametrize(("level", "open_"), [("open", {"details", "record"}), ("strict", set())])
def test_staff_read_what_both_agree_to_as_far_as_the_level_allows(
    pair: Pair, level: str, open_: set[str]
) -> None:
    session = written(pair, level=level)
    contents = ("session-details", "session-record", "task-words", "agreement")
    consent(pair, pair.mentee, *contents)
    assert seen(pair.staffs, pair, session) == set()
    consent(pair, pair.mentor, *contents)

    assert pair.staffs.sessions.show(ShowSession(pair.match, session)).record[0:1] == (
        pair.mentees.sessions.show(ShowSession(pair.match, session)).record if open_ else ()
    )
    assert seen(pair.staffs, pair, session) == open_


def disclose(pair: Pair, session: str, *, purpose: str = "protection", **values: str) -> Any:
    told: dict[str, Any] = {
        "recipient": "the police",
        "legal_basis": "a duty to report",
        "risk": "a threat against the mentee",
        **values,
    }
    command = Disclose(pair.mentee, "session-record", session=session, **told)
    return pair.trial.desk(purpose=purpose).privacy.disclose(command)


def test_a_record_is_told_outside_against_a_danger_and_nothing_else(pair: Pair) -> None:
    session = written(pair)

    assert disclose(pair, session)["answers"] == WORDS
    entry = audit_of(pair.trial.programme)[-1]
    assert (entry["verb"], entry["outcome"], entry["tiers"]) == ("privacy.disclose", "done", "session-record")
    assert "disclosure.by_law" in entry["codes"]
    for values, code in (
        ({"risk": ""}, "disclosure.no_risk"),
        ({"legal_basis": ""}, "confidentiality.by_agreement"),
        ({"purpose": "support"}, "grant.none"),
    ):
        with pytest.raises(Refused) as caught:
            disclose(pair, session, **values)
        assert codes(caught)[0] == code


def test_one_session_is_told_at_a_time_and_only_by_who_wrote_it(pair: Pair) -> None:
    session = written(pair)
    mentors = Disclose(
        pair.mentor, "session-record", "the police", "a duty to report", risk="a threat", session=session
    )
    with pytest.raises(Refused) as other:
        pair.trial.desk(purpose="protection").privacy.disclose(mentors)
    assert codes(other) == ["session.no_record"]
    with pytest.raises(InputFault) as none:
        disclose(pair, "")
    command = Disclose(pair.mentee, "safety", "the police", "a law", risk="a threat", session=session)
    with pytest.raises(InputFault) as tier:
        pair.trial.desk(purpose="protection").privacy.disclose(command)
    assert [p.code for caught in (none, tier) for p in caught.value.problems] == [
        "answer.required",
        "session.other_tier",
    ]


def test_own_data_hold_ones_own_side_and_nothing_of_the_other(pair: Pair) -> None:
    session = written(pair)
    of_mentee = pair.mentees.privacy.export(ExportPerson(pair.mentee))
    of_mentor = pair.mentors.privacy.export(ExportPerson(pair.mentor))
    by_staff = pair.trial.for_(pair.mentee).privacy.export(ExportPerson(pair.mentee))

    assert of_mentee.words[f"session-record:{session}"]["answers"] == WORDS
    assert [words["words"] for key, words in of_mentee.words.items() if key.startswith("task:")] == [
        f"Write to {CANARY}"
    ]
    assert [words["words"] for words in of_mentor.words.values() if "words" in words] == [f"Call {CANARY}"]
    assert not any(key.startswith("session") for key in of_mentor.words)
    assert not any(key.startswith(("session", "task")) for key in by_staff.words)
    assert by_staff.closed == ("session-record", "task-words")
    assert [row["state"] for row in of_mentor.sessions] == ["held"]
    context = pair.trial.programme.context
    pages = [held_in(own_sheet(own, context.bundle, context.texts)) for own in (of_mentee, by_staff)]
    assert [CANARY in page for page in pages] == [True, False]


def test_erasing_one_of_the_two_destroys_what_they_wrote(pair: Pair) -> None:
    session = written(pair)
    pair.mentees.privacy.erase(ErasePerson(pair.mentee))

    assert pair.mentors.sessions.show(ShowSession(pair.match, session)).record == ()
    with pair.trial.programme.context.store.read() as tx:
        assert sealed.tiers_of(tx, pair.match) == ()
        assert pair.trial.programme.context.store.keys.keys_for([pair.match]) == {}
    assert pair.mentors.sessions.log(LogSession(pair.match)).deviations == ("unplanned",)
    with pytest.raises(Refused) as caught:
        pair.mentors.sessions.log(LogSession(pair.match, place=CANARY))
    assert codes(caught) == ["match.words_gone"]


def test_words_of_a_pair_go_when_their_time_has_come(pair: Pair) -> None:
    session = written(pair)
    pair.mentees.matches.close(CloseMatch(pair.match))
    pair.trial.clock.advance(180)
    assert [gone.count for gone in pair.staffs.retention.run(RunRetention()).gone] == [0]
    pair.trial.clock.advance(1)
    (gone,) = pair.staffs.retention.run(RunRetention()).gone

    assert (gone.kind, gone.ids) == ("session-records", (pair.match,))
    assert seen(pair.mentees, pair, session) == set()
    assert pair.mentees.sessions.show(ShowSession(pair.match, session)).session.minutes == 60
