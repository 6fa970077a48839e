"""Times of the clock on the wall: from a day and an hour in a time zone to an instant, the two odd nights included."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from mentorcore.domain.errors import InputFault

_TIME = re.compile(r"([01]\d|2[0-3]):([0-5]\d)", re.ASCII)
FIRST, SECOND = "first", "second"
WHICH = (FIRST, SECOND)


def instant_of(day: date, at: str, zone: ZoneInfo, which: str = "", *, where: str = "at") -> datetime:
    """The instant, UTC, at which a clock in a zone shows a time.

    Args:
        day: the day.
        at: the time, such as ``18:30``.
        zone: the time zone.
        which: ``first`` or ``second``, for an hour that comes twice when the clocks go back.
        where: the field that problems are reported at.

    Raises:
        InputFault: ``time.form``; ``time.skipped``: the clocks go forward over it; ``time.twice``: they go back
            over it, and it was not said which one is meant; ``time.once``: it was said, and it comes once.
    """
    found = _TIME.fullmatch(at) if isinstance(at, str) else None
    if found is None:
        raise InputFault.one("time.form", where, expected="hh:mm")
    if which not in ("", *WHICH):
        raise InputFault.one("choice.unknown", "which", allowed=", ".join(WHICH))
    local = datetime.combine(day, time(int(found[1]), int(found[2])), zone)
    first, second = (local.replace(fold=fold).astimezone(UTC) for fold in (0, 1))
    if first == second:
        if which:
            raise InputFault.one("time.once", "which")
        return first
    if first.astimezone(zone).replace(fold=0) != local:
        raise InputFault.one("time.skipped", where, day=day.isoformat())
    if not which:
        raise InputFault.one("time.twice", where, day=day.isoformat(), which=", ".join(WHICH))
    return first if which == FIRST else second
