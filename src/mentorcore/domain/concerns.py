"""Safeguarding concerns: raised in one step, silent towards those who are named in them."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from attrs import evolve, field, frozen

from mentorcore.domain.events import Event
from mentorcore.domain.records import TalkedOver


class ConcernKind(StrEnum):
    """What is brought forward; being worried about somebody is told apart from accusing them."""

    WORRY = "worry"
    ACCUSATION = "accusation"
    COMPENSATION = "compensation"
    EXPLOITATION = "exploitation"
    ISSUE = "issue"
    """Something between the two, or about how it goes, that one of them brings to the team."""
    ETHICAL_ISSUE = "ethical-issue"
    """Somebody declares an ethical issue of their own, such as a conflict of interest."""
    UNDECLARED_ISSUE = "undeclared-issue"
    """Somebody else has an ethical issue and did not say so."""
    OTHER = "other"


GRAVE = (ConcernKind.ACCUSATION, ConcernKind.COMPENSATION, ConcernKind.EXPLOITATION)
"""Kinds that keep those named out of new matches while the concern is open."""

ISSUES = (ConcernKind.ISSUE, ConcernKind.ETHICAL_ISSUE)
"""Kinds that need not be about anybody: whoever brings one is asked whether they have talked it over."""


class ConcernWish(StrEnum):
    """What the person who raises it wants to happen."""

    UNDECIDED = "undecided"
    LISTEN_ONLY = "listen-only"
    PROTECT_SILENTLY = "protect-silently"
    ACT = "act"


class ConcernRisk(StrEnum):
    """Whether somebody may come to harm: such a concern is urgent."""

    NONE = "none"
    SELF = "self"
    """Somebody may harm themselves."""
    OTHERS = "others"
    """Somebody may harm others."""


class ConcernAct(StrEnum):
    """What a handler does about a concern."""

    ACKNOWLEDGEMENT = "acknowledgement"
    """A handler takes it on; the raiser hears so, unless they stay unnamed."""
    AGREEMENT = "agreement"
    """The raiser agreed to more than silent protection."""
    PROTECTION = "protection"
    """The two are kept apart in later rounds; the other cannot notice."""
    SUSPENSION = "suspension"
    """The match is suspended, with a neutral call to the other party."""
    LIFTING = "lifting"
    """The suspension of the match is lifted."""
    TERMINATION = "termination"
    """The match is ended with a neutral goodbye to both."""
    AUTHORITIES = "authorities"
    """The way to the authorities was taken or shown."""
    HEARING = "hearing"
    """Agreed words were put to the person named."""
    NOTE = "note"


NOTICEABLE = frozenset(
    (ConcernAct.SUSPENSION, ConcernAct.LIFTING, ConcernAct.TERMINATION, ConcernAct.HEARING)
)
"""Acts that somebody named in a concern could notice; after all others everything looks as before."""


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
        risk: see `ConcernRisk`.
        talked_over: whether the raiser has talked it over with the other, where they were asked.
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
    risk: ConcernRisk = ConcernRisk.NONE
    talked_over: TalkedOver | None = None

    @property
    def harmless(self) -> bool:
        """Whether it is an issue that is about nobody and endangers nobody; a match goes on past it as past any talk."""
        safe = self.risk is ConcernRisk.NONE and self.talked_over is not TalkedOver.NOT_SAFE
        return self.kind in ISSUES and not self.named and safe


@frozen
class Resolution:
    """How a handler wants to close a concern, as policies see it: without a word of what was written.

    Args:
        outcome: code of the outcome.
        agency_on: the day on which an agency outside was told, in the programme's time zone; None where none was.
        reasoned: whether the reason is written down why no agency was told.
        follow_up: the day on which a handler looks again, or None.
    """

    outcome: str
    agency_on: date | None = None
    reasoned: bool = False
    follow_up: date | None = None


def without_raiser(concern: Concern, happened: tuple[Event, ...]) -> tuple[Event, ...]:
    """The events of a concern for its handlers and for policies: whoever raised it unnamed is not told by them."""
    if concern.raised_by:
        return happened
    raised = "concern.raised"
    return tuple(evolve(e, actor="", on_behalf_of="") if e.type == raised else e for e in happened)
