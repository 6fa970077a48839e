"""Wishes: with whom somebody would like to be. They weigh in a round where the bundle says so, and bind nobody.

Whoever is named learns nothing of it. Nor does the one who wishes learn anything of whoever is named: an id that nobody
has is taken as any other, so that nobody can find out by a wish who takes part.
"""

from __future__ import annotations

from datetime import date

from attrs import field, frozen

from mentorcore.desk.facet import participation, the_person
from mentorcore.domain.commands.matches import ShowWishes, WishFor
from mentorcore.domain.records import Record, RecordKind
from mentorcore.engine.pool import newest_wishes
from mentorcore.engine.work import Work
from mentorcore.storage import records

MOST_WISHES = 10
"""More would be a list of everybody, and weigh nothing."""


@frozen
class Wishes:
    """Whom somebody named.

    Args:
        person: who wishes.
        role: in which role.
        people: public ids, the first choice first; not shown by ``repr``.
        since: the day on which they were named, or on which the list was taken back; None where there never was one.
    """

    person: str
    role: str
    people: tuple[str, ...] = field(default=(), repr=False)
    since: date | None = None


def note_wishes(work: Work, command: WishFor) -> Record:
    """Keep a list of wishes in place of the one before, for one role.

    Raises:
        Refused: ``person.not_taking_part``, ``wish.oneself`` or ``wish.too_many``.
    """
    person = the_person(work, command.person)
    held = participation(work, person, command.role)
    if not held.open:
        raise work.refuse("person.not_taking_part")
    wished = tuple(dict.fromkeys(command.people))
    if person.id in wished:
        raise work.refuse("wish.oneself")
    if len(wished) > MOST_WISHES:
        raise work.refuse("wish.too_many", most=MOST_WISHES)
    replaced = _newest(work, person.id, held.role)
    return work.record(
        RecordKind.WISHES,
        person.id,
        supersedes=replaced.id if replaced is not None else "",
        data={"role": held.role, "people": " ".join(wished)},
    )


def read_wishes(work: Work, command: ShowWishes) -> Wishes:
    """The list that holds, for one role; an empty one where nobody was named."""
    person = the_person(work, command.person)
    held = participation(work, person, command.role)
    found = _newest(work, person.id, held.role)
    if found is None:
        return Wishes(person.id, held.role)
    return Wishes(person.id, held.role, tuple(str(found.data["people"]).split()), found.effective_on)


def _newest(work: Work, person: str, role: str) -> Record | None:
    return newest_wishes(records.records_of(work.tx, [person], [RecordKind.WISHES])[person]).get(role)
