"""Who waits is told at which limit somebody would be within reach, whichever way the limit runs."""

from __future__ import annotations

import pytest

from mentorcore.engine.pair_rules import signed
from mentorcore.hooks.matching import PairRule, PoolMember, Trait
from mentorcore.matching.rounds import run_round
from mentorcore_matching.rules import NearStage, SharedSet

TRAITS = (
    Trait("languages", "set", ("ar", "en", "fr", "ti")),
    Trait("stage", "choice", ("first", "second", "third", "fourth", "fifth")),
)


def told(rule: PairRule, mentee: PoolMember, mentors: list[PoolMember]) -> tuple[dict[str, object], ...]:
    found = run_round([mentee, *mentors], TRAITS, [signed(rule, "rule", ())]).unmatched[0]
    return dict(found.only_by), dict(found.within_reach)


@pytest.mark.parametrize(
    ("theirs", "expected"),
    [
        (["ar", "en", "fr"], ({"rule": 3}, {"rule": (1, 3)})),
        (["ar en", "fr", "ti"], ({"rule": 3}, {"rule": (1, 2)})),
        (["ar en", "ar fr", "ti"], ({"rule": 3}, {"rule": (2, 2)})),
        (["ti", "ti"], ({"rule": 2}, {})),
    ],
)
def test_a_least_number_is_lowered_and_never_to_nothing(theirs: list[str], expected: object) -> None:
    mentee = PoolMember("P-1", "mentee", {"languages": frozenset({"ar", "en", "fr"})})
    mentors = [
        PoolMember(f"Q-{at}", "mentor", {"languages": frozenset(spoken.split())})
        for at, spoken in enumerate(theirs)
    ]
    assert told(SharedSet("", "", "languages", "hard", at_least=3), mentee, mentors) == expected


def test_a_largest_number_is_raised() -> None:
    mentee = PoolMember("P-1", "mentee", {"stage": "first"})
    mentors = [PoolMember(f"Q-{stage}", "mentor", {"stage": stage}) for stage in ("third", "fourth", "fifth")]
    rule = NearStage("", "", "stage", "hard", most_apart=1)
    assert told(rule, mentee, mentors) == ({"rule": 3}, {"rule": (3, 2)})
