"""Erased people whose data an open concern still needs: out of everybody's reach at once, destroyed when it ends.

Whoever has their data erased gets the same answer whether a concern touches them or not, and nobody finds them at
any desk afterwards. Only the handlers of that concern can still tell the authorities who they are.
"""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress

from mentorcore.desk.facet import the_person
from mentorcore.desk.handling import handled
from mentorcore.domain.errors import StoreBusy
from mentorcore.domain.people import Person
from mentorcore.engine.applications import MARKS
from mentorcore.engine.work import Work
from mentorcore.storage import concerns, people, sealed


def hold_or_destroy(work: Work, person: str) -> None:
    """Put somebody's data out of reach, and destroy it unless an open concern touches them."""
    people.mark_erased(work.tx, person)
    if concerns.open_concern_about(work.tx, person):
        sealed.set_marks(work.tx, person, dict.fromkeys(MARKS, ()))
        return
    sealed.drop(work.tx, person)
    work.afterwards(lambda later: later.tx.keys.drop([person]))


def destroy_held(work: Work, candidates: Collection[str] | None = None) -> None:
    """Destroy what was held of erased people whom no open concern touches any more.

    Args:
        work: the unit of work.
        candidates: only these people; None for everybody, and then keys that an interrupted erasure left behind
            go as well.
    """
    erased = [found.id for found in people.people(work.tx, candidates) if found.erased]
    left = [
        found for found in work.tx.keys.keys_for(erased) if not concerns.open_concern_about(work.tx, found)
    ]
    for person in left:
        sealed.drop(work.tx, person)
    if left:
        with suppress(StoreBusy):  # the keys are gone; the next drop cleans the key file's log as well
            work.tx.keys.drop(left)


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
