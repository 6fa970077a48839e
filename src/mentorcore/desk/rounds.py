"""Rounds: the pool is solved, the proposals are stored with their seats, those who wait are told so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from attrs import evolve, frozen

from mentorcore.desk.pairing import new_match
from mentorcore.domain.decisions import Reason
from mentorcore.domain.drafts import DraftPair, Pair
from mentorcore.domain.ids import ROUND
from mentorcore.domain.matches import MENTEE, MENTOR, Match
from mentorcore.engine.context import Context
from mentorcore.engine.groups import GroupFigure, Who, group_figures, group_trait
from mentorcore.engine.messaging import guidance_for, write_message
from mentorcore.engine.pair_rules import rules
from mentorcore.engine.pool import Participant, participants, separations, traits, word_weights
from mentorcore.engine.work import Work
from mentorcore.hooks.matching import (
    PairReason,
    PairRule,
    PoolMember,
    Proposal,
    RoundResult,
    Separation,
    Unmatched,
    solver,
)
from mentorcore.storage import matches

if TYPE_CHECKING:
    from mentorcore.matching.assignment import Solver
    from mentorcore.matching.texts import WordWeights

ONE_SIDED = {
    frozenset[str](): "round.empty_pool",
    frozenset({MENTOR}): "round.no_mentee",
    frozenset({MENTEE}): "round.no_mentor",
}
"""On which sides somebody stands where no round is made, to the refusal that says so."""


@frozen
class Fallen:
    """A pair that cannot be made any more, in words that tell nothing of what is told to nobody.

    Args:
        mentee: public id.
        mentor: public id.
        reasons: why.
    """

    mentee: str
    mentor: str
    reasons: tuple[Reason, ...]


@frozen
class RoundReport:
    """What a round did.

    Args:
        id: public id of the round.
        proposed: the matches proposed.
        reasons: match to what every rule said about the pair; for the coordinator alone.
        waiting: who got no proposal, and what holds them back.
        mentees: mentees in the pool.
        mentors: mentors in the pool.
        solver: name of the solver.
        fallen: pairs of a draft that could not be proposed any more, and why.
        groups: how groups fare, where a trait was named.
        advice: what would make such rounds quicker, or None.
    """

    id: str
    proposed: tuple[Match, ...]
    reasons: dict[str, tuple[PairReason, ...]]
    waiting: tuple[Unmatched, ...]
    mentees: int
    mentors: int
    solver: str
    fallen: tuple[Fallen, ...] = ()
    groups: tuple[GroupFigure, ...] = ()
    advice: Reason | None = None


def _solver(context: Context, mentees: int, mentors: int) -> Solver | None:
    """The first policy's solver; None for the core's own."""
    from mentorcore.matching.asked import asked_solver  # NumPy is loaded only where pairs are judged

    found = context.hooks.first(solver, mentees=mentees, mentors=mentors)
    return None if found is None else asked_solver(*found)


def propose_round(work: Work, seed: int, by: str = "") -> RoundReport:
    """Solve the pool and store what comes of it.

    Raises:
        Refused: as `require_both_sides`.
        InputFault: `by` is no trait by which groups can be told apart.
    """
    context, trait = work.context, group_trait(work.context, by)
    everybody = participants(context, work.tx)
    require_both_sides(work, everybody)
    pool = [found for found in everybody if found.in_pool]
    apart = separations(context, work.tx, pool)
    words = word_weights(context, work.tx, everybody)
    result = solved(work, [found.member for found in pool], rules(context), apart, seed=seed, words=words)
    report = store_round(work, result)
    groups = group_figures(
        context, trait, (found.candidate for found in pool), fares(result.proposals, result.unmatched)
    )
    return evolve(report, groups=groups)


def require_both_sides(work: Work, everybody: Iterable[Participant]) -> None:
    """See that there is somebody to be matched on either side, as far as anybody can see: whom a concern keeps out silently
    counts as there, or the refusal would tell of it.

    Raises:
        Refused: ``round.empty_pool``, ``round.no_mentee``, ``round.no_mentor``.
    """
    sides = {found.side for found in everybody if found.seems_free}
    if code := ONE_SIDED.get(frozenset(sides)):
        raise work.refuse(code)


def solved(
    work: Work,
    members: Sequence[PoolMember],
    judging: Iterable[PairRule],
    apart: Iterable[Separation],
    *,
    seed: int,
    locked: Iterable[Pair] = (),
    words: Mapping[str, WordWeights],
) -> RoundResult:
    """What the matching makes of a pool; nothing is stored.

    Args:
        work: the unit of work.
        members: everybody who can be matched.
        judging: the rules.
        apart: pairs that must not be made; nobody's are counted in what comes of it.
        seed: breaks ties.
        locked: pairs that have to stand.
        words: see `mentorcore.engine.pool.word_weights`.
    """
    from mentorcore.matching.judge import SEPARATED
    from mentorcore.matching.rounds import run_round  # NumPy and SciPy are loaded only where pairs are judged

    sides = [sum(member.role == side for member in members) for side in (MENTEE, MENTOR)]
    solver = _solver(work.context, *sides)
    result = run_round(
        members,
        traits(work.context),
        judging,
        apart,
        seed=seed,
        solver=solver,
        locked=locked,
        words=words,
    )
    return evolve(result, unmatched=tuple(_uncounted(found, SEPARATED) for found in result.unmatched))


def store_round(work: Work, result: RoundResult) -> RoundReport:
    """Make a round of what was found: the proposals are stored with their seats, and everybody is told."""
    round_id = work.tx.new_id(ROUND)
    mentees, mentors = result.pool_size
    matches.add_round(
        work.tx,
        {
            "id": round_id,
            "made_on": work.today,
            "made_by": work.actor.id,
            "solver": result.solver,
            "mentees": mentees,
            "mentors": mentors,
            "seed": result.seed,
            "bundle": work.bundle.digest,
        },
    )
    work.event("round.made", round_id, proposed=len(result.proposals), waiting=len(result.unmatched))
    proposed = tuple(_propose(work, proposal, round_id) for proposal in result.proposals)
    _keep_waiting(work, result.unmatched)
    reasons = {match.id: proposal.reasons for match, proposal in zip(proposed, result.proposals, strict=True)}
    return RoundReport(
        round_id,
        proposed,
        reasons,
        result.unmatched,
        mentees,
        mentors,
        result.solver,
        advice=result.advice,
    )


def matched_in(pairs: Iterable[Proposal | DraftPair]) -> list[Who]:
    """Everybody who stands in a pair."""
    return [who for pair in pairs for who in ((pair.mentee, MENTEE), (pair.mentor, MENTOR))]


def fares(pairs: Iterable[Proposal | DraftPair], waiting: Iterable[Unmatched]) -> dict[str, list[Who]]:
    """Who is matched and who waits, for the figures of groups."""
    return {"matched": matched_in(pairs), "waiting": [(found.person, found.role) for found in waiting]}


def _uncounted(found: Unmatched, separated: str) -> Unmatched:
    """Without the number of those from whom somebody is kept apart: whoever looks at their side must not count them."""
    left = {rule: count for rule, count in found.blocked_by.items() if rule != separated}
    return evolve(found, blocked_by=left)


def _propose(work: Work, proposal: Proposal, round_id: str) -> Match:
    match = new_match(work, proposal.mentee, proposal.mentor, round_id, proposal.score)
    for person, side in ((match.mentee, MENTEE), (match.mentor, MENTOR)):
        role = work.bundle.role_of_side(side).id
        write_message(
            work, "message.proposal", person, about=match.id, shown=guidance_for(work, "proposal", role)
        )
    return match


def _keep_waiting(work: Work, unmatched: tuple[Unmatched, ...]) -> None:
    waits = {(wait.person, wait.role): wait.rounds for wait in matches.waiting_list(work.tx)}
    for side in (MENTEE, MENTOR):
        role = work.bundle.role_of_side(side).id
        left = [found.person for found in unmatched if found.role == side]
        matches.waited_once_more(work.tx, left, role)
        for person in left:
            if waits.get((person, role)) == 0:  # told once; nothing nags
                shown = guidance_for(work, "waiting", role)
                write_message(work, "message.waiting", person, about=person, shown=shown)
