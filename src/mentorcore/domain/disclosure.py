"""Disclosure: what somebody asks to read, and the answer with its reasons, clauses and conditions."""

from __future__ import annotations

from typing import Literal

from attrs import frozen

from mentorcore.domain.decisions import Reason

CONTENTS = {
    "concern-account": "content",
    "message-words": "content",
    "shown-in-match": "content",
    "agreement": "content",
    "session-details": "content",
    "session-record": "content",
    "task-words": "content",
    "reflection": "content",
    "referral-words": "content",
    "record-words": "record",
    "survey-answers": "content",
    "draft-words": "content",
}
"""What is sealed besides the bundle's tiers, each with what it is: words of people, or of a record.

``concern-account``: what happened, as the raiser tells it, and the handlers' notes. ``message-words``: what was
written to somebody. ``shown-in-match``: the name and the way that a party chose to show to the other.
``agreement``: the pair's own agreement. ``session-details``: where a pair met and what about. ``session-record``: what
the mentee wrote down about a session. ``task-words``: what a task is, and why it was dropped. ``reflection``: what
somebody wrote when they looked back on a match. ``referral-words``: to whom a mentee was sent on. ``record-words``:
reasons and notes that belong to a piece of evidence, or to a decision about how somebody stands. ``survey-answers``:
what one party of a match answered in a survey. ``draft-words``: why a pair was rejected in a draft of a round.
Grants name them among their tiers; no tier of a bundle may have one of these names.
"""

OF_THE_PAIR = ("session-details", "session-record", "task-words", "agreement")
"""What belongs to the two of a match together: nobody else reads it, unless both of them agreed."""

NEVER_TO_THE_OTHER = frozenset({"survey-answers"})
"""What no grant opens to the other party of a match, whatever other roles they have."""

Phase = Literal["before", "during", "after"]
"""The phases of a match for what one party sees of the other: proposed, active, over. A suspended one has none."""

Need = Literal["", "consent", "approval", "emergency"]
"""What a grant needs besides: the person's consent, a second member of staff, or an emergency access."""

LONGEST = 24
"""Hours that an emergency access or an approved one can last at most."""


@frozen
class Condition(Reason):
    """Under what condition something may be read.

    The codes: ``condition.consent`` (only of those who agreed), ``condition.approval`` (a second member of staff
    has to agree first), ``condition.emergency`` (only while an emergency access lasts), ``condition.expires``
    (for how many hours), ``condition.inform`` (the person is told of it), ``condition.phase`` (in which phases
    of the match).
    """


@frozen
class Decision:
    """Whether something may be read, and why.

    Args:
        what: ``tier``, ``record`` or ``content``.
        name: the tier, or one of `CONTENTS`.
        allowed: whether it may be read; under `conditions`, where there are any.
        reasons: why not; empty where it may be read.
        clauses: the clauses that the deciding grants or policies serve.
        conditions: under which conditions; empty where there is none.
    """

    what: str
    name: str
    allowed: bool
    reasons: tuple[Reason, ...] = ()
    clauses: tuple[str, ...] = ()
    conditions: tuple[Condition, ...] = ()


def what_is(name: str) -> str:
    """``tier``, ``record`` or ``content``."""
    return CONTENTS.get(name, "tier")
