"""Sessions that a pair held, for programmes that keep them."""

from __future__ import annotations

from datetime import date

from attrs import frozen


@frozen
class Session:
    """One session that took place.

    Args:
        id: public id, such as ``S-7K3F9Q2X``.
        match: the match.
        held_on: the day, in the programme's time zone.
        minutes: its length.
        channel: how they met (an id of the bundle's channels, or ``in-person``).
    """

    id: str
    match: str
    held_on: date
    minutes: int
    channel: str
