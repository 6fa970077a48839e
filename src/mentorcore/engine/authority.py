"""Who may do what: an actor, how they stand to the subject, and the grants that fit."""

from __future__ import annotations

from fnmatch import fnmatchcase

from attrs import frozen

from mentorcore.domain.bundle import Bundle, Grant
from mentorcore.domain.decisions import Refusal
from mentorcore.domain.errors import Refused
from mentorcore.domain.ids import MATCH, PERSON
from mentorcore.domain.people import Person
from mentorcore.storage import matches, people
from mentorcore.storage.transaction import Tx

NOT_AVAILABLE = Refusal("grant.none")
"""Reads the same whether the thing exists or not."""


@frozen
class Actor:
    """Somebody at the desk.

    Args:
        id: public id.
        roles: roles held now; participant roles that ended count for one's own data.
        staff: whether one of them is a staff role.
    """

    id: str
    roles: tuple[str, ...]
    staff: bool


def load_actor(tx: Tx, bundle: Bundle, actor_id: str) -> Actor:
    """The actor behind an id.

    Raises:
        Refused: ``actor.unknown``: there is no such person, or they hold no role any more.
    """
    found = people.person(tx, actor_id)
    roles = () if found is None or found.erased else roles_now(bundle, found)
    if not roles:
        raise Refused([Refusal("actor.unknown")])
    kinds = {role.kind for role in bundle.roles if role.id in roles}
    return Actor(actor_id, roles, "staff" in kinds)


def roles_now(bundle: Bundle, person: Person) -> tuple[str, ...]:
    """The roles in which a person can act: staff roles while they last, participant roles for one's own data."""
    kinds = {role.id: role.kind for role in bundle.roles}
    return tuple(held.role for held in person.roles if held.open or kinds.get(held.role) == "participant")


def relations(tx: Tx, actor: str, subject: str) -> frozenset[str]:
    """How somebody stands to a subject: ``any`` for everybody, ``self`` and ``party`` for their own."""
    found = {"any"}
    if subject == actor and subject.startswith(f"{PERSON}-"):
        found.add("self")
    if subject.startswith(f"{MATCH}-"):
        match = matches.match(tx, subject)
        if match is not None and actor in match.parties:
            found.add("party")
    return frozenset(found)


def grants_for(
    grants: tuple[Grant, ...], actor: Actor, related: frozenset[str], purpose: str
) -> tuple[Grant, ...]:
    """The grants that an actor has towards a subject for a purpose."""
    return tuple(
        grant
        for grant in grants
        if grant.role in actor.roles and grant.relation in related and purpose in grant.purposes
    )


def opens(grant: Grant, verb: str) -> bool:
    """Whether a grant names a verb, by itself or by its family."""
    return any(fnmatchcase(verb, pattern) for pattern in grant.verbs)
