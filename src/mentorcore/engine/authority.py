"""Who may do what: an actor, how they stand to the subject, and the grants that fit."""

from __future__ import annotations

from fnmatch import fnmatchcase

from attrs import frozen

from mentorcore.domain.bundle import Bundle, Grant
from mentorcore.domain.decisions import Refusal
from mentorcore.domain.errors import Refused
from mentorcore.domain.ids import MATCH, PERSON
from mentorcore.domain.matches import MatchState
from mentorcore.domain.people import Person
from mentorcore.storage import people
from mentorcore.storage.transaction import Tx

NOT_AVAILABLE = Refusal("grant.none")
"""Reads the same whether the thing exists or not."""

FOR_SOMEBODY = Refusal("grant.on_behalf")
"""For staff who may write an act down for whoever does it, and did not say for whom; it tells nothing but that."""


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


@frozen
class Standing:
    """How somebody stands to a subject.

    Args:
        related: the relations: ``any`` for everybody, ``self`` and ``party`` for their own.
        people: whose data ``self`` and ``party`` can open: oneself, or the two of the match.
        phase: as a party, the phase of the match; empty otherwise, and while the match is suspended.
        agreement: the level of confidentiality that the pair settled, where the subject is a match.
    """

    related: frozenset[str]
    people: frozenset[str] = frozenset()
    phase: str = ""
    agreement: str = ""


def standing(tx: Tx, actor: str, subject: str) -> Standing:
    """How somebody stands to a subject."""
    if subject == actor and subject.startswith(f"{PERSON}-"):
        return Standing(frozenset({"any", "self"}), frozenset({subject}))
    if subject.startswith(f"{MATCH}-"):
        from mentorcore.storage import matches  # start-up: what is about no match does without its tables

        match = matches.match(tx, subject)
        if match is not None and actor in match.parties:
            phase = PHASE_OF.get(match.state, "")
            own = frozenset({"any", "party"})
            return Standing(own, frozenset(match.parties), phase, match.confidentiality)
        if match is not None:
            return Standing(frozenset({"any"}), agreement=match.confidentiality)
    return Standing(frozenset({"any"}))


PHASE_OF = {
    MatchState.PROPOSED: "before",
    MatchState.ACTIVE: "during",
    MatchState.ENDED: "after",
    MatchState.DECLINED: "after",
}


def grants_for(
    grants: tuple[Grant, ...], actor: Actor, related: frozenset[str], purpose: str, phase: str = ""
) -> tuple[Grant, ...]:
    """The grants that an actor has towards a subject for a purpose, in a phase of the match where there is one."""
    return tuple(
        grant
        for grant in grants
        if grant.role in actor.roles
        and grant.relation in related
        and purpose in grant.purposes
        and (not grant.phases or phase in grant.phases)
    )


def roles_that(grants: tuple[Grant, ...], verb: str, *first: str) -> tuple[str, ...]:
    """The roles that a grant about anybody lets do something: those of `first` in their order, then the others."""
    may = dict.fromkeys(grant.role for grant in grants if grant.relation == "any" and opens(grant, verb))
    return tuple(dict.fromkeys((*(role for role in first if role in may), *may)))


def opens(grant: Grant, verb: str) -> bool:
    """Whether a grant names a verb, by itself or by its family."""
    return any(fnmatchcase(verb, pattern) for pattern in grant.verbs)
