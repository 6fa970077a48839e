"""Commands of the facet `tasks`."""

from __future__ import annotations

from datetime import date

from attrs import frozen

from mentorcore.domain.commands.fields import an_id, flag, maybe_a_day, personal
from mentorcore.domain.ids import MATCH, PERSON, SESSION, TASK


@frozen
class AgreeTask:
    """Something that one of the two takes on in a session.

    Args:
        match: the match.
        session: the session in which it was agreed.
        owner: who takes it on.
        words: what it is; sealed, for the two alone.
        due: the last day for it, or None.
    """

    match: str = an_id(MATCH, "the match")
    session: str = an_id(SESSION, "the session")
    owner: str = an_id(PERSON, "who takes it on")
    words: str = personal("what is to be done, for the two alone")
    due: date | None = maybe_a_day("the last day for it, yyyy-mm-dd")


@frozen
class ListTasks:
    """The tasks of a match.

    Args:
        match: the match.
        open: only those that are open.
    """

    match: str = an_id(MATCH, "the match")
    open: bool = flag("only those that are open")


@frozen
class DoTask:
    """A task is done."""

    match: str = an_id(MATCH, "the match")
    task: str = an_id(TASK, "the task")


@frozen
class DropTask:
    """A task is dropped, with a word why.

    Args:
        match: the match.
        task: the task.
        why: why; sealed, for the two alone.
    """

    match: str = an_id(MATCH, "the match")
    task: str = an_id(TASK, "the task")
    why: str = personal("why it is dropped, for the two alone")
