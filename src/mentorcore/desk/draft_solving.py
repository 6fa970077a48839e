"""Solving a draft: the pool of this moment, around what coordinators locked and without what they rejected."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from attrs import field, frozen

from mentorcore.desk.draft_body import Body, body_of
from mentorcore.desk.draft_checks import check_pairs
from mentorcore.desk.rounds import require_both_sides, solved
from mentorcore.domain.drafts import Pair, Rejection
from mentorcore.engine.pair_rules import rules
from mentorcore.engine.pool import Participant, participants, separations, word_weights
from mentorcore.engine.weights import reweighed
from mentorcore.engine.work import Work
from mentorcore.hooks.matching import RoundResult, Separation
from mentorcore.storage.sealing import blind_index
from mentorcore.storage.transaction import Tx


@frozen
class Terms:
    """What a draft is made with.

    Args:
        seed: breaks ties.
        weights: rule to weight, where it is another one than the bundle's.
        locks: pairs that have to stay.
        rejected: pairs that are not wanted.
    """

    seed: int = 0
    weights: Mapping[str, int] = field(factory=dict)
    locks: tuple[Pair, ...] = ()
    rejected: tuple[Rejection, ...] = ()


@frozen
class Solution:
    """A draft's people as they were found.

    Args:
        result: what the matching made of the pool.
        body: what the draft holds of it.
        facts: stands for what is known of everybody in the pool.
    """

    result: RoundResult
    body: Body
    facts: str


def solve_draft(work: Work, terms: Terms) -> Solution:
    """Solve the pool as it is now; nothing is stored.

    Locks that cannot be kept any more, since people changed, fall out with a reason.

    Raises:
        Refused: as `rounds.require_both_sides`.
        InputFault: as `mentorcore.engine.weights.reweighed`.
    """
    everybody = participants(work.context, work.tx)
    pool = [found for found in everybody if found.in_pool]
    require_both_sides(work, everybody)
    judging = reweighed(rules(work.context), terms.weights)
    apart = [
        *separations(work.context, work.tx, pool),
        *(Separation(found.mentee, found.mentor, "matching.rejected") for found in terms.rejected),
    ]
    locks = check_pairs(work, terms.locks, terms.weights, decided=terms.locks)
    kept = tuple((found.mentee, found.mentor) for found in locks.standing)
    members = [found.member for found in pool]
    words = word_weights(work.context, work.tx, everybody)
    result = solved(work, members, judging, apart, seed=terms.seed, locked=kept, words=words)
    visible = [found for found in everybody if found.seems_free]
    names = tuple(sorted({found.candidate.person for found in visible}))
    body = body_of(result, kept, terms.rejected, locks.fallen, names)
    return Solution(result, body, facts_of(work.tx, visible))


def facts_of(tx: Tx, seen: Iterable[Participant]) -> str:
    """Stands for what can be seen of everybody in the pool; it tells nothing without the keys.

    Days of waiting are left out, since they change by themselves; so is whatever keeps people apart or out in silence,
    since a change of that must be noticed by nobody.
    """
    lines = sorted(
        [
            found.candidate.person,
            found.side,
            found.free,
            (found.waiting or (0, 0))[1],
            list(found.wishes),
            sorted([name, _plain(value)] for name, value in found.candidate.traits.items()),
            sorted([name, _plain(text)] for name, text in found.texts.items()),
        ]
        for found in seen
    )
    return blind_index(tx.keys.index_key(), "draft", json.dumps(lines))


def _plain(value: object) -> str:
    return json.dumps(sorted(value) if isinstance(value, frozenset) else value)
