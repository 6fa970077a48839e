"""The facet `drafts`: rounds to be looked at, weighed otherwise and compared before anything is told to anybody."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from attrs import field, frozen

from mentorcore.desk.draft_body import Body
from mentorcore.desk.draft_checks import check_pairs
from mentorcore.desk.draft_comparing import Comparison, compared
from mentorcore.desk.draft_keeping import (
    THERE,
    body_in,
    discard,
    new_draft,
    place_of,
    refuse_in_pool,
    solve_again,
    terms_of,
    the_draft,
    words_in,
)
from mentorcore.desk.draft_release import release_draft
from mentorcore.desk.draft_solving import Terms, facts_of
from mentorcore.desk.facet import ANY, Facet
from mentorcore.desk.rounds import Fallen, RoundReport, fares
from mentorcore.domain.commands.drafts import (
    CompareDrafts,
    DiscardDraft,
    ListDrafts,
    LockPair,
    ProposeDraft,
    RejectPair,
    ReleaseDraft,
    ShowDraft,
    UnlockPair,
)
from mentorcore.domain.decisions import Refusal
from mentorcore.domain.drafts import Draft, DraftPair, DraftState, Pair, Rejection
from mentorcore.domain.errors import Refused
from mentorcore.domain.secret import secret
from mentorcore.domain.tidy import clean_text
from mentorcore.engine.groups import GroupFigure, group_figures, group_trait
from mentorcore.engine.pool import participants
from mentorcore.engine.verbs import action, view
from mentorcore.engine.work import Work
from mentorcore.hooks.matching import Unmatched
from mentorcore.storage import drafts

WORDS = "draft-words"
"""The content under which grants open why a pair was rejected."""


@frozen
class RejectedPair:
    """A pair that is not wanted.

    Args:
        mentee: public id.
        mentor: public id.
        by: public id of the coordinator who rejected it.
        on: the day, in the programme's time zone.
        reason: why, for those to whom a grant opens it.
    """

    mentee: str
    mentor: str
    by: str
    on: date
    reason: str = field(default="", converter=secret, repr=False)


@frozen
class DraftFile:
    """A draft with its people.

    Args:
        draft: the draft.
        pairs: the pairs, by the mentee's id.
        waiting: who would get no proposal, and what holds them back.
        rejected: the pairs that are not wanted.
        fallen: locks that could not be kept when it was solved the last time, and why.
        older: whether something that can be seen of the people in the pool changed since.
        other_bundle: whether the programme's rules changed since: it cannot be released any more.
        groups: how groups fare, where a trait was named.
    """

    draft: Draft
    pairs: tuple[DraftPair, ...]
    waiting: tuple[Unmatched, ...]
    rejected: tuple[RejectedPair, ...] = ()
    fallen: tuple[Fallen, ...] = ()
    older: bool = False
    other_bundle: bool = False
    groups: tuple[GroupFigure, ...] = ()


class Drafts(Facet):
    """Drafts of rounds."""

    @action("drafts.propose", subject="programme", purpose="matching", grants=ANY)
    def propose(self, work: Work, command: ProposeDraft) -> DraftFile:
        """Solve the pool and keep what comes of it as a draft: nobody is told anything."""
        refuse_in_pool(work)
        group_trait(work.context, command.by)
        terms, words = Terms(command.seed or 0, command.weights), dict[str, str]()
        if command.basis:
            basis, body = the_draft(work, command.basis)
            seed = basis.seed if command.seed is None else command.seed
            weights = {**basis.weights, **command.weights}
            terms, words = Terms(seed, weights, body.locks, body.rejected), words_in(work, basis)
            work.concerns(basis.id)
        return _file(work, *new_draft(work, terms, words, command.basis), by=command.by)

    @view("drafts.list", subject="programme", purpose="matching", grants=ANY)
    def list(self, work: Work, command: ListDrafts) -> tuple[Draft, ...]:
        """List drafts, oldest first; those in which the reader stands are a colleague's."""
        refuse_in_pool(work)
        found = ((draft, body_in(work, draft)) for draft in drafts.drafts_in(work.tx, *THERE))
        return tuple(draft for draft, body in found if body is not None and work.actor.id not in body.people)

    @view("drafts.show", subject="draft", purpose="matching", grants=ANY)
    def show(self, work: Work, command: ShowDraft) -> DraftFile:
        """Show a draft: who would be proposed to whom, who waits and why."""
        return _file(work, *the_draft(work, command.draft), by=command.by)

    @action("drafts.lock", subject="draft", purpose="matching", grants=ANY)
    def lock(self, work: Work, command: LockPair) -> DraftFile:
        """Let a pair stay, whatever else changes; the rest is solved anew around it."""
        draft, body = the_draft(work, command.draft, to_change=True)
        pair = _pair(work, command)
        if pair in body.locks:
            return _file(work, draft, body)
        _refuse_contradiction(work, draft, body, pair)
        terms = Terms(draft.seed, draft.weights, (*body.locks, pair), body.rejected)
        return _file(work, *solve_again(work, draft, terms, words_in(work, draft)))

    @action("drafts.unlock", subject="draft", purpose="matching", grants=ANY)
    def unlock(self, work: Work, command: UnlockPair) -> DraftFile:
        """Take back a lock or a rejection; the draft is solved anew."""
        draft, body = the_draft(work, command.draft, to_change=True)
        pair, made = _pair(work, command), terms_of(draft, body)
        if pair not in made.locks and pair not in {found.pair for found in made.rejected}:
            raise work.refuse("draft.nothing_decided")
        locks = tuple(found for found in made.locks if found != pair)
        rejected = tuple(found for found in made.rejected if found.pair != pair)
        terms = Terms(draft.seed, draft.weights, locks, rejected)
        return _file(work, *solve_again(work, draft, terms, words_in(work, draft)))

    @action("drafts.reject", subject="draft", purpose="matching", grants=ANY)
    def reject(self, work: Work, command: RejectPair) -> DraftFile:
        """Do without a pair, here and in drafts that are made from this one; the rest is solved anew."""
        draft, body = the_draft(work, command.draft, to_change=True)
        pair = _pair(work, command)
        if pair in body.locks:
            raise work.refuse("draft.pair_locked")
        if not set(pair) <= set(body.pool):
            raise work.refuse("draft.not_in_draft")
        others = tuple(found for found in body.rejected if found.pair != pair)
        rejected = (*others, Rejection(*pair, work.actor.id, work.today))
        words = {**words_in(work, draft), place_of(pair): clean_text(command.reason, "reason", lines=True)}
        terms = Terms(draft.seed, draft.weights, body.locks, rejected)
        return _file(work, *solve_again(work, draft, terms, words))

    @view("drafts.compare", subject="draft", purpose="matching", grants=ANY)
    def compare(self, work: Work, command: CompareDrafts) -> Comparison:
        """Put two drafts beside one another: pairs gained and lost, who is newly matched, who newly waits."""
        (one, before), (other, after) = the_draft(work, command.draft), the_draft(work, command.other)
        work.concerns(other.id)
        groups, groups_after = (_groups(work, body, command.by) for body in (before, after))
        return compared((one, before, groups), (other, after, groups_after))

    @action("drafts.release", subject="draft", purpose="matching", grants=ANY)
    def release(self, work: Work, command: ReleaseDraft) -> RoundReport:
        """Make a round of a draft: what still holds becomes proposals, and everybody is told."""
        draft, body = the_draft(work, command.draft, to_change=True)
        if command.version not in (None, draft.version):
            raise work.refuse("draft.changed", id=draft.id, version=draft.version)
        return release_draft(work, draft, body, command.by)

    @action("drafts.discard", subject="draft", purpose="matching", grants=ANY)
    def discard(self, work: Work, command: DiscardDraft) -> Draft:
        """Destroy a draft; a round that came of it stays as it is."""
        draft, _ = the_draft(work, command.draft)
        return discard(work, draft)


