"""A round of the VPS rules against SciPy's dense solver on a matrix that is already made."""

from __future__ import annotations

import random
import statistics
import time

import numpy as np
from scipy.optimize import linear_sum_assignment

from mentorcore.hooks.matching import PoolMember, Side, Trait, TraitValue
from mentorcore.matching.rounds import run_round
from mentorcore_matching.rules import SameChoice, SharedSet

TRAITS = (
    Trait("languages", "set", ("fr", "de", "it", "en", "pt", "sq", "ti")),
    Trait("canton", "choice", ("GE", "VD", "NE", "JU", "FR", "VS")),
)
MENTEES, MENTORS = 1_000, 600


def run() -> None:
    """Compare a whole round (rules, solving, reasons) with solving alone."""
    members = _members()
    rules = (
        SharedSet("languages", "languages", "languages", "hard", 10, "fine", ()),
        SameChoice("near", "near", "canton", "soft", 10, "fine", ()),
    )
    matrix = np.random.default_rng(1).integers(0, 1000, (MENTEES, MENTORS))
    pairs = []
    for _ in range(5):
        started = time.perf_counter()
        run_round(members, TRAITS, rules)
        middle = time.perf_counter()
        linear_sum_assignment(matrix, maximize=True)
        pairs.append((middle - started, time.perf_counter() - middle))
    ours, peer = (1000 * statistics.median(times) for times in zip(*pairs, strict=True))
    ratio = statistics.median(a / b for a, b in pairs)
    print(
        f"matching: a round of {MENTEES} x {MENTORS} with rules and reasons {ours:.0f} ms,"
        f" SciPy's dense solver alone {peer:.0f} ms, ratio {ratio:.1f}"
    )


def _members() -> list[PoolMember]:
    draw = random.Random(1)

    def member(number: int, role: Side) -> PoolMember:
        spoken = frozenset(draw.sample(TRAITS[0].options, draw.randrange(1, 3)))
        traits: dict[str, TraitValue] = {"languages": spoken, "canton": draw.choice(TRAITS[1].options)}
        return PoolMember(f"P-{role}{number:06}", role, traits)

    return [member(n, "mentee") for n in range(MENTEES)] + [member(n, "mentor") for n in range(MENTORS)]
