"""What holds for both planners, whatever happened: pure, undisturbed by other events, never at a loss."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorcore.domain.events import Event, History
from mentorcore_reporting.deadlines import Deadline
from mentorcore_reporting.distress_contact import DistressContact
from mentorcore_reporting.triage import Triage

TYPES = ("concern.raised", "concern.acted", "concern.resolved", "distress.flagged", "contact.logged")
OTHERS = ("match.introduced", "concern.noted", "distress.", "")
DATA = st.dictionaries(
    st.sampled_from(["contact", "person"]), st.one_of(st.booleans(), st.integers(), st.text())
)
MOMENT = datetime(2201, 1, 1, tzinfo=UTC)  # nothing is written down before it happened
Planner = Triage | DistressContact
TRIAGE = Triage(Deadline(hours=24), Deadline(working_days=90), owner="handler")
PLANNERS = pytest.mark.parametrize("planner", [TRIAGE, DistressContact(90, "handler")])


def events(types: tuple[str, ...]) -> st.SearchStrategy[Event]:
    days = st.dates(date(1970, 1, 1), date(2200, 1, 1))
    made = st.builds(Event, st.sampled_from(types), st.just("X"), st.just(MOMENT), days, st.just("P"))
    return st.builds(_with, made, DATA)


def _with(event: Event, data: dict[str, str | int | bool]) -> Event:
    return Event(event.type, event.subject, event.recorded_at, event.effective_on, event.actor, data=data)


def history(kind: str, happened: list[Event]) -> History:
    return History(kind, "X", "open", tuple(happened), ("X",))


@PLANNERS
@given(kind=st.sampled_from(["person", "match", "concern"]), happened=st.lists(events(TYPES)), data=st.data())
def test_planners_are_pure_and_undisturbed(
    planner: Planner, kind: str, happened: list[Event], data: st.DataObject
) -> None:
    wanted = planner.plan_duties(history(kind, happened))
    assert planner.plan_duties(history(kind, happened)) == wanted
    mixed = list(happened)
    for other in data.draw(st.lists(events(OTHERS), max_size=5)):
        mixed.insert(data.draw(st.integers(0, len(mixed))), other)
    assert planner.plan_duties(history(kind, mixed)) == wanted


@PLANNERS
@given(happened=st.lists(events(TYPES)))
def test_no_two_duties_share_a_key_and_none_is_due_before_its_cause(
    planner: Planner, happened: list[Event]
) -> None:
    for kind in ("person", "concern"):
        wanted = planner.plan_duties(history(kind, happened))
        keys = [(duty.rule, duty.owner, duty.occurrence) for duty in wanted]
        assert len(set(keys)) == len(keys)
        causes = [event.effective_on for event in happened]
        assert all(duty.due_on >= min(causes) for duty in wanted)
