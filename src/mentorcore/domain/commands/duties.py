"""Commands of the facet `duties`."""

from __future__ import annotations

from datetime import date

from attrs import frozen

from mentorcore.domain.commands.fields import an_id, ids, personal, some_day
from mentorcore.domain.ids import DUTY, MATCH


@frozen
class PlanDuties:
    """All duties are planned anew."""


@frozen
class ShowAdherence:
    """How far duties are kept to.

    Args:
        match: of this match; of all where not said.
    """

    match: str = an_id(MATCH, "of this match; of all where not said", optional=True)


@frozen
class DoneDuties:
    """Duties that are done."""

    duties: tuple[str, ...] = ids(DUTY, "the duties")


@frozen
class WaiveDuties:
    """Duties that are not done, and why.

    Args:
        duties: which.
        reason: why, in words; sealed.
    """

    duties: tuple[str, ...] = ids(DUTY, "the duties")
    reason: str = personal("why")


@frozen
class DeferDuties:
    """Duties that are put off to another day."""

    duties: tuple[str, ...] = ids(DUTY, "the duties")
    until: date = some_day("the new day, yyyy-mm-dd")
