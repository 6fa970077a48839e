"""Whether given pairs can be made now: every fact and every rule is looked at again, in the transaction at hand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping

from attrs import frozen

from mentorcore.desk.pairing import untelling
from mentorcore.desk.rounds import Fallen
from mentorcore.domain.decisions import Reason
from mentorcore.domain.drafts import Pair
from mentorcore.domain.matches import MENTEE, MENTOR
from mentorcore.engine.apart import KEPT_APART
from mentorcore.engine.pair_rules import rules
from mentorcore.engine.pool import Participant, participants, separations, traits, word_weights
from mentorcore.engine.weights import reweighed
from mentorcore.engine.work import Work
from mentorcore.hooks.matching import PairReason, PairRule, Proposal

Sides = Mapping[tuple[str, str], Participant]
"""Public id and side to the participant."""


@frozen
class Checked:
    """What became of the pairs.

    Args:
        standing: those that can be made, in the order in which they were given, with what every rule says now.
        fallen: those that cannot, with the reasons.
        people: everybody of the pairs, as they are now.
    """

    standing: tuple[Proposal, ...]
    fallen: tuple[Fallen, ...]
    people: tuple[Participant, ...]


def check_pairs(
    work: Work, pairs: Iterable[Pair], weights: Mapping[str, int], *, decided: Collection[Pair] = ()
) -> Checked:
    """See which pairs can be made; where they want more seats than there are, the earlier ones get them.

    Args:
        work: the unit of work.
        pairs: mentee and mentor; those that matter most first.
        weights: see `mentorcore.engine.weights.reweighed`.
        decided: pairs that a coordinator wants: what rules leave to a coordinator does not stop them.
    """
    wanted = tuple(dict.fromkeys(pairs))
    found = participants(work.context, work.tx, {person for pair in wanted for person in pair})
    sides: Sides = {(one.candidate.person, one.side): one for one in found}
    fallen = {pair: reasons for pair in wanted if (reasons := _not_free(sides, pair))}
    judging = reweighed(rules(work.context), weights)
    said = _judged(work, sides, [pair for pair in wanted if pair not in fallen], judging)
    for pair, reasons in said.items():
        stopped = [r for r in reasons if r.blocks or (r.undecided and pair not in decided)]
        if stopped:
            fallen[pair] = tuple(Reason(r.code, untelling(r.params), r.policy, r.clauses) for r in stopped)
    fallen |= _without_seat(sides, [pair for pair in wanted if pair not in fallen])
    return Checked(
        tuple(_proposal(pair, said[pair]) for pair in wanted if pair not in fallen),
        tuple(Fallen(*pair, fallen[pair]) for pair in wanted if pair in fallen),
        found,
    )


def _not_free(sides: Sides, pair: Pair) -> tuple[Reason, ...]:
    """Why the two are not both in the pool; what is silent has one code for the pair, whichever of them it is about."""
    found: list[Reason] = []
    silent = False
    for person, side in zip(pair, (MENTEE, MENTOR), strict=True):
        one = sides.get((person, side))
        if one is None or one.lacks or (one.free > 0 and one.waiting is None):
            found.append(Reason("draft.not_in_pool", {"person": person}))
        elif one.free <= 0:
            found.append(Reason("draft.seat_taken", {"person": person}))
        else:
            silent = silent or one.silently_held
    if silent and not found:
        found.append(Reason(KEPT_APART, clauses=("CORE-1",)))
    return tuple(found)


def _judged(
    work: Work, sides: Sides, pairs: list[Pair], judging: tuple[PairRule, ...]
) -> dict[Pair, tuple[PairReason, ...]]:
    """What every rule says about each pair; one pool is built for all."""
    from mentorcore.matching.pairs import explain_pairs  # NumPy is loaded only where pairs are judged

    chosen = {key: sides[key] for mentee, mentor in pairs for key in ((mentee, MENTEE), (mentor, MENTOR))}
    apart = separations(work.context, work.tx, chosen.values())
    members = [one.member for one in chosen.values()]
    words = word_weights(work.context, work.tx)
    said = explain_pairs(members, traits(work.context), judging, apart, pairs, words=words)
    return dict(zip(pairs, said, strict=True))


def _without_seat(sides: Sides, pairs: list[Pair]) -> dict[Pair, tuple[Reason, ...]]:
    """Pairs for which no seat is left once the earlier ones have theirs; a mentee gets one proposal at most."""
    taken: Counter[str] = Counter()
    met: set[str] = set()
    found: dict[Pair, tuple[Reason, ...]] = {}
    for mentee, mentor in pairs:
        if mentee in met:
            found[mentee, mentor] = (Reason("draft.mentee_twice", {"person": mentee}),)
        elif taken[mentor] >= sides[mentor, MENTOR].free:
            found[mentee, mentor] = (Reason("draft.seat_taken", {"person": mentor}),)
        else:
            met.add(mentee)
            taken[mentor] += 1
    return found


def _proposal(pair: Pair, said: tuple[PairReason, ...]) -> Proposal:
    return Proposal(*pair, sum(reason.points or 0 for reason in said), said)
