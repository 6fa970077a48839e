"""The entrance to matching: a round of proposals, and what all rules say about one pair.

Pure functions of frozen values: no clock, no database, no chance but the seed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from mentorcore.domain.decisions import Reason
from mentorcore.domain.errors import PluginFault
from mentorcore.hooks.matching import (
    PairReason,
    PairRule,
    PoolMember,
    Proposal,
    RoundResult,
    Separation,
    Trait,
)
from mentorcore.matching.building import build_pool
from mentorcore.matching.judge import unstable
from mentorcore.matching.pairs import explain_pairs
from mentorcore.matching.reasons import pair_reasons

if TYPE_CHECKING:
    from mentorcore.matching.assignment import Solver
    from mentorcore.matching.solution import Solution
    from mentorcore.matching.texts import WordWeights


def run_round(
    members: Iterable[PoolMember],
    traits: Iterable[Trait],
    rules: Iterable[PairRule],
    separations: Iterable[Separation] = (),
    *,
    seed: int = 0,
    solver: Solver | None = None,
    locked: Iterable[tuple[str, str]] = (),
    words: Mapping[str, WordWeights] | None = None,
) -> RoundResult:
    """Propose pairs: as many mentees as possible, then the highest score.

    A mentee gets one proposal at most, a mentor as many as they have free seats; those who stand together get theirs
    together, one for each pair of people, for a seat of each of them (see `groups`). The result depends on the
    arguments' content only, never on their order (rules apart, whose order is that of the reasons).

    Args:
        members: everybody who can be matched now, in both roles.
        traits: the bundle's traits.
        rules: the policies' rules, in the order of the bundle.
        separations: pairs that must never be proposed; they hold whatever the rules say.
        seed: breaks ties; kept in the result, so that a round can be run again.
        solver: the exact solver, `solver.Optimal`, when None.
        locked: pairs of public ids, mentee and mentor, that have to stand.
        words: the weights of words by ``text`` trait; taken from the members' texts where they are not given.

    Raises:
        SetupFault, InputFault: see `building.build_pool`, `judge.check_rules` and `locks.find_locks`.
        PluginFault: a rule or the solver broke its contract; ``rule.unstable`` when rules answered otherwise
            when asked again. Nothing is proposed then.
    """
    # imported here since SciPy takes 0.3 s to load, which an explanation has no need of
    from mentorcore.matching.solution import solve

    pool = build_pool(members, traits, separations, words=words)
    found = solve(pool, rules, seed=seed, solver=solver, locked=locked)
    return RoundResult(
        proposals=_proposals(found),
        unmatched=found.why(*found.left),
        solver=found.solver,
        pool_size=(len(found.pool.mentees), len(found.pool.mentors)),
        seed=seed,
        advice=Reason("matching.large") if found.slow else None,
    )


def explain_pair(
    members: Iterable[PoolMember],
    traits: Iterable[Trait],
    rules: Iterable[PairRule],
    separations: Iterable[Separation] = (),
    *,
    mentee: str,
    mentor: str,
    words: Mapping[str, WordWeights] | None = None,
) -> tuple[PairReason, ...]:
    """What every rule says about one pair, for the coordinator: at a manual pair and again at the introduction.

    Args:
        members: the two people are enough; free seats do not matter.
        mentee: public id of one member in the role of mentee.
        mentor: public id of one member in the role of mentor.
        words: as for `mentorcore.matching.pairs.explain_pairs`.

    Raises:
        InputFault: ``pool.absent`` when one of the two is not among the members in that role; else as `run_round`.
    """
    (reasons,) = explain_pairs(members, traits, rules, separations, [(mentee, mentor)], words=words)
    return reasons


def check_pair(
    members: Iterable[PoolMember],
    traits: Iterable[Trait],
    rules: Iterable[PairRule],
    separations: Iterable[Separation] = (),
    *,
    mentee: str,
    mentor: str,
) -> tuple[PairReason, ...]:
    """The reasons for which a pair must not be made, by hand neither; empty when there are none.

    A rule that leaves the decision to the coordinator is not among them: `explain_pair` marks those as
    ``undecided``. Arguments and errors are those of `explain_pair`.
    """
    reasons = explain_pair(members, traits, rules, separations, mentee=mentee, mentor=mentor)
    return tuple(reason for reason in reasons if reason.blocks)


def _proposals(found: Solution) -> tuple[Proposal, ...]:
    proposals = []
    for mentee, mentor, score, locked, reasons in zip(
        found.mentees.tolist(),
        found.mentors.tolist(),
        found.scores.tolist(),
        found.locked.tolist(),
        pair_reasons(found.pool, found.rules, found.mentees, found.mentors),
        strict=True,
    ):
        _check_stable(found.rules, reasons, score, locked)
        proposals.append(Proposal(found.pool.mentees[mentee], found.pool.mentors[mentor], score, reasons))
    return tuple(proposals)


def _check_stable(
    rules: tuple[PairRule, ...], reasons: tuple[PairReason, ...], score: int, locked: bool
) -> None:
    """A proposal whose reasons do not add up to the score that chose it would be explained by a lie."""
    stopped = [reason for reason in reasons if reason.blocks or (reason.undecided and not locked)]
    if stopped:
        raise PluginFault("rule.unstable", policy=stopped[0].policy, rule=stopped[0].rule)
    if sum(reason.points or 0 for reason in reasons) != score:
        raise unstable(rules)
