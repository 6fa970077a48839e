"""Whoever has to know of a reading is told once for all that was read until then."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from mentorcore.domain.events import Event, History
from mentorcore_confidentiality.tell_readings import TellReadings

POLICY = TellReadings(days=7, owner="coordinator")
START = date(2024, 2, 26)


def history(*days: tuple[str, int], kind: str = "person") -> History:
    """Events of a person, each with its day counted from the start."""
    events = tuple(
        Event(type_, "P-1", datetime(2024, 2, 26, tzinfo=UTC), START + timedelta(days=day), "P-2")
        for type_, day in days
    )
    return History(kind, "P-1", "mentee:admitted", events)


def found(*days: tuple[str, int]) -> list[tuple[str, date, date | None]]:
    return [(w.occurrence, w.due_on, w.fulfilled_on) for w in POLICY.plan_duties(history(*days))]


def test_many_readings_are_told_of_at_once() -> None:
    readings = [("disclosure.read", 0), ("disclosure.read", 1), ("disclosure.read", 5)]

    assert found(*readings) == [("reading:1", date(2024, 3, 4), None)]
    told = found(*readings, ("contact.logged", 6))
    assert told == [("reading:1", date(2024, 3, 4), START + timedelta(days=6))]


def test_what_is_read_after_that_is_told_of_again() -> None:
    assert found(
        ("contact.logged", 0),
        ("disclosure.read", 1),
        ("contact.logged", 2),
        ("contact.logged", 3),
        ("disclosure.read", 4),
    ) == [
        ("reading:1", START + timedelta(days=8), START + timedelta(days=2)),
        ("reading:2", START + timedelta(days=11), None),
    ]


def test_a_contact_that_was_written_down_late_does_not_count() -> None:
    assert found(("disclosure.read", 3), ("contact.logged", 1)) == [("reading:1", date(2024, 3, 7), None)]


def test_nothing_is_owed_to_whom_nothing_was_read_of() -> None:
    assert found(("contact.logged", 0)) == []
    assert POLICY.plan_duties(history(("disclosure.read", 0), kind="match")) == []


@pytest.mark.parametrize("days", [-1, 91])
def test_the_days_have_bounds(days: int) -> None:
    with pytest.raises(ValueError, match="days"):
        TellReadings(days=days, owner="coordinator")
