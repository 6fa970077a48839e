"""The rhythms of the page run from their settings alone, over two years of a pair."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from datetime import UTC, date, datetime
from itertools import groupby
from pathlib import Path

from mentorcore.domain.bundle import PolicyDef
from mentorcore.domain.duties import DutyWanted
from mentorcore.domain.events import Event, History
from mentorcore.hooks import ALL
from mentorcore.hooks.cadence import plan_duties
from mentorcore.hooks.caller import Hooks
from mentorcore.loading.plugins import build_policies
from mentorcore.loading.structure import structure

PAGE = Path(__file__).resolve().parents[2] / "docs" / "rhythms.md"
MATCH, MENTEE, MENTOR = "M-00000045", "P-0000001G", "P-0000002J"
START = date(2025, 2, 3)  # a Monday
UNTIL = date(2026, 12, 31)


def happened(type_: str, day: date, **data: str) -> Event:
    return Event(type_, MATCH, datetime(2025, 1, 1, tzinfo=UTC), day, "P-0000003M", data=data)


def policies() -> Hooks:
    """Everything that the page has as settings."""
    blocks = re.findall(r"^```toml\n(.*?)^```", PAGE.read_text("utf-8"), re.DOTALL | re.MULTILINE)
    written = [policy for block in blocks for policy in tomllib.loads(block)["policy"]]
    found, _ = build_policies([structure(policy, PolicyDef, "policy") for policy in written])
    return Hooks(ALL, found)


def wanted(history: History) -> Iterator[tuple[str, list[DutyWanted]]]:
    """Policy to what it wants."""
    for answer in policies().ask(plan_duties, history=history, until=UNTIL):
        yield answer.policy, list(answer.items)


def days(found: list[DutyWanted]) -> list[str]:
    return [duty.due_on.isoformat() for duty in found]


def test_check_ins_become_rarer() -> None:
    events = (happened("match.introduced", START),)
    found = dict(wanted(History("match", MATCH, "active", events, (MENTEE, MENTOR))))
    steps = {
        step: days(list(due))
        for step, due in groupby(found["check-ins"], lambda d: d.occurrence.partition(":")[0])
    }
    assert steps["1"] == ["2025-02-17", "2025-03-03", "2025-03-17", "2025-03-31"]
    # sixty days are over on 4 April
    assert steps["2"] == [
        *("2025-05-04", "2025-06-04", "2025-07-04", "2025-08-04", "2025-09-04"),
        *("2025-10-04", "2025-11-04", "2025-12-04", "2026-01-04"),
    ]
    assert steps["3"] == ["2026-05-03", "2026-08-03", "2026-11-03"]


def test_a_digest_is_due_on_mondays() -> None:
    adopted = Event("programme.adopted", "programme", datetime(2025, 2, 5, tzinfo=UTC), date(2025, 2, 5), "P")
    found = dict(wanted(History("programme", "programme", "running", (adopted,))))
    assert {duty.due_on.isoweekday() for duty in found["digest"]} == {1}
    assert days(found["digest"])[:2] == ["2025-02-10", "2025-02-17"]
    assert len({duty.occurrence for duty in found["digest"]}) == 99
    assert days(found["insurance"]) == ["2026-02-05"]


def test_six_months() -> None:
    events = (
        happened("match.introduced", START),
        Event(
            "session.held",
            MATCH,
            datetime(2025, 2, 10, tzinfo=UTC),
            date(2025, 2, 10),
            "P",
            data={"session": "S-1", "minutes": 60},
        ),
        happened("survey.answered", date(2025, 5, 1), survey="review", occasion="month:3", by="mentee"),
    )
    found = dict(wanted(History("match", MATCH, "active", events, (MENTEE, MENTOR))))
    assert [duty.fulfilled_on for duty in found["sessions"]] == [date(2025, 2, 10), *[None] * 5]
    assert days(found["sessions"])[0::5] == ["2025-03-02", "2025-08-02"]
    assert [(d.occurrence, d.fulfilled_on) for d in found["reviews"]] == [
        ("month:3:mentee", date(2025, 5, 1)),
        ("month:3:mentor", None),
        ("month:6:mentee", None),
        ("month:6:mentor", None),
    ]
    assert days(found["length"]) == ["2025-07-06", "2025-08-10"]
    assert days(found["session-record"]) == ["2025-02-24"]
