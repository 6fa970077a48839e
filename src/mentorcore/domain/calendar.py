"""Calendar arithmetic that a person would call right; dates are computed here, once, at writing."""

from __future__ import annotations

from calendar import isleap
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from attrs import frozen

from mentorcore.domain.clock import day_in

_DAY = timedelta(days=1)
_LENGTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_FEBRUARY = 1  # counted from 0
_WEEKEND = (5, 6)  # Saturday and Sunday, as `date.weekday` counts


def add_months(start: date, months: int) -> date:
    """The same day `months` later, or the month's last day where it has no such day.

    Count from the first day of a rhythm, not from its last occurrence: 31 January plus one month is
    28 February, and 31 January plus two months is 31 March again.
    """
    count = start.year * 12 + (start.month - 1) + months
    year, month = divmod(count, 12)
    return date(year, month + 1, min(start.day, _LENGTHS[month] + (month == _FEBRUARY and isleap(year))))


def years_between(born: date, day: date) -> int:
    """Whole years of age on a day; who was born on 29 February grows older on 1 March in common years."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


@frozen
class WorkCalendar:
    """On which days somebody works in the programme's country: a value, so that policies stay pure.

    Weekends and public holidays are those of the library ``holidays``. Where it does not know the country, every
    day from Monday to Friday is a working day: deadlines then come sooner, never later.

    Args:
        country: ISO 3166 code; empty for no public holidays.
        subdivision: part of the country with holidays of its own, such as ``VD``; empty for the whole country.
        time_zone: IANA zone in which days are counted.
    """

    country: str = ""
    subdivision: str = ""
    time_zone: str = "UTC"

    def works(self, day: date) -> bool:
        """Whether a day is neither at a weekend nor a public holiday."""
        return day not in _days_off(self.country, self.subdivision, day.year)

    def after(self, day: date, count: int) -> date:
        """The working day that comes `count` working days after a day.

        With 0 it is the day itself, or the first working day after it.

        Raises:
            ValueError: `count` is negative.
        """
        if count < 0:
            raise ValueError("working days are counted forwards")
        day, steps = (day, count) if count else (day - _DAY, 1)
        for _ in range(steps):
            day += _DAY
            while not self.works(day):
                day += _DAY
        return day

    def day_of(self, moment: datetime) -> date:
        """The day of an aware instant in the programme's time zone."""
        return day_in(moment, ZoneInfo(self.time_zone))

    def end_of(self, day: date) -> datetime:
        """The instant, UTC, at which a day of the programme's time zone is over."""
        return datetime.combine(day + _DAY, time(), ZoneInfo(self.time_zone)).astimezone(UTC)


@lru_cache(maxsize=256)
def _days_off(country: str, subdivision: str, year: int) -> frozenset[date]:
    first = date(year, 1, 1)
    days = [first + _DAY * number for number in range((date(year, 12, 31) - first).days + 1)]
    weekends = frozenset(day for day in days if day.weekday() in _WEEKEND)
    if not country:
        return weekends
    import holidays  # start-up: few commands count working days

    if country not in holidays.list_supported_countries():
        return weekends
    part = subdivision if knows_subdivision(country, subdivision) else None
    found = holidays.country_holidays(country, subdiv=part, years=[year], expand=False)
    return frozenset(day for day in days if not found.is_working_day(day))


def knows_subdivision(country: str, subdivision: str) -> bool:
    """Whether the public holidays of a part of a country are known."""
    import holidays

    return subdivision in holidays.list_supported_countries(include_aliases=True).get(country, ())
