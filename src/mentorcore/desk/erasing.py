"""Erasing somebody: the same steps for who asks for it and for whom a rule of the bundle lets go.

The receipt is the same for everybody in its form and in its words. Its code is the id of the record of the
request, which stays when everything else is gone.
"""

from __future__ import annotations

from datetime import date

from attrs import frozen

from mentorcore.desk.agreements import forget_copies
from mentorcore.desk.draft_keeping import forget_in_drafts
from mentorcore.desk.endings import end_open_matches, withdraw_messages
from mentorcore.desk.held_data import hold_or_destroy
from mentorcore.domain.decisions import Reason
from mentorcore.domain.people import Person
from mentorcore.domain.records import Record
from mentorcore.engine.work import Work
from mentorcore.storage import matches, people

REQUEST = "erasure-request"
"""Kind of the record of a request; it holds nothing personal."""

DESTROYED = (
    Reason("erasure.answers", clauses=("CORE-9",)),
    Reason("erasure.words", clauses=("CORE-9",)),
    Reason("erasure.finding", clauses=("CORE-9",)),
    Reason("erasure.copies", clauses=("CORE-9",)),
)
"""What an erasure destroys."""

KEPT = (
    Reason("erasure.history", clauses=("CORE-9",)),
    Reason("erasure.audit", clauses=("CORE-9",)),
    Reason("erasure.protection", clauses=("CORE-9",)),
)
"""What an erasure leaves: dates and ids without a person, the audit's pseudonyms, and what protects others."""


@frozen
class Receipt:
    """What became of an erasure; the same for everybody, so that it tells nothing.

    Args:
        person: public id.
        code: to ask with later; it leads to this receipt and to nothing else.
        day: the day of the request, in the programme's time zone.
        language: the language in which the receipt is printed.
        destroyed: what goes.
        kept: what may stay, each with its ground.
    """

    person: str
    code: str
    day: date
    language: str
    destroyed: tuple[Reason, ...] = DESTROYED
    kept: tuple[Reason, ...] = KEPT


def receipt_for(request: Record, language: str) -> Receipt:
    """The receipt that belongs to a request."""
    return Receipt(request.person, request.id, request.effective_on, language)


def erase_person(work: Work, person: Person) -> None:
    """Put somebody's data out of everybody's reach, end what they take part in, and destroy what may go."""
    hold_or_destroy(work, person.id)
    forget_copies(work, person.id)
    forget_in_drafts(work, person.id)
    end_open_matches(work, person.id, told_by="staff")
    withdraw_messages(work, recipient=person.id)
    for held in person.roles:
        people.leave_role(work.tx, person.id, held.role, work.day)
        matches.stop_waiting(work.tx, person.id, held.role)
    # in a match that was over before, too, a call can still be owed
    work.touch(*(match.id for match in matches.matches_of(work.tx, [person.id])))
    work.event("person.erased", person.id)
