"""What every rule says about many given pairs at once: for those that stand already, and are looked at again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from mentorcore.hooks.matching import PairReason, PairRule, PoolMember, Separation, Trait
from mentorcore.matching.building import build_pool
from mentorcore.matching.judge import check_rules
from mentorcore.matching.reasons import pair_reasons


def explain_pairs(
    members: Iterable[PoolMember],
    traits: Iterable[Trait],
    rules: Iterable[PairRule],
    separations: Iterable[Separation],
    pairs: Sequence[tuple[str, str]],
) -> tuple[tuple[PairReason, ...], ...]:
    """The reasons of each pair, in the order of the pairs; one pool is built for all of them.

    Args:
        members: both people of every pair, in their roles; free seats do not matter.
        traits, rules, separations: as for `mentorcore.matching.rounds.run_round`.
        pairs: public ids of mentee and mentor.

    Raises:
        SetupFault, InputFault, PluginFault: as `mentorcore.matching.rounds.explain_pair`.
    """
    pool, checked = build_pool(members, traits, separations), check_rules(rules)
    if not pairs:
        return ()
    places = (
        {name: at for at, name in enumerate(pool.mentees)},
        {name: at for at, name in enumerate(pool.mentors)},
    )
    mentees, mentors = (
        np.array([places[side][pair[side]] for pair in pairs], dtype=np.intp) for side in (0, 1)
    )
    return pair_reasons(pool, checked, mentees, mentors)
