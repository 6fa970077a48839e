"""Decisions name their policy and clauses, errors carry codes, and facts cannot be changed."""

from __future__ import annotations

import copy
import json
import pickle
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any

import pytest
from attrs import asdict, evolve

from mentorcore.domain.decisions import Refusal, Requirement, signed
from mentorcore.domain.duties import Duty, DutyWanted
from mentorcore.domain.errors import InputFault, MentorcoreError, Problem, Refused, SetupFault, StoreError
from mentorcore.domain.events import Event, History
from mentorcore.domain.mappings import FrozenMap, frozen_map
from mentorcore.domain.matches import MENTEE, MENTOR, Match, MatchState
from mentorcore.domain.people import Candidate, Person, RoleHeld, RoleState, SafetyPlan
from mentorcore.domain.records import Record

DAY = date(2025, 2, 3)
NOW = datetime(2025, 2, 3, tzinfo=UTC)
CHANGES: list[Callable[[Any], Any]] = [
    lambda found: found.__setitem__("a", 2),
    lambda found: found.__delitem__("a"),
    lambda found: found.update(a=2),
    lambda found: found.setdefault("b", 2),
    lambda found: found.pop("a"),
    lambda found: found.popitem(),
    lambda found: found.clear(),
    lambda found: found.__ior__({"a": 2}),
]


def mappings() -> list[Mapping[str, Any]]:
    """A mapping of every fact that a policy is handed, or hands over."""
    given = {"a": 1}
    record = Record("E-1", "shown", "P-1", "P-1", DAY, NOW, "P-2", data=given)
    candidate = Candidate(
        "P-1", "mentee", RoleState.APPLIED, DAY, given, given, None, (record,), 1, DAY, given
    )
    return [
        record.data,
        candidate.traits,
        candidate.answered,
        candidate.versions,
        Event("a", "P-1", NOW, DAY, "P-2", data=given).data,
        Refusal("a", given).params,
        DutyWanted("a", "b", "c", DAY, params=given).params,
        Duty("D-1", "a", "b", "c", "d", "e", DAY, DAY, params=given).params,
    ]


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("place", range(8))
def test_no_fact_can_be_changed(change: Callable[[Any], Any], place: int) -> None:
    found = mappings()[place]
    with pytest.raises(TypeError):
        change(found)

    assert found == {"a": 1}


def test_a_frozen_map_is_otherwise_a_dict() -> None:
    given = {"a": 1, "b": ("x",)}
    found = frozen_map(given)
    given["a"] = 2

    assert found == {"a": 1, "b": ("x",)}
    assert repr(found) == "{'a': 1, 'b': ('x',)}"
    assert json.dumps(found) == '{"a": 1, "b": ["x"]}'
    assert frozen_map(found) is found
    for made in (copy.copy(found), copy.deepcopy(found), pickle.loads(pickle.dumps(found))):
        assert (type(made), made) == (FrozenMap, found)
    assert asdict(Refusal("a", found))["params"] == {"a": 1, "b": ("x",)}


def test_a_reason_is_signed_with_the_policy_and_its_clauses() -> None:
    plain, own = Requirement("a"), Requirement("a", clauses=("X-2",), remedy="do it")

    assert signed(plain, "mine", ("X-1",)) == Requirement("a", policy="mine", clauses=("X-1",))
    assert signed(own, "mine", ("X-1",)) == evolve(own, policy="mine")


def test_errors_are_codes_and_parameters() -> None:
    assert str(StoreError("store.busy")) == "store.busy"
    assert str(StoreError("store.newer", found="2", known="1")) == "store.newer(found=2, known=1)"
    assert str(Problem("a")) == "a"
    assert str(Problem("a", "row 1", {"most": 3})) == "row 1: a(most=3)"
    assert str(Problem("a", "", {"most": 3})) == "a(most=3)"
    assert str(InputFault([Problem("a", "x"), Problem("b", "y")])) == "x: a; y: b"
    assert InputFault.one("a", "x", most=1).problems == (Problem("a", "x", {"most": 1}),)
    assert isinstance(SetupFault([]), MentorcoreError)
    refused = Refused([Refusal("a", clauses=("X-1", "X-2")), Refusal("b", clauses=("X-2",))])
    assert (str(refused), refused.clauses) == ("refused(codes=a b)", ("X-1", "X-2"))


def test_the_newest_record_that_nothing_supersedes() -> None:
    def record(name: str, kind: str = "acceptance", **more: Any) -> Record:
        return Record(name, kind, "P-1", "P-1", DAY, NOW, "P-2", **more)

    def candidate(*records: Record) -> Candidate:
        return Candidate("P-1", "mentee", RoleState.APPLIED, DAY, {}, {}, None, records, 1, DAY)

    one, two = record("E-1", document="code"), record("E-2", document="consent")
    assert candidate(one, two).newest("acceptance") == two
    assert candidate(one, two).newest("acceptance", "code") == one
    assert candidate(one, record("E-3", "withdrawal", supersedes="E-1")).newest("acceptance") is None
    assert candidate(one).newest("hold") is None


def test_a_history_is_read_from_its_end() -> None:
    events = tuple(Event(name, "M-1", NOW, DAY, "P-1", number=n) for n, name in enumerate("abab"))
    history = History("match", "M-1", "active", events)

    assert (history.last("a"), history.last("b", "a"), history.last("c")) == (events[2], events[3], None)
    assert history.all("b") == (events[1], events[3])


def test_a_match_knows_its_sides() -> None:
    match = Match("M-1", "P-1", "P-2", MatchState.PROPOSED, "", DAY, mentor_accepted_on=DAY)

    assert match.parties == ("P-1", "P-2")
    assert [match.side(person) for person in ("P-1", "P-2", "P-3")] == [MENTEE, MENTOR, None]
    assert (match.other("P-1"), match.other("P-2")) == ("P-2", "P-1")
    assert (match.accepted_on(MENTEE), match.accepted_on(MENTOR)) == (None, DAY)
    assert [state for state in MatchState if state.open] == [
        MatchState.PROPOSED,
        MatchState.ACTIVE,
        MatchState.SUSPENDED,
    ]


def test_roles_are_open_until_they_end() -> None:
    held = [RoleHeld("mentee", state, DAY) for state in RoleState]
    person = Person("P-1", "fr", DAY, (held[0],))

    assert [role.state for role in held if role.open] == [
        RoleState.APPLIED,
        RoleState.ADMITTED,
        RoleState.ACTIVE,
    ]
    assert (person.role("mentee"), person.role("mentor")) == (held[0], None)


def test_words_about_safety_never_show_themselves() -> None:
    plan = SafetyPlan(("sms",), "after eight", "Lou", True, "not the station")

    assert repr(plan) == "SafetyPlan(channels=('sms',), voicemail=True)"
