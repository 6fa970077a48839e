"""Commands of the facet `sessions`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from attrs import field, frozen

from mentorcore.domain.answers import Raw
from mentorcore.domain.commands.fields import (
    an_id,
    flag,
    maybe_a_day,
    maybe_a_number,
    name,
    names,
    one_of,
    personal,
    some_day,
    value,
)
from mentorcore.domain.ids import MATCH, SESSION
from mentorcore.domain.secret import secret
from mentorcore.domain.sessions import CancelledBy, Process


@frozen
class PlanSession:
    """A pair plans to meet.

    Args:
        match: the match.
        on: the day.
        at: the time on the programme's clocks, such as ``18:30``; empty where only the day is planned.
        which: ``first`` or ``second``, for an hour that comes twice when the clocks go back.
        minutes: how long it is to be.
        channel: how they meet.
        place: where; sealed, for the two alone.
    """

    match: str = an_id(MATCH, "the match")
    on: date = some_day("the day, yyyy-mm-dd")
    at: str = name("the time, hh:mm", default="")
    which: str = name("first or second, for an hour that comes twice when the clocks go back", default="")
    minutes: int = value("how long it is to be, in minutes", 60)
    channel: str = name("how they meet", default="in-person")
    place: str = personal("where they meet, for the two alone", required=False)


@frozen
class MoveSession:
    """A planned session is moved.

    Args:
        match: the match.
        session: the session.
        on, at, which: see `PlanSession`.
        minutes: how long it is to be; as planned before where not said.
    """

    match: str = an_id(MATCH, "the match")
    session: str = an_id(SESSION, "the session")
    on: date = some_day("the day, yyyy-mm-dd")
    at: str = name("the time, hh:mm", default="")
    which: str = name("first or second, for an hour that comes twice when the clocks go back", default="")
    minutes: int | None = maybe_a_number("how long it is to be, in minutes; as before where not said")


@frozen
class LogSession:
    """A session that a pair held, on the day that the desk was opened for.

    Args:
        match: the match.
        session: the planned session that it was; empty for one that was not planned.
        minutes: its length; as planned where not said, else 60.
        channel: how they met; as planned where not said, else ``in-person``.
        present: the sides that took part; both where not said.
        checklist: that the first session's checklist is complete, the working agreement with it.
        place: where; sealed, for the two alone.
        themes: what about, as short words with commas; sealed, for the two alone.
    """

    match: str = an_id(MATCH, "the match")
    session: str = an_id(SESSION, "the planned session that it was", optional=True)
    minutes: int | None = maybe_a_number("its length in minutes; as planned where not said, else 60")
    channel: str = name("how they met; as planned where not said", default="")
    present: tuple[str, ...] = names(
        "who took part, of mentee and mentor; both where not said", option="present"
    )
    checklist: bool = flag("the first session’s checklist is complete")
    place: str = personal("where they met, for the two alone", required=False)
    themes: str = personal("what it was about, in short words with commas, for the two alone", required=False)


@frozen
class CancelSession:
    """A planned session is cancelled.

    Args:
        match: the match.
        session: the session.
        by: who cancelled it.
        process: whether in the way that the pair agreed upon.
    """

    match: str = an_id(MATCH, "the match")
    session: str = an_id(SESSION, "the session")
    by: CancelledBy = one_of(CancelledBy, "who cancelled it")
    process: Process = one_of(Process, "whether in the way that the two agreed upon")


@frozen
class MissSession:
    """A session did not take place, and nobody had cancelled it; or one was noted by mistake."""

    match: str = an_id(MATCH, "the match")
    session: str = an_id(SESSION, "the session")


@frozen
class CorrectSession:
    """What was noted about a session that took place is put right; what was noted before is kept.

    Args:
        match: the match.
        session: the session.
        on: the day it took place.
        minutes, channel, present, place, themes: see `LogSession`; what is not said stays.
    """

    match: str = an_id(MATCH, "the match")
    session: str = an_id(SESSION, "the session")
    on: date | None = maybe_a_day("the day it took place, yyyy-mm-dd")
    minutes: int | None = maybe_a_number("its length in minutes")
    channel: str = name("how they met", default="")
    present: tuple[str, ...] = names("who took part, of mentee and mentor", option="present")
    place: str = personal("where they met, for the two alone", required=False)
    themes: str = personal("what it was about, in short words with commas, for the two alone", required=False)


@frozen
class RecordSession:
    """The mentee writes down what a session was about, or notes that they sent it to the mentor by e-mail.

    Args:
        match: the match.
        session: the session.
        answers: question to answer, where the programme has a form for it; sealed, for the two alone.
        words: what the mentee writes, where it has none; sealed, for the two alone.
        by_email: it was sent by e-mail, and nothing is written here.
    """

    match: str = an_id(MATCH, "the match")
    session: str = an_id(SESSION, "the session")
    answers: Mapping[str, Raw] = field(
        factory=dict, converter=secret, repr=False, metadata={"help": "the answers", "personal": True}
    )
    words: str = personal("what the session was about, for the two alone", required=False)
    by_email: bool = flag("it was sent to the mentor by e-mail")


@frozen
class ListSessions:
    """The sessions of a match, and what comes next."""

    match: str = an_id(MATCH, "the match")


@frozen
class ShowSession:
    """One session, with what may be read of it."""

    match: str = an_id(MATCH, "the match")
    session: str = an_id(SESSION, "the session")
