"""Hooks around concerns and around telling other systems what happened."""

from __future__ import annotations

from mentorcore.domain.concerns import Concern, ConcernAct, Resolution
from mentorcore.domain.decisions import Refusal
from mentorcore.domain.events import Event
from mentorcore.hooks.kinds import tell, veto


@veto
def may_act_on_concern(concern: Concern, act: ConcernAct) -> Refusal | None:
    """Object to what a handler wants to do about a concern.

    Fires before the act is stored.

    Args:
        concern: the concern as it stands.
        act: what the handler wants to do.
    """
    raise NotImplementedError


@veto
def may_resolve_concern(concern: Concern, resolution: Resolution) -> Refusal | None:
    """Object to a concern being closed as a handler wants to close it.

    Fires before the outcome is stored.

    Args:
        concern: the concern as it stands, open.
        resolution: how it is to be closed; agencies and reasons are known as given or not, never in words.
    """
    raise NotImplementedError


@tell
def happened(event: Event) -> None:
    """Hear of an event after it was stored; each policy has a cursor of its own and misses nothing.

    Fires after the commit, and again at the next action for what failed.

    Args:
        event: what happened; it holds no personal data. Events of concerns are not told.
    """
    raise NotImplementedError
