"""Queries about the standing of people: who is suspended or was put out, and which matches pause for it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from enum import StrEnum

from attrs import field, frozen
from sqlalchemy import delete, select

from mentorcore.domain.mappings import frozen_map
from mentorcore.storage.codec import fact, row
from mentorcore.storage.lists import among
from mentorcore.storage.tables import paused_matches, standings
from mentorcore.storage.transaction import Tx


class StandingState(StrEnum):
    """How somebody stands to the programme, where it is not simply as a participant."""

    SUSPENDED = "suspended"
    TERMINATED = "terminated"


@frozen
class Standing:
    """Somebody who was suspended or put out; their reason lies sealed in their dossier.

    Args:
        person: public id.
        state: which of the two.
        since: the day it began.
        made_by: public id of the member of staff who decided.
        roles: role to its state before, for lifting.
    """

    person: str
    state: StandingState
    since: date
    made_by: str
    roles: Mapping[str, str] = field(factory=dict, converter=frozen_map)


def standing_of(tx: Tx, person: str) -> Standing | None:
    """How somebody stands, or None where nothing is special."""
    return next(iter(standings_of(tx, [person])), None)


def standings_of(tx: Tx, people: Collection[str]) -> tuple[Standing, ...]:
    """How several people stand; those without a standing are left out."""
    query = select(standings).where(among(standings.c.person, people)).order_by(standings.c.person)
    return tuple(fact(Standing, line) for line in tx.rows(query))


def set_standing(tx: Tx, standing: Standing) -> None:
    """Store how somebody stands, in place of what was there."""
    clear_standing(tx, standing.person)
    tx.add(standings, {**row(standing), "roles": dict(standing.roles)})


def clear_standing(tx: Tx, person: str) -> None:
    """Nothing is special about somebody any more."""
    tx.run(delete(standings).where(standings.c.person == person))


def pause(tx: Tx, match: str, person: str) -> None:
    """Note that a match pauses because somebody is suspended."""
    tx.add(paused_matches, {"match": match, "person": person})


def unpause(tx: Tx, *, person: str = "", match: str = "") -> tuple[str, ...]:
    """Forget that matches pause because of somebody, or that one does at all; returns those that pause no more."""
    where = paused_matches.c.person == person if person else paused_matches.c.match == match
    mine = [line["match"] for line in tx.rows(select(paused_matches.c.match).where(where))]
    tx.run(delete(paused_matches).where(where))
    return tuple(found for found in dict.fromkeys(mine) if not pausing(tx, found))


def pausing(tx: Tx, match: str) -> tuple[str, ...]:
    """Whose suspension a match pauses for."""
    query = select(paused_matches.c.person).where(paused_matches.c.match == match)
    return tuple(line["person"] for line in tx.rows(query.order_by(paused_matches.c.person)))
