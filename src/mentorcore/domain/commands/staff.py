"""Commands of the facet `staff`."""

from __future__ import annotations

from attrs import frozen

from mentorcore.domain.commands.fields import an_id, name, personal
from mentorcore.domain.ids import PERSON


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
