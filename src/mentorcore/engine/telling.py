"""Telling: after a commit, each policy with a Tell hook hears the events it has not heard yet.

The event list is the outbox, with a cursor per policy that only moves on: nothing is lost, and a failing policy
hears the same event again next time. Each event is told at least once: two threads that act at the same moment
may both tell it, and a crash between the telling and the cursor tells it again.
"""

from __future__ import annotations

import logging

from mentorcore.domain.errors import PluginFault, SetupFault, StoreError
from mentorcore.domain.ids import CONCERN
from mentorcore.engine.context import Context
from mentorcore.hooks.reporting import happened
from mentorcore.storage import events

LOG = logging.getLogger("mentorcore")
_BATCH = 200


def tell(context: Context) -> None:
    """Tell each policy what it has not heard yet; failures are logged and tried again next time.

    Nothing is raised: what is told of is stored, and its caller must not hear that it failed.
    """
    try:
        for policy in context.hooks.implemented_by(happened):
            _tell_all(context, policy)
    except SetupFault as fault:  # a policy that could be built once, and cannot any more
        LOG.warning("policies could not be told: %s", fault)


def _tell_all(context: Context, policy: str) -> None:
    try:
        while _tell_some(context, policy):
            pass
    except PluginFault as fault:
        LOG.warning("policy %s could not be told: %s", policy, fault.params.get("fault", "fault"))
    except StoreError as fault:
        LOG.warning("policy %s could not be told: %s", policy, fault.code)


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
