"""Repairs: with each leaving staff get a duty, which goes away by itself when everything that follows went well.

Where it did not, or the machine stopped, the duty stays until everything was planned anew.
"""

from __future__ import annotations

from attrs import evolve

from mentorcore.domain.duties import CORE, Duty, DutyState
from mentorcore.engine.core_duties import open_core
from mentorcore.engine.work import Work
from mentorcore.storage import duties
from mentorcore.storage.transaction import Tx

REPAIR = "repair-plan"


def open_repair(work: Work) -> None:
    """With a leaving, open a duty for each subject that it touched."""
    owner = work.bundle.programme.handler_role
    opened = [
        open_core(work, REPAIR, subject, owner, work.today, remedy="duties plan") for subject in work.touched
    ]
    work.repairs += [duty.id for duty in opened]


def close_repair(left: Work, tx: Tx) -> None:
    """What followed a leaving went well: nobody has to repair anything."""
    for duty_id in left.repairs:
        duty = duties.duty(tx, duty_id)
        if duty is not None and duty.state is DutyState.OPEN:
            duties.save_duty(tx, evolve(duty, state=DutyState.CANCELLED, closed_on=left.today))


def close_repairs(work: Work) -> tuple[Duty, ...]:
    """Everything was planned anew: what an earlier leaving left behind is repaired."""
    closed = tuple(
        evolve(duty, state=DutyState.DONE, closed_on=work.today, closed_by=work.actor.id)
        for duty in duties.duties_of(work.tx, CORE, REPAIR)
        if duty.state is DutyState.OPEN
    )
    for duty in closed:
        duties.save_duty(work.tx, duty)
    return closed
