"""What became of sessions: held, missed, cancelled, put right. What happened can always be noted, and is only marked."""

from __future__ import annotations

from datetime import date
from typing import Any

from attrs import evolve

from mentorcore.desk import versions
from mentorcore.desk.facet import the_match
from mentorcore.desk.pair_words import THEMES_MOST, WORD_MOST, held_words, seal_words, sides
from mentorcore.desk.session_plans import check_channel, check_minutes, details_tier, the_session
from mentorcore.domain.commands.sessions import CancelSession, CorrectSession, LogSession, MissSession
from mentorcore.domain.errors import InputFault
from mentorcore.domain.ids import SESSION
from mentorcore.domain.matches import Match
from mentorcore.domain.programme_time import programme_time
from mentorcore.domain.sessions import (
    IN_PERSON,
    Deviation,
    Process,
    Session,
    SessionState,
    SessionVersion,
    deviations_from,
)
from mentorcore.domain.tidy import TEXT_MOST, clean_text, split_list
from mentorcore.engine.form_answers import form_for
from mentorcore.engine.work import Work
from mentorcore.hooks.cadence import may_log_session
from mentorcore.storage import events, sessions, working_agreements

USUAL = 60  # minutes, where neither a plan nor whoever logs it says otherwise
BOTH = ("mentee", "mentor")


def log_session(work: Work, command: LogSession) -> Session:
    """Note that a session took place; one that was planned keeps its id.

    Raises:
        Refused: a policy objects, the two were never introduced, it is noted already, or the checklist of the first
            session is called complete without an agreement that holds a level of confidentiality.
        InputFault: length, channel or sides cannot be used.
    """
    match = the_match(work, command.match)
    work.veto(may_log_session, match=match)
    if match.introduced_on is None:
        raise work.refuse("session.before_introduction", id=match.id)
    plan = the_session(work, match, command.session) if command.session else None
    if plan is not None and plan.state is SessionState.HELD:
        raise work.refuse("session.already_held", session=plan.id)
    held = evolve(
        plan or Session(work.tx.new_id(SESSION), match.id, SessionState.HELD),
        state=SessionState.HELD,
        held_on=work.day,
        minutes=_minutes(plan, command),
        channel=command.channel or (plan.channel if plan else IN_PERSON),
        present=_sides(command.present) or BOTH,
        cancelled_by="",
        process="",
    )
    check_minutes(held.minutes)
    check_channel(work, held.channel)
    held = evolve(held, deviations=(*_deviations(work, match, held), *_first(work, match, command)))
    if plan is None:
        sessions.add_session(work.tx, held)
    else:
        held = sessions.save_session(work.tx, held)
    _keep_details(work, match, held, command.place, command.themes)
    work.event("session.held", match.id, session=held.id, minutes=held.minutes)
    return held


def correct_session(work: Work, command: CorrectSession) -> Session:
    """Put right what was noted about a session; what was noted before is kept.

    Raises:
        Refused: it did not take place, a policy objects, or nothing is said that is new.
        InputFault: the day lies in the future; length, channel or sides cannot be used.
    """
    match = the_match(work, command.match)
    work.veto(may_log_session, match=match)
    found = the_session(work, match, command.session)
    if found.state is not SessionState.HELD:
        raise work.refuse("session.not_held", session=found.id)
    if command.on is not None and command.on > work.today:
        raise InputFault.one("date.future", "on")
    newer = evolve(
        found,
        held_on=command.on or found.held_on,
        minutes=found.minutes if command.minutes is None else command.minutes,
        channel=command.channel or found.channel,
        present=_sides(command.present) or found.present,
    )
    check_minutes(newer.minutes)
    check_channel(work, newer.channel)
    if newer == found and not (command.place.strip() or command.themes.strip()):
        raise work.refuse("session.nothing_new", session=found.id)
    kept = [Deviation.AGREEMENT_MISSING.value] if Deviation.AGREEMENT_MISSING in found.deviations else []
    newer = evolve(newer, deviations=(*_deviations(work, match, newer), *kept))
    _keep_version(work, found)
    newer = sessions.save_session(work.tx, newer)
    _keep_details(work, match, newer, command.place, command.themes, replaces=found.version)
    day = _day(newer).isoformat()
    work.event("session.corrected", match.id, session=newer.id, minutes=newer.minutes, on=day)
    return newer


