"""What follows an action: duties in its transaction, and afterwards whatever cannot take it back any more.

A leaving commits first. Each step after it has a transaction of its own, so that one that fails keeps none of the
others back; the duty that was opened with the leaving stays until all of them went well.
"""

from __future__ import annotations

from collections.abc import Callable

from mentorcore.domain.log import What
from mentorcore.engine import planner, repairs, telling
from mentorcore.engine.boundary import contained, log_error
from mentorcore.engine.context import Context
from mentorcore.engine.work import Work
from mentorcore.storage import events
from mentorcore.storage.transaction import Tx


def write_down(tx: Tx, work: Work) -> None:
    """Store what happened, and the duties that follow from it; those of a leaving are planned later."""
    events.add_events(tx, work.events)
    if work.spec.leaves:
        repairs.open_repair(work)
    else:
        planner.plan(work.context, tx, work.touched)


def after_commit(work: Work) -> None:
    """Do what comes after the commit; the action stands whatever follows it, so nothing is raised."""
    followed = [_went_well(work, lambda step=step: step(work.context)) for step in work.committed]  # type: ignore[misc]  # bound at once
    if work.spec.leaves:
        steps = [_finish(work, step) for step in work.later]
        _finish(work, _plan_after(work, whole=all(followed) and all(steps)))
    if work.spec.writes:
        telling.tell(work.context)


def _went_well(work: Work, do: Callable[[], object]) -> bool:
    _, error = contained(do)
    if error is not None:
        log_error(What.FOLLOW_UP_FAILED, work.spec.name, error)
    return error is None


def _finish(left: Work, step: Callable[[Work], None]) -> bool:
    return _went_well(left, lambda: left.touch(*_in_its_own_transaction(left.context, left, step)))


def _in_its_own_transaction(context: Context, left: Work, step: Callable[[Work], None]) -> tuple[str, ...]:
    with context.store.write() as tx:
        work = Work(context, tx, left.spec, left.actor, left.access, left.party, left.how, left.day)
        step(work)
        events.add_events(tx, work.events)
    return tuple(work.touched)


def _plan_after(left: Work, *, whole: bool) -> Callable[[Work], None]:
    """Plan what a leaving touched; the duty to repair is closed where all went well."""

    def step(work: Work) -> None:
        planner.plan(work.context, work.tx, tuple(left.touched))
        if whole:
            repairs.close_repair(left, work.tx)

    return step
