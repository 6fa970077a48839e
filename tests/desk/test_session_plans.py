"""Planning sessions: within the match, on a time that is free for both, and as long as the programme allows."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.support.on_files import on_files
from tests.support.packages import Site
from tests.support.pairs import Pair, make_pair
from tests.support.together import codes

from mentorcore import InputFault, Refused
from mentorcore.domain.commands.agenda import ShowCalendar
from mentorcore.domain.commands.matches import CloseMatch, ResumeMatch, SuspendMatch
from mentorcore.domain.commands.sessions import (
    CancelSession,
    ListSessions,
    LogSession,
    MissSession,
    MoveSession,
    PlanSession,
)
from mentorcore.domain.sessions import CancelledBy, Process, Session, SessionState
from mentorcore.testing import Attempt, at_once


def refused(pair: Pair, desk: Any, command: PlanSession) -> list[str]:
    before = pair.said("session")
    with pytest.raises(Refused) as caught:
        desk.sessions.plan(command)
    assert pair.said("session") == before
    return codes(caught)


def faults(desk: Any, command: Any) -> list[tuple[str, str]]:
    with pytest.raises(InputFault) as caught:
        desk.sessions.plan(command)
    return [(problem.code, problem.where) for problem in caught.value.problems]


def listed(pair: Pair) -> tuple[Session, ...]:
    return pair.mentees.sessions.list(ListSessions(pair.match)).sessions


def test_either_of_the_two_and_staff_plan_a_session(pair: Pair) -> None:
    mine = pair.plan(7, "18:30", minutes=90, channel="sms")
    theirs = pair.mentors.sessions.plan(PlanSession(pair.match, on=pair.on(14)))
    ours = pair.staffs.sessions.plan(PlanSession(pair.match, on=pair.on(21), at="09:00"))
    said = pair.trial.for_(pair.mentor).sessions.plan(PlanSession(pair.match, on=pair.on(28)))

    assert mine.starts_at == datetime(2025, 2, 10, 17, 30, tzinfo=UTC)
    assert [(s.planned_by, s.planned_minutes, s.channel) for s in (mine, theirs, ours, said)] == [
        ("mentee", 90, "sms"),
        ("mentor", 60, "in-person"),
        ("staff", 60, "in-person"),
        ("mentor", 60, "in-person"),
    ]
    assert listed(pair) == (mine, theirs, ours, said)
    assert pair.said("session") == [
        ("session.planned", {"session": s.id, "on": s.planned_on.isoformat()})
        for s in (mine, theirs, ours, said)
        if s.planned_on
    ]


def test_the_mentee_is_offered_the_planning_from_the_second_session_on(pair: Pair) -> None:
    def offered() -> tuple[str, Session | None]:
        found = pair.mentors.sessions.list(ListSessions(pair.match))
        return found.offered_to, found.next

    assert offered() == ("either", None)
    first = pair.plan()
    assert offered() == ("", first)
    pair.trial.clock.advance(7)
    pair.log(session=first.id)
    assert offered() == ("mentee", None)
    second = pair.mentors.sessions.plan(PlanSession(pair.match, on=pair.on(7)))
    assert offered() == ("", second)
    pair.staffs.matches.suspend(SuspendMatch(pair.match))
    assert offered()[0] == ""


def test_nothing_is_planned_outside_of_a_match(pair: Pair) -> None:
    trial = pair.trial
    proposed = trial.proposed(trial.participant("mentee"), trial.participant("mentor"))
    other = trial.staff

    assert refused(pair, trial.desk(other), PlanSession(proposed.id, on=pair.on(7))) == [
        "session.before_introduction"
    ]
    assert refused(pair, pair.mentees, PlanSession(pair.match, on=pair.on(-1))) == [
        "session.before_introduction"
    ]
    trial.clock.advance(3)
    assert refused(pair, pair.mentees, PlanSession(pair.match, on=pair.on(-1))) == ["session.past"]
    assert refused(pair, pair.mentees, PlanSession(pair.match, on=pair.on(), at="09:59")) == ["session.past"]
    pair.staffs.matches.suspend(SuspendMatch(pair.match))
    assert refused(pair, pair.mentees, PlanSession(pair.match, on=pair.on(7))) == ["session.in_pause"]
    pair.staffs.matches.resume(ResumeMatch(pair.match))
    planned = pair.plan()
    pair.mentees.matches.close(CloseMatch(pair.match))
    assert refused(pair, pair.mentees, PlanSession(pair.match, on=pair.on(8))) == ["session.after_end"]
    with pytest.raises(Refused) as moved:
        pair.mentees.sessions.move(MoveSession(pair.match, planned.id, on=pair.on(8)))
    assert codes(moved) == ["session.after_end"]
    assert pair.mentees.sessions.list(ListSessions(pair.match)).next is None


def test_a_plan_keeps_to_the_bounds_of_the_programme(pair: Pair) -> None:
    for minutes in (14, 181):
        with pytest.raises(Refused) as caught:
            pair.plan(minutes=minutes)
        (refusal,) = caught.value.refusals
        assert (refusal.code, refusal.policy, dict(refusal.params)) == (
            "cadence.session_length",
            "length",
            {"least": 15, "longest": 180},
        )
    assert faults(pair.mentees, PlanSession(pair.match, on=pair.on(7), minutes=1441)) == [
        ("number.range", "minutes")
    ]
    assert faults(pair.mentees, PlanSession(pair.match, on=pair.on(7), channel="pigeon")) == [
        ("choice.unknown", "channel")
    ]
    planned = pair.plan(minutes=180)
    with pytest.raises(Refused) as longer:
        pair.mentees.sessions.move(MoveSession(pair.match, planned.id, on=pair.on(8), minutes=181))
    assert codes(longer) == ["cadence.session_length"]


def test_a_session_over_another_of_the_pair_is_refused_and_named(pair: Pair) -> None:
    first = pair.plan(7, "18:00", minutes=60)

    with pytest.raises(Refused) as over:
        pair.plan(7, "18:59")
    assert [(r.code, dict(r.params)) for r in over.value.refusals] == [
        ("session.over_own", {"session": first.id})
    ]
    with pytest.raises(Refused) as same_day:
        pair.plan(7)
    assert codes(same_day) == ["session.over_own"]
    assert pair.plan(7, "19:00").planned_on == first.planned_on


def test_whose_other_session_it_is_is_told_to_nobody(pair: Pair) -> None:
    trial = pair.trial
    other = trial.participant("mentee")
    elsewhere = trial.introduced(other, pair.mentor).id
    theirs = trial.desk(other).sessions.plan(PlanSession(elsewhere, on=pair.on(7), at="18:00"))

    for desk in (pair.mentees, pair.mentors, pair.staffs):
        with pytest.raises(Refused) as caught:
            desk.sessions.plan(PlanSession(pair.match, on=pair.on(7), at="18:30"))
        (refusal,) = caught.value.refusals
        words = trial.programme.context.texts.error(caught.value, "en")
        assert (refusal.code, dict(refusal.params)) == ("session.over_another", {})
        assert not any(name in words for name in (other, elsewhere, theirs.id))
    free = pair.plan(7, "19:00")
    with pytest.raises(Refused):
        pair.mentees.sessions.move(MoveSession(pair.match, free.id, on=pair.on(7), at="17:30"))
    gone = CancelSession(elsewhere, theirs.id, CancelledBy.MENTEE, Process.OTHERWISE)
    trial.desk(other).sessions.cancel(gone)
    moved = pair.mentees.sessions.move(MoveSession(pair.match, free.id, on=pair.on(7), at="17:30"))
    assert (moved.id, moved.planned_minutes) == (free.id, 60)
    assert pair.said("session")[-1] == ("session.moved", {"session": free.id, "on": "2025-02-10"})


def test_a_day_without_a_time_is_no_reason_to_refuse_another_pair(pair: Pair) -> None:
    trial = pair.trial
    other = trial.participant("mentee")
    elsewhere = trial.introduced(other, pair.mentor).id
    trial.desk(other).sessions.plan(PlanSession(elsewhere, on=pair.on(7)))

    assert pair.plan(7, "18:00").planned_on == pair.on(7)


def test_sessions_of_other_matches_are_not_found(pair: Pair) -> None:
    trial = pair.trial
    other = trial.participant("mentee")
    elsewhere = trial.introduced(other, pair.mentor).id
    theirs = trial.desk(other).sessions.plan(PlanSession(elsewhere, on=pair.on(9)))

    mine = pair.mentees.sessions
    attempts: list[tuple[Any, Any]] = [
        (mine.move, MoveSession(pair.match, theirs.id, on=pair.on(3))),
        (mine.log, LogSession(pair.match, theirs.id)),
        (mine.miss, MissSession(pair.match, theirs.id)),
        (mine.miss, MissSession(pair.match, "S-7K3F9Q2H")),
    ]
    for act, command in attempts:
        with pytest.raises(Refused) as caught:
            act(command)
        assert codes(caught) == ["session.unknown"]
    with pytest.raises(Refused) as stranger:
        pair.mentees.sessions.list(ListSessions(elsewhere))
    assert codes(stranger) == ["grant.none"]


def test_the_two_nights_when_clocks_change(pair: Pair) -> None:
    spring, autumn = date(2025, 3, 30), date(2025, 10, 26)

    assert faults(pair.mentees, PlanSession(pair.match, on=spring, at="02:30")) == [("time.skipped", "at")]
    assert faults(pair.mentees, PlanSession(pair.match, on=autumn, at="02:30")) == [("time.twice", "at")]
    assert faults(pair.mentees, PlanSession(pair.match, on=spring, at="03:00", which="first")) == [
        ("time.once", "which")
    ]
    assert faults(pair.mentees, PlanSession(pair.match, on=spring, which="first")) == [("time.once", "which")]
    first = pair.mentees.sessions.plan(
        PlanSession(pair.match, on=autumn, at="02:30", which="first", minutes=30)
    )
    second = pair.mentees.sessions.plan(PlanSession(pair.match, on=autumn, at="02:30", which="second"))
    assert (first.starts_at, second.starts_at) == (
        datetime(2025, 10, 26, 0, 30, tzinfo=UTC),
        datetime(2025, 10, 26, 1, 30, tzinfo=UTC),
    )


TIMES = st.lists(
    st.tuples(st.integers(0, 2), st.integers(0, 95), st.integers(15, 180)), min_size=1, max_size=12
)


@settings(max_examples=20)
@given(TIMES, st.lists(st.booleans(), min_size=12, max_size=12))
def test_of_sessions_over_each_other_the_first_stands(
    following: Site, wanted: Sequence[tuple[int, int, int]], elsewhere: Sequence[bool]
) -> None:
    """Against a table of minutes: of two matches of one mentor, no minute is planned twice."""
    pair = _shared(following)
    trial, (other, second) = pair.trial, _other(pair)
    taken: set[int] = set()
    planned: list[tuple[Any, str, str]] = []
    for (day, quarter, minutes), there in zip(wanted, elsewhere, strict=False):
        desk, match = (trial.desk(other), second) if there else (pair.mentees, pair.match)
        start = day * 24 * 60 + quarter * 15
        span = set(range(start, start + minutes))
        command = PlanSession(
            match, on=pair.on(7 + day), at=f"{quarter // 4:02}:{quarter % 4 * 15:02}", minutes=minutes
        )
        try:
            planned.append((desk, match, desk.sessions.plan(command).id))
        except Refused:
            assert span & taken
        else:
            assert not span & taken
            taken |= span
    for desk, match, session in planned:
        desk.sessions.cancel(CancelSession(match, session, CancelledBy.STAFF, Process.OTHERWISE))


_SHARED: list[tuple[Site, Pair]] = []


def _shared(site: Site) -> Pair:
    """One pair for all examples of a property; each of them cancels what it planned."""
    if not _SHARED or _SHARED[0][0] is not site:
        _SHARED[:] = [(site, make_pair())]
    return _SHARED[0][1]


_OTHERS: dict[str, tuple[str, str]] = {}


def _other(pair: Pair) -> tuple[str, str]:
    if pair.match not in _OTHERS:
        other = pair.trial.participant("mentee")
        _OTHERS[pair.match] = (other, pair.trial.introduced(other, pair.mentor).id)
    return _OTHERS[pair.match]


def pair_on_files(folder: Path) -> tuple[Pair, str, str]:
    """A pair on files, with the mentor's other mentee and match."""
    trial = on_files("small", folder / "small.db", folder / "keys.db", first_staff="First")
    mentee, mentor, other = (
        trial.participant("mentee"),
        trial.participant("mentor", capacity="3"),
        trial.participant("mentee"),
    )
    pair = Pair(trial, mentee, mentor, trial.introduced(mentee, mentor).id)
    return pair, other, trial.introduced(other, mentor).id


