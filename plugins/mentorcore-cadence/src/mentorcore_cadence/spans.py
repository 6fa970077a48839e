"""Lengths of time as somebody writes them down: ``10 days``, ``2 weeks``, ``1 month``, ``1 year``."""

from __future__ import annotations

import re
from datetime import date, timedelta

from attrs import frozen, validators

from mentorcore.domain.calendar import add_months

_WRITTEN = r"(?P<count>[1-9]\d{0,2}) (?P<unit>day|week|month|year)s?"
SPAN = validators.matches_re(_WRITTEN)
"""A setting that is a length of time, from ``1 day`` to ``999 years``."""
MAYBE_SPAN = validators.matches_re(f"|{_WRITTEN}")
"""The same, or nothing."""


@frozen
class Span:
    """A length of time: days, or months of the calendar.

    Args:
        days: calendar days; 0 where it is counted in months.
        months: months of the calendar.
    """

    days: int
    months: int

    @classmethod
    def of(cls, written: str) -> Span:
        """What a setting says; it was checked by `SPAN`."""
        found = re.fullmatch(_WRITTEN, written)
        assert found is not None, "settings are checked before they are used"
        count, unit = int(found["count"]), found["unit"]
        return cls({"day": 1, "week": 7}.get(unit, 0) * count, {"month": 1, "year": 12}.get(unit, 0) * count)

    def after(self, start: date, times: int = 1) -> date:
        """The day so many lengths after a day; counted from there at once, so that month ends stay month ends."""
        if self.months:
            return add_months(start, self.months * times)
        return start + timedelta(days=self.days * times)
