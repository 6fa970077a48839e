"""What is due as entries of a calendar: neutral, dated, and told apart by marks that lead back to nobody.

A calendar lies on telephones, is shown on screens and shared with colleagues. So no entry says what it is about, none
has attendees, names stand there only where they were asked for, and nothing about a concern ever comes along.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta

from mentorcore.desk.sittings import SittingKind, place
from mentorcore.domain.calendar import add_months
from mentorcore.domain.commands.agenda import ShowCalendar
from mentorcore.domain.duties import Duty
from mentorcore.domain.entries import Calendar, Entry
from mentorcore.domain.sessions import Session, SessionState
from mentorcore.engine.work import Work
from mentorcore.storage import matches, sessions
from mentorcore.storage.sealing import pseudonym

AHEAD = 13
"""Months that a calendar looks ahead where nothing is said: as far as duties are planned."""
SESSION_ENTRY = "session"
"""Kind of the entry of a session; all others are of a sitting's kind."""
_EPOCH = datetime.fromisoformat("2020-01-01T00:00:00+00:00")


def make_calendar(
    work: Work, command: ShowCalendar, owed: Iterable[Duty], called: Mapping[str, str]
) -> Calendar:
    """Entries for what the actor owes, and for the sessions that they, or the pair that they ask for, have planned.

    Args:
        work: the unit of work.
        command: what was asked for.
        owed: the actor's duties; those about concerns are left out.
        called: person to the name that may stand in a title; empty for none.
    """
    sources = (_of_duties(owed, called), _of_sessions(_planned(work, command)))
    key = work.tx.keys.pseudonym_key()
    found = [
        entry for source in sources for entry in source(lambda thing: pseudonym(key, f"calendar:{thing}"))
    ]
    found.sort(key=lambda entry: (entry.day, entry.starts or _EPOCH, entry.uid))
    return Calendar(work.now, int((work.now - _EPOCH) / timedelta(seconds=1)), tuple(found))


def horizon(work: Work) -> date:
    """The last day of a calendar where none was said."""
    return add_months(work.today, AHEAD)


_Source = Callable[[Callable[[str], str]], Iterable[Entry]]


def _planned(work: Work, command: ShowCalendar) -> tuple[Session, ...]:
    """The sessions to come of the actor's own matches; for staff, of the one match that they ask for."""
    if command.overdue or command.owner not in ("", work.actor.id):
        return ()
    own = matches.matches_of(work.tx, [work.actor.id], states=matches.OPEN_STATES)
    asked = matches.matches_by_id(work.tx, [command.match]) if command.match and work.actor.staff else own
    chosen = [match.id for match in asked if command.match in ("", match.id)]
    first = max(command.since or work.today, work.today)
    found = sessions.planned_between(work.tx, chosen, first, command.until or horizon(work)) if chosen else ()
    return tuple(session for session in found if session.state is SessionState.PLANNED)


def _of_sessions(planned: Iterable[Session]) -> _Source:
    def source(mark: Callable[[str], str]) -> Iterable[Entry]:
        for session in planned:
            if session.planned_on is not None:
                minutes = session.planned_minutes or 0
                yield Entry(mark(session.id), SESSION_ENTRY, session.planned_on, session.starts_at, minutes)

    return source


def _of_duties(owed: Iterable[Duty], called: Mapping[str, str]) -> _Source:
    def source(mark: Callable[[str], str]) -> Iterable[Entry]:
        for duty in owed:
            kind, _ = place(duty)
            if kind is not SittingKind.CONCERN:
                name = called.get(duty.about, "")
                yield Entry(mark(duty.id), kind.value, duty.due_on, duty.due_at, called=name)

    return source