def cancel_session(work: Work, command: CancelSession) -> Session:
    """Note that a planned session was cancelled, by whom and in which way.

    Raises:
        Refused: it is not planned, or the two have not agreed upon a way to cancel.
    """
    match = the_match(work, command.match)
    found = the_session(work, match, command.session)
    if found.state is not SessionState.PLANNED:
        raise work.refuse("session.not_planned", session=found.id)
    if command.process is Process.AGREED and not _has_process(work, match):
        raise work.refuse("session.no_process", id=match.id)
    by, process = command.by.value, command.process.value
    gone = evolve(found, state=SessionState.CANCELLED, cancelled_by=by, process=process)
    gone = sessions.save_session(work.tx, gone)
    work.event("session.cancelled", match.id, session=gone.id, by=by, process=process)
    return gone


def miss_session(work: Work, command: MissSession) -> Session:
    """Note that a session did not take place though nobody cancelled it; or take one back that was noted by mistake.

    Raises:
        Refused: it is cancelled or missed already, or its day has not come.
    """
    match = the_match(work, command.match)
    found = the_session(work, match, command.session)
    if found.state not in (SessionState.PLANNED, SessionState.HELD):
        raise work.refuse("session.not_planned", session=found.id)
    if found.state is SessionState.PLANNED and _day(found) > work.day:
        raise work.refuse("session.not_yet", session=found.id)
    if found.state is SessionState.HELD:
        _keep_version(work, found)
    gone = evolve(found, state=SessionState.MISSED, held_on=None, minutes=0, present=(), deviations=())
    gone = sessions.save_session(work.tx, gone)
    work.event("session.missed", match.id, session=gone.id)
    return gone


def _minutes(plan: Session | None, command: LogSession) -> int:
    if command.minutes is not None:
        return command.minutes
    return plan.planned_minutes if plan is not None and plan.planned_minutes else USUAL


def _sides(named: tuple[str, ...]) -> tuple[str, ...]:
    if set(named) - set(BOTH):
        raise InputFault.one("choice.unknown", "present", allowed=", ".join(BOTH))
    return sides(named)


def _day(session: Session) -> date:
    return session.day or date.min


def _deviations(work: Work, match: Match, held: Session) -> tuple[str, ...]:
    time = programme_time(events.events_about(work.tx, [match.id])[match.id])
    return deviations_from(
        held,
        held_on=_day(held),
        minutes=held.minutes,
        sides=held.present,
        introduced_on=match.introduced_on or _day(held),
        ended_on=match.ended_on,
        in_pause=time is not None and time.stands_on(_day(held)),
    )


def _first(work: Work, match: Match, command: LogSession) -> tuple[str, ...]:
    """The mark of a first session before which no agreement with a level of confidentiality was settled."""
    if form_for(work.bundle, "agreement") is None or match.confidentiality:
        return ()
    if command.checklist:
        raise work.refuse("session.agreement_missing", id=match.id)
    first = sessions.held_count(work.tx, match.id) == 0
    return (Deviation.AGREEMENT_MISSING.value,) if first else ()


def _has_process(work: Work, match: Match) -> bool:
    """Whether the two agreed upon a way to cancel; a programme without such agreements knows nothing about it."""
    if form_for(work.bundle, "agreement") is None:
        return True
    return any(version.settled for version in working_agreements.agreements_of(work.tx, match.id))


def _keep_version(work: Work, found: Session) -> None:
    kept = SessionVersion(
        session=found.id,
        version=found.version,
        state=found.state,
        held_on=found.held_on,
        minutes=found.minutes,
        channel=found.channel,
        present=found.present,
        deviations=found.deviations,
        replaced_at=work.now,
        replaced_by=work.actor.id,
    )
    sessions.add_version(work.tx, kept)


def _keep_details(
    work: Work, match: Match, session: Session, place: str, themes: str, *, replaces: int = 0
) -> None:
    """Seal place and themes; what stood there before a correction stays beside it, under its version."""
    new = _details(place, themes)
    if not new:
        return
    tier = details_tier(session.id)
    held = held_words(work, match, tier)
    whole = {**held, **new}
    if replaces:
        whole = versions.replacing(held, {**versions.newest(held), **new}, version=replaces)
    seal_words(work, match, tier, whole)


def _details(place: str, themes: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    where = clean_text(place, "place", most=TEXT_MOST)
    if where:
        found["place"] = where
    words = split_list(clean_text(themes, "themes"), ",;")
    if len(words) > THEMES_MOST:
        raise InputFault.one("themes.too_many", "themes", most=THEMES_MOST)
    if words:
        found["themes"] = [clean_text(word, "themes", most=WORD_MOST) for word in words]
    return found