def test_of_two_who_plan_over_each_other_at_once_one_is_refused(following: Site, tmp_path: Path) -> None:
    pair, other, elsewhere = pair_on_files(tmp_path)
    start, said = threading.Barrier(8), []

    def plan(number: int) -> None:
        who, match = ((pair.mentee, pair.match), (other, elsewhere))[number % 2]
        start.wait()
        try:
            pair.trial.desk(who).sessions.plan(PlanSession(match, on=pair.on(7), at="18:00"))
            said.append("planned")
        except Refused as caught:
            said.append(caught.refusals[0].code)

    actors = [threading.Thread(target=plan, args=(number,)) for number in range(8)]
    for actor in actors:
        actor.start()
    for actor in actors:
        actor.join()
    pair.trial.close()
    assert sorted(said)[0] == "planned"
    assert len(said) == 8
    assert said.count("planned") == 1


def test_of_two_processes_that_plan_over_each_other_one_is_refused(following: Site, tmp_path: Path) -> None:
    pair, other, elsewhere = pair_on_files(tmp_path)
    day = date(2090, 3, 6)  # these processes have a clock of their own
    pair.trial.close()
    attempts = [
        Attempt(pair.mentee, "sessions.plan", PlanSession(pair.match, on=day, at="18:00")),
        Attempt(other, "sessions.plan", PlanSession(elsewhere, on=day, at="18:30")),
    ]

    outcomes = at_once("small", tmp_path / "small.db", tmp_path / "keys.db", attempts)
    assert sorted(outcome.code for outcome in outcomes) == ["", "session.over_another"]


