"""Commands of the facets `agenda`, `duties`, `audit`, `staff`, `programme` and `sessions`."""

from __future__ import annotations

import re
from datetime import date

from attrs import field, frozen

from mentorcore.domain.commands.fields import an_id, flag, ids, name, personal, value
from mentorcore.domain.errors import InputFault
from mentorcore.domain.ids import DUTY, MATCH, PERSON

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)  # Python alone would take 20250131 and 2025-W05-5, too


def _day(text: str | date) -> date:
    if type(text) is date:
        return text
    if not isinstance(text, str) or not _DAY.fullmatch(text):
        raise InputFault.one("date.form", "", expected="yyyy-mm-dd")
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InputFault.one("date.impossible") from None


@frozen
class ShowAgenda:
    """What is due.

    Args:
        until: up to this day; today where not said.
    """

    until: date | None = value(
        "up to this day, yyyy-mm-dd", None, lambda day: None if day is None else _day(day)
    )


@frozen
class PlanDuties:
    """All duties are planned anew."""


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
    until: date = field(converter=_day, kw_only=True, metadata={"help": "the new day, yyyy-mm-dd"})


@frozen
class ShowAudit:
    """Who did and read what.

    Args:
        person: only what concerned this person; empty for all.
        last: how many entries, the newest.
    """

    person: str = an_id(PERSON, "only what concerned this person", optional=True)
    last: int = value("how many entries, the newest", 50)


@frozen
class VerifyAudit:
    """See whether the chain is whole.

    Args:
        anchor: an anchor kept elsewhere, as `audit anchor` printed it; empty for none.
    """

    anchor: str = name("an anchor kept elsewhere", default="")


@frozen
class AnchorAudit:
    """The head of the chain, to be kept elsewhere."""


@frozen
class AddStaff:
    """A new member of staff.

    Args:
        role: a staff role of the bundle.
        called: the name under which colleagues know them; sealed.
        person: who already is a person of the programme; empty for somebody new.
    """

    role: str = name("a staff role")
    called: str = personal("the name under which colleagues know them", required=False)
    person: str = an_id(PERSON, "who already is a person of the programme", optional=True)


@frozen
class EndStaff:
    """A member of staff leaves a role."""

    person: str = an_id(PERSON, "who")
    role: str = name("the staff role")


@frozen
class BindAccount:
    """A system user is bound to a member of staff.

    Args:
        person: the member of staff.
        account: the system's user name.
    """

    person: str = an_id(PERSON, "the member of staff")
    account: str = name("the system's user name")


@frozen
class ListStaff:
    """Everybody who holds a staff role."""


@frozen
class ShowProgramme:
    """The programme's figures, as far as they may be shown."""


@frozen
class AdoptBundle:
    """The database goes on with the installed bundle.

    Args:
        dry_run: only show the difference.
    """

    dry_run: bool = flag("only show the difference")


@frozen
class LogSession:
    """A session that a pair held.

    Args:
        match: the match.
        minutes: its length.
        channel: how they met.
    """

    match: str = an_id(MATCH, "the match")
    minutes: int = value("its length in minutes", 60)
    channel: str = name("how they met", default="in-person")
