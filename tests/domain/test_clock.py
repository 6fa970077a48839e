"""Instants are aware and in UTC; days are counted in the programme's zone."""

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from mentorcore.domain.clock import ManualClock, SystemClock, aware, day_in

NOON = datetime(2025, 2, 3, 12, tzinfo=UTC)


def test_a_naive_time_is_refused() -> None:
    with pytest.raises(ValueError):
        aware(datetime(2025, 2, 3))  # noqa: DTZ001  # that is the point
    with pytest.raises(ValueError):
        ManualClock(datetime(2025, 2, 3))  # noqa: DTZ001  # as above


def test_other_zones_become_utc() -> None:
    found = aware(datetime(2025, 2, 3, 12, tzinfo=timezone(timedelta(hours=5))))

    assert (found, found.tzinfo) == (datetime(2025, 2, 3, 7, tzinfo=UTC), UTC)


def test_a_manual_clock_moves_when_it_is_told_to() -> None:
    clock = ManualClock(NOON)
    assert clock.now() == clock.now() == NOON

    clock.advance(1, hours=2, minutes=3)
    assert clock.now() == NOON + timedelta(days=1, hours=2, minutes=3)
    clock.set(NOON)
    assert clock.now() == NOON


def test_the_machines_clock_is_aware() -> None:
    assert SystemClock().now().tzinfo is UTC


def test_the_day_begins_where_the_programme_is() -> None:
    late = datetime(2025, 2, 3, 23, 30, tzinfo=UTC)

    assert day_in(late, ZoneInfo("Europe/Zurich")) == date(2025, 2, 4)
    assert day_in(late, ZoneInfo("UTC")) == date(2025, 2, 3)
