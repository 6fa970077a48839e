"""What became of sessions: what happened can always be noted; what was otherwise than planned is marked."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests.support.pairs import CANARY, Pair
from tests.support.together import codes

from mentorcore import InputFault, Refused
from mentorcore.domain.commands.matches import CloseMatch, ResumeMatch, SuspendMatch
from mentorcore.domain.commands.sessions import (
    CancelSession,
    CorrectSession,
    LogSession,
    MissSession,
    ShowSession,
)
from mentorcore.domain.session_history import held_sessions, planned_sessions
from mentorcore.domain.sessions import CancelledBy, Process, Session, SessionState
from mentorcore.storage import sessions


def log_on(pair: Pair, day: date, **values: Any) -> Session:
    """The mentee notes a session of a past day."""
    desk = pair.trial.programme.desk(pair.mentee, happened=day)
    return desk.sessions.log(LogSession(pair.match, **values))


def test_a_planned_session_is_noted_as_held_and_keeps_its_id(pair: Pair) -> None:
    pair.settle()
    planned = pair.plan(7, "18:00", minutes=90, channel="sms")
    pair.trial.clock.advance(7)
    held = pair.log(session=planned.id)

    assert (held.id, held.state, held.held_on, held.minutes, held.channel) == (
        planned.id,
        SessionState.HELD,
        pair.trial.today,
        90,
        "sms",
    )
    assert (held.deviations, held.present) == ((), ("mentee", "mentor"))
    assert pair.said("session")[-1] == ("session.held", {"session": planned.id, "minutes": 90})
    with pytest.raises(Refused) as again:
        pair.log(session=planned.id)
    assert codes(again) == ["session.already_held"]


def test_what_was_otherwise_is_marked_and_nothing_is_refused(pair: Pair) -> None:
    pair.settle()
    pair.trial.clock.advance(30)
    shorter, longer, other_day = (pair.plan(days, minutes=60) for days in (0, 1, 2))
    marks = [
        pair.log(session=shorter.id, minutes=45).deviations,
        pair.log(session=longer.id, minutes=75).deviations,
        pair.log(session=other_day.id, present=("mentee",)).deviations,
        pair.log(minutes=60).deviations,
        log_on(pair, pair.on(-31)).deviations,
    ]
    pair.staffs.matches.suspend(SuspendMatch(pair.match))
    pair.trial.clock.advance(3)
    marks.append(log_on(pair, pair.on(-1)).deviations)
    pair.staffs.matches.resume(ResumeMatch(pair.match))
    marks.append(pair.log().deviations)
    pair.mentees.matches.close(CloseMatch(pair.match))
    pair.trial.clock.advance(4)
    marks.append(pair.log().deviations)

    assert marks == [
        ("shorter",),
        ("other-day", "longer"),
        ("other-day", "one-absent"),
        ("unplanned",),
        ("unplanned", "before-introduction"),
        ("unplanned", "in-pause"),
        ("unplanned",),
        ("unplanned", "after-end"),
    ]


def test_nothing_takes_place_in_the_future(pair: Pair) -> None:
    with pytest.raises(InputFault) as logged:
        log_on(pair, pair.on(1))
    held = pair.log()
    with pytest.raises(InputFault) as corrected:
        pair.mentees.sessions.correct(CorrectSession(pair.match, held.id, on=pair.on(1)))
    assert [p.where for caught in (logged, corrected) for p in caught.value.problems] == ["happened", "on"]


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        ({"minutes": 0}, "minutes"),
        ({"minutes": 1441}, "minutes"),
        ({"channel": "x"}, "channel"),
        ({"present": "me"}, "present"),
    ],
)
def test_what_cannot_be_is_refused_by_its_place(pair: Pair, wrong: dict[str, Any], where: str) -> None:
    with pytest.raises(InputFault) as caught:
        pair.log(**wrong)
    assert [problem.where for problem in caught.value.problems] == [where]


def test_a_session_that_was_missed_or_cancelled_took_place_after_all(pair: Pair) -> None:
    first, second = pair.plan(0), pair.plan(1)
    pair.mentees.sessions.miss(MissSession(pair.match, first.id))
    gone = CancelSession(pair.match, second.id, CancelledBy.MENTOR, Process.OTHERWISE)
    cancelled = pair.mentors.sessions.cancel(gone)
    assert (cancelled.state, cancelled.cancelled_by, cancelled.process) == (
        SessionState.CANCELLED,
        "mentor",
        "otherwise",
    )

    held = [pair.log(session=one.id) for one in (first, second)]
    assert [(one.state, one.cancelled_by, one.process) for one in held] == [(SessionState.HELD, "", "")] * 2
    assert [found.id for found in held_sessions(pair.events("session"))] == sorted(one.id for one in held)
    assert planned_sessions(pair.events("session")) == {}


def test_a_cancellation_follows_the_process_that_the_two_agreed_upon(pair: Pair) -> None:
    planned = pair.plan()
    agreed = CancelSession(pair.match, planned.id, CancelledBy.MENTEE, Process.AGREED)
    with pytest.raises(Refused) as caught:
        pair.mentees.sessions.cancel(agreed)
    assert codes(caught) == ["session.no_process"]

    pair.settle()
    assert pair.mentees.sessions.cancel(agreed).process == "agreed"
    assert pair.said("session")[-1] == (
        "session.cancelled",
        {"session": planned.id, "by": "mentee", "process": "agreed"},
    )


def test_corrections_keep_what_was_noted_before(pair: Pair) -> None:
    pair.settle()
    pair.trial.clock.advance(7)
    held = pair.log(minutes=45, place=f"Café {CANARY}", themes="money, courage")
    corrected = pair.mentors.sessions.correct(
        CorrectSession(pair.match, held.id, on=pair.on(-2), minutes=60, place="The library")
    )
    last = pair.staffs.sessions.correct(
        CorrectSession(pair.match, held.id, channel="sms", present=("mentor",))
    )

    shown = pair.mentees.sessions.show(ShowSession(pair.match, held.id))
    assert shown.session == last
    assert (last.held_on, last.minutes, last.channel, last.present, last.version) == (
        pair.on(-2),
        60,
        "sms",
        ("mentor",),
        3,
    )
    assert [(v.version, v.held_on, v.minutes, v.replaced_by) for v in shown.earlier] == [
        (1, pair.on(), 45, pair.mentor),
        (2, pair.on(-2), 60, pair.trial.staff),
    ]
    assert shown.details == {
        "place": "The library",
        "themes": ["money", "courage"],
        "earlier": [{"place": f"Café {CANARY}", "themes": ["money", "courage"], "version": 1}],
    }
    assert (
        pair.said("session")[1:]
        == [("session.corrected", {"session": held.id, "minutes": 60, "on": pair.on(-2).isoformat()})] * 2
    )
    assert corrected.deviations == ("unplanned",)
    (found,) = held_sessions(pair.events("session"))
    assert (found.day, found.minutes) == (pair.on(-2), 60)


def test_nothing_is_corrected_that_did_not_take_place_or_does_not_change(pair: Pair) -> None:
    planned, held = pair.plan(), pair.log(minutes=60)
    for command, code in (
        (CorrectSession(pair.match, planned.id, minutes=45), "session.not_held"),
        (CorrectSession(pair.match, held.id), "session.nothing_new"),
        (CorrectSession(pair.match, held.id, minutes=60), "session.nothing_new"),
    ):
        with pytest.raises(Refused) as caught:
            pair.mentees.sessions.correct(command)
        assert codes(caught) == [code]


def test_a_session_that_was_noted_by_mistake_is_taken_back(pair: Pair) -> None:
    held = pair.log()
    missed = pair.mentees.sessions.miss(MissSession(pair.match, held.id))

    assert (missed.state, missed.day) == (SessionState.MISSED, None)
    assert held_sessions(pair.events("session")) == ()
    with pair.trial.programme.context.store.read() as tx:
        assert [v.state for v in sessions.versions_of(tx, held.id)] == [SessionState.HELD]


def test_the_first_session_before_an_agreement_is_marked_and_never_complete(pair: Pair) -> None:
    with pytest.raises(Refused) as caught:
        pair.log(checklist=True)
    assert codes(caught) == ["session.agreement_missing"]
    assert pair.said("session") == []

    first, second = pair.log(), pair.log()
    assert (first.deviations, second.deviations) == (("unplanned", "agreement-missing"), ("unplanned",))
    longer = pair.mentees.sessions.correct(CorrectSession(pair.match, first.id, minutes=90))
    assert longer.deviations == ("unplanned", "agreement-missing")


def test_with_an_agreement_the_first_session_is_complete(pair: Pair) -> None:
    pair.settle()
    assert pair.log(checklist=True).deviations == ("unplanned",)


def test_an_agreement_without_a_level_of_confidentiality_is_not_enough(pair: Pair) -> None:
    pair.settle(level="later")
    with pytest.raises(Refused) as caught:
        pair.log(checklist=True)
    assert codes(caught) == ["session.agreement_missing"]
    assert pair.log().deviations == ("unplanned", "agreement-missing")


def test_themes_are_a_few_short_words(pair: Pair) -> None:
    for themes, code in (
        (", ".join("abcdefghijklmnopqrstu"), "themes.too_many"),
        ("x" * 61, "text.too_long"),
    ):
        with pytest.raises(InputFault) as caught:
            pair.log(themes=themes)
        assert [(p.code, p.where) for p in caught.value.problems] == [(code, "themes")]
