"""Rules and solvers that break their contract stop the round by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pytest
from attrs import evolve, frozen

from mentorcore.domain.errors import PluginFault, Problem, SetupFault
from mentorcore.hooks.matching import PoolMember, RoundResult, RuleKind, Trait
from mentorcore.matching.assignment import Assignment, Solver
from mentorcore.matching.candidates import Candidates
from mentorcore.matching.pool import Pool
from mentorcore.matching.rounds import run_round

MEMBERS = (PoolMember("P-1", "mentee"), PoolMember("P-2", "mentee"), PoolMember("Q-1", "mentor"))

Answer = Callable[[Any, Any, Any], Any]


def told(*_: object) -> tuple[str, Mapping[str, str]]:
    return "told", {}


@frozen(eq=False)
class Wild:
    """A rule that answers whatever the test wants."""

    evaluate: Answer
    kind: str = "soft"
    explain: Answer = told
    name: str = "wild"
    policy: str = "wild.policy"
    weight: float = 1
    clauses: tuple[str, ...] = ()


def ones(pool: object, mentees: Any, mentors: Any) -> Any:
    return np.ones(len(mentees))


def run(*rules: Any, solver: Solver | None = None) -> RoundResult:
    return run_round(MEMBERS, [Trait("hours", "number")], rules, solver=solver)


def fault(*rules: Any, solver: Solver | None = None) -> tuple[str, dict[str, object]]:
    with pytest.raises(PluginFault) as caught:
        run(*rules, solver=solver)
    return caught.value.code, dict(caught.value.params)


NAMED = {"policy": "wild.policy", "rule": "wild"}


def broken(*_: object) -> Any:
    raise KeyError("an answer of somebody")


def leaving(*_: object) -> Any:
    raise SystemExit(0)


def writing(pool: object, mentees: Any, mentors: Any) -> Any:
    mentees[:] = 0
    return np.ones(len(mentees))


def unlocking(pool: object, mentees: Any, mentors: Any) -> Any:
    mentors.setflags(write=True)
    return np.ones(len(mentees))


def masked(pool: object, mentees: Any, mentors: Any) -> Any:
    return np.ma.masked_array(np.ones(len(mentees)), mask=True)


SOFT: list[tuple[Answer, str, dict[str, object]]] = [
    (broken, "rule.raised", {"fault": "KeyError"}),
    (leaving, "rule.raised", {"fault": "SystemExit"}),
    (writing, "rule.raised", {"fault": "ValueError"}),
    (unlocking, "rule.raised", {"fault": "ValueError"}),
    (masked, "rule.type", {"expected": "a NumPy array", "found": "MaskedArray"}),
    (lambda p, i, j: None, "rule.type", {"expected": "a NumPy array", "found": "NoneType"}),
    (lambda p, i, j: [1.0] * len(i), "rule.type", {"expected": "a NumPy array", "found": "list"}),
    (lambda p, i, j: np.ones(len(i) + 1), "rule.shape", {"expected": "(2,)", "found": "(3,)"}),
    (lambda p, i, j: np.ones((len(i), 1)), "rule.shape", {"expected": "(2,)", "found": "(2, 1)"}),
    (lambda p, i, j: np.ones(len(i), bool), "rule.dtype", {"expected": "float64", "found": "bool"}),
    (lambda p, i, j: np.full(len(i), np.nan), "rule.nan", {"expected": "a number from 0 to 1 for each pair"}),
    (lambda p, i, j: np.array([0.5, np.nan]), "rule.nan", {"expected": "a number from 0 to 1 for each pair"}),
    (lambda p, i, j: np.array([0.5, 1.01]), "rule.range", {"expected": "from 0 to 1"}),
    (lambda p, i, j: np.array([-0.01, 0.5]), "rule.range", {"expected": "from 0 to 1"}),
    (lambda p, i, j: np.array([np.inf, 0.5]), "rule.range", {"expected": "from 0 to 1"}),
    (
        lambda p, i, j: p.numbers("shoes"),
        "rule.trait",
        {"trait": "shoes", "expected": "a trait of kind number"},
    ),
    (lambda p, i, j: p.sets("hours"), "rule.trait", {"trait": "hours", "expected": "a trait of kind set"}),
]


@pytest.mark.parametrize(("evaluate", "code", "params"), SOFT)
def test_a_wrong_answer_names_policy_and_rule(evaluate: Answer, code: str, params: dict[str, object]) -> None:
    assert fault(Wild(evaluate)) == (code, {**NAMED, **params})


def test_what_a_rule_raised_is_not_chained() -> None:
    with pytest.raises(PluginFault) as caught:
        run(Wild(broken))
    assert (caught.value.__cause__, caught.value.__suppress_context__) == (None, True)


@pytest.mark.parametrize("kind", ["hard", "decide"])
def test_a_rule_that_lets_pairs_pass_answers_with_bools(kind: RuleKind) -> None:
    assert fault(Wild(ones, kind)) == ("rule.dtype", {**NAMED, "expected": "bool", "found": "float64"})


EXPLANATIONS: list[tuple[Answer, str, dict[str, object]]] = [
    (broken, "rule.raised", {"fault": "KeyError"}),
    (leaving, "rule.raised", {"fault": "SystemExit"}),
    (lambda p, i, j: p.trait("shoes"), "rule.trait", {"trait": "shoes", "expected": "a declared trait"}),
]


@pytest.mark.parametrize(("explain", "code", "params"), EXPLANATIONS)
def test_an_explanation_that_fails_names_policy_and_rule(
    explain: Answer, code: str, params: dict[str, object]
) -> None:
    assert fault(Wild(ones, explain=explain)) == (code, {**NAMED, **params})


@pytest.mark.parametrize(
    "words",
    [
        None,
        "code",
        ("code",),
        ("", {}),
        ("code", []),
        ("code", {"a": None}),
        ("code", {"a": (1,)}),
        ("code", {1: "a"}),
    ],
)
def test_an_explanation_that_cannot_be_shown_is_a_fault(words: object) -> None:
    code, params = fault(Wild(ones, explain=lambda *_: words))
    assert (code, params["rule"]) == ("rule.explanation", "wild")


def test_a_rule_that_changes_its_mind_is_a_fault() -> None:
    def falling() -> Answer:
        answers = iter([1.0, 0.5])
        return lambda p, i, j: np.full(len(i), next(answers))

    def closing() -> Answer:
        answers = iter([True, False])
        return lambda p, i, j: np.full(len(i), next(answers))

    assert fault(Wild(falling())) == ("rule.unstable", NAMED)
    assert fault(Wild(closing(), "hard")) == ("rule.unstable", NAMED)
    assert fault(Wild(closing(), "decide")) == ("rule.unstable", NAMED)


def test_declarations_are_checked_before_anything_is_asked() -> None:
    rule = Wild(broken)
    assert fault(evolve(rule, name="")) == ("rule.name", {**NAMED, "rule": "", "taken_by": ""})
    twice = evolve(rule, policy="other")
    assert fault(rule, twice) == ("rule.name", {"policy": "other", "rule": "wild", "taken_by": "wild.policy"})
    reserved = evolve(rule, name="separated")
    assert fault(reserved) == ("rule.name", {**NAMED, "rule": "separated", "taken_by": "core"})
    assert fault(evolve(rule, kind="firm")) == ("rule.kind", {**NAMED, "expected": "hard, soft, decide"})
    for weight in (0, 1_001, 2.5, True):
        expected = {**NAMED, "expected": "a whole number from 1 to 1000"}
        assert fault(evolve(rule, weight=weight)) == ("rule.weight", expected)
    missing = "policy, name, kind, weight, clauses, evaluate, explain"
    assert fault(object()) == ("rule.part", {"found": "object", "missing": missing})


def test_weights_have_a_limit_together() -> None:
    with pytest.raises(SetupFault) as caught:
        run(*(Wild(ones, name=f"r{number}", weight=1_000) for number in range(11)))
    assert caught.value.problems == (
        Problem("rule.weight.together", "pair rules", {"expected": 10_000, "found": 11_000}),
    )


@frozen
class Fixed:
    """A solver that answers whatever the test wants."""

    mentees: list[int]
    mentors: list[int]
    name: str = "fixed"

    def solve(self, pool: Pool, candidates: Candidates) -> Assignment:
        return Assignment(np.array(self.mentees, dtype=np.intp), np.array(self.mentors, dtype=np.intp))


@pytest.mark.parametrize(
    ("mentees", "mentors", "code", "params"),
    [
        ([0], [], "solver.shape", {"found": "(1,) and (0,)"}),
        ([0], [1], "solver.pair", {"pairs": 1}),
        ([0], [-1], "solver.pair", {"pairs": 1}),
        ([7], [0], "solver.pair", {"pairs": 1}),
        ([0, 0], [0, 0], "solver.mentee", {}),
        ([1, 0], [0, 0], "solver.mentee", {}),
        ([0, 1], [0, 0], "solver.seats", {"mentors": 1}),
    ],
)
def test_no_solver_gets_past_the_checks(
    mentees: list[int], mentors: list[int], code: str, params: dict[str, object]
) -> None:
    assert fault(Wild(ones), solver=Fixed(mentees, mentors)) == (code, {"solver": "fixed", **params})


def test_no_solver_makes_pairs_where_no_pair_is_possible() -> None:
    closed = Wild(lambda p, i, j: np.zeros(len(i), bool), "hard")
    assert fault(closed, solver=Fixed([0], [0])) == ("solver.pair", {"solver": "fixed", "pairs": 1})


def test_another_solver_can_be_put_in() -> None:
    result = run(Wild(ones), solver=Fixed([1], [0]))
    assert [(proposal.mentee, proposal.mentor) for proposal in result.proposals] == [("P-2", "Q-1")]
    assert (result.solver, [unmatched.person for unmatched in result.unmatched]) == ("fixed", ["P-1"])
