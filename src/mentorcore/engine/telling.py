"""Telling: after a commit, each policy with a Tell hook hears the events it has not heard yet.

The event list is the outbox, with a cursor per policy that only moves on: nothing is lost, and a failing policy
hears the same event again next time. Each event is told at least once: two threads that act at the same moment
may both tell it, and a crash between the telling and the cursor tells it again.
"""

from __future__ import annotations

from mentorcore.domain.errors import MentorcoreError, SetupFault
from mentorcore.domain.ids import CONCERN
from mentorcore.domain.log import What, log
from mentorcore.engine.boundary import contained
from mentorcore.engine.context import Context
from mentorcore.hooks.reporting import happened
from mentorcore.storage import events

_BATCH = 200


def tell(context: Context) -> None:
    """Tell each policy what it has not heard yet; failures are logged and tried again next time.

    Nothing is raised: what is told of is stored, and its caller must not hear that it failed.
    """
    policies, error = contained(lambda: context.hooks.implemented_by(happened))
    if error is not None:  # a policy that could be built once, and cannot any more
        problems = error.problems if isinstance(error, SetupFault) else ()
        log(What.TELL_FAILED, code=problems[0].code if problems else error.code)
    for policy in policies or ():
        _, error = contained(lambda policy=policy: _tell_all(context, policy))  # type: ignore[misc]  # bound at once
        if error is not None:
            log(What.TELL_FAILED, policy=policy, code=error.code, fault=_fault(error))


def _fault(error: MentorcoreError) -> str | None:
    found = error.params.get("fault")
    return None if found is None else str(found)


def _tell_all(context: Context, policy: str) -> None:
    while _tell_some(context, policy):
        pass


def _tell_some(context: Context, policy: str) -> bool:
    with context.store.read() as tx:
        at = start = events.cursor(tx, policy)
        pending = events.events_after(tx, at, _BATCH)
    try:
        for event in pending:
            if not event.subject.startswith(CONCERN):  # that a concern exists is told to nobody
                context.hooks.tell(happened, policy, event=event)
            at = event.number
    finally:
        if at != start:
            with context.store.write() as tx:
                if at > events.cursor(tx, policy):  # another thread may be further already
                    events.move_cursor(tx, policy, at)
    return len(pending) == _BATCH
