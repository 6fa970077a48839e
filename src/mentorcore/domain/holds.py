"""Legal holds: somebody's data may not be destroyed for now, and nobody else learns of it."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from attrs import frozen

LONGEST = 12
"""Months after which a hold is looked at again, at the latest."""


class HoldGround(StrEnum):
    """Why data may not be destroyed though the person asks for it (GDPR article 17, paragraph 3)."""

    PROCEEDINGS = "proceedings"
    """A court or an authority deals with a case in which the data count."""
    AUTHORITY = "authority"
    """An authority asked that nothing be destroyed."""
    LEGAL_DUTY = "legal-duty"
    """A law says that the data are kept."""
    CLAIMS = "claims"
    """A claim is raised, or has to be met."""


@frozen
class LegalHold:
    """A hold on somebody's data; the words about it lie sealed in their dossier.

    Args:
        id: public id, such as ``E-7K3F9Q2X``.
        person: public id of whose data are held.
        ground: see `HoldGround`.
        since: the day from which it holds, in the programme's time zone.
        review_on: the day by which somebody looks at it again.
        held_by: public id of the member of staff who decided it.
        released_on: the day it ended, or None.
        released_by: public id of the member of staff who ended it, or empty.
    """

    id: str
    person: str
    ground: HoldGround
    since: date
    review_on: date
    held_by: str
    released_on: date | None = None
    released_by: str = ""
