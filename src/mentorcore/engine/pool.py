"""The pool: who can be matched now, as the matching sees them, and who must be kept apart."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING

from attrs import field, frozen

from mentorcore.domain.decisions import Requirement
from mentorcore.domain.forms import Question
from mentorcore.domain.matches import MENTEE, MENTOR, EndKind, Match
from mentorcore.domain.people import Candidate
from mentorcore.domain.records import Record, RecordKind
from mentorcore.engine.apart import KEPT_APART, kept_apart
from mentorcore.engine.candidates import lacking, with_texts
from mentorcore.engine.context import Context
from mentorcore.hooks.closure import may_match_again
from mentorcore.hooks.matching import (
    PoolMember,
    Separation,
    Side,
    Trait,
    TraitKind,
    TraitValue,
)
from mentorcore.storage import concerns, matches, records
from mentorcore.storage.transaction import Tx

if TYPE_CHECKING:
    from mentorcore.matching.texts import WordWeights

_KINDS: Mapping[str, TraitKind] = {
    "choice": "choice",
    "choices": "set",
    "number": "number",
    "place": "place",
    "scale": "number",
    "yes-no": "choice",
}
_YES_NO = ("yes", "no")
"""The options of a question that is answered so, see `mentorcore.engine.applications.derive_traits`."""


@frozen
class Participant:
    """A participant in one role with all that decides about the pool.

    Args:
        candidate: derived values and evidence.
        side: the side of a match on which the role stands.
        lacks: what keeps them out of the pool.
        free: free seats.
        waiting: days and rounds on the waiting list, where they stand on it.
        wishes: with whom they would like to be, the first choice first.
        answers: their traits that rules about pairs may see; vetting knows of more kinds.
        texts: what they wrote freely and the matching compares; see `mentorcore.engine.applications.derive_texts`.
        silently_held: whether an open concern keeps them out of new matches; it is shown to nobody.
    """

    candidate: Candidate
    side: Side
    lacks: tuple[Requirement, ...]
    free: int
    waiting: tuple[int, int] | None
    silently_held: bool = field(default=False, repr=False)
    wishes: tuple[str, ...] = field(default=(), repr=False)
    answers: Mapping[str, TraitValue] = field(factory=dict, repr=False)
    texts: Mapping[str, str] = field(factory=dict, repr=False)

    @property
    def member(self) -> PoolMember:
        """As the matching sees them."""
        days, rounds = self.waiting or (0, 0)
        return PoolMember(
            person=self.candidate.person,
            role=self.side,
            traits={**self.answers, **self.texts},
            capacity=self.free if self.in_pool else 0,
            waiting_days=days,
            waited_rounds=rounds,
            wishes=self.wishes,
        )

    @property
    def seems_free(self) -> bool:
        """Whether they stand in the pool as far as anybody can see: what keeps them out silently is left aside."""
        return not self.lacks and self.free > 0 and self.waiting is not None

    @property
    def in_pool(self) -> bool:
        """Whether they can be proposed to somebody now."""
        return self.seems_free and not self.silently_held


def participants(context: Context, tx: Tx, ids: Collection[str] | None = None) -> tuple[Participant, ...]:
    """Everybody who takes part, in each role; in a bounded number of queries."""
    today = context.day(tx.now)
    sides = {role.id: role.side for role in context.bundle.roles}
    waits = {(w.person, w.role): ((today - w.since).days, w.rounds) for w in matches.waiting_list(tx)}
    found, held = with_texts(context, tx, ids), concerns.silently_held(tx)
    taken = {role: matches.seats_taken(tx, role) for role in sides}
    shown = [trait.name for trait in traits(context) if trait.kind != "text"]
    return tuple(
        Participant(
            candidate=candidate,
            side="mentee" if sides[candidate.role] == MENTEE else "mentor",
            lacks=lacking(context, candidate),
            free=max(0, candidate.capacity - len(taken[candidate.role].get(candidate.person, ()))),
            waiting=waits.get((candidate.person, candidate.role)),
            silently_held=candidate.person in held,
            wishes=_wishes(candidate),
            answers={name: candidate.traits.get(name) for name in shown},
            texts=texts,
        )
        for candidate, texts in found
    )


def newest_wishes(evidence: Iterable[Record]) -> dict[str, Record]:
    """Role to the list of wishes that holds, out of one person's evidence, oldest first."""
    return {str(found.data["role"]): found for found in evidence if found.kind == RecordKind.WISHES}


