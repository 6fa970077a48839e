"""Policies about what a pair does: `session_bounds`, `tasks` and `first_session`."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from mentorcore.domain.decisions import Refusal
from mentorcore.domain.events import Event, History
from mentorcore.hooks.cadence import SessionPlan
from mentorcore_cadence.first_session import FirstSession
from mentorcore_cadence.session_bounds import SessionBounds
from mentorcore_cadence.tasks import Tasks

MENTEE, MENTOR, MATCH = "P-0000001G", "P-0000002J", "M-00000045"


def day(number: int) -> date:
    return date(2025, 2, number)


def happened(kind: str, on: int, /, **data: Any) -> Event:
    return Event(kind, MATCH, datetime(2025, 2, on, 9, tzinfo=UTC), day(on), MENTEE, data=data)


def history(*events: Event, state: str = "active", kind: str = "match") -> History:
    return History(kind, MATCH, state, events, (MENTEE, MENTOR))


@pytest.mark.parametrize(("minutes", "refused"), [(14, True), (15, False), (120, False), (121, True)])
def test_a_plan_keeps_to_its_bounds(minutes: int, refused: bool) -> None:
    answer = SessionBounds(120, 15).may_plan_session(SessionPlan(day(3), minutes))
    expected = Refusal("cadence.session_length", {"least": 15, "longest": 120})
    assert answer == (expected if refused else None)


@pytest.mark.parametrize(("longest", "least"), [(0, 1), (1441, 1), (60, 0), (60, 61)])
def test_faulty_bounds_are_refused(longest: int, least: int) -> None:
    with pytest.raises(ValueError):
        SessionBounds(longest, least)


def agreed(task: str, on: int, due: str = "") -> Event:
    return happened("task.agreed", on, task=task, session="S-1", owner=MENTOR, due=due)


def test_tasks_are_owed_until_they_are_done_or_dropped() -> None:
    told = history(
        agreed("T-1", 3),
        agreed("T-2", 3, "2025-02-10"),
        agreed("T-3", 3),
        happened("task.done", 5, task="T-1"),
        happened("task.dropped", 6, task="T-3"),
    )
    wanted = Tasks(14).plan_duties(told)

    assert [(d.owner, d.occurrence, d.due_on, d.fulfilled_on) for d in wanted] == [
        (MENTOR, "T-1", day(17), day(5)),
        (MENTOR, "T-2", day(10), None),
    ]
    assert wanted[1].remedy == f"tasks done {MATCH} T-2 --on-behalf-of {MENTOR} --how phone"


@pytest.mark.parametrize("policy", [Tasks(), FirstSession()])
def test_nobody_owes_anything_of_a_match_that_does_not_go_on(policy: Any) -> None:
    events = (agreed("T-1", 3), happened("session.held", 4, session="S-1", minutes=60))
    for state in ("suspended", "ended", "proposed"):
        assert policy.plan_duties(history(*events, state=state)) == []
    assert policy.plan_duties(history(*events, kind="person")) == []


def settled(on: int, version: int, level: str = "strict", later: str = "") -> Event:
    return happened("agreement.settled", on, version=version, confidentiality=level, later=later)


def test_an_agreement_is_owed_by_both_from_the_first_session_on() -> None:
    held = happened("session.held", 4, session="S-1", minutes=60)
    policy = FirstSession(7)

    assert policy.plan_duties(history(settled(3, 1))) == []
    wanted = policy.plan_duties(history(held, settled(5, 1, ""), settled(6, 2)))
    assert [(d.rule, d.owner, d.due_on, d.fulfilled_on) for d in wanted] == [
        ("agreement-missing", person, day(11), day(6)) for person in (MENTEE, MENTOR)
    ]
    assert policy.plan_duties(history(held, happened("session.missed", 5, session="S-1"))) == []


def test_what_was_put_off_is_owed_by_the_next_session() -> None:
    put_off = settled(3, 1, later="limits means")
    planned = happened("session.planned", 3, session="S-2", on="2025-02-20")
    policy = FirstSession(7, 10)

    def owed(*events: Event) -> list[tuple[str, date, date | None]]:
        wanted = policy.plan_duties(history(*events))
        assert {d.params["points"] for d in wanted} == {2}
        return [(d.occurrence, d.due_on, d.fulfilled_on) for d in wanted if d.owner == MENTEE]

    assert owed(put_off) == [("version:1", day(13), None)]
    assert owed(planned, put_off) == [("version:1", day(20), None)]
    assert owed(planned, put_off, settled(9, 2)) == [("version:1", day(20), day(9))]
