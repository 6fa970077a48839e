"""Commands of the facet `agenda`."""

from __future__ import annotations

from datetime import date

from attrs import frozen

from mentorcore.domain.commands.fields import a_day, value


@frozen
class ShowAgenda:
    """What is due.

    Args:
        until: up to this day; today where not said.
    """

    until: date | None = value(
        "up to this day, yyyy-mm-dd", None, lambda day: None if day is None else a_day(day)
    )
