"""What a round refuses before anything is stored, each with its code."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from attrs import evolve, frozen
from tests.support.by_place import ByPlace
from tests.support.drafts import a_pool, drafted
from tests.support.policies import policy
from tests.support.pools import WAYS, forced
from tests.support.state import state_of

from mentorcore.domain.commands.matches import ProposeRound
from mentorcore.domain.errors import InputFault, PluginFault, Problem
from mentorcore.hooks import ALL
from mentorcore.hooks.caller import Hooks, Named
from mentorcore.hooks.matching import PoolMember, RoundResult, Separation
from mentorcore.matching.assignment import Assignment
from mentorcore.matching.building import build_pool
from mentorcore.matching.candidates import Candidates
from mentorcore.matching.chunks import TILE
from mentorcore.matching.pool import Pool
from mentorcore.matching.rounds import run_round
from mentorcore.testing import staffed

SIDE = 70
"""Mentees, and mentors: enough for a tile."""
CROWD = (
    *(PoolMember(f"P-{at:02}", "mentee") for at in range(SIDE)),
    *(PoolMember(f"Q-{at:02}", "mentor") for at in range(SIDE)),
)
NAMED = {"policy": "by.place", "rule": "rule"}


def fault(*rules: Any, members: Any = CROWD) -> tuple[str, dict[str, object]]:
    with pytest.raises(PluginFault) as caught:
        run_round(members, (), rules)
    return caught.value.code, dict(caught.value.params)


@pytest.mark.parametrize("weight", [-1, 0, -0.5, float("nan"), float("inf"), 1_001, 10**30, "5", None])
def test_a_weight_that_is_no_whole_number_from_1_to_1000_is_refused(weight: Any) -> None:
    expected = {**NAMED, "expected": "a whole number from 1 to 1000"}
    assert fault(ByPlace("rule", "soft", None, weight)) == ("rule.weight", expected)


@frozen(eq=False)
class OnTiles(ByPlace):
    """A rule that answers well where it is asked about lists of pairs, and otherwise about tiles."""

    def evaluate(self, pool: object, mentees: Any, mentors: Any) -> Any:
        right = np.ones(np.broadcast_shapes(mentees.shape, mentors.shape))
        return self.answers(right) if mentees.ndim == 2 else right


def one_missing(right: Any) -> Any:
    right[-1, -1] = np.nan
    return right


def one_beyond(right: Any) -> Any:
    right[0, -1] = 1.5
    return right


TILES: dict[str, tuple[Any, str, dict[str, object]]] = {
    "a list": (
        lambda right: right.ravel(),
        "rule.shape",
        {"expected": "(70, 70)", "found": "(4900,)"},
    ),
    "a row": (lambda right: right[:1], "rule.shape", {"expected": "(70, 70)", "found": "(1, 70)"}),
    "a number": (lambda right: right[0, 0], "rule.type", {"expected": "a NumPy array", "found": "float64"}),
    "rows": (lambda right: right.tolist(), "rule.type", {"expected": "a NumPy array", "found": "list"}),
    "small numbers": (
        lambda right: right.astype(np.float16),
        "rule.dtype",
        {"expected": "float64", "found": "float16"},
    ),
    "yes and no": (lambda right: right > 0, "rule.dtype", {"expected": "float64", "found": "bool"}),
    "one is missing": (one_missing, "rule.nan", {"expected": "a number from 0 to 1 for each pair"}),
    "one is beyond": (one_beyond, "rule.range", {"expected": "from 0 to 1"}),
}


@pytest.mark.parametrize("name", TILES)
def test_a_wrong_answer_about_a_tile_is_refused(name: str) -> None:
    assert SIDE * SIDE >= TILE
    answer, code, params = TILES[name]
    assert fault(OnTiles("rule", "soft", answer)) == (code, {**NAMED, **params})


@pytest.mark.parametrize("seats", [-1, 1_000_000, 10**30, 2.5, float("nan"), None, "3"])
def test_seats_that_make_no_sense_are_refused(seats: Any) -> None:
    with pytest.raises(InputFault) as caught:
        build_pool([PoolMember("Q-1", "mentor", capacity=seats)], ())
    expected = {"expected": "a whole number from 0 to 999999"}
    assert caught.value.problems == (Problem("pool.count", "Q-1, capacity", expected),)


@pytest.mark.parametrize("way", WAYS)
def test_as_many_seats_as_there_can_be_cost_no_more_than_there_are_people(way: str) -> None:
    members = [
        *CROWD[:SIDE],
        PoolMember("Q-1", "mentor", capacity=999_999),
        PoolMember("Q-2", "mentor", {}, 0),
    ]
    with forced(way) as solver:
        result = run_round(members, (), (), solver=solver)
    assert [proposal.mentor for proposal in result.proposals] == ["Q-1"] * SIDE
    assert result.unmatched == ()  # somebody without a seat waits for nobody


def locked(*pairs: tuple[str, str], members: Any = CROWD, rules: Any = ()) -> RoundResult:
    apart = [Separation("P-01", "Q-01", "apart")]
    return run_round(members, (), rules, apart, locked=pairs)


def problems(*pairs: tuple[str, str], members: Any = CROWD, rules: Any = ()) -> list[Problem]:
    with pytest.raises(InputFault) as caught:
        locked(*pairs, members=members, rules=rules)
    return list(caught.value.problems)


def test_locks_that_contradict_each_other_or_the_pool_are_refused() -> None:
    assert problems(("P-00", "Q-99"), ("Q-00", "P-00")) == [
        Problem("lock.absent", "P-00, Q-99"),
        Problem("lock.absent", "Q-00, P-00"),
    ]
    assert problems(("P-00", "Q-00"), ("P-00", "Q-01")) == [
        Problem("lock.mentee", "P-00, Q-00"),
        Problem("lock.mentee", "P-00, Q-01"),
    ]
    assert problems(("P-00", "Q-00"), ("P-01", "Q-00")) == [
        Problem("lock.seats", "P-00, Q-00", {"locked": 2, "free": 1}),
        Problem("lock.seats", "P-01, Q-00", {"locked": 2, "free": 1}),
    ]
    full = [evolve(one, capacity=0) if one.person in ("P-00", "Q-00") else one for one in CROWD]
    assert problems(("P-00", "Q-00"), members=full) == [
        Problem("lock.mentee", "P-00, Q-00"),
        Problem("lock.seats", "P-00, Q-00", {"locked": 1, "free": 0}),
    ]
    units = [evolve(one, together="x") if one.person in ("P-00", "P-01") else one for one in CROWD]
    assert problems(("P-00", "Q-00"), members=units) == [Problem("lock.together", "P-00, Q-00")]


def test_a_lock_against_a_hard_rule_is_refused_and_one_that_people_decide_about_is_not() -> None:
    never = np.zeros((SIDE, SIDE), dtype=np.bool_)
    assert problems(("P-01", "Q-01")) == [Problem("lock.ruled_out", "P-01, Q-01", {"rule": "separated"})]
    both = [*CROWD, PoolMember("P-00", "mentor")]
    assert problems(("P-00", "P-00"), members=both) == [
        Problem("lock.ruled_out", "P-00, P-00", {"rule": "same_person"})
    ]
    assert problems(("P-00", "Q-00"), rules=[ByPlace("may", "hard", never)]) == [
        Problem("lock.ruled_out", "P-00, Q-00", {"rule": "may"})
    ]
    (proposal,) = locked(("P-00", "Q-00"), rules=[ByPlace("may", "decide", never)]).proposals
    assert (proposal.mentee, proposal.mentor) == ("P-00", "Q-00")


def test_a_lock_that_stands_twice_is_one_lock() -> None:
    assert len(locked(("P-00", "Q-00"), ("P-00", "Q-00")).proposals) == SIDE


@frozen
class Wrong:
    """A policy's solver that makes something wrong out of the right choice."""

    make: Any
    name: str = "wrong"

    def solve(self, pool: Pool, candidates: Candidates) -> Any:
        return Assignment(*(np.array(side, dtype=np.intp) for side in self.make))


