"""Drafts as they are kept: who may work with one, what it holds, and how people and old ones go out of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from attrs import evolve

from mentorcore.desk.draft_body import Body, opened_form, sealed_form
from mentorcore.desk.draft_solving import Solution, Terms, solve_draft
from mentorcore.desk.held_data import cut_logs
from mentorcore.domain.drafts import Draft, DraftState, Pair
from mentorcore.domain.errors import StoreError
from mentorcore.domain.ids import DRAFT
from mentorcore.domain.secret import revealed
from mentorcore.engine.pool import participants
from mentorcore.engine.work import Work
from mentorcore.storage import drafts, sealed

KEPT = timedelta(days=30)
"""Drafts are for making up one's mind; one that nobody changed for so long is destroyed by the next retention run."""

THERE = (DraftState.OPEN, DraftState.RELEASED)
Words = Mapping[str, Any]
"""Pair, as `place_of` writes it, to why it was rejected."""


def place_of(pair: Pair) -> str:
    """Where the words about a pair lie."""
    return " ".join(pair)


def refuse_in_pool(work: Work) -> None:
    """Whoever stands in the pool works with no draft: it would tell them whom they are kept apart from, and more.

    What keeps somebody out in silence makes no difference here: a refusal tells nobody of it.
    """
    mine = participants(work.context, work.tx, [work.actor.id])
    if any(found.seems_free for found in mine):
        raise work.refuse("draft.colleague_decides", "CORE-6")


def the_draft(work: Work, draft_id: str, *, to_change: bool = False) -> tuple[Draft, Body]:
    """A draft with what it holds, for somebody who does not stand in it.

    Args:
        work: the unit of work.
        draft_id: public id.
        to_change: whether it has to be open, and of the present bundle.

    Raises:
        Refused: ``draft.unknown``, ``draft.colleague_decides``, ``draft.released``, ``draft.other_bundle``.
    """
    refuse_in_pool(work)
    draft = drafts.draft(work.tx, draft_id)
    body = None if draft is None else body_in(work, draft)
    if draft is None or body is None:
        raise work.refuse("draft.unknown")
    if work.actor.id in body.people:
        raise work.refuse("draft.colleague_decides", "CORE-6")
    if to_change and draft.state is not DraftState.OPEN:
        raise work.refuse("draft.released", id=draft.id, round=draft.round)
    if to_change and draft.bundle != work.bundle.digest:
        raise work.refuse("draft.other_bundle", id=draft.id)
    return draft, body


def body_in(work: Work, draft: Draft) -> Body | None:
    """What a draft holds; None where it was destroyed."""
    held = drafts.held_in(work.tx, draft, [drafts.BODY]).get(drafts.BODY)
    return None if held is None or draft.state not in THERE else opened_form(held)


def new_draft(work: Work, terms: Terms, words: Words, basis: str) -> tuple[Draft, Body]:
    """Solve the pool and keep what comes of it; nothing is told to anybody, and no event says that it was made."""
    found = solve_draft(work, terms)
    draft = Draft(
        id=work.tx.new_id(DRAFT),
        state=DraftState.OPEN,
        version=1,
        generation=1,
        made_on=work.today,
        changed_on=work.today,
        made_by=work.actor.id,
        seed=terms.seed,
        weights=terms.weights,
        bundle=work.bundle.digest,
        basis=basis,
        round="",
        **_found(found),
    )
    drafts.add_draft(work.tx, draft, _tiers(found.body, words))
    work.concerns(draft.id)
    return draft, found.body


def solve_again(work: Work, draft: Draft, terms: Terms, words: Words) -> tuple[Draft, Body]:
    """Solve a draft anew after a coordinator decided something; it is a new version of it."""
    found = solve_draft(work, terms)
    newer = evolve(draft, changed_on=work.today, **_found(found))
    return drafts.save_draft(work.tx, newer, _tiers(found.body, words)), found.body


def terms_of(draft: Draft, body: Body) -> Terms:
    """What a draft was made with."""
    return Terms(draft.seed, draft.weights, body.locks, body.rejected)


def words_in(work: Work, draft: Draft) -> dict[str, Any]:
    """Why pairs were rejected, to be kept along; whoever shows it asks the door first."""
    return dict(revealed(drafts.held_in(work.tx, draft, [drafts.WORDS]).get(drafts.WORDS, {})))


def _found(found: Solution) -> dict[str, Any]:
    mentees, mentors = found.result.pool_size
    return {
        "solver": found.result.solver,
        "facts": found.facts,
        "mentees": mentees,
        "mentors": mentors,
        "matched": len(found.body.pairs),
        "waiting": len(found.body.waiting),
        "score": sum(pair.score for pair in found.body.pairs),
    }


def _tiers(body: Body, words: Words) -> dict[str, dict[str, Any]]:
    kept = {place_of(found.pair) for found in body.rejected}
    said = {place: text for place, text in words.items() if place in kept}
    return {drafts.BODY: sealed_form(body), drafts.WORDS: said}


def discard(work: Work, draft: Draft) -> Draft:
    """Destroy what a draft holds; a row without people stays."""
    sealed.drop(work.tx, draft.dossier)
    cut_logs(work)
    return drafts.save_draft(work.tx, evolve(draft, state=DraftState.DISCARDED, changed_on=work.today))


def discard_old(work: Work) -> None:
    """Destroy drafts that nobody changed for long, for whomever they name: they are worksheets and no evidence."""
    for draft in drafts.unchanged_since(work.tx, work.today - KEPT):
        discard(work, draft)


def forget_in_drafts(work: Work, person: str) -> None:
    """Take somebody out of every draft, with what was written about their pairs."""
    for draft in drafts.drafts_in(work.tx, *THERE):
        try:
            body, words = body_in(work, draft), words_in(work, draft)
        except StoreError:  # a dossier that nobody can open must not keep anybody from being erased
            discard(work, draft)
            continue
        if body is not None and person in body.people:
            left = body.without(person)
            drafts.anew(work.tx, _recounted(draft, left), _tiers(left, words))


def _recounted(draft: Draft, body: Body) -> Draft:
    """An open draft with the counts of what it still holds; a released one keeps those of its round."""
    if draft.state is DraftState.RELEASED:
        return draft
    score = sum(pair.score for pair in body.pairs)
    return evolve(draft, matched=len(body.pairs), waiting=len(body.waiting), score=score)
