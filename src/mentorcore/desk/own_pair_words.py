"""What somebody wrote down in their matches, for their own data: theirs alone, and never through anybody else's hands."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from attrs import field, frozen

from mentorcore.desk.session_records import CONTENT as RECORD_CONTENT
from mentorcore.desk.session_records import record_tier
from mentorcore.desk.tasks import CONTENT as TASK_CONTENT
from mentorcore.desk.tasks import task_tier
from mentorcore.domain.matches import Match
from mentorcore.domain.secret import secret
from mentorcore.domain.sessions import HERE
from mentorcore.engine.work import Work
from mentorcore.storage import sessions, tasks


@frozen
class OwnPairWords:
    """What there is.

    Args:
        words: place to field to value.
        closed: contents that there are, and that are handed to the person alone.
    """

    words: dict[str, dict[str, Any]] = field(converter=secret, repr=False)
    closed: tuple[str, ...]


def own_pair_words(work: Work, person: str, found: Iterable[Match]) -> OwnPairWords:
    """The records of sessions that somebody wrote as a mentee, and the tasks that they took on.

    Staff who put together somebody's data for them do not come to read these.
    """
    words: dict[str, dict[str, Any]] = {}
    closed: dict[str, None] = {}
    for match in found:
        mine = match.mentee == person
        wrote = [
            record_tier(one.id)
            for one in (sessions.sessions_of(work.tx, match.id) if mine else ())
            if one.recorded == HERE
        ]
        took = [task_tier(task.id) for task in tasks.tasks_of(work.tx, [match.id]) if task.owner == person]
        for content, places in ((RECORD_CONTENT, wrote), (TASK_CONTENT, took)):
            if not places:
                continue
            if work.on_behalf_of or work.actor.id != person or not work.can_read(content):
                closed[content] = None
            else:
                words |= work.words(content, match.id, *places)
    return OwnPairWords(words, tuple(closed))
