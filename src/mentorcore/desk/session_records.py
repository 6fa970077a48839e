"""What the mentee writes down about a session: theirs to write, for the two alone, and apart from the fact that they met."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import evolve, field, frozen

from mentorcore.desk import versions
from mentorcore.desk.facet import the_match
from mentorcore.desk.pair_words import held_words, of_the_two, open_words, seal_words
from mentorcore.desk.session_plans import the_session
from mentorcore.desk.written import written
from mentorcore.domain.commands.sessions import RecordSession
from mentorcore.domain.errors import InputFault
from mentorcore.domain.matches import MENTEE, Match
from mentorcore.domain.secret import secret
from mentorcore.domain.sessions import EMAIL, HERE, Session, SessionState
from mentorcore.engine.form_answers import form_for
from mentorcore.engine.work import Work
from mentorcore.storage import sessions

CONTENT = "session-record"


@frozen
class RecordShown:
    """What the mentee wrote down about a session.

    Args:
        written_on: the day, as yyyy-mm-dd.
        form: the form it answers, or empty.
        form_version: the version of its questions.
        answers: question to answer.
        words: what was written where the programme has no form.
    """

    written_on: str
    form: str = ""
    form_version: str = ""
    answers: Mapping[str, Any] = field(factory=dict, converter=secret, repr=False)
    words: str = field(default="", converter=secret, repr=False)


def record_tier(session_id: str) -> str:
    """Where the record of a session is sealed in the dossier of its match."""
    return f"session-record:{session_id}"


def record_session(work: Work, command: RecordSession) -> Session:
    """Keep what the mentee writes down, or note that it went to the mentor by e-mail.

    Raises:
        Refused: somebody else than the mentee writes, the session did not take place, or it is kept here already.
        InputFault: an answer cannot be used, or nothing was written.
    """
    match = the_match(work, command.match)
    found = the_session(work, match, command.session)
    if match.side(work.party) != MENTEE:
        raise work.refuse("session.record_mentee")
    if found.state is not SessionState.HELD:
        raise work.refuse("session.not_held", session=found.id)
    if command.by_email:
        if found.recorded == HERE:
            raise work.refuse("session.recorded_here", session=found.id)
        if command.answers or command.words.strip():  # it would be taken for sent, and kept nowhere
            raise InputFault.one("session.email_or_here", "by_email")
        return _note(work, match, found, EMAIL)
    if not of_the_two(work, match):
        raise work.refuse("session.record_own")
    new = _written(work, command)
    held = held_words(work, match, record_tier(found.id))
    seal_words(work, match, record_tier(found.id), versions.replacing(held, new))
    return _note(work, match, found, HERE)


def read_record(work: Work, match: Match, session: Session) -> tuple[RecordShown, ...]:
    """The record of a session, the newest version first, where the actor may read it; empty where not, or none."""
    if session.recorded != HERE:
        return ()
    tier = record_tier(session.id)
    return _shown(open_words(work, match, CONTENT, tier).get(tier, {}))


def _shown(held: Mapping[str, Any]) -> tuple[RecordShown, ...]:
    if not held:
        return ()
    found = (versions.newest(held), *reversed(versions.earlier(held)))
    return tuple(RecordShown(**version) for version in found)


def _note(work: Work, match: Match, found: Session, how: str) -> Session:
    noted = sessions.save_session(work.tx, evolve(found, recorded=how))
    work.event("session.recorded", match.id, session=noted.id, how=how)
    return noted


def _written(work: Work, command: RecordSession) -> dict[str, Any]:
    form = form_for(work.bundle, "session-record")
    if form is None and command.answers:
        raise InputFault.one("session.no_form", "answers")
    if form is not None and command.words.strip():
        raise InputFault.one("session.has_form", "words", form=form.id)
    kept, what = written(work, form, command), "words" if form is None else "answers"
    if not kept[what]:
        raise InputFault.one("answer.required", what)
    return kept
