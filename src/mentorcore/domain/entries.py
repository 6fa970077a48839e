"""Entries of a calendar: what is due on which day, without saying what it is about."""

from __future__ import annotations

from datetime import date, datetime

from attrs import field, frozen

from mentorcore.domain.secret import secret


@frozen
class Entry:
    """One entry of a calendar.

    Args:
        uid: what a calendar program knows it by: always the same for the same thing of the same database.
        kind: what kind of work it is; the neutral title comes of it.
        day: its day, for an entry without a time.
        starts: its aware instant, UTC, for one with a time; its day is then that instant's.
        minutes: how long it lasts; 0 for a deadline.
        called: the name of the person concerned, where names were asked for and the reader may see it.
    """

    uid: str
    kind: str
    day: date
    starts: datetime | None = None
    minutes: int = 0
    called: str = field(default="", converter=secret, repr=False)


@frozen
class Calendar:
    """Entries for a calendar program.

    Args:
        made_at: the instant, UTC.
        sequence: grows with every calendar that is made, so that a newer file replaces what an older one said.
        entries: the earliest first.
    """

    made_at: datetime
    sequence: int
    entries: tuple[Entry, ...]
