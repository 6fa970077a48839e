"""Commands of the facet `workshops`."""

from __future__ import annotations

from datetime import date

from attrs import frozen

from mentorcore.domain.commands.fields import an_id, flag, name, some_day
from mentorcore.domain.ids import PERSON, WORKSHOP


@frozen
class AnnounceWorkshop:
    """A workshop that anybody can attend and nobody has to.

    Args:
        title: what it is called; nothing personal.
        on: its day, in the programme's time zone.
        place: where it is; may stay empty.
    """

    title: str = name("what it is called; nothing personal")
    on: date = some_day("the day, yyyy-mm-dd")
    place: str = name("where it is", default="")


@frozen
class ListWorkshops:
    """Which workshops to list.

    Args:
        all: those that are over, too.
    """

    all: bool = flag("those that are over, too")


@frozen
class AttendWorkshop:
    """Somebody was at a workshop.

    Args:
        person: who was there.
        workshop: the workshop.
    """

    person: str = an_id(PERSON, "who was there")
    workshop: str = an_id(WORKSHOP, "the workshop")
