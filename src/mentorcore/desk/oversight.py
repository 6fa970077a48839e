"""Who looks over whose shoulder: the second person learns of an emergency access, and another one reviews it."""

from __future__ import annotations

from datetime import timedelta

from mentorcore.domain.passes import INFORMED, REVIEW, Pass
from mentorcore.engine.authority import roles_that
from mentorcore.engine.conflicts import conflicted
from mentorcore.engine.core_duties import open_core
from mentorcore.engine.work import Work
from mentorcore.storage import people

REVIEW_DAYS = timedelta(days=2)
"""An emergency access is looked at while everybody remembers it."""


def third_person(work: Work, found: Pass) -> bool:
    """Whether somebody else than the one who opened it and the one who was informed could review an access."""
    return bool(_others(work, found))


def open_oversight(work: Work, found: Pass) -> None:
    """The second person finds an emergency access in their agenda, and the reviewer has two days. A third person
    reviews where there is one, and the informed one where there is none."""
    reviewer = next(iter(_others(work, found)), found.second)
    told = {"access": found.id, "by": found.actor}
    open_core(
        work,
        INFORMED,
        found.person,
        found.second,
        work.today,
        occurrence=found.id,
        params=told,
        remedy="duties done {duty}",
    )
    open_core(
        work,
        REVIEW,
        found.person,
        reviewer,
        work.today + REVIEW_DAYS,
        occurrence=found.id,
        params=told,
        remedy=f"access review {found.id} justified",
    )


def _others(work: Work, found: Pass) -> tuple[str, ...]:
    """Staff who may review, the handlers first; neither of the two, nor anybody who must not know."""
    out = {found.actor, found.second} | conflicted(work.tx, found.person)
    header = work.bundle.programme
    roles = roles_that(work.context.grants, "access.review", header.handler_role, header.fallback_role)
    listed = [p for role in roles for p in people.holders(work.tx, role) if p not in out]
    return tuple(dict.fromkeys(listed))
