"""The agenda: what somebody does in one sitting, asked for by day, owner or match; and as a calendar of neutral entries."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from icalendar import Calendar as File
from tests.support.closings import CANARY, Two, make_two
from tests.support.packages import Site

from mentorcore.desk.agenda import Agenda
from mentorcore.domain.commands.agenda import ShowAgenda, ShowCalendar
from mentorcore.domain.commands.concerns import RaiseConcern
from mentorcore.domain.commands.duties import DoneDuties, PlanDuties
from mentorcore.domain.commands.matches import SuspendMatch
from mentorcore.domain.concerns import ConcernWish
from mentorcore.domain.duties import DutyWanted
from mentorcore.domain.entries import Calendar, Entry
from mentorcore.domain.events import History
from mentorcore.hooks import hookimpl
from mentorcore.papers.calendar_file import calendar_bytes
from mentorcore.papers.plain import as_json


class Own:
    """Each of the two owes something of their own, one of it to the minute, and so does a coordinator."""

    @hookimpl
    def plan_duties(self, history: History) -> list[DutyWanted]:
        """Three duties of a match."""
        if history.kind != "match":
            return []
        introduced = history.events[-1].effective_on if history.events else date(2025, 2, 3)
        mentee, mentor = history.people
        at = datetime(2025, 2, 10, 17, tzinfo=UTC)
        return [
            DutyWanted("repair-plan", mentee, "once", introduced + timedelta(days=3)),
            DutyWanted("repair-plan", mentor, "once", at.date(), due_at=at),
            DutyWanted("repair-plan", "coordinator", "once", introduced + timedelta(days=20), about=mentee),
        ]


@pytest.fixture
def two(two: Two) -> Two:
    """A pair that owes something, whose match is suspended."""
    two.trial.add_policy(Own())
    two.trial.desk(purpose="protection").matches.suspend(SuspendMatch(match=two.match))
    return two


def show(two: Two, side: str = "", **values: Any) -> Agenda:
    return two.desk(side).agenda.show(ShowAgenda(**values))


def owed(agenda: Agenda) -> list[str]:
    return [duty.rule for duty in (*agenda.overdue, *agenda.due)]


def in_a_month(two: Two) -> date:
    return two.trial.today + timedelta(days=30)


def test_calls_come_first_and_each_match_has_its_own_sitting(two: Two) -> None:
    two.close(told_by="staff")
    two.trial.clock.advance(2)

    agenda = show(two, until=in_a_month(two))

    assert [(s.kind, s.about, len(s.duties), s.late) for s in agenda.sittings] == [
        ("calls", "", 3, 3),
        ("match", two.match, 2, 1),
    ]
    shown = {duty.id: duty.rule for duty in (*agenda.overdue, *agenda.due)}
    assert [shown[duty] for duty in agenda.sittings[1].duties] == ["early-end", "repair-plan"]


def test_it_is_asked_for_by_day_owner_and_match(two: Two) -> None:
    month = in_a_month(two)

    assert owed(show(two, until=month)) == ["neutral-call", "neutral-call", "repair-plan"]
    assert owed(show(two, since=month - timedelta(days=20), until=month)) == ["repair-plan"]
    of_match = ["neutral-call", "neutral-call", "repair-plan", "repair-plan", "repair-plan"]
    assert owed(show(two, until=month, match=two.match)) == of_match
    other = two.trial.introduced(two.trial.participant("mentee"), two.mentor)
    assert [d.owner for d in show(two, until=month, match=other.id).due] == [
        other.mentee,
        other.mentor,
        "coordinator",
    ]
    assert [d.owner for d in show(two, until=month, owner=two.mentee).due] == [two.mentee]
    assert owed(show(two, "mentor", until=month, owner=two.mentee)) == []
    assert owed(show(two, until=month, owner="board")) == []
    assert show(two, owner="coordinator").messages == ()
    assert owed(show(two, overdue=True)) == []
    two.trial.clock.advance(3)
    assert owed(show(two, overdue=True)) == ["neutral-call", "neutral-call"]
    assert owed(show(two, since=month)) == []


def test_each_of_the_two_has_an_agenda_of_their_own_alone(two: Two) -> None:
    month = in_a_month(two)
    two.desk("mentee").concerns.raise_(
        RaiseConcern(wish=ConcernWish.ACT, about=(two.mentor,), match=two.match)
    )

    for side, person in (("mentee", two.mentee), ("mentor", two.mentor)):
        agenda = show(two, side, until=month)
        assert [duty.owner for duty in (*agenda.overdue, *agenda.due)] == [person]
        assert (agenda.concerns, agenda.messages, agenda.called) == ((), (), {})
        for owner in ("coordinator", two.trial.staff):
            assert owed(show(two, side, until=month, owner=owner)) == []


# The calendar


def calendar(two: Two, side: str = "", **values: Any) -> Calendar:
    return two.desk(side).agenda.calendar(ShowCalendar(**values))


def parsed(found: Calendar) -> list[Any]:
    return list(File.from_ical(calendar_bytes(found, str.capitalize)).walk("VEVENT"))


def test_a_day_is_a_whole_day_and_an_instant_is_in_utc(two: Two) -> None:
    (whole,) = parsed(calendar(two, "mentee"))
    (timed,) = parsed(calendar(two, "mentor"))

    assert (whole.decoded("dtstart"), whole.decoded("dtend")) == (date(2025, 2, 6), date(2025, 2, 7))
    assert whole["dtstart"].params["value"] == "DATE"
    assert (timed["dtstart"].to_ical(), "dtend" in timed) == (b"20250210T170000Z", False)
    assert timed.decoded("dtstamp") == two.trial.clock.now()


def test_an_entry_says_nothing_but_that_something_is_due(two: Two) -> None:
    content = calendar_bytes(calendar(two), str.capitalize).decode()

    assert {line.partition(":")[0].partition(";")[0] for line in content.splitlines()} == {
        *("BEGIN", "END", "PRODID", "VERSION", "CALSCALE", "METHOD"),
        *("UID", "DTSTAMP", "SEQUENCE", "SUMMARY", "CLASS", "DTSTART", "DTEND", "TRANSP"),
    }
    assert {str(event["class"]) for event in parsed(calendar(two))} == {"CONFIDENTIAL"}
    assert [str(event["summary"]) for event in parsed(calendar(two))] == ["Calls", "Calls", "Match"]
    for hidden in (CANARY, two.match, two.mentee, two.mentor, "D-", "Small", "mentor"):
        assert hidden not in content


def test_names_stand_there_where_they_were_asked_for_and_may_be_seen(two: Two) -> None:
    titles = [str(event["summary"]) for event in parsed(calendar(two, names=True))]

    assert f"Calls: {CANARY}" in titles
    assert CANARY not in repr(calendar(two, names=True))
    assert [entry.called for entry in calendar(two, "mentor", names=True).entries] == [""]


def test_a_newer_file_replaces_the_same_entries(two: Two) -> None:
    before = calendar(two)
    two.trial.clock.advance(1)
    after = calendar(two)

    assert [entry.uid for entry in before.entries] == [entry.uid for entry in after.entries]
    assert after.sequence > before.sequence > 0
    assert len({entry.uid for entry in before.entries}) == len(before.entries)
    done = next(duty for duty in show(two, until=in_a_month(two)).due if duty.rule == "repair-plan")
    two.desk().duties.done(DoneDuties(duties=(done.id,)))
    assert len(calendar(two).entries) == len(before.entries) - 1


def test_the_marks_of_another_database_are_others(two: Two) -> None:
    with (another := make_two()).trial:
        another.trial.desk(purpose="protection").matches.suspend(SuspendMatch(match=another.match))
        theirs = {entry.uid for entry in calendar(another).entries}

    assert theirs
    assert theirs.isdisjoint(entry.uid for entry in calendar(two).entries)


def test_nothing_about_a_concern_leaves(two: Two) -> None:
    before = as_json(calendar(two))
    two.desk("mentee").concerns.raise_(
        RaiseConcern(wish=ConcernWish.ACT, about=(two.mentor,), match=two.match)
    )

    assert len(owed(show(two, until=in_a_month(two)))) == 5
    assert json.loads(as_json(calendar(two)))["entries"] == json.loads(before)["entries"]


def test_a_meeting_takes_its_time() -> None:
    at = datetime(2025, 3, 30, 1, 30, tzinfo=UTC)
    entry = Entry("mark", "session", at.date(), at, 90)
    (event,) = parsed(Calendar(at, 1, (entry,)))

    assert event.decoded("dtend") - event.decoded("dtstart") == timedelta(minutes=90)
    assert str(event["transp"]) == "OPAQUE"


class Passing:
    """A duty of the programme's own that is over with its day."""

    @hookimpl
    def plan_duties(self, history: History) -> list[DutyWanted]:
        """One, for a match."""
        if history.kind != "match":
            return []
        day = date(2025, 2, 10)
        wanted = DutyWanted("repair-plan", "coordinator", "2", day, missed_from=day + timedelta(days=2))
        return [wanted]


def test_what_is_missed_is_asked_of_nobody_whether_or_not_that_was_planned(closings: Site) -> None:
    with make_two().trial as trial:
        trial.add_policy(Passing())
        trial.desk().duties.plan(PlanDuties())
        seen = []
        for days in (7, 1, 1):  # the agenda only reads: nothing is planned in between
            trial.clock.advance(days)
            agenda = trial.desk().agenda.show(ShowAgenda())
            seen.append((owed(agenda), bool(agenda.overdue)))
        assert seen == [(["repair-plan"], False), (["repair-plan"], True), ([], False)]
