"""A calendar as a file that calendar programs take: RFC 5545, written with the library `icalendar` alone.

All that leaves is a mark, a day or an instant, a neutral title and that it is confidential: no attendees, no place, no
words, and not a name unless one was asked for.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from icalendar import Calendar as File
from icalendar import Event as Component

from mentorcore.domain.entries import Calendar, Entry
from mentorcore.storage.files import write_private_atomic

PRODUCT = "-//calendar//EN"
"""What made the file: programs show it, so it names neither the programme nor the software."""
_DAY = timedelta(days=1)


def calendar_bytes(found: Calendar, title: Callable[[str], str]) -> bytes:
    """The content of the file.

    Args:
        found: the calendar.
        title: kind of an entry to its neutral title in the reader's language.
    """
    file = File()
    file.add("prodid", PRODUCT)
    file.add("version", "2.0")
    file.add("calscale", "GREGORIAN")
    file.add("method", "PUBLISH")
    for entry in found.entries:
        file.add_component(_component(found, entry, title(entry.kind)))
    content: bytes = file.to_ical()
    return content


def write_calendar(found: Calendar, title: Callable[[str], str], path: Path) -> None:
    """Write the file, in place of an older one, readable by its owner alone.

    Args:
        found, title: see `calendar_bytes`.
        path: the file; its folder exists.

    Raises:
        StoreError: as `mentorcore.storage.files.write_private_atomic`.
    """
    write_private_atomic(path, calendar_bytes(found, title))


def _component(found: Calendar, entry: Entry, title: str) -> Component:
    made = Component()
    made.add("uid", entry.uid)
    made.add("dtstamp", found.made_at)
    made.add("sequence", found.sequence)
    made.add("summary", ": ".join(part for part in (title, entry.called) if part))
    made.add("class", "CONFIDENTIAL")
    if entry.starts is None:
        made.add("dtstart", entry.day)
        made.add("dtend", entry.day + _DAY)
        made.add("transp", "TRANSPARENT")  # a day on which something is due is not a day that is taken
        return made
    made.add("dtstart", entry.starts)
    if entry.minutes:
        made.add("dtend", entry.starts + timedelta(minutes=entry.minutes))
    made.add("transp", "OPAQUE" if entry.minutes else "TRANSPARENT")
    return made
