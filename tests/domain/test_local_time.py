"""Times on the wall: against the zone itself, minute by minute, over the two odd nights and every other day."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentorcore import InputFault
from mentorcore.domain.local_time import FIRST, SECOND, WHICH, instant_of

ZONES = ("Europe/Zurich", "America/St_Johns", "Australia/Lord_Howe", "Africa/Cairo", "UTC")


def shown(day: date, zone: ZoneInfo) -> dict[str, list[datetime]]:
    """Each time that clocks show on a day, with the instants at which they show it."""
    start = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(hours=30)
    found: dict[str, list[datetime]] = {}
    for minute in range(0, 60 * 60, 5):
        instant = start + timedelta(minutes=minute)
        local = instant.astimezone(zone)
        if local.date() == day:
            found.setdefault(f"{local:%H:%M}", []).append(instant)
    return found


def code(day: date, at: str, zone: ZoneInfo, which: str = "") -> str:
    with pytest.raises(InputFault) as caught:
        instant_of(day, at, zone, which)
    return caught.value.problems[0].code


@pytest.mark.parametrize("name", ZONES)
@settings(max_examples=15)
@given(day=st.dates(date(2020, 1, 1), date(2030, 12, 31)))
def test_every_time_is_the_instant_at_which_clocks_show_it(name: str, day: date) -> None:
    _agrees(day, ZoneInfo(name))


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("Europe/Zurich", date(2025, 3, 30)),
        ("Europe/Zurich", date(2025, 10, 26)),
        ("Australia/Lord_Howe", date(2025, 4, 6)),
        ("Australia/Lord_Howe", date(2025, 10, 5)),
        ("America/St_Johns", date(2025, 11, 2)),
    ],
)
def test_the_nights_when_clocks_change(name: str, day: date) -> None:
    _agrees(day, ZoneInfo(name))
    assert sum(map(len, shown(day, ZoneInfo(name)).values())) != 24 * 12


def _agrees(day: date, zone: ZoneInfo) -> None:
    table = shown(day, zone)
    for minute in range(0, 24 * 60, 5):
        at = f"{minute // 60:02}:{minute % 60:02}"
        instants = table.get(at, [])
        if not instants:
            assert code(day, at, zone) == code(day, at, zone, FIRST) == "time.skipped"
        elif len(instants) == 1:
            assert instant_of(day, at, zone) == instants[0]
            assert code(day, at, zone, SECOND) == "time.once"
        else:
            assert code(day, at, zone) == "time.twice"
            assert [instant_of(day, at, zone, which) for which in WHICH] == instants


@pytest.mark.parametrize("at", ["", "7:30", "24:00", "18:60", "18.30", "18:30:00", "١٨:٣٠", " 18:30"])
def test_what_is_no_time_is_refused(at: str) -> None:
    assert code(date(2025, 2, 3), at, ZoneInfo("Europe/Zurich")) == "time.form"


def test_which_of_two_is_one_of_two() -> None:
    assert code(date(2025, 10, 26), "02:30", ZoneInfo("Europe/Zurich"), "third") == "choice.unknown"
