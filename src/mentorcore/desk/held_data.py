"""Erased people whose data an open concern still needs: out of everybody's reach at once, destroyed when it ends.

Whoever has their data erased gets the same answer whether a concern touches them or not, and nobody finds them at
any desk afterwards. Only the handlers of that concern can still tell the authorities who they are.
"""

from __future__ import annotations

from mentorcore.desk.facet import the_person
from mentorcore.desk.handling import handled
from mentorcore.domain.concerns import ConcernState
from mentorcore.domain.people import Person
from mentorcore.engine.applications import MARKS
from mentorcore.engine.context import Context
from mentorcore.engine.work import Work
from mentorcore.storage import concerns, people, sealed
from mentorcore.storage.erasures import finish_erasures
from mentorcore.storage.kept import keep_marks


def hold_or_destroy(work: Work, person: str) -> None:
    """Put somebody's data out of reach, and destroy it unless an open concern touches them."""
    keep_marks(work.tx, [person])
    people.mark_erased(work.tx, person)
    if concerns.open_concern_about(work.tx, person):
        sealed.set_marks(work.tx, person, dict.fromkeys(MARKS, ()))
    else:
        sealed.drop(work.tx, person)
    destroy_held(work)


def destroy_held(work: Work) -> None:
    """Once this is committed, destroy what is left of erased people whom no open concern touches any more."""
    work.after_commit(_finish)


def _finish(context: Context) -> None:
    finish_erasures(context.store)
    _destroy_accounts(context)


def _destroy_accounts(context: Context) -> None:
    """The account of a concern goes with the last one whom it touches: it protects nobody any more."""
    with context.store.read() as tx:
        erased = {person.id for person in people.people(tx) if person.erased}
        over = [c for c in concerns.concerns_for_core(tx) if c.state is ConcernState.RESOLVED]
        touched = {concern.id: {*concern.named, concerns.raiser(tx, concern.id)} for concern in over}
        lonely = [
            concern for concern, who in touched.items() if who <= erased and sealed.tiers_of(tx, concern)
        ]
    if lonely:
        context.store.keys.drop(lonely)  # before the envelopes: were it cut short here, it would begin anew
        with context.store.write() as tx:
            for concern in lonely:
                sealed.drop(tx, concern)


def person_to_protect_from(work: Work, person_id: str) -> Person:
    """A person of the programme, or an erased one whom an open concern that the actor handles is about.

    Raises:
        Refused: there is none.
    """
    found = people.person(work.tx, person_id)
    if found is None or not found.erased:
        return the_person(work, person_id)
    if any(person_id in concern.named for concern in handled(work, only_open=True)):
        return found
    return the_person(work, person_id)
