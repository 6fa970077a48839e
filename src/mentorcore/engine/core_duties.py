"""Duties that the core opens by itself: no policy wants them, and the planner leaves them alone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from attrs import evolve

from mentorcore.domain.duties import CORE, Duty, DutyState
from mentorcore.domain.ids import DUTY
from mentorcore.engine.work import Work
from mentorcore.storage import duties


def open_core(
    work: Work,
    rule: str,
    subject: str,
    owner: str,
    due_on: date,
    *,
    occurrence: str = "",
    params: Mapping[str, str | int] | None = None,
    remedy: str = "",
    clauses: tuple[str, ...] = (),
) -> Duty:
    """Open a duty of the core's own.

    Args:
        work: the unit of work.
        rule: name of the rule; its text is ``duty.<rule>``.
        subject, owner, due_on, params, clauses: see `mentorcore.domain.duties.DutyWanted`.
        occurrence: which one it is; its own id where several can be owed at the same instant.
        remedy: the command to type next; the duty's own id takes the place of ``{duty}``.
    """
    duty_id = work.tx.new_id(DUTY)
    duty = Duty(
        id=duty_id,
        policy=CORE,
        rule=rule,
        subject=subject,
        owner=owner,
        occurrence=occurrence or duty_id,
        due_on=due_on,
        opened_on=work.today,
        params=params or {},
        remedy=remedy.replace("{duty}", duty_id),
        clauses=clauses,
    )
    duties.add_duties(work.tx, [duty])
    return duty


def close_core(work: Work, rule: str, subject: str, occurrence: str = "") -> tuple[Duty, ...]:
    """Note that the open duties of a rule about a subject are done; of one occurrence, where it is said."""
    closed = tuple(
        evolve(duty, state=DutyState.DONE, closed_on=work.today, closed_by=work.actor.id)
        for duty in duties.duties_about(work.tx, [subject])[subject]
        if duty.policy == CORE and duty.rule == rule and duty.state is DutyState.OPEN
        if occurrence in ("", duty.occurrence)
    )
    for duty in closed:
        duties.save_duty(work.tx, duty)
    return closed
