"""The planner: compares the duties that policies want with those that are stored, by key, and settles it.

Planning twice changes nothing; a changed rule re-plans everything; a duty that a person closed stays closed.
Nobody owes anything to, or for, a person who was erased.

A duty that can be missed (`DutyWanted.missed_from`) is counted later on. So it stands as what happened makes of it,
whenever it is planned: done, missed or open, and a correction of what happened changes it again. Only what a person
decided about it stays.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import islice
from operator import attrgetter

from attrs import evolve, frozen

from mentorcore.domain.calendar import add_months
from mentorcore.domain.duties import CORE, Duty, DutyState, DutyWanted
from mentorcore.domain.errors import PluginFault
from mentorcore.domain.events import Event, History
from mentorcore.domain.ids import DUTY, PERSON
from mentorcore.engine.context import Context
from mentorcore.engine.histories import everything, histories, is_subject
from mentorcore.hooks.cadence import plan_duties
from mentorcore.storage import duties, people
from mentorcore.storage.transaction import Tx

HORIZON = 13  # months; a year's rhythm with room for its last occurrence
_PART = 500  # subjects planned at a time, so that memory stays bounded however many there are
_MANY = 20  # new ids from which drawing them at once is worth a query
_DAY = timedelta(days=1)
_PERSON = f"{PERSON}-"
_WANTED = attrgetter("due_on", "due_at", "about", "params", "remedy", "remind_on", "missed_from")
Key = tuple[str, str, str, str, str]
Want = tuple[DutyWanted, tuple[str, ...]]
"""What one policy wants, with the clauses that the policy serves. Here and below, a plain tuple: there is one for each
duty that is planned."""
New = tuple[Key, Want]
"""A duty that nobody owes yet: its id is drawn with those of many others."""


@frozen
class Change:
    """What planning changes about one duty: how it stood, or None where it is new, and how it stands now."""

    before: Duty | None
    after: Duty


def plan(context: Context, tx: Tx, subjects: Collection[str]) -> tuple[Duty, ...]:
    """Plan the duties of some subjects; returns those that were opened, moved or closed.

    Raises:
        PluginFault: a policy cannot be asked, or wants the same duty twice.
    """
    found: list[Duty] = []
    for changes, opened in _in_parts(context, tx, dict.fromkeys(subjects), store=True):
        found += [change.after for change in changes]
        found += opened
    return tuple(found)


def plan_everything(context: Context, tx: Tx, *, store: bool = True) -> Iterator[Change]:
    """Plan the duties of all subjects, a part after another: what it changes, as it goes.

    Nothing is planned further than the changes are taken. Memory does not grow with the number of subjects.

    Args:
        context: the programme.
        tx: the transaction.
        store: whether to store the changes; without, nothing is written, and new duties have no id.

    Raises:
        PluginFault: as in `plan`.
    """
    for changes, opened in _in_parts(context, tx, everything(tx), store=store):
        yield from changes
        yield from (Change(None, duty) for duty in opened)


def _in_parts(
    context: Context, tx: Tx, subjects: Iterable[str], *, store: bool
) -> Iterator[tuple[list[Change], list[Duty]]]:
    """Part by part what changes, and what is new."""
    chosen, today = filter(is_subject, subjects), context.day(tx.now)
    while part := list(islice(chosen, _PART)):
        changes, new = _plan_part(context, tx, part)
        ids = _new_ids(tx, len(new)) if store else [""] * len(new)
        opened = [_opened(made, *found, today) for made, found in zip(ids, new, strict=True)]
        if store:
            duties.save_duties(tx, [change.after for change in changes])
            duties.add_duties(tx, opened)
        yield changes, opened


def _new_ids(tx: Tx, count: int) -> list[str]:
    return duties.new_duty_ids(tx, count) if count >= _MANY else [tx.new_id(DUTY) for _ in range(count)]


def _plan_part(context: Context, tx: Tx, subjects: Collection[str]) -> tuple[list[Change], list[New]]:
    stored = duties.duties_about(tx, subjects)
    until, today = _horizon(context, tx), context.day(tx.now)
    asked = {found.subject: _wanted(context, found, until) for found in histories(context, tx, subjects)}
    gone = people.erased(tx, _people(asked))
    changes: list[Change] = []
    new: list[New] = []
    for subject, wanted in asked.items():
        owed = wanted
        if gone:
            owed = {
                key: want
                for key, want in wanted.items()
                if gone.isdisjoint((subject, want[0].about, want[0].owner))
            }
        _settle(owed, stored[subject], today, changes, new)
    return changes, new


def _people(asked: Mapping[str, Mapping[Key, Want]]) -> list[str]:
    """Everybody to whom, or for whom, something is wanted."""
    names = {subject for subject, wanted in asked.items() if wanted}
    for wanted in asked.values():
        for want, _ in wanted.values():
            names.add(want.about)
            names.add(want.owner)
    return [name for name in names if name.startswith(_PERSON)]


def _horizon(context: Context, tx: Tx) -> date:
    return add_months(context.day(tx.now), HORIZON)


def _wanted(context: Context, history: History, until: date) -> dict[Key, Want]:
    wanted: dict[Key, Want] = {}
    subject = history.subject
    for answer in context.hooks.ask(plan_duties, history=history, until=until):
        policy, clauses = answer.policy, answer.clauses
        for want in answer.items:
            key = (policy, want.rule, subject, want.owner, want.occurrence)
            fault = "a duty twice" if key in wanted else _amiss(context, want)
            if fault:
                raise PluginFault("plugin.answer", policy=policy, hook=plan_duties.name, fault=fault)
            wanted[key] = want, want.clauses or clauses
    return wanted


def _amiss(context: Context, want: DutyWanted) -> str:
    """What is wrong with the days of a duty; empty where they fit one another."""
    if want.due_at is not None and want.due_on != context.day(want.due_at):
        return "due_on is not the day of due_at"
    return "missed_from is not after due_on" if want.missed_from and want.missed_from <= want.due_on else ""


def wanted_after(context: Context, tx: Tx, subject: str, happened: Sequence[Event]) -> tuple[DutyWanted, ...]:
    """What policies would want about a subject once these events are stored, too.

    Raises:
        PluginFault: as in `plan`.
    """
    (history,) = histories(context, tx, [subject])
    then = evolve(history, events=(*history.events, *happened))
    return tuple(want for want, _ in _wanted(context, then, _horizon(context, tx)).values())


def _settle(
    wanted: Mapping[Key, Want], stored: Iterable[Duty], today: date, changes: list[Change], new: list[New]
) -> None:
    """Add to `changes` and to `new` what becomes of the duties of one subject."""
    by_key = {(d.policy, d.rule, d.subject, d.owner, d.occurrence): d for d in stored if d.policy != CORE}
    for key, duty in by_key.items():
        settled = _settled(duty, wanted.get(key), today)
        if settled is not duty and settled != duty:
            changes.append(Change(duty, settled))
    for key, want in wanted.items():
        if key not in by_key and (want[0].fulfilled_on is None or want[0].missed_from is not None):
            new.append((key, want))


def _settled(duty: Duty, want: Want | None, today: date) -> Duty:
    if duty.closed_by:  # a person decided
        return duty
    if want is None:
        gone = duty.state is DutyState.OPEN or (
            duty.missed_from is not None and duty.state is not DutyState.CANCELLED
        )
        return evolve(duty, state=DutyState.CANCELLED, closed_on=today) if gone else duty
    fulfilled = want[0].fulfilled_on
    again = duty.state is DutyState.CANCELLED
    if want[0].missed_from is not None:
        kept = evolve(duty, deferred=False) if again and duty.deferred else duty
        return _standing(_as_wanted(kept, want), fulfilled, today)
    if again and fulfilled is None:  # wanted again, on its own date
        return _as_wanted(evolve(duty, state=DutyState.OPEN, closed_on=None, deferred=False), want)
    if duty.state is not DutyState.OPEN:
        return duty
    if fulfilled is not None:
        return evolve(duty, state=DutyState.DONE, closed_on=fulfilled)
    return _as_wanted(duty, want)


def _standing(duty: Duty, fulfilled: date | None, today: date) -> Duty:
    """A duty that can be missed, as it stands today; one that a person put off is not missed before that day is over."""
    missed = duty.missed_from
    if missed is not None and duty.deferred:
        missed = max(missed, duty.due_on + _DAY)
    state, closed_on = DutyState.OPEN, None
    if fulfilled is not None:
        state, closed_on = DutyState.DONE, fulfilled
    elif missed is not None and missed <= today:
        state, closed_on = DutyState.MISSED, missed
    if (duty.state, duty.closed_on) == (state, closed_on):
        return duty
    return evolve(duty, state=state, closed_on=closed_on)


def _as_wanted(duty: Duty, want: Want) -> Duty:
    """The duty in the words of the rule as it stands today; a date that a person chose stays, and the reminder is as
    long before it as the rule says."""
    wanted, clauses = want
    remind_on = wanted.remind_on
    if not duty.deferred and _WANTED(duty) == _WANTED(wanted) and duty.clauses == clauses:
        return duty  # as nearly all of them, nearly always
    if duty.deferred and remind_on is not None:
        remind_on = duty.due_on - (wanted.due_on - remind_on)
    return evolve(
        duty,
        due_on=duty.due_on if duty.deferred else wanted.due_on,
        due_at=duty.due_at if duty.deferred else wanted.due_at,
        about=wanted.about,
        params=wanted.params,
        remedy=wanted.remedy,
        clauses=clauses,
        remind_on=remind_on,
        missed_from=wanted.missed_from,
    )


def _opened(duty_id: str, key: Key, want: Want, today: date) -> Duty:
    policy, rule, subject, owner, occurrence = key
    wanted, clauses = want
    state, closed_on = DutyState.OPEN, None
    if wanted.fulfilled_on is not None:
        state, closed_on = DutyState.DONE, wanted.fulfilled_on
    elif wanted.missed_from is not None and wanted.missed_from <= today:
        state, closed_on = DutyState.MISSED, wanted.missed_from
    return Duty(
        id=duty_id,
        policy=policy,
        rule=rule,
        subject=subject,
        owner=owner,
        occurrence=occurrence,
        due_on=wanted.due_on,
        opened_on=today,
        state=state,
        about=wanted.about,
        params=wanted.params,
        remedy=wanted.remedy,
        clauses=clauses,
        closed_on=closed_on,
        due_at=wanted.due_at,
        remind_on=wanted.remind_on,
        missed_from=wanted.missed_from,
    )
