"""Events: the append-only list of what happened, without personal data; hooks read history from it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from attrs import field, frozen

from mentorcore.domain.calendar import WorkCalendar
from mentorcore.domain.mappings import frozen_map

PROGRAMME = "programme"
"""The subject of what is about the programme itself."""


@frozen
class Event:
    """One thing that happened.

    Args:
        type: such as ``match.introduced``.
        subject: public id of what it is about (a person, a match, a concern, a round).
        recorded_at: the instant it was written, UTC.
        effective_on: the day it concerns, in the programme's time zone.
        actor: public id of who did it.
        on_behalf_of: public id of the party whose act staff wrote down, or empty.
        data: values without personal data.
        number: its place in the list; 0 before it is stored. Never shown: it would count hidden things.
    """

    type: str
    subject: str
    recorded_at: datetime
    effective_on: date
    actor: str
    on_behalf_of: str = ""
    data: Mapping[str, str | int | bool] = field(factory=dict, converter=frozen_map)
    number: int = 0


@frozen
class History:
    """What a planning hook is given: one subject, its present state and its events, oldest first.

    Args:
        kind: ``person``, ``match``, ``concern``, or ``programme`` for the programme itself.
        subject: its public id; ``programme`` for the programme itself, whose events begin with its first adoption.
        state: its present state by name, such as ``active``.
        events: its events.
        people: public ids of the people concerned: the person, or the parties of the match.
        calendar: the programme's working days and time zone.
    """

    kind: str
    subject: str
    state: str
    events: tuple[Event, ...]
    people: tuple[str, ...] = ()
    calendar: WorkCalendar = field(factory=WorkCalendar)

    def last(self, *types: str) -> Event | None:
        """The newest event of one of these types, or None."""
        return next((event for event in reversed(self.events) if event.type in types), None)

    def all(self, *types: str) -> tuple[Event, ...]:
        """All events of these types, oldest first."""
        return tuple(event for event in self.events if event.type in types)
