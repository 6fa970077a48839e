"""What all facets of the desk share."""

from __future__ import annotations

from attrs import frozen

from mentorcore.domain.errors import InputFault
from mentorcore.domain.matches import Match
from mentorcore.domain.people import Person, RoleHeld
from mentorcore.engine.authority import NOT_AVAILABLE as NOT_AVAILABLE
from mentorcore.engine.door import Door
from mentorcore.engine.work import Work
from mentorcore.storage import people

ANY = ("any",)
OWN = ("self", "on-behalf")
PARTY = ("party", "on-behalf")


@frozen(eq=False)
class Facet:
    """A group of verbs about one noun.

    Args:
        door: the door with the actor in front of it.
    """

    door: Door


def the_person(work: Work, person_id: str) -> Person:
    """A person of the programme who was not erased.

    Raises:
        Refused: there is none; to a party it reads as if they might not read it.
    """
    found = people.person(work.tx, person_id)
    if found is None or found.erased:
        raise work.refuse("person.unknown") if work.actor.staff else work.refuse(NOT_AVAILABLE.code)
    return found


def the_match(work: Work, match_id: str) -> Match:
    """A match of the programme.

    Raises:
        Refused: there is none; to a party it reads as if they might not read it.
    """
    from mentorcore.storage import matches  # start-up: half of the facets are about no match

    found = matches.match(work.tx, match_id)
    if found is None:
        raise work.refuse("match.unknown") if work.actor.staff else work.refuse(NOT_AVAILABLE.code)
    return found


def participation(work: Work, person: Person, role: str = "") -> RoleHeld:
    """The participant role of a person that is meant.

    Raises:
        InputFault: several roles are possible and none was said, or the person does not hold it.
    """
    participant = {found.id for found in work.bundle.roles if found.kind == "participant"}
    held = [h for h in person.roles if h.role in participant and (not role or h.role == role)]
    if len(held) != 1:
        names = ", ".join(h.role for h in person.roles if h.role in participant)
        raise InputFault.one("role.which", "role", allowed=names)
    return held[0]
