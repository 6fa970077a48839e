"""Safe hours: what fits the grammar is understood wholly, everything else stays words; clocks that change change nothing."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorcore.domain.hours import DAY, SafeHours, Window, parse_hours
from mentorcore.domain.people import SafetyPlan

ZURICH = ZoneInfo("Europe/Zurich")
WEEK = tuple(range(7))
WORKDAYS = (0, 1, 2, 3, 4)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def hours(text: str) -> SafeHours:
    found = parse_hours(text)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("text", "windows"),
    [
        ("mon-fri 09:00-12:00, sat 10:00-11:30", [(WORKDAYS, 540, 720), ((5,), 600, 690)]),
        ("lun-ven 9h-12h, 14h-17h30", [(WORKDAYS, 540, 720), (WORKDAYS, 840, 1050)]),
        ("Lundi et mercredi: 9h à 10h", [((0, 2), 540, 600)]),
        ("mon, wed 9:00-10:00; Sundays 8h–9h", [((0, 2), 540, 600), ((6,), 480, 540)]),
        ("mar. 24h-1h", None),
        ("mar. 23h-24h", [((1,), 1380, 1440)]),
        ("sam–lun 22:00-02:00", [((0, 5, 6), 1320, 1560)]),
        ("9h-10h", [(WEEK, 540, 600)]),
        ("00:00-24:00", [(WEEK, 0, DAY)]),
    ],
)
def test_what_people_write_is_understood(
    text: str, windows: list[tuple[tuple[int, ...], int, int]] | None
) -> None:
    expected = None if windows is None else SafeHours(tuple(Window(*window) for window in windows))
    assert parse_hours(text) == expected
    assert SafetyPlan(hours=text).windows == expected


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "   ",
            "after eight",
            "mon-fri",
            "9-12",
            "9h",
            "9h-9h",
            "25h-26h",
            "09:60-10:00",
            "24:00-24:00",
        ),
        *(
            "mon-fri 09:00-12:00 but never when he is at home",
            "not mon 09:00-12:00",
            "foo 9h-10h",
            "mon 9h-10h, tue",
        ),
        *("when the children sleep, 20h-22h", "9h-10h" * 60, "mon" * 100, "mon, " * 59, "mon " + "-" * 290),
    ],
)
def test_what_does_not_fit_wholly_stays_words(text: str) -> None:
    assert parse_hours(text) is None


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        ("2025-02-03T07:59", False),  # Monday, 08:59 on the wall
        ("2025-02-03T08:00", True),
        ("2025-02-03T10:59", True),
        ("2025-02-03T11:00", False),
        ("2025-02-08T08:30", False),  # Saturday
        ("2025-07-07T07:00", True),  # 09:00 on the wall in summer
    ],
)
def test_a_window_holds_its_first_minute_and_not_its_last(moment: str, is_open: bool) -> None:
    assert hours("mon-fri 9h-12h").open_at(at(moment), ZURICH) is is_open


def test_a_window_over_midnight_belongs_to_the_day_on_which_it_begins() -> None:
    night = hours("fri 22:00-02:00")
    assert [
        night.open_at(at(f"2025-02-{day}"), ZURICH)
        for day in ("07T20:59", "07T21:00", "08T00:59", "08T01:00")
    ] == [*(False, True, True, False)]
    assert not night.open_at(at("2025-02-07T00:30"), ZURICH)
    assert [night.open_on(date(2025, 2, day)) for day in (6, 7, 8, 9)] == [False, True, True, False]
    assert night.next_opening(at("2025-02-08T01:00"), ZURICH) == at("2025-02-14T21:00")


def test_in_the_night_that_lacks_an_hour_a_window_opens_when_it_is_over() -> None:
    """On 30 March 2025 the clock goes from 02:00 to 03:00."""
    before = at("2025-03-30T00:59")
    assert hours("sun 02:30-04:00").next_opening(before, ZURICH) == at("2025-03-30T01:00")
    assert hours("sun 01:00-03:00").open_at(before, ZURICH)
    assert not hours("sun 01:00-03:00").open_at(at("2025-03-30T01:00"), ZURICH)
    assert hours("sun 02:10-02:50").next_opening(before, ZURICH) == at("2025-04-06T00:10")


def test_in_the_night_that_has_an_hour_twice_both_count() -> None:
    """On 26 October 2025 the clock goes from 03:00 back to 02:00."""
    window = hours("sun 02:10-02:40")
    moments = [
        at(f"2025-10-26T{clock}") for clock in ("00:10", "00:39", "00:40", "01:09", "01:10", "01:39", "01:40")
    ]
    assert [window.open_at(moment, ZURICH) for moment in moments] == [
        True,
        True,
        False,
        False,
        True,
        True,
        False,
    ]
    assert window.next_opening(moments[2], ZURICH) == at("2025-10-26T01:10")
    assert window.next_opening(moments[6], ZURICH) == at("2025-11-02T01:10")


WINDOWS = st.builds(
    lambda days, start, length: Window(tuple(sorted(days)), start, start + length),
    st.sets(st.integers(0, 6), min_size=1),
    st.integers(0, DAY - 1),
    st.integers(1, DAY - 1),
)


def minutes_from(start: str, days: int) -> st.SearchStrategy[datetime]:
    return st.integers(0, days * DAY).map(lambda minute: at(start) + timedelta(minutes=minute))


MOMENTS = st.one_of(
    minutes_from("2025-03-29T00:00", 2),
    minutes_from("2025-10-25T00:00", 2),
    minutes_from("2025-01-01T00:00", 365),
)


@given(st.lists(WINDOWS, min_size=1, max_size=2), MOMENTS)
def test_the_next_opening_is_the_first_minute_that_is_open(windows: list[Window], moment: datetime) -> None:
    safe = SafeHours(tuple(windows))
    found = safe.next_opening(moment, ZURICH)

    assert safe.open_at(found, ZURICH)
    assert found >= moment
    steps = min(int((found - moment).total_seconds()) // 60, 3 * 60)
    earlier = (found - timedelta(minutes=step + 1) for step in range(steps))
    assert not any(safe.open_at(minute, ZURICH) for minute in earlier)


@given(st.text("monsatlunmer 0123456789:h-,;.à/", max_size=40))
def test_nothing_that_is_typed_breaks_it(text: str) -> None:
    found = parse_hours(text)
    assert found is None or re.search(r"\d", text)
