"""Workshops: announced to everybody, attended by whoever likes; attendance is never a condition of anything."""

from __future__ import annotations

from datetime import date

from attrs import frozen

TITLE_MOST = 120
"""Characters of a title, and of a place."""


@frozen
class Workshop:
    """One workshop; nothing in it is personal.

    Args:
        id: public id, such as ``W-7K3F9Q2X``.
        title: what it is called.
        held_on: its day, in the programme's time zone.
        place: where it is, or empty.
        announced_on: the day it was announced.
    """

    id: str
    title: str
    held_on: date
    place: str
    announced_on: date
