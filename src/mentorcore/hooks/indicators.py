"""Hooks around what a programme counts."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen

from mentorcore.hooks.kinds import ask


@frozen
class Counts:
    """Plain counts that the core keeps.

    Args:
        applied, admitted, waiting: participants by where they stand.
        proposed, active, suspended, ended: matches by state.
        early: ended matches that somebody left early; no other end counts as that.
        attended: attendances at workshops.
    """

    applied: int
    admitted: int
    waiting: int
    proposed: int
    active: int
    suspended: int
    ended: int
    early: int = 0
    attended: int = 0


@frozen
class Indicator:
    """One figure that may leave the programme.

    Args:
        code: the text's name.
        value: the figure, already safe for small numbers.
        approximate: whether it was rounded.
    """

    code: str
    value: int
    approximate: bool


@ask(Indicator)
def indicators(counts: Counts) -> Sequence[Indicator]:
    """Turn counts into figures that may be shown.

    Fires when `programme show` is asked for.

    Args:
        counts: the exact counts; they are shown to nobody.
    """
    raise NotImplementedError
