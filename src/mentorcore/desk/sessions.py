"""The facet `sessions`: for programmes that keep what a pair plans and holds; others refuse it by a policy."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import field, frozen

from mentorcore.desk.facet import PARTY, Facet, the_match
from mentorcore.desk.pair_words import open_words
from mentorcore.desk.session_log import cancel_session, correct_session, log_session, miss_session
from mentorcore.desk.session_plans import details_tier, move_session, plan_session, the_session
from mentorcore.desk.session_records import RecordShown, read_record, record_session
from mentorcore.domain.commands.sessions import (
    CancelSession,
    CorrectSession,
    ListSessions,
    LogSession,
    MissSession,
    MoveSession,
    PlanSession,
    RecordSession,
    ShowSession,
)
from mentorcore.domain.matches import MENTEE, Match, MatchState
from mentorcore.domain.secret import secret
from mentorcore.domain.sessions import Session, SessionState, SessionVersion
from mentorcore.domain.tasks import Task
from mentorcore.engine.verbs import action, view
from mentorcore.engine.work import Work
from mentorcore.storage import sessions, tasks

_THOSE_AROUND = ("any", "party", "on-behalf")
EITHER = "either"


@frozen
class SessionList:
    """The sessions of a match.

    Args:
        match: public id of the match.
        sessions: all of them, by their day.
        next: the next that is planned, or None.
        offered_to: who is offered to plan the next one first: ``either`` of the two before the first session, the
            ``mentee`` afterwards; empty while one is planned, or none can be. Both may plan at any time.
        without_record: ids of sessions of which the mentee keeps no record yet; nothing is held up by them.
    """

    match: str
    sessions: tuple[Session, ...]
    next: Session | None
    offered_to: str
    without_record: tuple[str, ...]


@frozen
class SessionFile:
    """One session.

    Args:
        session: what was noted.
        earlier: what was noted before it was corrected, oldest first.
        details: place and themes, and those of before; for the two alone.
        record: what the mentee wrote down, the newest version first; for the two alone.
        tasks: what was agreed in it, without words.
    """

    session: Session
    earlier: tuple[SessionVersion, ...]
    details: Mapping[str, Any] = field(converter=secret, repr=False)
    record: tuple[RecordShown, ...] = field(repr=False)
    tasks: tuple[Task, ...]


class Sessions(Facet):
    """Sessions."""

    @action(
        "sessions.plan",
        subject="match",
        purpose="support",
        grants=_THOSE_AROUND,
        vetoes=("may_plan_session",),
    )
    def plan(self, work: Work, command: PlanSession) -> Session:
        """Plan a session: either of the two can, at any time."""
        return plan_session(work, command)

    @action(
        "sessions.move",
        subject="match",
        purpose="support",
        grants=_THOSE_AROUND,
        vetoes=("may_plan_session",),
    )
    def move(self, work: Work, command: MoveSession) -> Session:
        """Move a planned session to another day or time."""
        return move_session(work, command)

    @action(
        "sessions.log",
        subject="match",
        purpose="support",
        grants=_THOSE_AROUND,
        vetoes=("may_log_session",),
    )
    def log(self, work: Work, command: LogSession) -> Session:
        """Note that a session took place, planned or not; what was otherwise than planned is marked."""
        return log_session(work, command)

    @action("sessions.cancel", subject="match", purpose="support", grants=_THOSE_AROUND)
    def cancel(self, work: Work, command: CancelSession) -> Session:
        """Note that a planned session was cancelled, by whom and in which way."""
        return cancel_session(work, command)

    @action("sessions.miss", subject="match", purpose="support", grants=_THOSE_AROUND)
    def miss(self, work: Work, command: MissSession) -> Session:
        """Note that a session did not take place though nobody cancelled it."""
        return miss_session(work, command)

    @action(
        "sessions.correct",
        subject="match",
        purpose="support",
        grants=_THOSE_AROUND,
        vetoes=("may_log_session",),
    )
    def correct(self, work: Work, command: CorrectSession) -> Session:
        """Put right what was noted about a session; what was noted before is kept."""
        return correct_session(work, command)

    @action("sessions.record", subject="match", purpose="support", grants=PARTY)
    def record(self, work: Work, command: RecordSession) -> Session:
        """The mentee writes down what a session was about, for the two alone, or notes that they sent it by e-mail."""
        return record_session(work, command)

    @view("sessions.list", subject="match", purpose="support", grants=_THOSE_AROUND)
    def list(self, work: Work, command: ListSessions) -> SessionList:
        """List the sessions of a match, with what comes next and who is offered to plan it."""
        match = the_match(work, command.match)
        found = sessions.sessions_of(work.tx, match.id)
        held = [one for one in found if one.state is SessionState.HELD]
        planned = [one for one in found if one.state is SessionState.PLANNED]
        coming = planned[0] if planned and match.state.open else None
        without = tuple(one.id for one in held if not one.recorded)
        return SessionList(match.id, found, coming, _offered_to(match, coming, len(held)), without)

    @view("sessions.show", subject="match", purpose="support", grants=_THOSE_AROUND)
    def show(self, work: Work, command: ShowSession) -> SessionFile:
        """Show one session, with what was noted before; what the two wrote is for them alone."""
        match = the_match(work, command.match)
        found = the_session(work, match, command.session)
        tier = details_tier(found.id)
        return SessionFile(
            found,
            sessions.versions_of(work.tx, found.id),
            open_words(work, match, "session-details", tier).get(tier, {}),
            read_record(work, match, found),
            tuple(task for task in tasks.tasks_of(work.tx, [match.id]) if task.session == found.id),
        )


def _offered_to(match: Match, coming: Session | None, held: int) -> str:
    if coming is not None or match.state is not MatchState.ACTIVE:
        return ""
    return MENTEE if held else EITHER
