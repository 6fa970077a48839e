"""The policies beside the exact one that say how a round is solved."""

from __future__ import annotations

import pytest
from cattrs import Converter
from cattrs.errors import ClassValidationError

from mentorcore.hooks.caller import Hooks, Named
from mentorcore.hooks.matching import Side, solver
from mentorcore.matching.asked import asked_solver
from mentorcore.matching.greedy import Greedy
from mentorcore.matching.stable import Stable
from mentorcore_matching.greedy import GreedyPolicy
from mentorcore_matching.stable import StablePolicy


def test_the_quick_solver_is_given() -> None:
    hooks = Hooks([solver], [Named("quick", (), GreedyPolicy)])
    assert hooks.ask_first(solver, mentees=2, mentors=1) == Greedy()


@pytest.mark.parametrize("side", ["mentee", "mentor"])
def test_the_stable_solver_is_given_for_the_side_that_the_bundle_says(side: Side) -> None:
    policy = Converter(forbid_extra_keys=True).structure({"optimal_for": side}, StablePolicy)
    found = Hooks([solver], [Named("stable", (), lambda: policy)]).first(solver, mentees=2, mentors=1)
    assert found is not None
    assert found[1] == Stable(side)
    assert asked_solver(*found).name == f"stable-{side}-optimal"


def test_it_is_for_mentees_where_the_bundle_says_nothing() -> None:
    assert StablePolicy().optimal_for == "mentee"


def test_another_side_is_refused() -> None:
    with pytest.raises(ClassValidationError):
        Converter(forbid_extra_keys=True).structure({"optimal_for": "both"}, StablePolicy)