def test_what_is_planned_no_more_is_not_moved(pair: Pair) -> None:
    planned = pair.plan()
    with pytest.raises(Refused) as early:
        pair.mentees.sessions.miss(MissSession(pair.match, planned.id))
    assert codes(early) == ["session.not_yet"]
    pair.trial.clock.advance(7)
    missed = pair.mentees.sessions.miss(MissSession(pair.match, planned.id))

    assert missed.state is SessionState.MISSED
    with pytest.raises(Refused) as moved:
        pair.mentees.sessions.move(MoveSession(pair.match, planned.id, on=pair.on(8)))
    with pytest.raises(Refused) as again:
        pair.mentees.sessions.miss(MissSession(pair.match, planned.id))
    with pytest.raises(Refused) as cancelled:
        pair.mentees.sessions.cancel(
            CancelSession(pair.match, planned.id, CancelledBy.MENTEE, Process.OTHERWISE)
        )
    assert codes(moved) == codes(again) == codes(cancelled) == ["session.not_planned"]


def test_planned_sessions_stand_in_the_calendar_of_the_pair(pair: Pair) -> None:
    """Staff have them where they ask for the match; what took place or was cancelled is gone from it."""
    timed, whole = pair.plan(3, "18:00", minutes=45), pair.plan(9)

    def entries(desk: Any, **asked: Any) -> list[tuple[str, date, int]]:
        found = desk.agenda.calendar(ShowCalendar(**asked)).entries
        return [(e.kind, e.day, e.minutes) for e in found if e.kind == "session"]

    both = [("session", pair.on(3), 45), ("session", pair.on(9), whole.planned_minutes)]
    assert entries(pair.mentees) == entries(pair.mentors) == both
    assert entries(pair.trial.desk()) == []
    assert entries(pair.trial.desk(), match=pair.match) == both
    assert entries(pair.mentees, until=pair.on(5)) == both[:1]
    pair.mentees.sessions.cancel(CancelSession(pair.match, timed.id, CancelledBy.MENTEE, Process.OTHERWISE))
    assert entries(pair.mentors) == both[1:]
