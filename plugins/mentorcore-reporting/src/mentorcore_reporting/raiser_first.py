"""Whoever raises a concern decides first what becomes of it."""

from __future__ import annotations

from attrs import define

from mentorcore.domain.concerns import Concern, ConcernAct, ConcernWish
from mentorcore.domain.decisions import Refusal
from mentorcore.hooks.kinds import hookimpl

_ALWAYS = (
    ConcernAct.AGREEMENT,
    ConcernAct.PROTECTION,
    ConcernAct.AUTHORITIES,  # the law may ask for it, whatever was wished
    ConcernAct.NOTE,
)


@define(eq=False)
class RaiserFirst:
    """Until the raiser agrees, only what the other cannot notice, and what the law may ask for, is done.

    No settings. The raiser agrees by wishing so when they raise it, or later.
    """

    @hookimpl
    def may_act_on_concern(self, concern: Concern, act: ConcernAct) -> Refusal | None:
        """``reporting.raiser_first`` for any act that the person named could notice."""
        agreed = concern.agreed or concern.wish is ConcernWish.ACT
        if agreed or act in _ALWAYS:
            return None
        return Refusal("reporting.raiser_first", {"act": act.value})
