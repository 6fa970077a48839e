"""The facet `agenda`: what is due, for whom and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from attrs import field, frozen

from mentorcore.desk.facet import ANY, Facet
from mentorcore.desk.handling import handled, own
from mentorcore.desk.sittings import Sitting, sittings
from mentorcore.domain.commands.agenda import ShowAgenda, ShowCalendar
from mentorcore.domain.concerns import Concern, ConcernState
from mentorcore.domain.duties import Duty, DutyState
from mentorcore.domain.entries import Calendar
from mentorcore.domain.errors import InputFault
from mentorcore.domain.ids import CONCERN, PERSON
from mentorcore.domain.messages import Message, MessageState
from mentorcore.domain.secret import secret
from mentorcore.engine.verbs import view
from mentorcore.engine.work import Work
from mentorcore.storage import duties, messages


@frozen
class Agenda:
    """What is due on a day.

    Args:
        day: the day, in the programme's time zone.
        concerns: open concerns that the reader handles, those with something overdue first.
        overdue: duties whose day or instant has passed, those about concerns first.
        due: duties up to the day asked for.
        messages: messages to send, and held ones.
        called: person to the name they want to be called by, where the reader may see it.
        because: open concern to the clauses of what has to be done about it, whenever that is due.
        late: the concerns with something overdue.
        sittings: the duties, overdue or due, by what is done in one sitting.
    """

    day: date
    concerns: tuple[Concern, ...]
    overdue: tuple[Duty, ...]
    due: tuple[Duty, ...]
    messages: tuple[Message, ...]
    called: dict[str, str] = field(factory=dict, converter=secret, repr=False)
    because: dict[str, tuple[str, ...]] = field(factory=dict)
    late: tuple[str, ...] = ()
    sittings: tuple[Sitting, ...] = ()


class AgendaFacet(Facet):
    """The agenda only reads."""

    @view("agenda.show", subject="programme", purpose="support", grants=ANY)
    def show(self, work: Work, command: ShowAgenda) -> Agenda:
        """Show what is due: concerns, then what is overdue, then today's."""
        until = command.until or max(work.today, command.since or work.today)
        _check_days(command)
        every = handled(work)
        duties_of = duties.duties_about(work.tx, [case.id for case in every])
        owed = _asked_for(work, command, _owed(work, command, until, every, duties_of))
        waiting = _messages(work, command)
        cases = _cases(command, every)
        about = {case.id: duties_of[case.id] for case in cases}
        late = _late(work, about)
        cases = tuple(sorted(cases, key=lambda case: late.get(case.id, date.max)))
        if command.overdue:
            cases = tuple(case for case in cases if case.id in late)
        people = {duty.about for duty in owed if duty.about} | {message.recipient for message in waiting}

        def overdue(duty: Duty) -> bool:
            return duty.overdue(work.now, work.today)

        return Agenda(
            work.today,
            cases,
            tuple(sorted(filter(overdue, owed), key=_not_concern)),
            tuple(duty for duty in owed if not overdue(duty)),
            tuple(message for message in waiting if message.due_on <= until),
            _called(work, sorted(people)),
            _because(about),
            tuple(case.id for case in cases if case.id in late),
            sittings(owed, overdue),
        )

    @view("agenda.calendar", subject="programme", purpose="support", grants=ANY)
    def calendar(self, work: Work, command: ShowCalendar) -> Calendar:
        """The same as dated entries for a calendar program: neutral, without names, and without concerns."""
        from mentorcore.desk.calendar_entries import (
            horizon,
            make_calendar,
        )  # start-up: few agendas are exported

        _check_days(command)
        every = handled(work)
        duties_of = duties.duties_about(work.tx, [case.id for case in every])
        found = _owed(work, command, command.until or horizon(work), every, duties_of)
        owed = _asked_for(work, command, found)
        people = sorted({duty.about for duty in owed if duty.about}) if command.names else []
        return make_calendar(work, command, owed, _called(work, people))


def _check_days(command: ShowAgenda | ShowCalendar) -> None:
    """See that the days asked for are in their order: an empty agenda would look like a day off.

    Raises:
        InputFault: the last one lies before the first.
    """
    if command.since is not None and command.until is not None and command.until < command.since:
        raise InputFault.one("agenda.days", "to")


def _asked_for(work: Work, command: ShowAgenda | ShowCalendar, owed: Sequence[Duty]) -> tuple[Duty, ...]:
    """The duties that the command asks for."""
    return tuple(
        duty
        for duty in owed
        if (command.since is None or duty.due_on >= command.since)
        and command.owner in ("", duty.owner)
        and command.match in ("", duty.subject)
        and (not command.overdue or duty.overdue(work.now, work.today))
    )


