"""Commands of the facet `agenda`."""

from __future__ import annotations

from datetime import date

from attrs import frozen

from mentorcore.domain.commands.fields import maybe_a_day


@frozen
class ShowAgenda:
    """What is due.

    Args:
        until: up to this day; today where not said.
    """

    until: date | None = maybe_a_day("up to this day, yyyy-mm-dd")
