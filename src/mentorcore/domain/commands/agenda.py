"""Commands of the facet `agenda`."""

from __future__ import annotations

from datetime import date

from attrs import frozen

from mentorcore.domain.commands.fields import an_id, flag, maybe_a_day, name
from mentorcore.domain.ids import MATCH


@frozen
class ShowAgenda:
    """What is due, for somebody and their roles.

    Args:
        since: from this day on; from ever where not said.
        until: up to this day; today where not said.
        owner: only what this role, or this person, owes; empty for all that is the reader's.
        overdue: only what is overdue.
        match: only what belongs to this match.
    """

    since: date | None = maybe_a_day("from this day on, yyyy-mm-dd", option="from")
    until: date | None = maybe_a_day("up to this day, yyyy-mm-dd; today where not said", option="to")
    owner: str = name("only what this role, or this person, owes", default="")
    overdue: bool = flag("only what is overdue")
    match: str = an_id(MATCH, "only what belongs to this match", optional=True)


@frozen
class ShowCalendar:
    """The same as dated entries for a calendar program.

    Args:
        since, until, owner, overdue, match: see `ShowAgenda`; `until` is 13 months from today where not said.
        names: that titles hold the names by which people want to be called, as far as the reader may see them.
    """

    since: date | None = maybe_a_day("from this day on, yyyy-mm-dd", option="from")
    until: date | None = maybe_a_day("up to this day, yyyy-mm-dd", option="to")
    owner: str = name("only what this role, or this person, owes", default="")
    overdue: bool = flag("only what is overdue")
    match: str = an_id(MATCH, "only what belongs to this match", optional=True)
    names: bool = flag("titles with the names by which people want to be called")