def _messages(work: Work, command: ShowAgenda) -> tuple[Message, ...]:
    """What waits to go out: the team's work alone, and nobody's duty."""
    if not work.actor.staff or command.owner or command.overdue:
        return ()
    unsent = (MessageState.TO_SEND.value, MessageState.HELD.value)
    found = messages.messages_in(work.tx, unsent, about=command.match)
    if not found:
        return ()
    from mentorcore.desk.safe_times import as_read  # start-up: on many days nothing waits

    return tuple(m for m in as_read(work, found) if command.since is None or m.due_on >= command.since)


def _cases(command: ShowAgenda, every: Iterable[Concern]) -> tuple[Concern, ...]:
    """The open concerns among those that the actor handles, as far as the command asks for them."""
    if command.owner:
        return ()
    is_open = (case for case in every if case.state is ConcernState.OPEN)
    return tuple(case for case in is_open if command.match in ("", case.match))


def _owed(
    work: Work,
    command: ShowAgenda | ShowCalendar,
    until: date,
    every: Sequence[Concern],
    duties_of: Mapping[str, tuple[Duty, ...]],
) -> tuple[Duty, ...]:
    """The actor's open duties up to a day: those of themselves and their roles are found by index, and those about
    concerns that they handle by their subject. Staff who ask for a match, or for somebody of one, see the pair's, too.

    What stands as missed from today on is no longer asked of anybody, whether or not that was planned already.

    Args:
        work: the unit of work.
        command: what is asked for.
        until: the last day, in the programme's time zone.
        every: all concerns that the actor handles.
        duties_of: each of these to all its duties.
    """
    mine = own(work, duties.open_duties(work.tx, until, owners={work.actor.id, *work.actor.roles}), every)
    cases = own(work, _open_ones((duty for found in duties_of.values() for duty in found), until), every)
    by_id = {duty.id: duty for duty in (*mine, *cases, *_of_pairs(work, command, until))}
    found = by_id.values() if len(by_id) == len(mine) else sorted(by_id.values(), key=_by_time)
    return tuple(duty for duty in found if duty.missed_from is None or duty.missed_from > work.today)


def _open_ones(found: Iterable[Duty], until: date) -> list[Duty]:
    return [duty for duty in found if duty.state is DutyState.OPEN and duty.due_on <= until]


def _of_pairs(work: Work, command: ShowAgenda | ShowCalendar, until: date) -> list[Duty]:
    """What the two of a match owe, for staff who ask for it by name; not of a match of their own."""
    if not work.actor.staff or not (command.match or command.owner.startswith(PERSON)):
        return []
    from mentorcore.storage import matches  # start-up: hardly ever asked for

    if command.match:
        found = _open_ones(duties.duties_about(work.tx, [command.match])[command.match], until)
    else:
        found = list(duties.open_duties(work.tx, until, owners={command.owner}))
    pairs = {m.id: m for m in matches.matches_by_id(work.tx, {duty.subject for duty in found})}
    return [d for d in found if d.subject in pairs and work.actor.id not in pairs[d.subject].parties]


def _by_time(duty: Duty) -> tuple[object, ...]:
    """The earliest first, instants before whole days."""
    return duty.due_on, duty.due_at is None, duty.due_at.timestamp() if duty.due_at else 0, duty.id


def _late(work: Work, about: Mapping[str, tuple[Duty, ...]]) -> dict[str, date]:
    """Concern with something overdue to the earliest day of it."""
    found: dict[str, date] = {}
    for case, owed in about.items():
        missed = [d.due_on for d in owed if d.state is DutyState.OPEN and d.overdue(work.now, work.today)]
        if missed:
            found[case] = min(missed)
    return found


def _not_concern(duty: Duty) -> bool:
    return not duty.subject.startswith(CONCERN)


def _because(about: Mapping[str, tuple[Duty, ...]]) -> dict[str, tuple[str, ...]]:
    return {
        case: tuple(dict.fromkeys(c for duty in owed if duty.state is DutyState.OPEN for c in duty.clauses))
        for case, owed in about.items()
    }


def _called(work: Work, people: list[str]) -> dict[str, str]:
    question = work.bundle.meaning("called")
    if not people or question is None or not work.can_read(question.tier, people):
        return {}
    found = work.read(question.tier, people)
    return {person: str(values[question.id]) for person, values in found.items() if values.get(question.id)}
