"""The page of a session that was noted."""

from __future__ import annotations

from mentorcore.cli.render.page import Line, Page
from mentorcore.domain.sessions import Session


def _log(page: Page, session: Session) -> None:
    page.table(
        [Line((session.id, session.match, page.day(session.held_on), str(session.minutes), session.channel))]
    )


SHAPES = {"sessions.log": ("session", _log)}
