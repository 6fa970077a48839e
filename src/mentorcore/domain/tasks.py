"""Tasks that a pair agrees upon in a session; their words are the pair's own, and sealed elsewhere."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from attrs import frozen


class TaskState(StrEnum):
    """A task is open until it is done or dropped."""

    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"


@frozen
class Task:
    """One task.

    Args:
        id: public id, such as ``T-7K3F9Q2X``.
        match: the match.
        session: the session in which it was agreed.
        owner: public id of the party who took it on.
        agreed_on: the day, in the programme's time zone.
        due_on: the last day for it, or None where none was said.
        state: see `TaskState`.
        closed_on: the day it was done or dropped.
    """

    id: str
    match: str
    session: str
    owner: str
    agreed_on: date
    due_on: date | None = None
    state: TaskState = TaskState.OPEN
    closed_on: date | None = None
