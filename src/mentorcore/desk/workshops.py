"""The facet `workshops`: announced for everybody, attended by whoever likes, counted and never a condition."""

from __future__ import annotations

from attrs import frozen

from mentorcore.desk.facet import ANY, OWN, Facet, the_person
from mentorcore.domain.commands.workshops import AnnounceWorkshop, AttendWorkshop, ListWorkshops
from mentorcore.domain.errors import InputFault
from mentorcore.domain.ids import WORKSHOP
from mentorcore.domain.records import Record, RecordKind
from mentorcore.domain.tidy import clean_text
from mentorcore.domain.workshops import TITLE_MOST, Workshop
from mentorcore.engine.verbs import action, view
from mentorcore.engine.work import Work
from mentorcore.storage import records, workshops


@frozen
class WorkshopLine:
    """A workshop as it is listed.

    Args:
        workshop: the workshop.
        attended: whether the reader was there; who else was is shown to nobody.
    """

    workshop: Workshop
    attended: bool = False


class Workshops(Facet):
    """Workshops."""

    @action("workshops.announce", subject="programme", purpose="support", grants=ANY)
    def announce(self, work: Work, command: AnnounceWorkshop) -> Workshop:
        """Announce a workshop; one of a past day can be noted for its attendance."""
        title = clean_text(command.title, "title", most=TITLE_MOST)
        if not title:
            raise InputFault.one("answer.required", "title")
        place = clean_text(command.place, "place", most=TITLE_MOST)
        new = Workshop(work.tx.new_id(WORKSHOP), title, command.on, place, work.today)
        workshops.add_workshop(work.tx, new)
        work.event("workshop.announced", new.id, on=new.held_on.isoformat())
        return new

    @view("workshops.list", subject="programme", purpose="support", grants=ANY)
    def list(self, work: Work, command: ListWorkshops) -> tuple[WorkshopLine, ...]:
        """List workshops, the earliest first."""
        mine = {str(record.data["workshop"]) for record in _attended(work, work.actor.id)}
        found = workshops.workshops_from(work.tx, None if command.all else work.today)
        return tuple(WorkshopLine(workshop, workshop.id in mine) for workshop in found)

    @action("workshops.attend", subject="person", purpose="support", grants=("any", *OWN))
    def attend(self, work: Work, command: AttendWorkshop) -> Record:
        """Note that somebody was at a workshop; saying it twice changes nothing."""
        person = the_person(work, command.person)
        kinds = {role.id: role.kind for role in work.bundle.roles}
        if not any(kinds[held.role] == "participant" for held in person.roles):
            raise work.refuse("person.not_taking_part")
        found = workshops.workshop(work.tx, command.workshop)
        if found is None:
            raise work.refuse("workshop.unknown")
        if found.held_on > work.today:
            raise work.refuse("workshop.not_yet", id=found.id)
        for record in _attended(work, person.id):
            if record.data["workshop"] == found.id:
                return record
        work.event("workshop.attended", person.id, workshop=found.id)
        return work.record(RecordKind.WORKSHOP, person.id, data={"workshop": found.id})


def _attended(work: Work, person: str) -> tuple[Record, ...]:
    return records.records_of(work.tx, [person], [RecordKind.WORKSHOP])[person]
