"""The facet `staff`: who runs the programme, and whose system user is whose."""

from __future__ import annotations

from mentorcore.desk.avoiding import STAFF_TIER
from mentorcore.desk.facet import ANY, Facet, the_person
from mentorcore.domain.commands.staff import AddStaff, BindAccount, EndStaff, ListStaff
from mentorcore.domain.errors import InputFault
from mentorcore.domain.ids import PERSON
from mentorcore.domain.people import Person, RoleHeld, RoleState
from mentorcore.engine.verbs import action, view
from mentorcore.engine.work import Work
from mentorcore.storage import people, sealed


class Staff(Facet):
    """Staff."""

    @action("staff.add", subject="programme", purpose="administration", grants=ANY)
    def add(self, work: Work, command: AddStaff) -> Person:
        """Give somebody a staff role."""
        check_staff_role(work, command.role)
        held = RoleHeld(command.role, RoleState.ACTIVE, work.day)
        if command.person:
            return _one_more_role(work, the_person(work, command.person), held)
        language = work.bundle.programme.languages[0]
        person = Person(work.tx.new_id(PERSON), language, work.day, (held,))
        people.add_person(work.tx, person)
        sealed.put(work.tx, person.id, {STAFF_TIER: {"called": command.called}})
        work.event("staff.added", person.id, role=command.role)
        return person

    @action("staff.end", subject="person", purpose="administration", grants=ANY)
    def end(self, work: Work, command: EndStaff) -> Person:
        """Note that somebody leaves a staff role; the last administrator stays."""
        person = the_person(work, command.person)
        check_staff_role(work, command.role)
        held = person.role(command.role)
        if held is None or held.state is not RoleState.ACTIVE:
            raise work.refuse("staff.not_held", role=command.role)
        if people.holders(work.tx, command.role) == (person.id,):
            raise work.refuse("staff.last", role=command.role)
        people.leave_role(work.tx, person.id, command.role, work.day)
        work.event("staff.ended", person.id, role=command.role)
        return people.people(work.tx, [person.id])[0]

    @action("staff.bind", subject="person", purpose="administration", grants=ANY)
    def bind(self, work: Work, command: BindAccount) -> str:
        """Bind a system user to a member of staff."""
        person = the_person(work, command.person)
        staff = {role.id for role in work.bundle.roles if role.kind == "staff"}
        if not any(held.role in staff and held.open for held in person.roles):
            raise work.refuse("staff.not_staff")
        people.bind_account(work.tx, command.account, person.id)
        work.event("staff.bound", person.id)
        return command.account

    @view("staff.list", subject="programme", purpose="administration", grants=ANY)
    def list(self, work: Work, command: ListStaff) -> tuple[Person, ...]:
        """List everybody who holds a staff role."""
        staff = {role.id for role in work.bundle.roles if role.kind == "staff"}
        found = people.people(work.tx)
        return tuple(p for p in found if any(held.role in staff and held.open for held in p.roles))


def check_staff_role(work: Work, role: str) -> None:
    """See that a role is a staff role of the bundle.

    Raises:
        InputFault: it is not.
    """
    staff = [found.id for found in work.bundle.roles if found.kind == "staff"]
    if role not in staff:
        raise InputFault.one("choice.unknown", "role", allowed=", ".join(staff))


def _one_more_role(work: Work, person: Person, held: RoleHeld) -> Person:
    had = person.role(held.role)
    if had is None:
        people.add_role(work.tx, person.id, held)
    elif had.open:
        raise work.refuse("person.has_role", role=held.role)
    else:
        people.set_role(work.tx, person.id, held)
    work.event("staff.added", person.id, role=held.role)
    return people.people(work.tx, [person.id])[0]