def _pair(work: Work, command: LockPair | UnlockPair | RejectPair) -> Pair:
    """The two that are meant; what decides about one's own pairs is a colleague's."""
    if work.actor.id in (command.mentee, command.mentor):
        raise work.refuse("draft.colleague_decides", "CORE-6")
    work.concerns(command.mentee, command.mentor)
    return (command.mentee, command.mentor)


def _refuse_contradiction(work: Work, draft: Draft, body: Body, pair: Pair) -> None:
    """See that a lock can stand beside what was decided before, and that no rule stops the pair.

    Raises:
        Refused: with each reason.
    """
    mentee, mentor = pair
    if pair in {found.pair for found in body.rejected}:
        raise work.refuse("draft.pair_rejected")
    if mentee in {locked for locked, _ in body.locks}:
        raise work.refuse("draft.mentee_locked")
    checked = check_pairs(work, (*body.locks, pair), draft.weights, decided=(*body.locks, pair))
    reasons = [r for found in checked.fallen if (found.mentee, found.mentor) == pair for r in found.reasons]
    if any(r.code == "draft.seat_taken" for r in reasons) and mentor in {locked for _, locked in body.locks}:
        raise work.refuse("draft.mentor_locked")
    if reasons:
        raise Refused(Refusal(r.code, r.params, r.policy, r.clauses) for r in reasons)


def _file(work: Work, draft: Draft, body: Body, *, by: str = "") -> DraftFile:
    seen = (found for found in participants(work.context, work.tx) if found.seems_free)
    is_open = draft.state is DraftState.OPEN
    return DraftFile(
        draft,
        body.pairs,
        body.waiting,
        _rejected(work, draft, body),
        body.fallen,
        older=is_open and facts_of(work.tx, seen) != draft.facts,
        other_bundle=is_open and draft.bundle != work.bundle.digest,
        groups=_groups(work, body, by),
    )


def _rejected(work: Work, draft: Draft, body: Body) -> tuple[RejectedPair, ...]:
    said: Mapping[str, str] = {}
    if body.rejected and work.can_read(WORDS):
        said = work.words(WORDS, draft.dossier, drafts.WORDS).get(drafts.WORDS, {})
    return tuple(
        RejectedPair(found.mentee, found.mentor, found.by, found.on, said.get(place_of(found.pair), ""))
        for found in body.rejected
    )


def _groups(work: Work, body: Body, by: str) -> tuple[GroupFigure, ...]:
    trait = group_trait(work.context, by)
    if trait is None:
        return ()
    people = participants(work.context, work.tx, body.people)
    return group_figures(
        work.context, trait, (found.candidate for found in people), fares(body.pairs, body.waiting)
    )
