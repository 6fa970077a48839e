"""Safe hours: when somebody can be reached without danger, as a small grammar that people write anyway.

``mon-fri 09:00-12:00, sat 10h-11h30`` or ``lun-ven 9h-12h, 14h-17h``: days, then windows. Days are short or in full, in
English or French, a range or a list; without any they are all seven. A window whose end comes before its start
goes over midnight and belongs to the day on which it begins. What does not fit wholly stays words: half-understood
hours would send a message at the wrong moment.

Hours are those that a clock on the wall of the programme's time zone shows. In the night that has an hour twice, both
are inside a window that names it; in the night that lacks an hour, a window that begins in it opens when it is over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from attrs import frozen

DAY = 24 * 60
"""Minutes of a day on the clock."""

_EN = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_FR = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_DAYS = {
    name[:length]: day for names in (_EN, _FR) for day, name in enumerate(names) for length in (3, len(name))
}

_SIGNS = str.maketrans({"–": "-", "—": "-", "‑": "-", "−": "-", "\u00a0": " ", "\u202f": " "})
_CLOCK = r"(?:[01]?\d|2[0-4])(?:[:h][0-5]\d|h)"
_WINDOW = re.compile(rf"({_CLOCK})\s*(?:-|à)\s*({_CLOCK})")
_NAME = r"[a-z]{3,9}\.?"
_DAY_LIST = re.compile(rf"{_NAME}(?:\s*-\s*{_NAME})?(?:[\s,/+]+{_NAME}(?:\s*-\s*{_NAME})?)*")
_RANGE = re.compile(rf"({_NAME})(?:\s*-\s*({_NAME}))?")
_JOINING = re.compile(r"\b(?:and|et)\b")
_ENTRY = re.compile(
    rf"(?P<days>(?:{_DAY_LIST.pattern})?)\s*:?\s*(?P<windows>{_WINDOW.pattern}(?:[\s,/+]+{_WINDOW.pattern})*)"
)
_BETWEEN = re.compile(r"[\s,;]*")
_LONGEST = 300  # characters; whoever writes more than that writes words


@frozen
class Window:
    """Hours of some days.

    Args:
        days: days of the week on which it begins, 0 for Monday to 6 for Sunday.
        start: minutes after midnight at which it begins, 0 to 1439.
        end: minutes after the same midnight before which it ends; beyond 1440 on the next day.
    """

    days: tuple[int, ...]
    start: int
    end: int

    def holds(self, weekday: int, minute: int) -> bool:
        """Whether a minute of a day of the week lies in it."""
        today = weekday in self.days and self.start <= minute < self.end
        return today or ((weekday - 1) % 7 in self.days and minute + DAY < self.end)


@frozen
class SafeHours:
    """All windows in which somebody can be reached.

    Args:
        windows: at least one.
    """

    windows: tuple[Window, ...]

    def open_at(self, moment: datetime, zone: ZoneInfo) -> bool:
        """Whether an aware instant lies in a window, by the clock of a time zone."""
        wall = moment.astimezone(zone)
        minute = wall.hour * 60 + wall.minute
        return any(window.holds(wall.weekday(), minute) for window in self.windows)

    def open_on(self, day: date) -> bool:
        """Whether some minute of a day lies in a window."""
        before = (day.weekday() - 1) % 7
        return any(day.weekday() in w.days or (before in w.days and w.end > DAY) for w in self.windows)

    def next_opening(self, moment: datetime, zone: ZoneInfo) -> datetime:
        """The first instant from an aware one on that lies in a window, in UTC; `moment` itself where it does."""
        if self.open_at(moment, zone):
            return moment.astimezone(UTC)
        today = moment.astimezone(zone).date()
        found = (
            instant
            for ahead in range(-1, 16)  # a window of one day can fall into the hour that a night lacks
            for instant in self._edges(today + timedelta(days=ahead), zone)
            if instant > moment and self.open_at(instant, zone)
        )
        return min(found)

    def _edges(self, day: date, zone: ZoneInfo) -> Iterator[datetime]:
        """Where a window of a day can open: at its start, which the clock may show twice, or at a change of the clock."""
        for window in self.windows:
            start = datetime.combine(day, time(window.start // 60, window.start % 60), zone)
            for fold in (0, 1):
                yield start.replace(fold=fold).astimezone(UTC)
        yield from _clock_changes(day, zone)


def parse_hours(text: str) -> SafeHours | None:
    """The hours that a text tells, or None where it is no such text and stays words."""
    plain = _JOINING.sub(",", text.strip().casefold().translate(_SIGNS))
    if not plain or len(plain) > _LONGEST:
        return None
    windows: list[Window] = []
    days: tuple[int, ...] = tuple(range(7))
    place = 0
    while place < len(plain):
        entry = _ENTRY.match(plain, place)
        if entry is None:
            return None
        if entry["days"]:
            named = _named_days(entry["days"])
            if not named:
                return None
            days = named
        for start, end in _WINDOW.findall(entry["windows"]):
            window = _window(days, _minutes(start), _minutes(end))
            if window is None:
                return None
            windows.append(window)
        between = _BETWEEN.match(plain, entry.end())
        place = between.end() if between else entry.end()
    return SafeHours(tuple(windows))


def _named_days(text: str) -> tuple[int, ...]:
    """The days of a list; empty where a word is none."""
    found: set[int] = set()
    for first, last in _RANGE.findall(text):
        start, end = _day(first), _day(last or first)
        if start is None or end is None:
            return ()
        found |= {(start + step) % 7 for step in range((end - start) % 7 + 1)}
    return tuple(sorted(found))


def _day(name: str) -> int | None:
    plain = name.rstrip(".")
    return _DAYS.get(plain, _DAYS.get(plain.removesuffix("s")))


def _minutes(clock: str) -> int:
    hours, _, minutes = clock.replace("h", ":").partition(":")
    return int(hours) * 60 + int(minutes or 0)


def _window(days: tuple[int, ...], start: int, end: int) -> Window | None:
    """A window; None where it is empty, or a clock never shows it."""
    if start >= DAY or end > DAY or start == end:
        return None
    return Window(days, start, end if end > start else end + DAY)


def _clock_changes(day: date, zone: ZoneInfo) -> Iterator[datetime]:
    """The instant of a day at which the clocks change, to the minute, where there is one."""
    early = datetime.combine(day, time(), zone).astimezone(UTC)
    late = datetime.combine(day + timedelta(days=1), time(), zone).astimezone(UTC)
    before = early.astimezone(zone).utcoffset()
    if late.astimezone(zone).utcoffset() == before:
        return
    low, high = 0, int((late - early).total_seconds()) // 60
    while high - low > 1:
        middle = (low + high) // 2
        same = (early + timedelta(minutes=middle)).astimezone(zone).utcoffset() == before
        low, high = (middle, high) if same else (low, middle)
    yield early + timedelta(minutes=high)
