"""Telling: after a commit, each policy with a Tell hook hears the events it has not heard yet.

The event list is the outbox: a cursor per policy, moved after each event, so that nothing is lost and a
failing policy hears the same event again next time.
"""

from __future__ import annotations

import logging

from mentorcore.domain.errors import PluginFault
from mentorcore.domain.ids import CONCERN
from mentorcore.engine.context import Context
from mentorcore.hooks.reporting import happened
from mentorcore.storage import events

LOG = logging.getLogger("mentorcore")
_BATCH = 200


def tell(context: Context) -> None:
    """Tell each policy what it has not heard yet; failures are logged and tried again next time."""
    for policy in context.hooks.implemented_by(happened):
        try:
            while _tell_some(context, policy):
                pass
        except PluginFault as fault:
            LOG.warning("policy %s could not be told: %s", policy, fault.params.get("fault", "fault"))


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
                events.move_cursor(tx, policy, at)
    return len(pending) == _BATCH
