"""Reminders: whoever owes something and wanted to be told hears of it once, in words that give nothing away."""

from __future__ import annotations

from attrs import evolve

from mentorcore.domain.duties import Duty
from mentorcore.domain.ids import CONCERN, PERSON
from mentorcore.domain.people import Person
from mentorcore.engine.messaging import write_message
from mentorcore.engine.work import Work
from mentorcore.storage import duties, people

TEMPLATE = "message.reminder"
_PART = 500  # duties at a time, so that memory stays bounded


def remind(work: Work) -> int:
    """Write the reminders whose day has come; returns how many messages that makes.

    Each duty is marked in the transaction that writes its message, so no other planning reminds of it again. What
    somebody has to be reminded of on one day about one match makes one message. Members of staff get none: they see
    it in the agenda.
    """
    written = 0
    while found := duties.duties_to_remind(work.tx, work.today, _PART):
        written += _remind_of(work, found)
        duties.save_duties(work.tx, [evolve(duty, reminded_on=work.today) for duty in found])
    return written


def _remind_of(work: Work, found: tuple[Duty, ...]) -> int:
    # a reminder about a concern could be read by whom it names
    found = tuple(duty for duty in found if not duty.subject.startswith(CONCERN))
    owners = [duty.owner for duty in found if duty.owner.startswith(f"{PERSON}-")]
    sides = {role.id for role in work.bundle.roles if role.kind == "participant"}
    told = {person.id for person in people.people(work.tx, owners) if _takes_part(person, sides)}
    occasions = sorted({(duty.owner, duty.subject) for duty in found if duty.owner in told})
    messages = [write_message(work, TEMPLATE, owner, about=subject) for owner, subject in occasions]
    return sum(message is not None for message in messages)


def _takes_part(person: Person, sides: set[str]) -> bool:
    return not person.erased and any(held.role in sides for held in person.roles)
