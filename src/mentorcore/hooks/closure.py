"""Hooks around endings. Nothing here can stop anybody from leaving: there is no veto on an end."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen

from mentorcore.domain.decisions import Guidance, Refusal
from mentorcore.domain.matches import Match
from mentorcore.hooks.kinds import ask, veto


@frozen
class Closure:
    """A match that has just ended, as one of its two people experiences it.

    Args:
        match: the match after its end.
        role: the role of the person who is shown something.
        left: whether this person is the one who left.
        after_concern: whether a concern touches the match.
        reflection: whether a closing reflection may be offered: never after a concern or between people who are kept
            apart, nor where the programme ended it or the one who ended it wished for none.
    """

    match: Match
    role: str
    left: bool
    after_concern: bool
    reflection: bool = False


@ask(Guidance)
def closing_guidance(closure: Closure) -> Sequence[Guidance]:
    """Say which texts a person is shown when a match ends.

    Fires once for each of the two, after the end was stored.

    Args:
        closure: the end, from this person's side.
    """
    raise NotImplementedError


@veto
def may_match_again(ended: Match, asked_by: tuple[str, ...]) -> Refusal | None:
    """Object to bringing the two people of an ended match together again.

    Fires for every ended pair of a round, and before a coordinator pairs the two by hand.

    Args:
        ended: the newest ended match of the two.
        asked_by: which of the two asked for it since.
    """
    raise NotImplementedError
