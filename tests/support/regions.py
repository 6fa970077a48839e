"""A pool of a few regions with nobody in two of them, so that a round falls into many parts."""

from __future__ import annotations

import numpy as np

from mentorcore.hooks.matching import PairRule, PoolMember, Trait, TraitValue
from mentorcore_matching.rules import SameChoice, SharedSet

REGIONS = tuple(f"r{number:02}" for number in range(12))
TRAITS = (Trait("region", "choice", REGIONS), Trait("languages", "set", ("fr", "de", "it", "ti", "ar")))
RULES: tuple[PairRule, ...] = (
    SameChoice("region", "region", "region", "hard", 1, "fine"),
    SharedSet("languages", "languages", "languages", "soft", 5, "fine"),
)


def members(mentees: int = 240, mentors: int = 90, seed: int = 1) -> list[PoolMember]:
    """People of all regions, each mentor with up to three seats."""
    draw = np.random.default_rng(seed)

    def somebody(at: int, mentor: bool) -> PoolMember:
        region = REGIONS[int(draw.integers(len(REGIONS)))]
        languages = frozenset(name for name in TRAITS[1].options if draw.random() < 0.5)
        answers: dict[str, TraitValue] = {"region": region, "languages": languages}
        seats = int(draw.integers(1, 4)) if mentor else 1
        return PoolMember(f"{'QP'[not mentor]}-{at:04}", "mentor" if mentor else "mentee", answers, seats)

    return [somebody(at, at >= mentees) for at in range(mentees + mentors)]
