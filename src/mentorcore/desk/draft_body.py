"""What a draft holds, as it is sealed and opened: pairs, who waits, what coordinators decided."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from attrs import asdict, evolve, frozen

from mentorcore.desk.rounds import Fallen
from mentorcore.domain.decisions import Reason
from mentorcore.domain.drafts import DraftPair, Pair, Rejection
from mentorcore.hooks.matching import RoundResult, Unmatched


@frozen
class Body:
    """The people of a draft.

    Args:
        pairs: the pairs, by the mentee's id.
        waiting: who would get no proposal, and what holds them back.
        rejected: pairs that are not wanted.
        fallen: locks that could not be kept when the pool was solved the last time, and why.
        pool: everybody who stood in the pool to see; none of them works with the draft.
    """

    pairs: tuple[DraftPair, ...]
    waiting: tuple[Unmatched, ...]
    rejected: tuple[Rejection, ...]
    fallen: tuple[Fallen, ...]
    pool: tuple[str, ...]

    @property
    def locks(self) -> tuple[Pair, ...]:
        """The pairs that have to stay."""
        return tuple(pair.pair for pair in self.pairs if pair.locked)

    @property
    def people(self) -> frozenset[str]:
        """Everybody who is named in it."""
        chosen = (*(found.pair for found in self.pairs), *(found.pair for found in self.rejected))
        pairs = {person for pair in chosen for person in pair}
        fallen = {person for found in self.fallen for person in (found.mentee, found.mentor)}
        return frozenset((*self.pool, *(found.person for found in self.waiting), *pairs, *fallen))

    def without(self, person: str) -> Body:
        """The same, as if somebody had never been in it."""
        return Body(
            pairs=tuple(found for found in self.pairs if person not in found.pair),
            waiting=tuple(
                evolve(found, undecided=tuple(other for other in found.undecided if other != person))
                for found in self.waiting
                if found.person != person
            ),
            rejected=tuple(found for found in self.rejected if person not in found.pair),
            fallen=tuple(found for found in self.fallen if person not in (found.mentee, found.mentor)),
            pool=tuple(found for found in self.pool if found != person),
        )


def body_of(
    result: RoundResult,
    locks: tuple[Pair, ...],
    rejected: tuple[Rejection, ...],
    fallen: tuple[Fallen, ...],
    pool: tuple[str, ...],
) -> Body:
    """What comes of a solution: of the reasons of a pair, each rule's part alone; their words may tell of a life."""
    kept = set(locks)
    pairs = tuple(
        DraftPair(
            found.mentee,
            found.mentor,
            found.score,
            {reason.rule: reason.points for reason in found.reasons if reason.points is not None},
            locked=(found.mentee, found.mentor) in kept,
        )
        for found in result.proposals
    )
    return Body(pairs, result.unmatched, rejected, fallen, pool)


def sealed_form(body: Body) -> dict[str, Any]:
    """A body as it is sealed."""
    return {
        "pairs": [[p.mentee, p.mentor, p.score, dict(p.parts), p.locked] for p in body.pairs],
        "waiting": [asdict(found) for found in body.waiting],
        "rejected": [[r.mentee, r.mentor, r.by, r.on.isoformat()] for r in body.rejected],
        "fallen": [
            [
                f.mentee,
                f.mentor,
                [[r.code, dict(r.params), r.policy, list(r.clauses)] for r in f.reasons],
            ]
            for f in body.fallen
        ],
        "pool": list(body.pool),
    }


def opened_form(held: Mapping[str, Any]) -> Body:
    """A body out of what was sealed."""
    return Body(
        pairs=tuple(DraftPair(*parts) for parts in held["pairs"]),
        waiting=tuple(_unmatched(**found) for found in held["waiting"]),
        rejected=tuple(
            Rejection(mentee, mentor, by, date.fromisoformat(on))
            for mentee, mentor, by, on in held["rejected"]
        ),
        fallen=tuple(
            Fallen(mentee, mentor, tuple(_reason(*parts) for parts in reasons))
            for mentee, mentor, reasons in held["fallen"]
        ),
        pool=tuple(held["pool"]),
    )


def _unmatched(*, within_reach: Mapping[str, list[int]], undecided: list[str], **others: Any) -> Unmatched:
    near = {rule: (limit, count) for rule, (limit, count) in within_reach.items()}
    return Unmatched(**others, within_reach=near, undecided=tuple(undecided))


def _reason(code: str, params: Mapping[str, Any], policy: str, clauses: list[str]) -> Reason:
    return Reason(code, params, policy, tuple(clauses))
