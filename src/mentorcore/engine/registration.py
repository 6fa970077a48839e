"""Registering people: what is stored when an application comes in, one by one or from an export."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import field, frozen

from mentorcore.domain.bundle import Form
from mentorcore.domain.decisions import Refusal
from mentorcore.domain.events import Event
from mentorcore.domain.ids import PERSON, RECORD
from mentorcore.domain.people import Person, RoleHeld, RoleState
from mentorcore.domain.records import Record, RecordKind
from mentorcore.engine.applications import Application
from mentorcore.engine.candidates import candidate_of
from mentorcore.engine.work import Work
from mentorcore.hooks.intake import may_apply
from mentorcore.storage import people, records, sealed

FORM = "form"
"""How a person said what stands in their own registration."""


def objections(work: Work, application: Application) -> tuple[Refusal, ...]:
    """Why an application is refused by rule alone; empty where it is not."""
    candidate = candidate_of(work.context, application, "", _role(application), application.registered_on)
    return work.context.hooks.objections(may_apply, candidate=candidate)


def _role(application: Application) -> RoleHeld:
    return RoleHeld(application.role, RoleState.APPLIED, application.registered_on, application.capacity)


@frozen
class Seen:
    """Who is registered already, for finding probable duplicates.

    Args:
        by_mark: (kind, digest) to the people or rows that have it.
    """

    by_mark: dict[tuple[str, str], set[str]] = field(factory=dict)

    def add(self, name: str, marks: Sequence[dict[str, str]]) -> None:
        """Note somebody by their blind index."""
        for mark in marks:
            self.by_mark.setdefault((mark["kind"], mark["digest"]), set()).add(name)

    def like(self, marks: Sequence[dict[str, str]]) -> tuple[str, ...]:
        """Who is probably the same: same name and birth date, or same name with the same phone or e-mail."""
        found: dict[str, set[str]] = {kind: set() for kind in ("name-born", "name", "phone", "email")}
        for mark in marks:
            if mark["kind"] in found:
                found[mark["kind"]] |= self.by_mark.get((mark["kind"], mark["digest"]), set())
        return tuple(sorted(found["name-born"] | (found["name"] & (found["phone"] | found["email"]))))


def seen_already(work: Work) -> Seen:
    """Everybody who is registered."""
    seen = Seen()
    for person, marks in sealed.all_marks(work.tx, ("name-born", "name", "phone", "email")).items():
        seen.add(person, marks)
    return seen


def store(work: Work, applications: Sequence[Application], *, shown: bool = False) -> tuple[Person, ...]:
    """Store new people with their answers, evidence and blind index, in a few statements however many they are.

    Args:
        work: the unit of work.
        applications: checked ones.
        shown: whether the text before the form was shown to them here.
    """
    found = tuple(
        Person(work.tx.new_id(PERSON), application.language, application.registered_on, (_role(application),))
        for application in applications
    )
    people.add_people(work.tx, found)
    pairs = tuple(zip(found, applications, strict=True))
    sealed.put_many(work.tx, {person.id: application.tiers for person, application in pairs})
    marks = [mark for p, a in pairs for mark in sealed.mark_rows(work.tx, p.id, a.marks)]
    sealed.add_marks(work.tx, marks)
    for person, application in pairs:
        _evidence(work, person, application, shown)
    return found


def add_role(work: Work, person: Person, application: Application) -> Person:
    """Give somebody who takes part already one more role, with the answers of its form."""
    people.add_role(work.tx, person.id, _role(application))
    held = sealed.get_many(work.tx, [person.id], list(application.tiers)).get(person.id, {})
    merged = {tier: {**held.get(tier, {}), **values} for tier, values in application.tiers.items()}
    sealed.put(work.tx, person.id, merged)
    sealed.set_marks(work.tx, person.id, application.marks)
    _evidence(work, person, application, shown=False)
    return person


def _evidence(work: Work, person: Person, application: Application, shown: bool) -> None:
    evidence = [
        _record(work, person, application, RecordKind.ACCEPTANCE, document, version)
        for document, version in application.acceptances
    ]
    form = work.bundle.form(application.form)
    if shown and form is not None and form.before:
        evidence.append(_before_form(work, person, application, form))
    records.add_records(work.tx, evidence)
    work.events.append(
        Event(
            "participant.applied",
            person.id,
            work.now,
            application.registered_on,
            work.actor.id,
            work.on_behalf_of,
            {"role": application.role},
        )
    )
    work.touch(person.id)


def _before_form(work: Work, person: Person, application: Application, form: Form) -> Record:
    document = work.bundle.document(form.before)
    version = document.version if document is not None else ""
    return _record(work, person, application, RecordKind.SHOWN, form.before, version)


def _record(
    work: Work, person: Person, application: Application, kind: RecordKind, document: str, version: str
) -> Record:
    return Record(
        id=work.tx.new_id(RECORD),
        kind=kind,
        person=person.id,
        subject=person.id,
        effective_on=application.registered_on,
        recorded_at=work.now,
        recorded_by=work.actor.id,
        on_behalf=True,
        how=FORM,
        document=document,
        version=version,
    )
