"""Safeguarding concerns: raised in one step, silent towards those who are named in them."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from attrs import field, frozen


class ConcernKind(StrEnum):
    """What is brought forward; being worried about somebody is told apart from accusing them."""

    WORRY = "worry"
    ACCUSATION = "accusation"
    COMPENSATION = "compensation"
    OTHER = "other"


class ConcernWish(StrEnum):
    """What the person who raises it wants to happen."""

    UNDECIDED = "undecided"
    LISTEN_ONLY = "listen-only"
    PROTECT_SILENTLY = "protect-silently"
    ACT = "act"


class ConcernAct(StrEnum):
    """What a handler does about a concern."""

    AGREEMENT = "agreement"
    """The raiser agreed to more than silent protection."""
    PROTECTION = "protection"
    """The two are kept apart in later rounds; the other cannot notice."""
    SUSPENSION = "suspension"
    """The match is suspended, with a neutral call to the other party."""
    AUTHORITIES = "authorities"
    """The way to the authorities was taken or shown."""
    HEARING = "hearing"
    """Agreed words were put to the person named."""
    NOTE = "note"


class ConcernState(StrEnum):
    """A concern is open until an outcome is recorded."""

    OPEN = "open"
    RESOLVED = "resolved"


@frozen
class Concern:
    """A concern as its handlers see it in lists; the account lies sealed in a dossier of its own.

    Args:
        id: public id, such as ``C-7K3F9Q2X``.
        kind: see `ConcernKind`.
        wish: what the raiser wants to happen.
        state: open until an outcome is recorded.
        raised_on: the day it was raised, in the programme's time zone.
        raised_by: public id of the raiser; empty where they stay unnamed.
        named: public ids of the people it is about.
        match: the match concerned, or empty.
        agreed: whether the raiser agreed to more than silent protection.
        outcome: code of the outcome, or empty.
    """

    id: str
    kind: ConcernKind
    wish: ConcernWish
    state: ConcernState
    raised_on: date
    raised_by: str
    named: tuple[str, ...] = field(factory=tuple)
    match: str = ""
    agreed: bool = False
    outcome: str = ""
