"""What a pair's events say about their sessions, as they stand today: corrections count, what was taken back does not.

The events are ``session.planned`` (``session``, ``on``), ``session.moved`` (the same), ``session.held`` (``session``,
``minutes``; it took place on its effective day), ``session.corrected`` (``session``, ``minutes``, ``on``),
``session.missed`` and ``session.cancelled`` (``session``). Days are ISO texts in the programme's time zone.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from attrs import evolve, frozen

from mentorcore.domain.events import Event


@frozen
class HeldSession:
    """A session that took place.

    Args:
        id: its public id.
        day: the day, in the programme's time zone.
        minutes: its length.
    """

    id: str
    day: date
    minutes: int


def held_sessions(events: Iterable[Event]) -> tuple[HeldSession, ...]:
    """The sessions that took place, the earliest first.

    Args:
        events: a match's events, oldest first.
    """
    held: dict[str, HeldSession] = {}
    for event in events:
        session = str(event.data.get("session", ""))
        if event.type == "session.held":
            held[session] = HeldSession(session, event.effective_on, int(event.data["minutes"]))
        elif event.type == "session.corrected" and session in held:
            day, minutes = date.fromisoformat(str(event.data["on"])), int(event.data["minutes"])
            held[session] = evolve(held[session], day=day, minutes=minutes)
        elif event.type in ("session.missed", "session.cancelled"):
            held.pop(session, None)
    return tuple(sorted(held.values(), key=lambda found: (found.day, found.id)))


def planned_sessions(events: Iterable[Event]) -> dict[str, date]:
    """Sessions that are planned and not yet held, missed or cancelled, with their days; the earliest first.

    Args:
        events: a match's events, oldest first.
    """
    planned: dict[str, date] = {}
    for event in events:
        session = str(event.data.get("session", ""))
        if event.type in ("session.planned", "session.moved"):
            planned[session] = date.fromisoformat(str(event.data["on"]))
        elif event.type in ("session.held", "session.missed", "session.cancelled"):
            planned.pop(session, None)
    return dict(sorted(planned.items(), key=lambda found: (found[1], found[0])))
