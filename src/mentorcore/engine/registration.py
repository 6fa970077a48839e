"""Registering people: what is stored when an application comes in, one by one or from an export."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from mentorcore.domain.bundle import Bundle
from mentorcore.domain.decisions import Refusal
from mentorcore.domain.events import Event
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
        Person(name, application.language, application.registered_on, (_role(application),))
        for name, application in zip(people.new_people(work.tx, len(applications)), applications, strict=True)
    )
    people.add_people(work.tx, found, batch)
    pairs = tuple(zip(found, applications, strict=True))
    sealed.put_many(work.tx, {person.id: application.tiers for person, application in pairs})
    found_by = zip(found, marks, strict=True)
    sealed.add_marks(work.tx, [{**mark, "person": person.id} for person, own in found_by for mark in own])
    _add_evidence(work, pairs, shown)
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
    _add_evidence(work, [(person, application)], shown=False)
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


def _add_evidence(work: Work, pairs: Sequence[tuple[Person, Application]], shown: bool) -> None:
    """Store what the forms themselves prove: the documents accepted, and the text shown before the form."""
    accepted = [(p.id, a.registered_on, *acceptance) for p, a in pairs for acceptance in a.acceptances]
    records.add_alike(work.tx, _pattern(work, RecordKind.ACCEPTANCE), accepted)
    if shown:
        before = [(p.id, a.registered_on, *_before_form(work, a)) for p, a in pairs]
        records.add_alike(work.tx, _pattern(work, RecordKind.SHOWN), [each for each in before if each[2]])


def _pattern(work: Work, kind: RecordKind) -> Record:
    """What all evidence of a form has in common; who it is about, the day and the document come to it."""
    return Record(
        id="",
        kind=kind,
        person="",
        subject="",
        effective_on=work.day,
        recorded_at=work.now,
        recorded_by=work.actor.id,
        on_behalf=True,
        how=FORM,
    )


def _before_form(work: Work, application: Application) -> tuple[str, str]:
    """The document shown before the form, and its version; empty where there is none."""
    form = work.bundle.form(application.form)
    document = work.bundle.document(form.before) if form is not None else None
    return (form.before if form is not None else "", document.version if document is not None else "")


def _applied(work: Work, person: Person, application: Application) -> None:
    day, on_behalf_of = application.registered_on, work.on_behalf_of
    data = {"role": application.role}
    event = Event("participant.applied", person.id, work.now, day, work.actor.id, on_behalf_of, data)
    work.events.append(event)
    work.touch(person.id)
