"""Registering people: what is stored when an application comes in, one by one or from an export."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from mentorcore.domain.bundle import Bundle, Form
from mentorcore.domain.decisions import Refusal
from mentorcore.domain.events import Event
from mentorcore.domain.ids import PERSON, RECORD
from mentorcore.domain.people import Answer, Person, RoleHeld, RoleState
from mentorcore.domain.records import Record, RecordKind
from mentorcore.engine.applications import Application, Tiers, derive_marks
from mentorcore.engine.candidates import candidate_of
from mentorcore.engine.identity import change_marks
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


def store(
    work: Work,
    applications: Sequence[Application],
    marks: Sequence[Sequence[Mapping[str, str]]],
    *,
    shown: bool = False,
    batch: str = "",
) -> tuple[Person, ...]:
    """Store new people with their answers, evidence and blind index, in a few statements however many they are.

    Args:
        work: the unit of work.
        applications: checked ones.
        marks: the blind index of each, as `sealed.mark_rows` makes it.
        shown: whether the text before the form was shown to them here.
        batch: stage them unseen under this name; their events come with its release.
    """
    found = tuple(
        Person(work.tx.new_id(PERSON), application.language, application.registered_on, (_role(application),))
        for application in applications
    )
    people.add_people(work.tx, found, batch)
    pairs = tuple(zip(found, applications, strict=True))
    sealed.put_many(work.tx, {person.id: application.tiers for person, application in pairs})
    found_by = zip(found, marks, strict=True)
    sealed.add_marks(work.tx, [{**mark, "person": person.id} for person, own in found_by for mark in own])
    evidence = [record for p, a in pairs for record in _evidence(work, p, a, shown)]
    records.add_records(work.tx, evidence)
    if not batch:
        for person, application in pairs:
            _applied(work, person, application)
    return found


def add_role(work: Work, person: Person, application: Application) -> Person:
    """Give somebody who is known already one more role, or one that they left, with the answers of its form.

    The newer answer to a question counts; whom they avoid is only ever added to here.
    """
    if person.role(application.role) is None:
        people.add_role(work.tx, person.id, _role(application))
    else:
        people.set_role(work.tx, person.id, _role(application))
    tiers = [tier.id for tier in work.bundle.tiers]
    held = sealed.get_many(work.tx, [person.id], tiers).get(person.id, {})
    merged = _merged(work.bundle, held, application)
    sealed.put(work.tx, person.id, {tier: merged[tier] for tier in application.tiers})
    change_marks(work.tx, person.id, derive_marks(work.bundle, merged))
    records.add_records(work.tx, _evidence(work, person, application, shown=False))
    _applied(work, person, application)
    return person


def _merged(bundle: Bundle, held: Tiers, application: Application) -> dict[str, dict[str, Answer]]:
    merged = {tier: dict(values) for tier, values in held.items()}
    for tier, values in application.tiers.items():
        merged.setdefault(tier, {}).update(values)
    avoid = bundle.meaning("avoid")
    if avoid is not None:
        lists = (held.get(avoid.tier, {}).get(avoid.id), application.tiers.get(avoid.tier, {}).get(avoid.id))
        joined = dict.fromkeys(name for names in lists if isinstance(names, (list, tuple)) for name in names)
        if joined:
            merged.setdefault(avoid.tier, {})[avoid.id] = tuple(joined)
    return merged


def _evidence(work: Work, person: Person, application: Application, shown: bool) -> list[Record]:
    evidence = [
        _record(work, person, application, RecordKind.ACCEPTANCE, document, version)
        for document, version in application.acceptances
    ]
    form = work.bundle.form(application.form)
    if shown and form is not None and form.before:
        evidence.append(_before_form(work, person, application, form))
    return evidence


def _applied(work: Work, person: Person, application: Application) -> None:
    day, on_behalf_of = application.registered_on, work.on_behalf_of
    data = {"role": application.role}
    event = Event("participant.applied", person.id, work.now, day, work.actor.id, on_behalf_of, data)
    work.events.append(event)
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
