"""Passes: access to one person's data that a grant alone does not give.

An *emergency* access (break-glass) is taken at once, for a risk of harm, and looked at afterwards. An *approval* is
asked for first and given by a second member of staff. Either is about one person and one purpose, and lasts a day
at most.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from attrs import frozen

INFORMED = "access-informed"
"""Rule of the duty to learn of an emergency access as the second person."""
REVIEW = "access-review"
"""Rule of the duty to look at an emergency access."""


class PassKind(StrEnum):
    """Which of the two it is."""

    EMERGENCY = "emergency"
    APPROVAL = "approval"


class Verdict(StrEnum):
    """What somebody else found when they looked at it."""

    NONE = ""
    """Nobody has looked at it yet."""
    JUSTIFIED = "justified"
    NOT_JUSTIFIED = "not-justified"


@frozen
class Pass:
    """One access of one member of staff to one person.

    Args:
        id: public id, such as ``X-7K3F9Q2X``; why it is needed lies sealed in the person's dossier.
        kind: see `PassKind`.
        actor: public id of who asked for it.
        person: public id of whose data it opens.
        purpose: the only purpose for which it does.
        second: the second person: who was informed of an emergency access, or who approved.
        asked_at: the instant it was asked for, UTC.
        opened_at: the instant from which it opens; None while nobody approved.
        ends_at: the instant from which it opens nothing any more.
        verdict: what another person found afterwards.
        reviewed_by: public id of that person, or empty.
    """

    id: str
    kind: PassKind
    actor: str
    person: str
    purpose: str
    second: str
    asked_at: datetime
    opened_at: datetime | None = None
    ends_at: datetime | None = None
    verdict: Verdict = Verdict.NONE
    reviewed_by: str = ""

    def opens(self, now: datetime) -> bool:
        """Whether it opens anything at an instant."""
        return (
            self.opened_at is not None and self.ends_at is not None and self.opened_at <= now < self.ends_at
        )
