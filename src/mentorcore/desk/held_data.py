"""Erased people whose data may not be destroyed yet: out of everybody's reach at once, destroyed when that ends.

An open concern or a legal hold can be why. Whoever has their data erased gets the same answer, and the same steps
are taken, whether there is one or not; nobody finds them at any desk afterwards. Only the handlers of that concern,
and those who decide about holds, can still tell the authorities who they are.
"""

from __future__ import annotations

from mentorcore.desk.facet import the_person
from mentorcore.desk.handling import handled
from mentorcore.desk.holding import decides_holds
from mentorcore.domain.concerns import ConcernState
from mentorcore.domain.log import What, log
from mentorcore.domain.people import Person
from mentorcore.engine.applications import MARKS
from mentorcore.engine.context import Context
from mentorcore.engine.work import Work
from mentorcore.storage import concerns, drafts, holds, matches, people, sealed
from mentorcore.storage.erasures import finish_erasures, note_gone
from mentorcore.storage.kept import keep_marks
from mentorcore.storage.transaction import Tx


def hold_or_destroy(work: Work, person: str) -> None:
    """Put somebody's data out of reach, and destroy it unless it may not be destroyed yet."""
    keep_marks(work.tx, [person])
    people.mark_erased(work.tx, person)
    if person in holds.kept_for_now(work.tx):
        sealed.set_marks(work.tx, person, dict.fromkeys(MARKS, ()))
    else:
        sealed.drop(work.tx, person)
    cut_logs(work)


def destroy_held(work: Work) -> None:
    """Once this is committed, destroy what is left of erased people whose data may go now."""
    work.after_commit(_finish)


def cut_logs(work: Work) -> None:
    """As `destroy_held`; and what was removed from the database can be found in none of its logs any more."""
    work.after_commit(lambda context: _finish(context, cut_logs=True))


def _finish(context: Context, *, cut_logs: bool = False) -> None:
    """Finish every erasure that may be finished. What is cut short here is done by the next one, or at opening.

    Args:
        context: the programme.
        cut_logs: write to the key file and cut the logs even where nothing may go yet: an erasure that waits takes
            the same steps as one that does not, and words that a rule destroyed are in no log.
    """
    store = context.store
    gone = finish_erasures(store)
    if gone:
        log(What.ERASED, count=len(gone))
    with store.read() as tx:
        erased = {person.id for person in people.people(tx) if person.erased}
        lonely, empty = _lonely_accounts(tx, erased), _emptied(tx, erased)
    if lonely or empty or (cut_logs and not gone):
        note_gone(store, [*lonely, *empty])
        # before the envelopes: were it cut short here, it would begin anew
        store.keys.drop([*lonely, *empty])
        with store.write() as tx:
            for concern in lonely:
                sealed.drop(tx, concern)
        store.truncate_wal()


def _lonely_accounts(tx: Tx, erased: set[str]) -> list[str]:
    """The account of a concern goes with the last one whom it touches: it protects nobody any more."""
    over = concerns.circles(tx, ConcernState.RESOLVED)
    held = sealed.holding(tx, over)
    return [concern for concern, circle in over.items() if circle.touched <= erased and concern in held]


def _emptied(tx: Tx, erased: set[str]) -> list[str]:
    """Dossiers of matches of erased people, of concerns that are over and of drafts, in which nothing is sealed any
    more."""
    over = list(concerns.circles(tx, ConcernState.RESOLVED))
    over += [match.id for match in matches.matches_of(tx) if not erased.isdisjoint(match.parties)]
    over += drafts.dossiers(tx)
    with_key, held = tx.keys.keys_for(over), sealed.holding(tx, over)
    return [dossier for dossier in over if dossier in with_key and dossier not in held]


def person_to_protect_from(work: Work, person_id: str) -> Person:
    """A person of the programme, or an erased one whose data are there for a concern or a hold that the actor knows.

    Raises:
        Refused: there is none.
    """
    found = people.person(work.tx, person_id)
    if found is None or not found.erased:
        return the_person(work, person_id)
    if any(person_id in concern.named for concern in handled(work, only_open=True)):
        return found
    if decides_holds(work) and person_id != work.actor.id and holds.hold_on(work.tx, person_id):
        return found
    return the_person(work, person_id)
