"""Time as the core sees it: UTC instants from an injected clock, days in the programme's time zone."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo


class Clock(Protocol):
    """Where the core asks what time it is."""

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """The present instant of the machine."""
        return datetime.now(UTC)


class ManualClock:
    """A clock that stands still until it is moved: for demos and tests.

    Args:
        start: an aware instant.
    """

    def __init__(self, start: datetime) -> None:
        self._now = aware(start)

    def now(self) -> datetime:
        """The instant at which the clock stands."""
        return self._now

    def advance(self, days: int = 0, *, hours: int = 0, minutes: int = 0) -> None:
        """Move on by a length of time."""
        self._now += timedelta(days=days, hours=hours, minutes=minutes)

    def set(self, moment: datetime) -> None:
        """Move to an aware instant."""
        self._now = aware(moment)


def aware(moment: datetime) -> datetime:
    """`moment` in UTC.

    Raises:
        ValueError: it is naive; a naive time would be read differently on every machine.
    """
    if moment.tzinfo is None:
        raise ValueError("a time without time zone is refused")
    return moment.astimezone(UTC)


def day_in(moment: datetime, zone: ZoneInfo) -> date:
    """The calendar day of an instant in the programme's time zone."""
    return moment.astimezone(zone).date()
