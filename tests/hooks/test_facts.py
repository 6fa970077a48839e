"""Whether a fact is still what it was, listed event by event at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from mentorcore.domain.duties import DutyWanted
from mentorcore.domain.events import Event, History
from mentorcore.domain.mappings import FrozenMap
from mentorcore.hooks.answers import LARGEST, LONGEST, all_fit, fits, own_all
from mentorcore.hooks.facts import held, same

AT, DAY = datetime(2025, 3, 1, 9, tzinfo=UTC), date(2025, 3, 1)


def make_history() -> History:
    events = tuple(
        Event("session.held", "M-1", AT, DAY, "P-1", data={name: number, "minutes": 60})
        for number, name in enumerate(("session", "other", "third"))
    )
    return History("match", "M-1", "active", events, ("P-1", "P-2"))


def change_a_field(history: History) -> None:
    object.__setattr__(history.events[1], "actor", "P-2")


def put_an_equal_value(history: History) -> None:
    object.__setattr__(history.events[2], "effective_on", date(2025, 3, 1))


def put_another_mapping(history: History) -> None:
    object.__setattr__(history.events[0], "data", FrozenMap(history.events[0].data))


def fill_a_mapping(history: History) -> None:
    data: Any = history.events[1].data
    dict.__setitem__(data, "note", 1)  # goes past what a frozen mapping refuses


def move_between_mappings(history: History) -> None:
    first: Any = history.events[0].data
    second: Any = history.events[1].data
    dict.__setitem__(first, "other", dict.pop(second, "other"))


@pytest.mark.parametrize(
    "tamper",
    [change_a_field, put_an_equal_value, put_another_mapping, fill_a_mapping, move_between_mappings],
)
def test_whatever_changes_in_one_of_many_events_is_seen(tamper: Callable[[History], None]) -> None:
    history = make_history()
    before = held((), {"history": history})
    assert same(before, held((), {"history": history}))
    tamper(history)
    assert not same(before, held((), {"history": history}))


class Text(str):
    """A text that could answer as it likes."""

    __slots__ = ()


@pytest.mark.parametrize(
    ("params", "fitting"),
    [
        ({}, True),
        ({"match": "M-1", "minutes": 60}, True),
        ({"match": "é"}, True),
        ({"late": True}, True),
        ({"match": "x" * LONGEST}, True),
        ({"match": "x" * (LONGEST + 1)}, False),
        ({"match": "a\0b"}, False),
        ({"a\0b": 1}, False),
        ({"minutes": LARGEST}, True),
        ({"minutes": LARGEST + 1}, False),
        ({"minutes": -LARGEST - 1}, False),
        ({"minutes": 1.5}, False),
        ({Text("match"): 1}, False),
        ({"match": Text("M-1")}, False),
        ({"match": None}, False),
    ],
)
def test_many_answers_are_judged_as_each_of_them(params: dict[str, int | str], fitting: bool) -> None:
    plain = DutyWanted("sessions", "mentee", "month:1", DAY, params={"match": "M-1"})
    odd = DutyWanted("sessions", "mentee", "month:2", DAY, params=params)
    assert fits(odd, DutyWanted) is fitting
    seen = all_fit([plain, odd], DutyWanted)
    assert seen <= fitting  # what is not seen at once is looked at one by one


def test_answers_are_nobody_elses_but_share_what_they_shared() -> None:
    first = DutyWanted("sessions", "mentee", "month:1", DAY, params={"match": "M-1"})
    second = DutyWanted("sessions", "mentee", "month:2", DAY, params=first.params)
    third = DutyWanted("sessions", "mentee", "month:3", DAY, params={"match": "M-2"})
    own = own_all((first, second, third))
    assert own == (first, second, third)
    assert not any(
        mine is given or mine.params is given.params
        for mine, given in zip(own, (first, second, third), strict=True)
    )
    assert own[0].params is own[1].params
