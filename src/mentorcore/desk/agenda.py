"""The facet `agenda`: what is due, for whom and why."""

from __future__ import annotations

from datetime import date

from attrs import field, frozen

from mentorcore.desk.facet import ANY, Facet
from mentorcore.desk.handling import handled, own
from mentorcore.domain.commands.agenda import ShowAgenda
from mentorcore.domain.concerns import Concern
from mentorcore.domain.duties import Duty, DutyState
from mentorcore.domain.ids import CONCERN
from mentorcore.domain.messages import Message, MessageState
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
        time_zone: IANA zone in which deadlines counted in hours are shown.
    """

    day: date
    concerns: tuple[Concern, ...]
    overdue: tuple[Duty, ...]
    due: tuple[Duty, ...]
    messages: tuple[Message, ...]
    called: dict[str, str] = field(factory=dict, repr=False)
    because: dict[str, tuple[str, ...]] = field(factory=dict)
    late: tuple[str, ...] = ()
    time_zone: str = "UTC"


class AgendaFacet(Facet):
    """The agenda only reads."""

    @view("agenda.show", subject="programme", purpose="support", grants=ANY)
    def show(self, work: Work, command: ShowAgenda) -> Agenda:
        """Show what is due: concerns, then what is overdue, then today's."""
        until = command.until or work.today
        owed = own(work, duties.open_duties(work.tx, until))
        waiting = messages.messages_in(work.tx, [MessageState.TO_SEND.value, MessageState.HELD.value])
        cases, late = _cases(work)
        people = {duty.about for duty in owed if duty.about} | {message.recipient for message in waiting}
        return Agenda(
            work.today,
            cases,
            tuple(sorted((d for d in owed if d.overdue(work.now, work.today)), key=_not_concern)),
            tuple(duty for duty in owed if not duty.overdue(work.now, work.today)),
            tuple(message for message in waiting if message.due_on <= until),
            _called(work, sorted(people)),
            _because(work, [case.id for case in cases]),
            late,
            work.bundle.programme.time_zone,
        )


def _cases(work: Work) -> tuple[tuple[Concern, ...], tuple[str, ...]]:
    """The open concerns that the actor handles, overdue ones first, and the ids of these."""
    cases = handled(work, only_open=True)
    owed = duties.duties_about(work.tx, [case.id for case in cases])
    late: dict[str, date] = {}
    for case, about in owed.items():
        missed = [d.due_on for d in about if d.state is DutyState.OPEN and d.overdue(work.now, work.today)]
        if missed:
            late[case] = min(missed)
    first = sorted((case for case in cases if case.id in late), key=lambda case: (late[case.id], case.id))
    rest = [case for case in cases if case.id not in late]
    return (*first, *rest), tuple(case.id for case in first)


def _not_concern(duty: Duty) -> bool:
    return not duty.subject.startswith(CONCERN)


def _because(work: Work, cases: list[str]) -> dict[str, tuple[str, ...]]:
    owed = duties.duties_about(work.tx, cases)
    return {
        case: tuple(dict.fromkeys(c for duty in found if duty.state is DutyState.OPEN for c in duty.clauses))
        for case, found in owed.items()
    }


def _called(work: Work, people: list[str]) -> dict[str, str]:
    question = work.bundle.meaning("called")
    if not people or question is None or not work.can_read(question.tier, people):
        return {}
    found = work.read(question.tier, people)
    return {person: str(values[question.id]) for person, values in found.items() if values.get(question.id)}
