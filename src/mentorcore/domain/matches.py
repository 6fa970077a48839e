"""Matches: each is an episode of two people; it keeps its end and the reason for ever."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from attrs import frozen

MENTEE, MENTOR = "mentee", "mentor"


class MatchState(StrEnum):
    """The life of a match: proposed, then active, perhaps suspended, then ended; or declined before it began."""

    PROPOSED = "proposed"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    ENDED = "ended"
    DECLINED = "declined"

    @property
    def open(self) -> bool:
        """Whether the match holds seats."""
        return self in (MatchState.PROPOSED, MatchState.ACTIVE, MatchState.SUSPENDED)


class EndKind(StrEnum):
    """How a match ended; no reason is ever needed."""

    LEFT = "left"
    """One of the two left."""
    AGREED = "agreed"
    """Both agreed to end it."""
    PURPOSE_ACHIEVED = "purpose-achieved"
    """It has done what it was for."""
    INDEPENDENT = "independent"
    """The two go on by themselves, without the programme."""
    PLANNED = "planned"
    """It came to its planned end."""
    PROGRAMME = "programme"
    """The programme ended it."""
    DECLINED = "declined"
    """One of the two did not accept the proposal."""
    WITHDRAWN = "withdrawn"
    """The proposal was taken back before the introduction."""

    @property
    def early(self) -> bool:
        """Whether somebody left early: no other end ever counts as that."""
        return self is EndKind.LEFT


BY_A_PARTY = (
    EndKind.PURPOSE_ACHIEVED,
    EndKind.INDEPENDENT,
    EndKind.PLANNED,
    EndKind.LEFT,
    EndKind.AGREED,
)
"""How one of the two can say that a match ends."""


@frozen
class Match:
    """One episode of a mentee and a mentor.

    Args:
        id: public id, such as ``M-7K3F9Q2X``.
        mentee: public id of the mentee.
        mentor: public id of the mentor.
        state: see `MatchState`.
        round: the round that proposed it, or empty when a coordinator paired the two by hand.
        proposed_on: day of the proposal, in the programme's time zone.
        mentee_accepted_on: day on which the mentee accepted the introduction.
        mentor_accepted_on: day on which the mentor accepted the introduction.
        introduced_on: day of the introduction.
        suspended_on: day of the present suspension.
        ended_on: day of the end.
        end: how it ended.
        ended_by: public id of the party who left, or empty.
        score: score of the pair when it was proposed, in the round's own integer units.
        version: counts the changes, for optimistic locking.
        confidentiality: the level that the pair settled in their working agreement; empty while none is.
    """

    id: str
    mentee: str
    mentor: str
    state: MatchState
    round: str
    proposed_on: date
    mentee_accepted_on: date | None = None
    mentor_accepted_on: date | None = None
    introduced_on: date | None = None
    suspended_on: date | None = None
    ended_on: date | None = None
    end: EndKind | None = None
    ended_by: str = ""
    score: int = 0
    version: int = 1
    confidentiality: str = ""

    @property
    def parties(self) -> tuple[str, str]:
        """The two people, the mentee first."""
        return (self.mentee, self.mentor)

    def side(self, person: str) -> str | None:
        """``mentee`` or ``mentor`` for a party, None for anybody else."""
        return {self.mentee: MENTEE, self.mentor: MENTOR}.get(person)

    def other(self, person: str) -> str:
        """The other party of `person`, who has to be one of the two."""
        return self.mentor if person == self.mentee else self.mentee

    def accepted_on(self, side: str) -> date | None:
        """The day on which that side accepted, or None."""
        return self.mentee_accepted_on if side == MENTEE else self.mentor_accepted_on
