"""Dates are computed as a person would compute them."""

import subprocess
import sys
from datetime import UTC, date, datetime, timedelta

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorcore.domain.calendar import WorkCalendar, add_months, knows_subdivision, years_between

DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2025, 1, 31), 1, date(2025, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2025, 1, 31), 2, date(2025, 3, 31)),
        (date(2025, 1, 31), 0, date(2025, 1, 31)),
        (date(2025, 12, 15), 1, date(2026, 1, 15)),
        (date(2025, 1, 15), -1, date(2024, 12, 15)),
        (date(2025, 3, 31), -13, date(2024, 2, 29)),
    ],
)
def test_months_keep_the_day_or_take_the_last(start: date, months: int, end: date) -> None:
    assert add_months(start, months) == end


@given(DAYS, st.integers(-500, 500))
def test_a_month_is_never_left_out(start: date, months: int) -> None:
    end = add_months(start, months)

    assert (end.year - start.year) * 12 + end.month - start.month == months
    assert end.day <= start.day


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [
        (date(1990, 9, 28), date(2025, 9, 27), 34),
        (date(1990, 9, 28), date(2025, 9, 28), 35),
        (date(2004, 2, 29), date(2022, 2, 28), 17),
        (date(2004, 2, 29), date(2022, 3, 1), 18),
        (date(2004, 2, 29), date(2024, 2, 29), 20),
        (date(2025, 1, 1), date(2025, 1, 1), 0),
    ],
)
def test_age_is_counted_in_whole_years(born: date, day: date, age: int) -> None:
    assert years_between(born, day) == age


# Working days

VAUD = WorkCalendar("CH", "VD", "Europe/Zurich")
PLACES = st.sampled_from(
    [WorkCalendar(), WorkCalendar("ZZ"), VAUD, WorkCalendar("CH", "GE"), WorkCalendar("DE", "BY")]
)
COUNTS = st.integers(0, 60)
RECENT = st.dates(date(2000, 1, 1), date(2060, 12, 31))


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        (date(2025, 2, 3), 0, date(2025, 2, 3)),
        (date(2025, 2, 3), 3, date(2025, 2, 6)),
        (date(2025, 2, 6), 3, date(2025, 2, 11)),
        (date(2025, 2, 8), 0, date(2025, 2, 10)),  # a Saturday
        (date(2025, 2, 8), 1, date(2025, 2, 10)),
        (date(2025, 2, 27), 2, date(2025, 3, 3)),  # the end of February
        (date(2024, 2, 28), 2, date(2024, 3, 1)),  # with a 29th
        (date(2024, 12, 31), 1, date(2025, 1, 3)),  # 2 January is a holiday in Vaud
        (date(2025, 4, 17), 2, date(2025, 4, 23)),  # Good Friday and Easter Monday
        (date(2025, 9, 19), 1, date(2025, 9, 23)),  # the Monday after the Federal Fast, in Vaud
    ],
)
def test_working_days_leave_out_weekends_and_public_holidays(start: date, count: int, end: date) -> None:
    assert VAUD.after(start, count) == end


def test_a_part_of_a_country_has_holidays_of_its_own() -> None:
    monday = date(2025, 9, 22)
    assert (VAUD.works(monday), WorkCalendar("CH", "GE").works(monday), WorkCalendar("CH").works(monday)) == (
        False,
        True,
        True,
    )


@given(PLACES, RECENT, COUNTS)
def test_it_never_lands_on_a_weekend_or_a_holiday(place: WorkCalendar, start: date, count: int) -> None:
    end = place.after(start, count)

    assert place.works(end)
    assert end.weekday() < 5
    if place.country in ("CH", "DE"):
        assert end not in holidays.country_holidays(place.country, subdiv=place.subdivision)
    assert end >= start


@given(PLACES, RECENT, COUNTS)
def test_the_count_is_that_of_the_working_days_in_between(
    place: WorkCalendar, start: date, count: int
) -> None:
    end = place.after(start, count)
    between = [start + timedelta(days=n) for n in range(1, (end - start).days + 1)]
    worked = sum(place.works(day) for day in between)
    assert worked == count or (count == 0 and worked == 1 and not place.works(start))


@given(PLACES, RECENT, COUNTS, st.integers(0, 400))
def test_later_and_more_never_come_sooner(place: WorkCalendar, start: date, count: int, days: int) -> None:
    end = place.after(start, count)
    assert place.after(start, count + 1) >= end
    assert place.after(start + timedelta(days=days), count) >= end


@given(PLACES, RECENT, st.integers(0, 20), st.integers(0, 20))
def test_steps_add_up(place: WorkCalendar, start: date, first: int, second: int) -> None:
    if first:
        assert place.after(place.after(start, first), second) == place.after(start, first + second)


def test_working_days_are_counted_forwards() -> None:
    with pytest.raises(ValueError):
        VAUD.after(date(2025, 2, 3), -1)


@given(RECENT)
def test_a_day_ends_where_the_next_begins(day: date) -> None:
    over = VAUD.end_of(day)
    assert over.utcoffset() == timedelta(0)
    assert VAUD.day_of(over - timedelta(microseconds=1)) == day
    assert VAUD.day_of(over) == day + timedelta(days=1)


def test_days_are_those_of_the_time_zone() -> None:
    assert VAUD.day_of(datetime(2025, 2, 3, 23, 30, tzinfo=UTC)) == date(2025, 2, 4)


@pytest.mark.parametrize(
    ("country", "part", "known"), [("CH", "VD", True), ("CH", "XX", False), ("ZZ", "VD", False)]
)
def test_parts_of_countries_are_known_or_not(country: str, part: str, known: bool) -> None:
    assert knows_subdivision(country, part) is known


def test_the_holidays_are_loaded_when_somebody_counts() -> None:
    code = (
        "import sys; from mentorcore.domain.calendar import WorkCalendar; calendar = WorkCalendar('CH', 'VD'); "
        "sys.exit('holidays' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
