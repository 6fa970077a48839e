"""Releasing a draft: everything is looked at once more, and what still holds becomes a round like any other."""

from __future__ import annotations

from attrs import evolve

from mentorcore.desk.draft_body import Body
from mentorcore.desk.draft_checks import Checked, check_pairs
from mentorcore.desk.rounds import RoundReport, fares, store_round
from mentorcore.domain.drafts import Draft, DraftState
from mentorcore.domain.matches import MENTEE, MENTOR
from mentorcore.engine.groups import group_figures, group_trait
from mentorcore.engine.pool import participants
from mentorcore.engine.work import Work
from mentorcore.hooks.matching import RoundResult, Unmatched
from mentorcore.storage import drafts


def release_draft(work: Work, draft: Draft, body: Body, by: str) -> RoundReport:
    """Make a round of an open draft; pairs that cannot be made any more fall out with a reason.

    Raises:
        Refused: ``draft.nothing_left``: none of its pairs can be made any more. Nothing is stored then.
    """
    trait = group_trait(work.context, by)
    order = sorted(body.pairs, key=lambda pair: (not pair.locked, -pair.score, pair.pair))
    checked = check_pairs(work, (pair.pair for pair in order), draft.weights, decided=body.locks)
    if body.pairs and not checked.standing:
        raise work.refuse("draft.nothing_left", id=draft.id)
    result = RoundResult(
        proposals=tuple(sorted(checked.standing, key=lambda found: found.mentee)),
        unmatched=_left(work, body, checked),
        solver=draft.solver,
        pool_size=(draft.mentees, draft.mentors),
        seed=draft.seed,
    )
    report = store_round(work, result)
    drafts.save_draft(
        work.tx, evolve(draft, state=DraftState.RELEASED, round=report.id, changed_on=work.today)
    )
    faring = fares(result.proposals, result.unmatched)
    everybody = {person for found in faring.values() for person, _ in found}
    people = (found.candidate for found in participants(work.context, work.tx, everybody)) if trait else ()
    groups = group_figures(work.context, trait, people, faring)
    return evolve(report, fallen=checked.fallen, groups=groups)


def _left(work: Work, body: Body, checked: Checked) -> tuple[Unmatched, ...]:
    """Who waits after all: of those who were looked at, whoever is still in the pool and got no proposal."""
    matched = {who for found in checked.standing for who in ((found.mentee, MENTEE), (found.mentor, MENTOR))}
    fell = [Unmatched(found.mentee, "mentee", "draft.fell_out") for found in checked.fallen]
    fell += [Unmatched(found.mentor, "mentor", "draft.fell_out") for found in checked.fallen]
    left = {(found.person, found.role): found for found in (*fell, *body.waiting)}
    names = {person for person, _ in left}
    now = participants(work.context, work.tx, names) if names else ()
    there = {(found.candidate.person, found.side) for found in now if found.in_pool}
    return tuple(
        found
        for key, found in sorted(left.items(), key=_mentees_first)
        if key in there and key not in matched
    )


def _mentees_first(item: tuple[tuple[str, str], Unmatched]) -> tuple[bool, str]:
    (person, side), _ = item
    return (side != MENTEE, person)
