"""Planning sessions: within the match, on a time that is free for both, and no longer than the programme allows."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from attrs import evolve

from mentorcore.desk.facet import the_match
from mentorcore.desk.pair_words import seal_words, side_of
from mentorcore.domain.commands.sessions import MoveSession, PlanSession
from mentorcore.domain.errors import InputFault
from mentorcore.domain.ids import SESSION
from mentorcore.domain.local_time import instant_of
from mentorcore.domain.matches import Match, MatchState
from mentorcore.domain.sessions import IN_PERSON, Session, SessionState, overlap
from mentorcore.domain.tidy import TEXT_MOST, clean_text
from mentorcore.engine.work import Work
from mentorcore.hooks.cadence import SessionPlan, may_plan_session
from mentorcore.storage import matches, sessions

LONGEST = 24 * 60
"""Minutes of a session at most, whatever a programme allows: a day."""
_NEAR = timedelta(days=2)
"""How many days away a session can begin that is over another: each lasts a day at most, and days have two ends."""
_TAKING_PLACE = (MatchState.ACTIVE.value, MatchState.SUSPENDED.value)


def plan_session(work: Work, command: PlanSession) -> Session:
    """Plan a session.

    Raises:
        Refused: the match is not at work that day, one of the two has another session then, or a policy objects.
        InputFault: the day, the time, the length or the channel cannot be used.
    """
    match = the_match(work, command.match)
    check_minutes(command.minutes)
    check_channel(work, command.channel)
    wanted = Session(
        work.tx.new_id(SESSION),
        match.id,
        SessionState.PLANNED,
        planned_on=command.on,
        starts_at=_starts(work, command.on, command.at, command.which),
        planned_minutes=command.minutes,
        planned_by=side_of(work, match),
        channel=command.channel,
    )
    _ask(work, match, wanted, moved=False)
    sessions.add_session(work.tx, wanted)
    place = clean_text(command.place, "place", most=TEXT_MOST)
    if place:
        seal_words(work, match, details_tier(wanted.id), {"place": place})
    work.event("session.planned", match.id, session=wanted.id, on=command.on.isoformat())
    return wanted


def move_session(work: Work, command: MoveSession) -> Session:
    """Move a planned session.

    Raises:
        Refused, InputFault: as `plan_session`; ``session.not_planned`` where it is planned no more.
    """
    match = the_match(work, command.match)
    found = the_session(work, match, command.session)
    if found.state is not SessionState.PLANNED:
        raise work.refuse("session.not_planned", session=found.id)
    minutes = found.planned_minutes if command.minutes is None else command.minutes
    check_minutes(minutes)
    starts_at = _starts(work, command.on, command.at, command.which)
    wanted = evolve(found, planned_on=command.on, starts_at=starts_at, planned_minutes=minutes)
    _ask(work, match, wanted, moved=True)
    moved = sessions.save_session(work.tx, wanted)
    work.event("session.moved", match.id, session=moved.id, on=command.on.isoformat())
    return moved


def the_session(work: Work, match: Match, session_id: str) -> Session:
    """A session of a match.

    Raises:
        Refused: ``session.unknown``: the match has none of that id; it reads the same for one of another match.
    """
    found = sessions.session(work.tx, session_id)
    if found is None or found.match != match.id:
        raise work.refuse("session.unknown", id=match.id)
    return found


def check_minutes(minutes: int) -> None:
    """See that a length can be one of a session.

    Raises:
        InputFault: ``number.range``.
    """
    if type(minutes) is not int or not 1 <= minutes <= LONGEST:
        raise InputFault.one("number.range", "minutes", least=1, most=LONGEST)


def check_channel(work: Work, channel: str) -> None:
    """See that a channel is one of the bundle's, or ``in-person``.

    Raises:
        InputFault: ``choice.unknown``.
    """
    known = (IN_PERSON, *(found.id for found in work.bundle.channels))
    if channel not in known:
        raise InputFault.one("choice.unknown", "channel", allowed=", ".join(known))


def details_tier(session_id: str) -> str:
    """Where place and themes of a session are sealed in the dossier of its match."""
    return f"session:{session_id}"


def _ask(work: Work, match: Match, wanted: Session, *, moved: bool) -> None:
    """See that a session can be planned so; policies are asked first, since their answer is for every match."""
    work.veto(may_plan_session, match=match, plan=_as_plan(wanted, moved=moved))
    _check_match(work, match, wanted.planned_on or work.day)
    if (wanted.planned_on or work.day) < work.day or (
        wanted.starts_at is not None and wanted.planned_on == work.today and wanted.starts_at < work.now
    ):
        raise work.refuse("session.past")
    _check_free(work, match, wanted)


def _as_plan(wanted: Session, *, moved: bool) -> SessionPlan:
    on = wanted.planned_on or date.min
    return SessionPlan(on, wanted.planned_minutes, wanted.starts_at, wanted.planned_by, moved=moved)


def _check_match(work: Work, match: Match, on: date) -> None:
    if match.introduced_on is None or on < match.introduced_on:
        raise work.refuse("session.before_introduction", id=match.id)
    if match.state is MatchState.SUSPENDED:
        raise work.refuse("session.in_pause", id=match.id)
    if match.state is not MatchState.ACTIVE:
        raise work.refuse("session.after_end", id=match.id)


def _starts(work: Work, on: date, at: str, which: str) -> datetime | None:
    if not at:
        if which:
            raise InputFault.one("time.once", "which")
        return None
    return instant_of(on, at, work.context.zone, which)


def _check_free(work: Work, match: Match, wanted: Session) -> None:
    """See that neither of the two has another session then. Whose the other one is, is told to nobody."""
    day = wanted.planned_on or work.day
    together = matches.matches_of(work.tx, match.parties, states=_TAKING_PLACE)
    near = sessions.planned_between(work.tx, [found.id for found in together], day - _NEAR, day + _NEAR)
    over = [other for other in near if other.id != wanted.id and overlap(wanted, other)]
    own = [other.id for other in over if other.match == match.id]
    if own:
        raise work.refuse("session.over_own", session=own[0])
    if over:
        raise work.refuse("session.over_another")