ANSWERS: dict[str, tuple[tuple[list[int], list[int]], str]] = {
    "a mentee twice": (([0, 0], [0, 1]), "solver.mentee"),
    "too many on one seat": (([0, 1], [0, 0]), "solver.seats"),
    "somebody who is not there": (([0, 9], [0, 1]), "solver.pair"),
    "out of order": (([1, 0], [0, 1]), "solver.mentee"),
    "one side longer": (([0, 1], [0]), "solver.shape"),
}


@pytest.mark.parametrize("draft", [False, True], ids=["a round", "a draft"])
@pytest.mark.parametrize("name", ANSWERS)
def test_a_choice_that_is_not_lawful_is_refused_and_nothing_is_stored(name: str, draft: bool) -> None:
    made, code = ANSWERS[name]
    with staffed("vps") as trial:
        a_pool(trial, 2, 2)
        context = trial.programme.context
        faulty = policy(solver=lambda self: Wrong(made))
        context.hooks = Hooks(ALL, (Named("faulty", (), lambda: faulty), *context.hooks.policies))
        before = state_of(trial.programme, without=("audit",))
        with pytest.raises(PluginFault) as caught:
            drafted(trial) if draft else trial.desk().matches.propose(ProposeRound())
        assert (caught.value.code, caught.value.params["solver"]) == (code, "wrong")
        assert state_of(trial.programme, without=("audit",)) == before
