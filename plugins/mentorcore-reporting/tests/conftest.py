"""Events and histories to plan from."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time

import pytest

from mentorcore.domain.events import Event, History

MakeEvent = Callable[..., Event]
MakeHistory = Callable[..., History]


@pytest.fixture
def event() -> MakeEvent:
    """Makes an event of a day in March 2026; keyword arguments are its data."""

    def make(type_: str, day: int, **data: str | int | bool) -> Event:
        on = date(2026, 3, day)
        return Event(type_, "P-0000001G", datetime.combine(on, time(12), UTC), on, "P-0000002J", data=data)

    return make


@pytest.fixture
def history() -> MakeHistory:
    """Makes a history of some events, in the order given."""

    def make(kind: str, subject: str, *events: Event) -> History:
        return History(kind, subject, "open", events, (subject,))

    return make
