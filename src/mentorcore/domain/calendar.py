"""Calendar arithmetic that a person would call right; dates are computed here, once, at writing."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta


def add_months(start: date, months: int) -> date:
    """The same day `months` later, or the month's last day where it has no such day.

    Count from the first day of a rhythm, not from its last occurrence: 31 January plus one month is
    28 February, and 31 January plus two months is 31 March again.
    """
    count = start.year * 12 + (start.month - 1) + months
    year, month = divmod(count, 12)
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


def years_between(born: date, day: date) -> int:
    """Whole years of age on a day; who was born on 29 February grows older on 1 March in common years."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def add_working_days(start: date, days: int) -> date:
    """The day that lies `days` working days (Monday to Friday) after `start`."""
    current = start
    while days > 0:
        current += timedelta(days=1)
        if current.weekday() < 5:
            days -= 1
    return current
