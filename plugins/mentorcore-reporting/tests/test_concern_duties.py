"""A concern is owed an outcome."""

from collections.abc import Callable
from datetime import date

import pytest

from mentorcore.domain.duties import DutyWanted
from mentorcore.domain.events import Event, History
from mentorcore_reporting.concern_duties import ConcernDuties

POLICY = ConcernDuties(3, "handler")
CONCERN = "C-0000003K"
MakeEvent = Callable[..., Event]
MakeHistory = Callable[..., History]


def owed(due_on: date, fulfilled_on: date | None = None) -> list[DutyWanted]:
    return [
        DutyWanted(
            "act-on-concern",
            "handler",
            "once",
            due_on,
            params={"concern": CONCERN},
            remedy=f"concerns show {CONCERN}",
            fulfilled_on=fulfilled_on,
        )
    ]


def test_due_after_working_days(event: MakeEvent, history: MakeHistory) -> None:
    thursday = history("concern", CONCERN, event("concern.raised", 5))
    assert POLICY.plan_duties(thursday) == owed(date(2026, 3, 10))


def test_open_until_an_outcome_is_recorded(event: MakeEvent, history: MakeHistory) -> None:
    raised, noted, resolved = (
        event("concern.raised", 2),
        event("concern.noted", 3),
        event("concern.resolved", 20),
    )
    assert POLICY.plan_duties(history("concern", CONCERN, raised, noted)) == owed(date(2026, 3, 5))
    assert POLICY.plan_duties(history("concern", CONCERN, raised, noted, resolved)) == owed(
        date(2026, 3, 5), date(2026, 3, 20)
    )


def test_nobody_owes_anything_about_other_histories(event: MakeEvent, history: MakeHistory) -> None:
    assert POLICY.plan_duties(history("concern", CONCERN)) == []
    assert POLICY.plan_duties(history("concern", CONCERN, event("concern.resolved", 3))) == []
    assert POLICY.plan_duties(history("person", "P-0000001G", event("concern.raised", 2))) == []


@pytest.mark.parametrize(("days", "owner"), [(0, "handler"), (91, "handler"), (3, ""), (3, "the handler")])
def test_faulty_settings_are_refused(days: int, owner: str) -> None:
    with pytest.raises(ValueError):
        ConcernDuties(days, owner)
