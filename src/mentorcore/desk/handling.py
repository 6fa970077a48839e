"""Who handles which concern: the handlers, or the fallback where a concern names every one of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from mentorcore.desk.facet import NOT_AVAILABLE
from mentorcore.domain.concerns import Concern, ConcernAct
from mentorcore.domain.duties import HOLD_REVIEW, Duty
from mentorcore.domain.ids import CONCERN
from mentorcore.domain.matches import Match
from mentorcore.engine.work import Work
from mentorcore.hooks.reporting import may_act_on_concern
from mentorcore.storage import concerns, people


def owner_role(work: Work, concern: Concern) -> str:
    """The role that handles a concern."""
    header = work.bundle.programme
    handlers = people.holders(work.tx, header.handler_role)
    return _owner(work, concern, handlers)


def _owner(work: Work, concern: Concern, handlers: Collection[str]) -> str:
    header = work.bundle.programme
    return header.handler_role if set(handlers) - set(concern.named) else header.fallback_role


def handled(work: Work, *, concern_id: str = "", only_open: bool = False) -> tuple[Concern, ...]:
    """The concerns that the actor handles; never one that names them, whatever their role."""
    found = concerns.visible_concerns(work.tx, work.actor.id, concern_id=concern_id, only_open=only_open)
    if not found:
        return ()
    handlers = people.holders(work.tx, work.bundle.programme.handler_role)
    return tuple(concern for concern in found if _owner(work, concern, handlers) in work.actor.roles)


def the_concern(work: Work, concern_id: str) -> Concern:
    """A concern that the actor handles.

    Raises:
        Refused: there is none; it reads the same for one that does not exist and for one that names the actor.
    """
    found = handled(work, concern_id=concern_id)
    if not found:
        raise work.refuse(NOT_AVAILABLE.code)
    return found[0]


def anybody_handles(work: Work, concern: Concern) -> bool:
    """Whether somebody can handle a concern at present: not so where handlers and fallback are all named."""
    return bool(set(people.holders(work.tx, owner_role(work, concern))) - set(concern.named))


def touches(work: Work, concern: Concern, match: Match) -> bool:
    """Whether a concern is about a match: it says so, or one of the two raised it about the other."""
    between = {*concern.named, concerns.raiser(work.tx, concern.id)}
    return concern.match == match.id or set(match.parties) <= between


def ask_raisers(work: Work, match: Match, act: ConcernAct) -> None:
    """What a handler may not do about a concern, they may not do past it either.

    Args:
        work: the unit of work.
        match: the match that it would be done to.
        act: what it would be, were it done about the concern.

    Raises:
        Refused: an open concern that the actor handles is about the match, and its raiser has not agreed.
    """
    for concern in handled(work, only_open=True):
        if touches(work, concern, match):
            work.veto(may_act_on_concern, concern=concern, act=act)


def own(work: Work, duties: Iterable[Duty], cases: Iterable[Concern]) -> tuple[Duty, ...]:
    """The duties that are the actor's: their own, their role's, or about a concern that they handle; never one that
    looks at a hold on themselves again.

    Args:
        work: the unit of work.
        duties: those to choose from.
        cases: all concerns that the actor handles, as `handled` gives them.
    """
    shown = {concern.id for concern in cases}
    mine = {work.actor.id, *work.actor.roles}
    return tuple(
        duty
        for duty in duties
        if (duty.subject in shown if duty.subject.startswith(CONCERN) else duty.owner in mine)
        and not (duty.rule == HOLD_REVIEW and duty.subject == work.actor.id)
    )


def count_known(work: Work, duties: Iterable[Duty]) -> int:
    """How many duties there are, without those about concerns that the actor may not know of."""
    shown = {concern.id for concern in handled(work)}
    return sum(not duty.subject.startswith(CONCERN) or duty.subject in shown for duty in duties)
