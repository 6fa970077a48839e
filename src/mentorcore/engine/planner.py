"""The planner: compares the duties that policies want with those that are stored, by key, and settles it.

Planning twice changes nothing; a changed rule re-plans everything; a duty that a person closed stays closed.
Nobody owes anything to, or for, a person who was erased.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date

from attrs import evolve, frozen

from mentorcore.domain.calendar import add_months
from mentorcore.domain.concerns import without_raiser
from mentorcore.domain.duties import CORE, Duty, DutyState, DutyWanted
from mentorcore.domain.errors import PluginFault
from mentorcore.domain.events import Event, History
from mentorcore.domain.ids import CONCERN, DUTY, MATCH, PERSON
from mentorcore.engine.context import Context
from mentorcore.hooks.cadence import plan_duties
from mentorcore.storage import concerns, duties, events, matches, people
from mentorcore.storage.transaction import Tx

HORIZON = 13  # months; a year's rhythm with room for its last occurrence
_PART = 500  # subjects planned at a time, so that memory stays bounded however many there are
Key = tuple[str, str, str, str, str]


@frozen
class Want:
    """What one policy wants, with the clauses that the policy serves."""

    duty: DutyWanted
    clauses: tuple[str, ...]


def plan(context: Context, tx: Tx, subjects: Collection[str]) -> tuple[Duty, ...]:
    """Plan the duties of some subjects; returns those that were opened, moved or closed.

    Raises:
        PluginFault: a policy cannot be asked, or wants the same duty twice.
    """
    chosen = [subject for subject in dict.fromkeys(subjects) if subject[:1] in (PERSON, MATCH, CONCERN)]
    changed: list[Duty] = []
    for start in range(0, len(chosen), _PART):
        changed += _plan_part(context, tx, chosen[start : start + _PART])
    return tuple(changed)


def _plan_part(context: Context, tx: Tx, subjects: Collection[str]) -> Iterator[Duty]:
    stored = duties.duties_about(tx, subjects)
    asked = [
        (history.subject, _wanted(context, tx, history)) for history in _histories(context, tx, subjects)
    ]
    gone = _erased(tx, asked)
    for subject, wanted in asked:
        owed = {key: want for key, want in wanted.items() if gone.isdisjoint(_concerned(subject, want))}
        yield from _settle(context, tx, owed, stored[subject])


def _concerned(subject: str, want: Want) -> tuple[str, str, str]:
    return subject, want.duty.about, want.duty.owner


def _erased(tx: Tx, asked: Iterable[tuple[str, Mapping[Key, Want]]]) -> frozenset[str]:
    concerned = {
        name for subject, wanted in asked for w in wanted.values() for name in _concerned(subject, w)
    }
    persons = [name for name in concerned if name.startswith(f"{PERSON}-")]
    return frozenset(person.id for person in people.people(tx, persons) if person.erased)


def _histories(context: Context, tx: Tx, subjects: Collection[str]) -> Iterator[History]:
    happened = events.events_about(tx, subjects)
    persons = {p.id: p for p in people.people(tx, [s for s in subjects if s[0] == PERSON])}
    cases = {c.id: c for c in concerns.concerns_for_core(tx, [s for s in subjects if s[0] == CONCERN])}
    calendar = context.calendar
    for subject in subjects:
        if subject in persons:
            state = " ".join(f"{held.role}:{held.state}" for held in persons[subject].roles)
            yield History("person", subject, state, happened[subject], (subject,), calendar)
        elif subject in cases:
            case = cases[subject]
            told = without_raiser(case, happened[subject])
            yield History("concern", subject, case.state.value, told, calendar=calendar)
        elif (match := matches.match(tx, subject)) is not None:
            yield History("match", subject, match.state.value, happened[subject], match.parties, calendar)


def _wanted(context: Context, tx: Tx, history: History) -> dict[Key, Want]:
    until = add_months(context.day(tx.now), HORIZON)
    wanted: dict[Key, Want] = {}
    for answer in context.hooks.ask(plan_duties, history=history, until=until):
        for want in answer.items:
            key = (answer.policy, want.rule, history.subject, want.owner, want.occurrence)
            if key in wanted:
                name = plan_duties.name
                raise PluginFault("plugin.answer", policy=answer.policy, hook=name, fault="a duty twice")
            if want.due_at is not None and want.due_on != context.day(want.due_at):
                fault = "due_on is not the day of due_at"
                raise PluginFault("plugin.answer", policy=answer.policy, hook=plan_duties.name, fault=fault)
            wanted[key] = Want(want, answer.clauses)
    return wanted


def wanted_after(context: Context, tx: Tx, subject: str, happened: Sequence[Event]) -> tuple[DutyWanted, ...]:
    """What policies would want about a subject once these events are stored, too.

    Raises:
        PluginFault: as in `plan`.
    """
    (history,) = _histories(context, tx, [subject])
    wanted = _wanted(context, tx, evolve(history, events=(*history.events, *happened)))
    return tuple(want.duty for want in wanted.values())


def _settle(context: Context, tx: Tx, wanted: Mapping[Key, Want], stored: Iterable[Duty]) -> Iterator[Duty]:
    today = context.day(tx.now)
    by_key = {(d.policy, d.rule, d.subject, d.owner, d.occurrence): d for d in stored if d.policy != CORE}
    for key, duty in by_key.items():
        settled = _settled(duty, wanted.get(key), today)
        if settled != duty:
            duties.save_duty(tx, settled)
            yield settled
    new = [
        _opened(tx, key, want, today)
        for key, want in wanted.items()
        if key not in by_key and want.duty.fulfilled_on is None
    ]
    duties.add_duties(tx, new)
    yield from new


def _settled(duty: Duty, want: Want | None, today: date) -> Duty:
    if want is None:
        if duty.state is not DutyState.OPEN:
            return duty
        return evolve(duty, state=DutyState.CANCELLED, closed_on=today)
    fulfilled = want.duty.fulfilled_on
    if duty.state is DutyState.CANCELLED and fulfilled is None:  # wanted again, on its own date
        return _as_wanted(evolve(duty, state=DutyState.OPEN, closed_on=None, deferred=False), want)
    if duty.state is not DutyState.OPEN:
        return duty
    if fulfilled is not None:
        return evolve(duty, state=DutyState.DONE, closed_on=fulfilled)
    return _as_wanted(duty, want)


def _as_wanted(duty: Duty, want: Want) -> Duty:
    """The duty in the words of the rule as it stands today; a date that a person chose stays."""
    return evolve(
        duty,
        due_on=duty.due_on if duty.deferred else want.duty.due_on,
        due_at=duty.due_at if duty.deferred else want.duty.due_at,
        about=want.duty.about,
        params=want.duty.params,
        remedy=want.duty.remedy,
        clauses=want.duty.clauses or want.clauses,
    )


def _opened(tx: Tx, key: Key, want: Want, today: date) -> Duty:
    policy, rule, subject, owner, occurrence = key
    return Duty(
        id=tx.new_id(DUTY),
        policy=policy,
        rule=rule,
        subject=subject,
        owner=owner,
        occurrence=occurrence,
        due_on=want.duty.due_on,
        opened_on=today,
        about=want.duty.about,
        params=want.duty.params,
        remedy=want.duty.remedy,
        clauses=want.duty.clauses or want.clauses,
        due_at=want.duty.due_at,
    )


def everything(tx: Tx) -> list[str]:
    """Every subject that can have duties; erased people, too, to whom nothing is owed any more."""
    found = [person.id for person in people.people(tx)]
    found += [match.id for match in matches.matches_of(tx)]
    return found + [concern.id for concern in concerns.concerns_for_core(tx)]
