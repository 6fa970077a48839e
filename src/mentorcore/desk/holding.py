"""Legal holds: decided by staff, looked at again by a day, unseen by whom they are about and by whoever has no part.

A hold leaves no event and no record, since others read those; it stands in a table of its own, and in the audit of
those who decide about holds.
"""

from __future__ import annotations

from attrs import evolve

from mentorcore.domain.calendar import add_months
from mentorcore.domain.commands.privacy import HoldPerson
from mentorcore.domain.duties import HOLD_REVIEW
from mentorcore.domain.errors import InputFault
from mentorcore.domain.holds import LONGEST, LegalHold
from mentorcore.domain.ids import RECORD
from mentorcore.engine.authority import NOT_AVAILABLE, roles_that
from mentorcore.engine.core_duties import close_core, open_core
from mentorcore.engine.work import Work
from mentorcore.storage import holds, people, sealed


def decides_holds(work: Work) -> bool:
    """Whether the actor is among those who decide about holds, at whatever desk they sit now."""
    return not set(_deciding(work)).isdisjoint(work.actor.roles)


def _deciding(work: Work) -> tuple[str, ...]:
    """The roles that decide about holds, handlers and fallback first."""
    header = work.bundle.programme
    return roles_that(work.context.grants, "privacy.holds", header.handler_role, header.fallback_role)


def refuse_participants(work: Work) -> None:
    """Holds are for staff, whatever a bundle grants; to others it reads as if there were no such thing."""
    if not work.actor.staff:
        raise work.refuse(NOT_AVAILABLE.code)


def holds_for(work: Work) -> tuple[LegalHold, ...]:
    """The holds that stand, without one on the actor."""
    return tuple(hold for hold in holds.holds(work.tx) if hold.person != work.actor.id)


def place_hold(work: Work, command: HoldPerson) -> LegalHold:
    """Hold the data of somebody who is there, or renew the hold that stands.

    Raises:
        InputFault: ``hold.months``: the review is to be in 1 to 12 months.
        Refused: ``hold.oneself``.
    """
    if type(command.months) is not int or not 1 <= command.months <= LONGEST:
        raise InputFault.one("hold.months", "months", most=LONGEST)
    _refuse_oneself(work, command.person)
    before = holds.hold_on(work.tx, command.person)
    if before is not None:
        _end(work, before)
    hold = LegalHold(
        id=work.tx.new_id(RECORD),
        person=command.person,
        ground=command.ground,
        since=before.since if before else work.today,
        review_on=add_months(work.today, command.months),
        held_by=work.actor.id,
    )
    holds.add_hold(work.tx, hold)
    sealed.put(work.tx, hold.person, {f"legal-hold:{hold.id}": {"words": command.words}})
    open_core(
        work,
        HOLD_REVIEW,
        hold.person,
        _owner(work, hold.person),
        hold.review_on,
        occurrence=hold.id,
        remedy="privacy holds",
        clauses=("CORE-9",),
    )
    return hold


def release_hold(work: Work, person: str) -> LegalHold:
    """End the hold that stands on somebody.

    Raises:
        Refused: ``hold.oneself``; ``hold.none``: no hold stands, whether there is such a person or not.
    """
    _refuse_oneself(work, person)
    found = holds.hold_on(work.tx, person)
    if found is None:
        raise work.refuse("hold.none")
    return _end(work, found)


def _refuse_oneself(work: Work, person: str) -> None:
    """The same words whether there is a hold or not."""
    if person == work.actor.id:
        raise work.refuse("hold.oneself")


def _end(work: Work, hold: LegalHold) -> LegalHold:
    holds.end_hold(work.tx, hold.id, work.today, work.actor.id)
    close_core(work, HOLD_REVIEW, hold.person)
    return evolve(hold, released_on=work.today, released_by=work.actor.id)


def _owner(work: Work, person: str) -> str:
    """The first role that decides about holds and is held by somebody else; the actor where there is none."""
    held_by_others = (r for r in _deciding(work) if set(people.holders(work.tx, r)) - {person})
    return next(held_by_others, work.actor.id)