def _wishes(candidate: Candidate) -> tuple[str, ...]:
    found = newest_wishes(candidate.records).get(candidate.role)
    return () if found is None else tuple(str(found.data["people"]).split())


def traits(context: Context) -> tuple[Trait, ...]:
    """The traits that the bundle's forms declare: what rules about pairs may see, and what is compared for them.

    Traits of other kinds, such as a day or a short text, are for vetting alone.
    """
    bundle = context.bundle
    return (
        *(
            Trait(question.id, _KINDS[question.kind], _options(question))
            for question in bundle.traits
            if question.kind in _KINDS
        ),
        *(Trait(question.id, "text") for question in bundle.compared),
    )


def _options(question: Question) -> tuple[str, ...]:
    return _YES_NO if question.kind == "yes-no" else question.option_ids


def word_weights(
    context: Context, tx: Tx, people: Iterable[Participant] | None = None
) -> Mapping[str, WordWeights]:
    """How much words weigh today, by the trait of kind ``text``; empty where the programme compares no texts.

    Everybody counts who stands in the pool to see. So nobody learns from anybody's points who is kept out in silence, and
    a pair that is looked at once more, without the rest of the pool, gets the points that a round gives it.

    Args:
        context: the programme.
        tx: the transaction.
        people: every participant; they are read where None.

    Raises:
        SetupFault: ``setup.no_extra``: the extra ``text`` is not installed.
    """
    if not context.bundle.compared:
        return {}
    # NumPy is loaded only where pairs are judged
    from mentorcore.matching.texts import word_weights as weigh
    from mentorcore.matching.words import words_of

    pool = [found for found in (participants(context, tx) if people is None else people) if found.seems_free]
    names = [question.id for question in context.bundle.compared]
    return {name: weigh(words_of(found.texts.get(name) for found in pool), name) for name in names}


def separations(context: Context, tx: Tx, people: Iterable[Participant]) -> tuple[Separation, ...]:
    """Pairs that must not be made: whom somebody avoids, whom the same person harmed, whom a concern keeps
    apart, and those who were together before."""
    chosen = tuple(people)
    mentees = {p.candidate.person for p in chosen if p.side == MENTEE}
    mentors = {p.candidate.person for p in chosen if p.side == MENTOR}
    apart = kept_apart(tx, mentees | mentors)
    silent = [
        Separation(mentee, mentor, KEPT_APART, clauses=("CORE-1",))
        for mentee, mentor in sorted(apart)
        if mentee in mentees and mentor in mentors
    ]
    return (*silent, *_ended(context, tx, mentees, mentors))


def _ended(context: Context, tx: Tx, mentees: Collection[str], mentors: Collection[str]) -> list[Separation]:
    newest: dict[tuple[str, str], Match] = {}
    for match in matches.matches_of(tx, mentees):
        over = not match.state.open and match.end is not EndKind.WITHDRAWN  # taken back: they never met
        if match.mentee in mentees and match.mentor in mentors and over:
            newest[match.mentee, match.mentor] = match
    asked = records.records_of(tx, {p for pair in newest for p in pair}, [RecordKind.PAIR_AGAIN])
    found = []
    for (mentee, mentor), match in newest.items():
        asked_by = tuple(
            person
            for person in match.parties
            if any(
                record.data.get("with") == match.other(person) and record.subject == match.id
                for record in asked[person]
            )
        )
        for objection in context.hooks.objections(may_match_again, ended=match, asked_by=asked_by):
            found.append(Separation(mentee, mentor, objection.code, objection.policy, objection.clauses))
    return found
