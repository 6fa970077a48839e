"""The planner: compares the duties that policies want with those that are stored, by key, and settles it.

Planning twice changes nothing; a changed rule re-plans everything; a duty that a person closed stays closed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date

from attrs import evolve

from mentorcore.domain.calendar import add_months
from mentorcore.domain.duties import Duty, DutyState, DutyWanted
from mentorcore.domain.events import History
from mentorcore.domain.ids import CONCERN, DUTY, MATCH, PERSON
from mentorcore.engine.context import Context
from mentorcore.engine.work import Work
from mentorcore.hooks.cadence import plan_duties
from mentorcore.storage import concerns, duties, events, matches, people
from mentorcore.storage.transaction import Tx

HORIZON = 13  # months; a year's rhythm with room for its last occurrence
REPAIR = "repair-plan"
Key = tuple[str, str, str, str, str]


def plan(context: Context, tx: Tx, subjects: Collection[str]) -> int:
    """Plan the duties of some subjects; returns how many duties were opened, moved or closed."""
    until = add_months(context.day(tx.now), HORIZON)
    chosen = [subject for subject in subjects if subject[0] in (PERSON, MATCH, CONCERN)]
    stored = duties.duties_about(tx, chosen)
    changes = 0
    for history in _histories(tx, chosen):
        wanted = {
            (answer.policy, want.rule, history.subject, want.owner, want.occurrence): (want, answer.clauses)
            for answer in context.hooks.ask(plan_duties, history=history, until=until)
            for want in answer.items
        }
        changes += _settle(context, tx, wanted, stored[history.subject])
    return changes


def _histories(tx: Tx, subjects: Collection[str]) -> Iterable[History]:
    happened = events.events_about(tx, subjects)
    persons = {p.id: p for p in people.people(tx, [s for s in subjects if s[0] == PERSON])}
    cases = {c.id: c for c in concerns.concerns_for_core(tx, [s for s in subjects if s[0] == CONCERN])}
    for subject in subjects:
        if subject in persons:
            state = " ".join(f"{held.role}:{held.state}" for held in persons[subject].roles)
            yield History("person", subject, state, happened[subject], (subject,))
        elif subject in cases:
            yield History("concern", subject, cases[subject].state.value, happened[subject])
        elif (match := matches.match(tx, subject)) is not None:
            yield History("match", subject, match.state.value, happened[subject], match.parties)


def _settle(
    context: Context, tx: Tx, wanted: Mapping[Key, tuple[DutyWanted, tuple[str, ...]]], stored: Iterable[Duty]
) -> int:
    today = context.day(tx.now)
    by_key = {(d.policy, d.rule, d.subject, d.owner, d.occurrence): d for d in stored if d.policy != "core"}
    changes = 0
    for key, duty in by_key.items():
        settled = _settled(duty, wanted.get(key), today)
        if settled != duty:
            duties.save_duty(tx, settled)
            changes += 1
    new = [
        _opened(tx, key, want, clauses, today)
        for key, (want, clauses) in wanted.items()
        if key not in by_key and want.fulfilled_on is None
    ]
    duties.add_duties(tx, new)
    return changes + len(new)


def _settled(duty: Duty, wanted: tuple[DutyWanted, tuple[str, ...]] | None, today: date) -> Duty:
    if wanted is None:
        if duty.state is not DutyState.OPEN:
            return duty
        return evolve(duty, state=DutyState.CANCELLED, closed_on=today)
    want, _ = wanted
    if duty.state is DutyState.CANCELLED and want.fulfilled_on is None:  # wanted again
        return evolve(duty, state=DutyState.OPEN, due_on=want.due_on, closed_on=None)
    if duty.state is not DutyState.OPEN:
        return duty
    if want.fulfilled_on is not None:
        return evolve(duty, state=DutyState.DONE, closed_on=want.fulfilled_on)
    return duty if duty.deferred else evolve(duty, due_on=want.due_on)


def _opened(tx: Tx, key: Key, want: DutyWanted, clauses: tuple[str, ...], today: date) -> Duty:
    policy, rule, subject, owner, occurrence = key
    return Duty(
        id=tx.new_id(DUTY),
        policy=policy,
        rule=rule,
        subject=subject,
        owner=owner,
        occurrence=occurrence,
        due_on=want.due_on,
        opened_on=today,
        about=want.about,
        params=want.params,
        remedy=want.remedy,
        clauses=want.clauses or clauses,
    )


def open_repair(work: Work) -> None:
    """With a leaving, open the duty that stays for staff should what follows fail, or the machine stop."""
    for subject in work.touched:
        duty = _repair(work, subject)
        duties.add_duties(work.tx, [duty])


def _repair(work: Work, subject: str) -> Duty:
    return Duty(
        id=work.tx.new_id(DUTY),
        policy="core",
        rule=REPAIR,
        subject=subject,
        owner=work.bundle.programme.handler_role,
        occurrence=f"{work.spec.name}:{work.tx.now:%Y%m%dT%H%M%S%f}",
        due_on=work.today,
        opened_on=work.today,
        remedy="duties plan",
    )


def close_repair(left: Work, tx: Tx) -> None:
    """What followed a leaving went well: nobody has to repair anything."""
    mine = f"{left.spec.name}:{left.tx.now:%Y%m%dT%H%M%S%f}"
    for owed in duties.duties_about(tx, list(left.touched)).values():
        for duty in owed:
            if duty.rule == REPAIR and duty.occurrence == mine:
                duties.save_duty(tx, evolve(duty, state=DutyState.CANCELLED, closed_on=left.today))


def close_repairs(work: Work) -> int:
    """Everything was planned anew: what an earlier leaving left behind is repaired."""
    found = [duty for duty in duties.open_duties(work.tx) if duty.policy == "core" and duty.rule == REPAIR]
    for duty in found:
        duties.save_duty(
            work.tx, evolve(duty, state=DutyState.DONE, closed_on=work.today, closed_by=work.actor.id)
        )
    return len(found)


def everything(tx: Tx) -> list[str]:
    """Every subject that can have duties."""
    found = [person.id for person in people.people(tx) if not person.erased]
    found += [match.id for match in matches.matches_of(tx)]
    return found + [concern.id for concern in concerns.concerns_for_core(tx)]
