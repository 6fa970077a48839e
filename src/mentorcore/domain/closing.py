"""How matches close: what a programme wants around an end, and what somebody looks back on."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from attrs import frozen

from mentorcore.domain.events import Event
from mentorcore.domain.matches import Match

LONGEST_REOPENING = 730
"""Days: after two years a match is told from a new one by nothing but its id."""


@frozen
class Closing:
    """What a programme wants around the end of a match. Nothing of it can hold anybody back.

    Args:
        early_end: the staff role that is told at once when somebody leaves early; empty where nobody is.
        reopen_days: how many days after its end the two can take a match up again; 0 where they cannot.
        serves: clauses.
    """

    early_end: str = ""
    reopen_days: int = 0
    serves: tuple[str, ...] = ()


class ReflectionHow(StrEnum):
    """How somebody looks back on a match: with the other, by themselves, or not at all."""

    TOGETHER = "together"
    SEPARATELY = "separately"
    DECLINED = "declined"


@frozen
class Reflected:
    """What one of the two said about looking back; never in which words.

    Args:
        match: public id of the match.
        side: ``mentee`` or ``mentor``.
        how: see `ReflectionHow`.
        on: the day it took place or was declined, in the programme's time zone.
    """

    match: str
    side: str
    how: ReflectionHow
    on: date


def reflections(match: Match, events: Iterable[Event]) -> tuple[Reflected, ...]:
    """The newest thing each side said about looking back, the mentee's first.

    Args:
        match: the match.
        events: its events, oldest first.
    """
    newest: dict[str, Reflected] = {}
    for event in events:
        if event.type == "reflection.noted":
            side = str(event.data["by"])
            newest[side] = Reflected(
                match.id, side, ReflectionHow(str(event.data["how"])), event.effective_on
            )
    return tuple(newest[side] for side in ("mentee", "mentor") if side in newest)


def last_day_to_reopen(ended_on: date, days: int) -> date | None:
    """The last day on which a match that ended can be taken up again; None where the programme knows no such thing.

    Args:
        ended_on: the day of the end.
        days: as in `Closing.reopen_days`.
    """
    return date.fromordinal(ended_on.toordinal() + days) if days else None
