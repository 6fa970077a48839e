"""A round that would gain from min cost flow says so, and only then."""

from __future__ import annotations

from unittest.mock import patch

import pytest

from mentorcore.domain.decisions import Reason
from mentorcore.hooks.matching import PoolMember
from mentorcore.matching import rounds, solution
from mentorcore.matching.greedy import Greedy

MEMBERS = [PoolMember("P-1", "mentee"), PoolMember("P-2", "mentor")]


@pytest.mark.parametrize(("least", "there", "told"), [(1, False, True), (2, False, False), (1, True, False)])
def test_only_a_large_round_without_the_extra_is_told_of_it(least: int, there: bool, told: bool) -> None:
    with patch.object(solution, "SLOW_PAIRS", least), patch.object(solution, "has_flow", lambda: there):
        found = rounds.run_round(MEMBERS, (), ())
    assert found.advice == (Reason("matching.large") if told else None)


def test_a_solver_of_a_policy_gains_nothing_from_it() -> None:
    with patch.object(solution, "SLOW_PAIRS", 1), patch.object(solution, "has_flow", lambda: False):
        assert rounds.run_round(MEMBERS, (), (), solver=Greedy()).advice is None
