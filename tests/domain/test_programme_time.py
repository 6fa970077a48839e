"""The clock of a match stops in a pause; months end as a person would say they do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentorcore.domain.calendar import add_months
from mentorcore.domain.events import Event
from mentorcore.domain.programme_time import ProgrammeTime, programme_time

DAY = timedelta(days=1)
NOW = datetime(2030, 1, 1, tzinfo=UTC)
FIRST = date(2025, 1, 31)


def happened(*told: tuple[str, date]) -> list[Event]:
    return [Event(f"match.{name}", "M-1", NOW, day, "P-1") for name, day in told]


def clock(*told: tuple[str, date]) -> ProgrammeTime:
    found = programme_time(happened(("introduced", FIRST), *told))
    assert found is not None
    return found


# Month ends, against a table made by counting days

NAMES_OF_MONTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def counted_days(first_year: int, years: int) -> Iterator[tuple[int, int, int]]:
    """Every day of the Gregorian calendar, by its rules alone: year, month and day, one after another."""
    for year in range(first_year, first_year + years):
        leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
        for month, usual in enumerate(NAMES_OF_MONTHS, start=1):
            for day in range(1, usual + (leap and month == 2) + 1):
                yield year, month, day


def test_month_ends_over_four_hundred_years() -> None:
    """Each month in order with its last day; the month so many further on is so many places further on."""
    last: dict[tuple[int, int], int] = {}
    days = list(counted_days(2000, 402))
    for year, month, day in days:
        last[year, month] = day
    places = list(last)
    assert days[0] == (2000, 1, 1)
    assert len(days) == (date(2402, 1, 1) - date(2000, 1, 1)).days
    for place, (year, month) in enumerate(places[: 400 * 12]):
        for months in (1, 3, 6, 12, 13):
            there = places[place + months]
            for day in (1, 27, 28, 29, 30, 31):
                if day <= last[year, month]:
                    start = ProgrammeTime(date(year, month, day))
                    assert start.milestone(months) == date(*there, min(day, last[there]))


@pytest.mark.parametrize(
    ("start", "months", "there"),
    [
        (date(2025, 8, 31), 6, date(2026, 2, 28)),
        (date(2023, 8, 31), 6, date(2024, 2, 29)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(1999, 12, 31), 2, date(2000, 2, 29)),
        (date(2099, 11, 30), 3, date(2100, 2, 28)),
        (date(2025, 1, 31), 1, date(2025, 2, 28)),
        (date(2025, 1, 31), 2, date(2025, 3, 31)),
    ],
)
def test_months_are_counted_from_the_first_day(start: date, months: int, there: date) -> None:
    assert ProgrammeTime(start).milestone(months) == there


def test_the_months_of_a_match_follow_one_another() -> None:
    time = clock()
    assert list(islice(time.months(), 3)) == [
        (date(2025, 1, 31), date(2025, 2, 27)),
        (date(2025, 2, 28), date(2025, 3, 30)),
        (date(2025, 3, 31), date(2025, 4, 29)),
    ]
    assert list(islice(time.months(weeks=True), 2)) == [
        (date(2025, 1, 31), date(2025, 2, 6)),
        (date(2025, 2, 7), date(2025, 2, 13)),
    ]
    assert list(islice(time.calendar_months(), 2)) == [
        (date(2025, 1, 1), date(2025, 1, 31)),
        (date(2025, 2, 1), date(2025, 2, 28)),
    ]


# Pauses


def test_a_pause_moves_what_comes_after_it() -> None:
    time = clock(("suspended", date(2025, 2, 10)), ("resumed", date(2025, 2, 20)))
    assert time.milestone(1) == date(2025, 3, 10)
    assert next(time.months()) == (FIRST, date(2025, 3, 9))
    days = [time.programme_day(date(2025, 2, day)) for day in (9, 10, 11, 19, 20, 21)]
    assert days == [date(2025, 2, day) for day in (9, 10, 10, 10, 10, 11)]
    assert time.actual_day(date(2025, 2, 10)) == date(2025, 2, 10)
    assert time.actual_day(date(2025, 2, 11)) == date(2025, 2, 21)


def test_what_comes_later_is_unknown_while_a_pause_lasts() -> None:
    time = clock(("suspended", date(2025, 2, 28)))
    assert time.milestone(1) == date(2025, 2, 28)  # reached on the day on which the clock stopped
    assert time.milestone(2) is None
    assert list(time.months()) == [(FIRST, date(2025, 2, 27))]
    assert time.after(date(2025, 3, 15), 0) == date(2025, 2, 28)
    assert time.after(date(2025, 3, 15), 1) is None


def test_a_pause_of_no_day_changes_nothing() -> None:
    day = date(2025, 2, 10)
    assert clock(("suspended", day), ("resumed", day)) == clock()


def test_several_pauses_add_up() -> None:
    time = clock(
        ("suspended", date(2025, 2, 3)),
        ("resumed", date(2025, 2, 5)),
        ("suspended", date(2025, 2, 5)),
        ("resumed", date(2025, 2, 8)),
        ("suspended", date(2025, 3, 1)),
        ("resumed", date(2025, 3, 2)),
    )
    assert time.milestone(1) == date(2025, 2, 28) + 6 * DAY


def test_an_end_in_a_pause_ends_the_pause() -> None:
    time = clock(("suspended", date(2025, 2, 10)), ("ended", date(2025, 2, 20)))
    assert (time.paused_since, time.ended) == (None, date(2025, 2, 20))
    assert time.pauses == ((date(2025, 2, 10), date(2025, 2, 20)),)


def test_a_match_that_is_reopened_goes_on_where_it_ended() -> None:
    ended = ("ended", date(2025, 2, 20))
    reopened = ("reopened", date(2025, 3, 2))
    assert clock(ended, reopened) == ProgrammeTime(FIRST, ((date(2025, 2, 20), date(2025, 3, 2)),))
    in_a_pause = clock(("suspended", date(2025, 2, 10)), ended, reopened)
    assert in_a_pause == ProgrammeTime(FIRST, ((date(2025, 2, 10), date(2025, 3, 2)),))


@pytest.mark.parametrize(
    ("told", "days"),
    [
        ([("suspended", 3), ("resumed", 5), ("suspended", 8)], [3, 4, 8, 9, 10]),
        ([("suspended", 5), ("ended", 7)], [5, 6, 7, 8, 9, 10]),
        ([("suspended", 5), ("ended", 5)], [5, 6, 7, 8, 9, 10]),
        ([("suspended", 3), ("resumed", 5), ("ended", 5)], [3, 4]),
        ([("ended", 4), ("reopened", 7)], [4, 5, 6]),
        ([("suspended", 3), ("ended", 5), ("reopened", 7)], [3, 4, 5, 6]),
    ],
)
def test_it_is_interrupted_until_the_day_on_which_it_goes_on(
    told: list[tuple[str, int]], days: list[int]
) -> None:
    time = clock(*((name, date(2025, 2, day)) for name, day in told))
    assert [day for day in range(1, 11) if time.stands_on(date(2025, 2, day))] == days


def test_without_an_introduction_there_is_no_clock() -> None:
    assert programme_time(happened(("proposed", FIRST), ("ended", FIRST))) is None


def test_what_was_written_down_with_an_earlier_day_takes_no_time_away() -> None:
    early = clock(("suspended", date(2025, 2, 10)), ("resumed", date(2025, 2, 1)))
    assert early == clock()
    overlapping = clock(
        ("suspended", date(2025, 2, 10)),
        ("resumed", date(2025, 2, 20)),
        ("suspended", date(2025, 2, 15)),
        ("resumed", date(2025, 2, 25)),
    )
    assert overlapping.milestone(1) == date(2025, 2, 28) + 15 * DAY
    assert clock(("suspended", date(2025, 1, 1)), ("resumed", date(2025, 2, 1))).milestone(0) == FIRST


def test_which_months_of_the_calendar_are_whole() -> None:
    time = clock(
        ("suspended", date(2025, 4, 10)), ("resumed", date(2025, 5, 1)), ("ended", date(2025, 7, 30))
    )
    months = islice(time.calendar_months(), 8)
    whole = [first.month for first, last in months if time.is_whole(first, last)]
    assert whole == [2, 3, 5, 6]  # February, March, May and June


# Any history, against walking from day to day

TOLD = st.lists(
    st.tuples(
        st.sampled_from(["suspended", "resumed", "ended", "reopened"]),
        st.integers(0, 120).map(lambda days: FIRST + days * DAY),
    ),
    max_size=8,
).map(lambda told: sorted(told, key=lambda one: one[1]))


def walked(told: Sequence[tuple[str, date]], last: date) -> dict[date, date]:
    """Day to programme day, a day at a time: a day on whose evening the clock stands brings no new one."""
    day, at, stands, over, found = FIRST, FIRST, False, False, {}
    while day <= last:
        found[day] = at
        for name in (name for name, when in told if when == day):
            if name == "reopened" and over:
                over = stands = False
            elif name == "ended":
                over = True
            elif not over:
                stands = {"suspended": True, "resumed": False}.get(name, stands)
        at += timedelta() if stands or over else DAY
        day += DAY
    return found


@settings(max_examples=300)
@given(TOLD)
def test_it_is_what_one_finds_by_walking(told: list[tuple[str, date]]) -> None:
    time = clock(*told)
    last = time.ended or FIRST + 150 * DAY
    table = walked(told, last)
    assert {day: time.programme_day(day) for day in table} == table
    firsts: dict[date, date] = {}
    for day, at in table.items():
        firsts.setdefault(at, day)
    assert {at: time.actual_day(at) for at in firsts} == firsts
    if time.paused_since is not None:
        assert time.actual_day(table[last] + DAY) is None


@given(st.dates(date(1900, 1, 1), date(2300, 1, 1)), st.integers(0, 400))
def test_without_a_pause_programme_time_is_the_calendar(start: date, months: int) -> None:
    assert ProgrammeTime(start).milestone(months) == add_months(start, months)
