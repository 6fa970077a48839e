"""Dates are computed as a person would compute them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorcore.domain.calendar import add_months, add_working_days, years_between

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


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        (date(2025, 2, 3), 0, date(2025, 2, 3)),
        (date(2025, 2, 3), 3, date(2025, 2, 6)),
        (date(2025, 2, 6), 3, date(2025, 2, 11)),
        (date(2025, 2, 8), 1, date(2025, 2, 10)),
    ],
)
def test_working_days_leave_weekends_out(start: date, days: int, end: date) -> None:
    assert add_working_days(start, days) == end
