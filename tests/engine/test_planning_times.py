"""Whenever duties are planned, and however often, none is lost and none comes twice."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta

import pytest
from attrs import evolve, frozen
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engine.test_rhythm import stories
from tests.support.rhythm import RHYTHM

from mentorcore.domain.duties import Duty, DutyState
from mentorcore.domain.events import Event
from mentorcore.domain.ids import MATCH, PERSON
from mentorcore.domain.matches import Match, MatchState
from mentorcore.domain.people import Person, RoleHeld, RoleState
from mentorcore.engine import planner
from mentorcore.storage import duties, events, matches, people
from mentorcore.testing import Trial, staffed

DAY = timedelta(days=1)


@frozen
class Pairs:
    """A programme with the rhythm of the reference, and two people who can be brought together any number of times."""

    trial: Trial
    mentee: str
    mentor: str

    def plan(self, day: datetime, match: str, *happened: Event) -> None:
        """What happens on a day is written down, and planned."""
        self.trial.clock.set(day)
        context = self.trial.programme.context
        with context.store.write() as tx:
            events.add_events(tx, [evolve(event, subject=match) for event in happened])
            planner.plan(context, tx, [match])

    def match(self) -> str:
        """A new match without any history."""
        with self.trial.programme.context.store.write() as tx:
            made = Match(tx.new_id(MATCH), self.mentee, self.mentor, MatchState.ACTIVE, "", self.trial.today)
            matches.add_match(tx, made)
        return made.id

    def owed(self, match: str) -> dict[tuple[str, str, str], tuple[object, ...]]:
        """A match's duties but for those that nobody wants any more; the days of opening and reminding aside."""
        with self.trial.programme.context.store.read() as tx:
            found = duties.duties_about(tx, [match])[match]
        return {
            (d.rule, d.owner, d.occurrence): _said(d) for d in found if d.state is not DutyState.CANCELLED
        }


def _said(duty: Duty) -> tuple[object, ...]:
    return duty.state, duty.due_on, duty.closed_on, duty.remind_on, duty.missed_from, duty.policy


@pytest.fixture(scope="module")
def pairs() -> Iterator[Pairs]:
    with staffed("vps") as trial:
        for number, policy in enumerate(RHYTHM):
            trial.add_policy(policy, id_=f"rhythm-{number}")
        with trial.programme.context.store.write() as tx:
            found = []
            for role in ("mentee", "mentor"):
                held = RoleHeld(role, RoleState.ADMITTED, trial.today)
                found.append(Person(tx.new_id(PERSON), "fr", trial.today, (held,)))
                people.add_person(tx, found[-1])
        yield Pairs(trial, found[0].id, found[1].id)


@settings(max_examples=40)
@given(stories(), st.lists(st.integers(0, 500), max_size=5))
def test_planning_after_each_event_leaves_what_planning_at_the_end_leaves(
    pairs: Pairs, story: list[Event], between: list[int]
) -> None:
    """Events are written down on their day, or later where others were written down before them."""
    first = min(event.effective_on for event in story)
    often, once = pairs.match(), pairs.match()
    steps: list[tuple[datetime, tuple[Event, ...]]] = []
    latest = first
    for event in story:
        latest = max(latest, event.effective_on)
        steps.append((datetime.combine(latest, time(12), UTC), (event,)))
    others = [(datetime.combine(first + days * DAY, time(13), UTC), ()) for days in between]
    end = datetime.combine(latest + 40 * DAY, time(12), UTC)
    for moment, happened in sorted([*steps, *others], key=lambda step: step[0]):
        pairs.plan(moment, often, *happened)
        pairs.plan(moment, often)  # twice on the same day
    if any(moment > end for moment, _ in others):
        end = max(moment for moment, _ in others)
    pairs.plan(end, often)
    pairs.plan(end, once, *story)
    assert pairs.owed(often) == pairs.owed(once)
