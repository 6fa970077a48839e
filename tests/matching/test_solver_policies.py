"""The shipped solvers where a bundle names them, in a round that the desk proposes."""

from __future__ import annotations

import pytest
from attrs import evolve

from mentorcore.domain.commands.matches import ProposeRound
from mentorcore.loading.bundle import load_bundle
from mentorcore.testing import changed, staffed


@pytest.mark.parametrize(
    ("use", "settings", "name"),
    [
        ("matching.stable", {}, "stable-mentee-optimal"),
        ("matching.stable", {"optimal_for": "mentor"}, "stable-mentor-optimal"),
        ("matching.greedy", {}, "greedy-not-optimal"),
    ],
)
def test_a_round_is_solved_as_the_bundle_says(use: str, settings: dict[str, str], name: str) -> None:
    bundle = load_bundle("vps")
    policies = tuple(
        evolve(policy, use=use, settings=settings) if policy.id == "solver" else policy
        for policy in bundle.policies
    )
    with staffed(changed(bundle, policies=policies)) as trial:
        mentee, mentor = (trial.participant(role, experience="physical") for role in ("mentee", "mentor"))
        report = trial.desk().matches.propose(ProposeRound())
        assert [(match.mentee, match.mentor) for match in report.proposed] == [(mentee, mentor)]
        assert report.solver == name
