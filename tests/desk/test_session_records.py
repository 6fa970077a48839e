"""What the mentee writes down: theirs to write, the mentor's to read, and nobody else's."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.support.packages import Site
from tests.support.pairs import CANARY, Pair, make_pair
from tests.support.together import codes

from mentorcore import InputFault, Refused
from mentorcore.desk.session_records import RecordShown
from mentorcore.domain.commands.sessions import ListSessions, RecordSession, ShowSession

WRITTEN = {"content": f"{CANARY} and courage.", "plan": "A letter."}


def record(pair: Pair) -> str:
    held = pair.log()
    pair.mentees.sessions.record(RecordSession(pair.match, held.id, WRITTEN))
    return held.id


def test_the_mentor_reads_what_the_mentee_wrote_down(pair: Pair) -> None:
    held = pair.log()
    assert pair.mentors.sessions.list(ListSessions(pair.match)).without_record == (held.id,)
    noted = pair.mentees.sessions.record(RecordSession(pair.match, held.id, WRITTEN))

    assert noted.recorded == "here"
    assert pair.said("session")[-1] == ("session.recorded", {"session": held.id, "how": "here"})
    for desk in (pair.mentees, pair.mentors):
        shown = desk.sessions.show(ShowSession(pair.match, held.id))
        assert shown.record == (RecordShown("2025-02-03", "summary", "1", WRITTEN),)
    assert pair.mentors.sessions.list(ListSessions(pair.match)).without_record == ()
    assert CANARY not in repr(shown)


def test_a_corrected_record_keeps_what_stood_there_before(pair: Pair) -> None:
    session = record(pair)
    pair.trial.clock.advance(1)
    pair.mentees.sessions.record(RecordSession(pair.match, session, {"content": "Courage."}))
    pair.trial.clock.advance(1)
    pair.mentees.sessions.record(RecordSession(pair.match, session, {"content": "Calm."}))

    shown = pair.mentors.sessions.show(ShowSession(pair.match, session)).record
    assert [(v.written_on, dict(v.answers)) for v in shown] == [
        ("2025-02-05", {"content": "Calm."}),
        ("2025-02-04", {"content": "Courage."}),
        ("2025-02-03", WRITTEN),
    ]


def test_a_record_by_anybody_else_than_the_mentee_is_refused(pair: Pair) -> None:
    session = pair.log().id
    command = RecordSession(pair.match, session, WRITTEN)
    trial = pair.trial
    refusals = []
    for desk in (pair.mentors, trial.for_(pair.mentor), trial.for_(pair.mentee), pair.staffs):
        with pytest.raises(Refused) as caught:
            desk.sessions.record(command)
        refusals += codes(caught)
    assert refusals == [
        "session.record_mentee",
        "session.record_mentee",
        "session.record_own",
        "grant.on_behalf",
    ]
    assert [kind for kind, _ in pair.said("session")] == ["session.held"]


def test_that_it_was_sent_by_e_mail_is_noted_and_nothing_is_written(pair: Pair) -> None:
    session = pair.log().id
    noted = pair.trial.for_(pair.mentee).sessions.record(RecordSession(pair.match, session, by_email=True))

    assert noted.recorded == "email"
    assert pair.said("session")[-1] == ("session.recorded", {"session": session, "how": "email"})
    assert pair.mentors.sessions.show(ShowSession(pair.match, session)).record == ()
    with pytest.raises(InputFault) as both:
        pair.mentees.sessions.record(RecordSession(pair.match, session, WRITTEN, by_email=True))
    assert [p.code for p in both.value.problems] == ["session.email_or_here"]
    here = pair.mentees.sessions.record(RecordSession(pair.match, session, WRITTEN))
    assert here.recorded == "here"
    with pytest.raises(Refused) as back:
        pair.mentees.sessions.record(RecordSession(pair.match, session, by_email=True))
    assert codes(back) == ["session.recorded_here"]


def test_only_what_took_place_is_recorded_and_only_what_the_form_asks(pair: Pair) -> None:
    planned = pair.plan()
    with pytest.raises(Refused) as early:
        pair.mentees.sessions.record(RecordSession(pair.match, planned.id, WRITTEN))
    assert codes(early) == ["session.not_held"]
    session = pair.log().id
    for command, found in (
        (RecordSession(pair.match, session, {"plan": "A letter."}), [("answer.required", "content")]),
        (RecordSession(pair.match, session, {**WRITTEN, "lived": "x"}), [("question.unknown", "lived")]),
        (RecordSession(pair.match, session, words="Plain."), [("session.has_form", "words")]),
    ):
        with pytest.raises(InputFault) as caught:
            pair.mentees.sessions.record(command)
        assert [(p.code, p.where) for p in caught.value.problems] == found
        assert CANARY not in str(caught.value)


@pytest.fixture
def formless(following: Site) -> Iterator[Pair]:
    """A pair of a programme without a form for records."""
    made = make_pair(without="summary")
    yield made
    made.trial.close()


def test_without_a_form_the_mentee_writes_plain_words(formless: Pair) -> None:
    pair = formless
    session = pair.log().id
    pair.mentees.sessions.record(RecordSession(pair.match, session, words="We talked.\nIt was good."))

    (shown,) = pair.mentors.sessions.show(ShowSession(pair.match, session)).record
    assert shown.words == "We talked.\nIt was good."
    for command, code in (
        (RecordSession(pair.match, session), "answer.required"),
        (RecordSession(pair.match, session, WRITTEN), "session.no_form"),
    ):
        with pytest.raises(InputFault) as caught:
            pair.mentees.sessions.record(command)
        assert [p.code for p in caught.value.problems] == [code]
