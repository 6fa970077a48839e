"""The facet `duties`: planned anew, done, waived with a reason, or put off; and how far they are kept to."""

from __future__ import annotations

from datetime import date

from attrs import evolve

from mentorcore.desk.adherence import Kept, kept
from mentorcore.desk.facet import ANY, Facet
from mentorcore.desk.handling import count_known, handled, own
from mentorcore.desk.held_data import destroy_held
from mentorcore.desk.overdue import plan_retention
from mentorcore.desk.replanning import counted
from mentorcore.desk.survey_drafts import destroy_expired_drafts
from mentorcore.domain.commands.duties import (
    DeferDuties,
    DoneDuties,
    PlanDuties,
    ShowAdherence,
    WaiveDuties,
)
from mentorcore.domain.duties import CORE, HOLD_REVIEW, Duty, DutyState
from mentorcore.domain.errors import InputFault
from mentorcore.domain.passes import REVIEW as ACCESS_REVIEW
from mentorcore.engine import planner, reminders, repairs
from mentorcore.engine.verbs import action, view
from mentorcore.engine.work import Work
from mentorcore.storage import duties, sealed

CLOSED_ELSEWHERE = {ACCESS_REVIEW: "duty.closed_by_review", HOLD_REVIEW: "duty.hold_first"}
"""Rule of the core's own to the refusal of whoever would close or put off by hand what only the deed itself closes."""


class Duties(Facet):
    """Duties."""

    @action("duties.plan", subject="programme", purpose="support", grants=ANY)
    def plan(self, work: Work, command: PlanDuties) -> int:
        """Plan all duties anew, and write the reminders whose day has come; returns how many duties were opened,
        moved or closed. What an interrupted erasure left behind is destroyed on the way, and so are drafts that are
        too old."""
        destroy_held(work)
        destroy_expired_drafts(work)
        changes = counted(work, planner.plan_everything(work.context, work.tx))
        reminders.remind(work)
        others = count_known(work, (*repairs.close_repairs(work), *plan_retention(work)))
        return sum(rule.count for rule in changes) + others

    @view("duties.adherence", subject="programme", purpose="support", grants=ANY)
    def adherence(self, work: Work, command: ShowAdherence) -> tuple[Kept, ...]:
        """Show what became of the duties that can be missed, rule by rule: of a match, or of all."""
        return kept(work, command.match)

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
    if duty is None or not own(work, [duty], handled(work)):
        raise work.refuse("duty.unknown")
    work.access.about[duty.subject] = (
        None  # nobody reads of a refusal, either, who may not know of the concern
    )
    if duty.state is not DutyState.OPEN:
        raise work.refuse("duty.closed", id=duty.id, state=duty.state.value)
    return duty


def _close(work: Work, duty_id: str, state: DutyState) -> Duty:
    duty = evolve(_the_duty(work, duty_id), state=state, closed_on=work.day, closed_by=work.actor.id)
    if duty.policy != CORE and handled(work, concern_id=duty.subject, only_open=True):
        raise work.refuse("duty.closed_by_outcome", *duty.clauses, id=duty.id)
    _refuse_by_hand(work, duty)
    duties.save_duty(work.tx, duty)
    work.event(f"duty.{state.value}", duty.subject, duty=duty.id, rule=duty.rule)
    return duty


def _refuse_by_hand(work: Work, duty: Duty) -> None:
    """What only the deed itself closes: a review by reviewing; of a hold, an event would tell that there is one."""
    if duty.policy == CORE and duty.rule in CLOSED_ELSEWHERE:
        raise work.refuse(CLOSED_ELSEWHERE[duty.rule], id=duty.id)


def _defer(work: Work, duty_id: str, until: date) -> Duty:
    duty = evolve(_the_duty(work, duty_id), due_on=until, due_at=None, deferred=True)
    _refuse_by_hand(work, duty)
    duties.save_duty(work.tx, duty)
    work.event("duty.deferred", duty.subject, duty=duty.id, rule=duty.rule)
    return duty
