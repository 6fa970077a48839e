"""Derived values: what rules may know of people is made here, from what is sealed, and nowhere else.

Nothing of it is a disclosure: no name, address or day of birth leaves this file.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date

from attrs import evolve

from mentorcore.domain.decisions import Requirement
from mentorcore.domain.people import Candidate, Person, RoleHeld, SafetyPlan
from mentorcore.engine.applications import Application, age_on, derive_texts, derive_traits
from mentorcore.engine.context import Context
from mentorcore.hooks.vetting import requirements
from mentorcore.storage import people, records, sealed
from mentorcore.storage.transaction import Tx


def versions(context: Context) -> dict[str, str]:
    """The present version of each document."""
    return {document.id: document.version for document in context.bundle.documents}


def candidate_of(
    context: Context, application: Application, person: str, held: RoleHeld, today: date
) -> Candidate:
    """An applicant as rules see them, before anything is stored."""
    tiers = application.tiers
    return _candidate(context, person, held, tiers, today)


def _candidate(
    context: Context, person: str, held: RoleHeld, tiers: Mapping[str, Mapping[str, object]], today: date
) -> Candidate:
    bundle = context.bundle
    return Candidate(
        person=person,
        role=held.role,
        state=held.state,
        since=held.since,
        traits=derive_traits(bundle, tiers),  # type: ignore[arg-type]  # sealed answers are answers again
        answered={tier: frozenset(values) for tier, values in tiers.items()},
        age=age_on(bundle, tiers, today),  # type: ignore[arg-type]  # as above
        records=(),
        capacity=held.capacity,
        today=today,
        versions=versions(context),
    )


def candidates(context: Context, tx: Tx, ids: Collection[str] | None = None) -> tuple[Candidate, ...]:
    """Participants in each role they take part in, in a bounded number of queries.

    Args:
        context: the programme.
        tx: the transaction.
        ids: only these people; None for everybody.
    """
    return tuple(candidate for candidate, _ in with_texts(context, tx, ids))


def with_texts(
    context: Context, tx: Tx, ids: Collection[str] | None = None
) -> tuple[tuple[Candidate, Mapping[str, str]], ...]:
    """The same, each with the texts that the matching compares: they stand beside what policies are handed, and not in it."""
    bundle = context.bundle
    found = [person for person in people.people(tx, ids) if not person.erased]
    tiers = sealed.get_many(tx, [person.id for person in found], [tier.id for tier in bundle.tiers])
    evidence = records.records_of(tx, [person.id for person in found])
    today = context.day(tx.now)
    known = []
    for person, held in participations(context, found):
        answers = tiers.get(person.id, {})
        candidate = _candidate(context, person.id, held, answers, today)
        known.append((evolve(candidate, records=evidence[person.id]), derive_texts(bundle, answers)))
    return tuple(known)


def participations(context: Context, found: Iterable[Person]) -> list[tuple[Person, RoleHeld]]:
    """Each person with each participant role that they take part in."""
    kinds = {role.id for role in context.bundle.roles if role.kind == "participant"}
    return [(person, held) for person in found for held in person.roles if held.role in kinds and held.open]


def lacking(context: Context, candidate: Candidate) -> tuple[Requirement, ...]:
    """What keeps a participant out of the pool; empty where nothing does."""
    return context.hooks.ask_flat(requirements, candidate=candidate)


def safety_plan(context: Context, tx: Tx, person: str) -> SafetyPlan:
    """How a person can be reached safely."""
    bundle = context.bundle
    question = bundle.meaning("channels")
    values = sealed.get(tx, person, question.tier) if question else {}

    def answer(means: str) -> object:
        asked = bundle.meaning(means)
        return values.get(asked.id) if asked else None

    channels = answer("channels")
    chosen = (
        tuple(channels) if isinstance(channels, (list, tuple)) else ((str(channels),) if channels else ())
    )
    return SafetyPlan(
        channels=chosen,
        hours=str(answer("hours") or ""),
        sender=str(answer("sender") or ""),
        voicemail=answer("voicemail") is True,
        places=str(answer("places") or ""),
    )
