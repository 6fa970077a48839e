"""The facet `agenda`: what is due, for whom and why."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from attrs import field, frozen

from mentorcore.desk.facet import ANY, Facet
from mentorcore.desk.handling import handled, own
from mentorcore.desk.safe_times import as_read
from mentorcore.domain.commands.agenda import ShowAgenda
from mentorcore.domain.concerns import Concern
from mentorcore.domain.duties import Duty, DutyState
from mentorcore.domain.ids import CONCERN
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
    """

    day: date
    concerns: tuple[Concern, ...]
    overdue: tuple[Duty, ...]
    due: tuple[Duty, ...]
    messages: tuple[Message, ...]
    called: dict[str, str] = field(factory=dict, converter=secret, repr=False)
    because: dict[str, tuple[str, ...]] = field(factory=dict)
    late: tuple[str, ...] = ()


class AgendaFacet(Facet):
    """The agenda only reads."""

    @view("agenda.show", subject="programme", purpose="support", grants=ANY)
    def show(self, work: Work, command: ShowAgenda) -> Agenda:
        """Show what is due: concerns, then what is overdue, then today's."""
        until = command.until or work.today
        owed = _owed(work, until)
        unsent = (MessageState.TO_SEND.value, MessageState.HELD.value)
        waiting = as_read(work, messages.messages_in(work.tx, unsent))
        cases = handled(work, only_open=True)
        about = duties.duties_about(work.tx, [case.id for case in cases])
        late = _late(work, about)
        cases = tuple(sorted(cases, key=lambda case: late.get(case.id, date.max)))
        people = {duty.about for duty in owed if duty.about} | {message.recipient for message in waiting}
        return Agenda(
            work.today,
            cases,
            tuple(sorted((d for d in owed if d.overdue(work.now, work.today)), key=_not_concern)),
            tuple(duty for duty in owed if not duty.overdue(work.now, work.today)),
            tuple(message for message in waiting if message.due_on <= until),
            _called(work, sorted(people)),
            _because(about),
            tuple(case.id for case in cases if case.id in late),
        )


def _owed(work: Work, until: date) -> tuple[Duty, ...]:
    """The actor's open duties up to a day: those of themselves and their roles are found by index, and those about
    concerns that they handle by their subject."""
    mine = duties.open_duties(work.tx, until, owners={work.actor.id, *work.actor.roles})
    about = duties.duties_about(work.tx, [case.id for case in handled(work)])
    owed = {d.id: d for found in about.values() for d in found if d.state is DutyState.OPEN}
    theirs = [duty for duty in owed.values() if duty.due_on <= until]
    if not theirs:
        return own(work, mine)
    every = {duty.id: duty for duty in (*mine, *theirs)}
    return own(work, sorted(every.values(), key=_by_time))


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
