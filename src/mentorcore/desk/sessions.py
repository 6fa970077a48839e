"""The facet `sessions`: for programmes that keep what a pair held; others refuse it by a policy."""

from __future__ import annotations

from mentorcore.desk.facet import Facet, the_match
from mentorcore.domain.commands.sessions import LogSession
from mentorcore.domain.errors import InputFault
from mentorcore.domain.ids import SESSION
from mentorcore.domain.sessions import Session
from mentorcore.engine.verbs import action
from mentorcore.engine.work import Work
from mentorcore.hooks.cadence import may_log_session
from mentorcore.storage import sessions

DAY = 24 * 60  # minutes


class Sessions(Facet):
    """Sessions."""

    @action(
        "sessions.log",
        subject="match",
        purpose="support",
        grants=("any", "party", "on-behalf"),
        vetoes=("may_log_session",),
    )
    def log(self, work: Work, command: LogSession) -> Session:
        """Note that a session took place."""
        match = the_match(work, command.match)
        work.veto(may_log_session, match=match)
        if match.introduced_on is None or work.day < match.introduced_on:
            raise work.refuse("session.before_introduction", id=match.id)
        if match.ended_on is not None and work.day > match.ended_on:
            raise work.refuse("session.after_end", id=match.id)
        if not 1 <= command.minutes <= DAY:
            raise InputFault.one("number.range", "minutes", least=1, most=DAY)
        channels = ("in-person", *(channel.id for channel in work.bundle.channels))
        if command.channel not in channels:
            raise InputFault.one("choice.unknown", "channel", allowed=", ".join(channels))
        held = Session(work.tx.new_id(SESSION), match.id, work.day, command.minutes, command.channel)
        sessions.add_session(work.tx, held)
        work.event("session.held", match.id, minutes=command.minutes)
        return held
