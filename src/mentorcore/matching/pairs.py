"""What every rule says about many given pairs at once: for those that stand already, and are looked at again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from mentorcore.domain.errors import InputFault, Problem
from mentorcore.hooks.matching import IntArray, PairReason, PairRule, PoolMember, Separation, Side, Trait
from mentorcore.matching.building import build_pool
from mentorcore.matching.judge import check_rules
from mentorcore.matching.reasons import pair_reasons
from mentorcore.matching.texts import WordWeights


def explain_pairs(
    members: Iterable[PoolMember],
    traits: Iterable[Trait],
    rules: Iterable[PairRule],
    separations: Iterable[Separation],
    pairs: Sequence[tuple[str, str]],
    *,
    words: Mapping[str, WordWeights] | None = None,
) -> tuple[tuple[PairReason, ...], ...]:
    """The reasons of each pair, in the order of the pairs; one pool is built for all of them.

    Args:
        members: both people of every pair, in their roles; free seats do not matter.
        traits, rules, separations: as for `mentorcore.matching.rounds.run_round`.
        pairs: public ids of mentee and mentor.
        words: the weights of words by ``text`` trait, of the whole pool; of these people alone where they are not given.

    Raises:
        InputFault: ``pool.absent`` when somebody is not among the members in that role.
        SetupFault, InputFault, PluginFault: else as `mentorcore.matching.rounds.run_round`.
    """
    pool, checked = build_pool(members, traits, separations, words=words), check_rules(rules)
    if not pairs:
        return ()
    mentees = _places(pool.mentees, [mentee for mentee, _ in pairs], "mentee")
    mentors = _places(pool.mentors, [mentor for _, mentor in pairs], "mentor")
    return pair_reasons(pool, checked, mentees, mentors)


def _places(there: Sequence[str], people: Sequence[str], role: Side) -> IntArray:
    places = {person: at for at, person in enumerate(there)}
    absent = [person for person in people if person not in places]
    if absent:
        raise InputFault([Problem("pool.absent", person, {"role": role}) for person in absent])
    return np.array([places[person] for person in people], dtype=np.intp)
