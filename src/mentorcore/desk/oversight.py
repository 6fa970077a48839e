"""Who looks over whose shoulder: the second person, the reviewer, and those who must not know."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from attrs import evolve

from mentorcore.domain.duties import Duty, DutyState
from mentorcore.domain.ids import DUTY
from mentorcore.domain.passes import Pass
from mentorcore.engine.planner import CORE
from mentorcore.engine.work import Work
from mentorcore.storage import concerns, duties, people

INFORMED = "access-informed"
REVIEW = "access-review"
REVIEW_DAYS = timedelta(days=2)
"""An emergency access is looked at while everybody remembers it."""


def conflicts(work: Work, persons: Collection[str]) -> dict[str, frozenset[str]]:
    """Person to those who must not learn of an access to them: themselves, whoever is kept apart from them, and
    whoever is named in a concern that touches them. A few queries, however many people."""
    found = {person: {person} for person in persons}
    for one, other in concerns.kept_apart(work.tx):
        if one in found:
            found[one].add(other)
    for named, touched in concerns.circles(work.tx):
        for person in touched & found.keys():
            found[person] |= named
    return {person: frozenset(others) for person, others in found.items()}


def conflicted(work: Work, person: str) -> frozenset[str]:
    """Those who must not learn of an access to one person."""
    return conflicts(work, [person])[person]


def third_person(work: Work, found: Pass) -> bool:
    """Whether somebody else than the one who opened it and the one who was informed could review an access."""
    return bool(_others(work, found))


def reviewer(work: Work, found: Pass) -> str:
    """Who reviews an access: a third person where there is one, the informed one where there is none."""
    return next(iter(_others(work, found)), found.second)


def _others(work: Work, found: Pass) -> tuple[str, ...]:
    """Staff who may review, the handlers first; neither of the two, nor anybody who must not know."""
    out = {found.actor, found.second} | conflicted(work, found.person)
    header = work.bundle.programme
    may = {grant.role for grant in work.context.grants if _reviews(grant.verbs)}
    roles = [header.handler_role, header.fallback_role]
    roles += [role.id for role in work.bundle.roles if role.kind == "staff" and role.id not in roles]
    listed = [p for role in roles if role in may for p in people.holders(work.tx, role) if p not in out]
    return tuple(dict.fromkeys(listed))


def _reviews(verbs: tuple[str, ...]) -> bool:
    return "access.review" in verbs or "access.*" in verbs


def open_duties(work: Work, found: Pass, by: str) -> None:
    """The second person learns of an emergency access from their agenda, and the reviewer has two days."""
    duties.add_duties(
        work.tx,
        [
            _duty(work, found, found.second, reviews=False),
            _duty(work, found, by, reviews=True),
        ],
    )


def _duty(work: Work, found: Pass, owner: str, *, reviews: bool) -> Duty:
    duty_id = work.tx.new_id(DUTY)
    return Duty(
        id=duty_id,
        policy=CORE,
        rule=REVIEW if reviews else INFORMED,
        subject=found.person,
        owner=owner,
        occurrence=found.id,
        due_on=work.today + (REVIEW_DAYS if reviews else timedelta(0)),
        opened_on=work.today,
        params={"access": found.id, "by": found.actor},
        remedy=f"access review {found.id} justified" if reviews else f"duties done {duty_id}",
    )


def close_review(work: Work, found: Pass) -> None:
    """The review took place."""
    for duty in duties.duties_about(work.tx, [found.person])[found.person]:
        if duty.rule == REVIEW and duty.occurrence == found.id and duty.state is DutyState.OPEN:
            closed = evolve(duty, state=DutyState.DONE, closed_on=work.today, closed_by=work.actor.id)
            duties.save_duty(work.tx, closed)
