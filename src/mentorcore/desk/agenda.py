"""The facets `agenda` and `duties`: what is due, for whom, why, and what to type next."""

from __future__ import annotations

from datetime import date

from attrs import evolve, field, frozen

from mentorcore.desk.facet import ANY, Facet
from mentorcore.desk.handling import count_known, handled, may_know
from mentorcore.desk.held_data import destroy_held
from mentorcore.domain.commands.agenda import DeferDuties, DoneDuties, PlanDuties, ShowAgenda, WaiveDuties
from mentorcore.domain.concerns import Concern
from mentorcore.domain.duties import Duty, DutyState
from mentorcore.domain.errors import InputFault
from mentorcore.domain.ids import CONCERN
from mentorcore.domain.messages import Message, MessageState
from mentorcore.engine import planner, repairs
from mentorcore.engine.verbs import action, view
from mentorcore.engine.work import Work
from mentorcore.storage import duties, messages, sealed


@frozen
class Agenda:
    """What is due on a day.

    Args:
        day: the day, in the programme's time zone.
        concerns: open concerns that the reader handles.
        overdue: duties whose day has passed.
        due: duties up to the day asked for.
        messages: messages to send, and held ones.
        called: person to the name they want to be called by, where the reader may see it.
        because: open concern to the clauses of what has to be done about it, whenever that is due.
    """

    day: date
    concerns: tuple[Concern, ...]
    overdue: tuple[Duty, ...]
    due: tuple[Duty, ...]
    messages: tuple[Message, ...]
    called: dict[str, str] = field(factory=dict, repr=False)
    because: dict[str, tuple[str, ...]] = field(factory=dict)


class AgendaFacet(Facet):
    """The agenda only reads."""

    @view("agenda.show", subject="programme", purpose="support", grants=ANY)
    def show(self, work: Work, command: ShowAgenda) -> Agenda:
        """Show what is due: concerns, then what is overdue, then today's."""
        until = command.until or work.today
        owed = [duty for duty in duties.open_duties(work.tx, until) if may_know(work, duty)]
        waiting = messages.messages_in(work.tx, [MessageState.TO_SEND.value, MessageState.HELD.value])
        cases = handled(work, only_open=True)
        people = {duty.about for duty in owed if duty.about} | {message.recipient for message in waiting}
        return Agenda(
            work.today,
            cases,
            tuple(duty for duty in owed if duty.due_on < work.today),
            tuple(duty for duty in owed if duty.due_on >= work.today),
            tuple(message for message in waiting if message.due_on <= until),
            _called(work, sorted(people)),
            _because(work, [case.id for case in cases]),
        )


def _because(work: Work, cases: list[str]) -> dict[str, tuple[str, ...]]:
    owed = duties.duties_about(work.tx, cases)
    return {
        case: tuple(dict.fromkeys(c for duty in found if duty.state is DutyState.OPEN for c in duty.clauses))
        for case, found in owed.items()
    }


def _called(work: Work, people: list[str]) -> dict[str, str]:
    question = work.bundle.meaning("called")
    if not people or question is None or not work.can_read(question.tier):
        return {}
    found = work.read(question.tier, people)
    return {person: str(values[question.id]) for person, values in found.items() if values.get(question.id)}


class Duties(Facet):
    """Duties."""

    @action("duties.plan", subject="programme", purpose="support", grants=ANY)
    def plan(self, work: Work, command: PlanDuties) -> int:
        """Plan all duties anew; returns how many were opened, moved or closed. What an interrupted erasure left
        behind is destroyed on the way."""
        destroy_held(work)
        changes = planner.plan(work.context, work.tx, planner.everything(work.tx))
        return count_known(work, (*changes, *repairs.close_repairs(work)))

    @action("duties.done", subject="programme", purpose="support", grants=ANY)
    def done(self, work: Work, command: DoneDuties) -> tuple[Duty, ...]:
        """Note that duties are done."""
        return tuple(_close(work, duty_id, DutyState.DONE) for duty_id in command.duties)

    @action("duties.waive", subject="programme", purpose="support", grants=ANY)
    def waive(self, work: Work, command: WaiveDuties) -> tuple[Duty, ...]:
        """Note that duties are not done, and why."""
        waived = tuple(_close(work, duty_id, DutyState.WAIVED) for duty_id in command.duties)
        for duty in waived:
            dossier = duty.about or duty.subject
            sealed.put(work.tx, dossier, {f"duty:{duty.id}": {"reason": command.reason}})
        return waived

    @action("duties.defer", subject="programme", purpose="support", grants=ANY)
    def defer(self, work: Work, command: DeferDuties) -> tuple[Duty, ...]:
        """Put duties off to another day."""
        if command.until < work.today:
            raise InputFault.one("date.past", "until")
        return tuple(_defer(work, duty_id, command.until) for duty_id in command.duties)


def _the_duty(work: Work, duty_id: str) -> Duty:
    """An open duty of the actor's; one about a concern that names them reads as if there were none."""
    duty = duties.duty(work.tx, duty_id)
    if duty is None or not may_know(work, duty):
        raise work.refuse("duty.unknown")
    if duty.state is not DutyState.OPEN:
        raise work.refuse("duty.closed", id=duty.id, state=duty.state.value)
    return duty


def _close(work: Work, duty_id: str, state: DutyState) -> Duty:
    duty = evolve(_the_duty(work, duty_id), state=state, closed_on=work.day, closed_by=work.actor.id)
    if duty.subject.startswith(CONCERN) and duty.policy != "core":
        raise work.refuse("duty.closed_by_outcome", *duty.clauses, id=duty.id)
    duties.save_duty(work.tx, duty)
    work.event(f"duty.{state.value}", duty.subject, duty=duty.id, rule=duty.rule)
    return duty


def _defer(work: Work, duty_id: str, until: date) -> Duty:
    duty = evolve(_the_duty(work, duty_id), due_on=until, deferred=True)
    duties.save_duty(work.tx, duty)
    work.event("duty.deferred", duty.subject, duty=duty.id, rule=duty.rule)
    return duty
