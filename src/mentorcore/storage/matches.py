"""Queries about matches, rounds, seats and the waiting list."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from attrs import frozen
from sqlalchemy import delete, or_, select, update

from mentorcore.domain.matches import Match, MatchState
from mentorcore.storage.codec import columns_of, fact, facts, row
from mentorcore.storage.lists import among
from mentorcore.storage.tables import matches, rounds, seats, waiting
from mentorcore.storage.transaction import Tx
from mentorcore.storage.versioned import save_next

_COLUMNS = columns_of(Match, matches)
OPEN_STATES = tuple(state.value for state in MatchState if state.open)


@frozen
class Waiting:
    """A place on the waiting list.

    Args:
        person: public id.
        role: the role in which they wait.
        since: the day they came into the pool.
        rounds: rounds that left them without a proposal.
    """

    person: str
    role: str
    since: date
    rounds: int


def add_round(tx: Tx, values: dict[str, object]) -> None:
    """Store that a round was made."""
    tx.add(rounds, values)


def add_match(tx: Tx, match: Match) -> None:
    """Store a new match."""
    tx.add(matches, row(match))


def save_match(tx: Tx, match: Match) -> Match:
    """Store the new state of a match that was read in this or an earlier transaction.

    Raises:
        StoreError: ``store.changed``: somebody else changed it since it was read.
    """
    return save_next(tx, matches, match)


def match(tx: Tx, match_id: str) -> Match | None:
    """One match, or None."""
    found = tx.row(select(matches).where(matches.c.id == match_id))
    return None if found is None else fact(Match, found)


def matches_by_id(tx: Tx, ids: Collection[str]) -> tuple[Match, ...]:
    """Those of these matches that there are, in no particular order."""
    if not ids:
        return ()
    return tuple(facts(Match, tx.tuples(select(*_COLUMNS).where(among(matches.c.id, ids)))))


def match_ids(tx: Tx, after: str, limit: int) -> list[str]:
    """The next ids of matches, in their order."""
    query = select(matches.c.id).where(matches.c.id > after).order_by(matches.c.id).limit(limit)
    return [found for (found,) in tx.tuples(query)]


def matches_of(
    tx: Tx, people: Collection[str] | None = None, *, states: Collection[str] = (), round_id: str = ""
) -> tuple[Match, ...]:
    """Matches, oldest first.

    Args:
        tx: the transaction.
        people: only those in which one of these takes part; None for all.
        states: only in these states; empty for all.
        round_id: only those of this round.
    """
    query = select(*_COLUMNS).order_by(matches.c.proposed_on, matches.c.id)
    if people is not None:
        chosen = list(people)
        query = query.where(or_(among(matches.c.mentee, chosen), among(matches.c.mentor, chosen)))
    if states:
        query = query.where(matches.c.state.in_(list(states)))
    if round_id:
        query = query.where(matches.c.round == round_id)
    return tuple(facts(Match, tx.tuples(query)))


def seats_taken(tx: Tx, role: str, people: Collection[str] | None = None) -> dict[str, set[int]]:
    """Person to the numbers of the seats they hold in a role."""
    query = select(seats.c.person, seats.c.seat).where(seats.c.role == role, seats.c.released.is_(False))
    if people is not None:
        query = query.where(among(seats.c.person, people))
    taken: dict[str, set[int]] = {}
    for line in tx.rows(query):
        taken.setdefault(line["person"], set()).add(line["seat"])
    return taken


def take_seat(tx: Tx, person: str, role: str, capacity: int, match_id: str) -> bool:
    """Take the lowest free seat of a person for a match; False where all seats are taken.

    The unique index on open seats holds even if two transactions came here at once.
    """
    taken = seats_taken(tx, role, [person]).get(person, set())
    free = next((number for number in range(1, capacity + 1) if number not in taken), None)
    if free is None or len(taken) >= capacity:
        return False
    tx.add(seats, {"person": person, "role": role, "seat": free, "match": match_id})
    return True


def release_seats(tx: Tx, match_id: str) -> None:
    """Free the seats that a match holds."""
    tx.run(update(seats).where(seats.c.match == match_id).values(released=True))


def start_waiting(tx: Tx, person: str, role: str, since: date) -> None:
    """Put somebody on the waiting list; who stands on it keeps their place."""
    where = (waiting.c.person == person, waiting.c.role == role)
    if tx.row(select(waiting).where(*where)) is None:
        tx.add(waiting, {"person": person, "role": role, "since": since, "rounds": 0})


def stop_waiting(tx: Tx, person: str, role: str) -> None:
    """Take somebody off the waiting list."""
    tx.run(delete(waiting).where(waiting.c.person == person, waiting.c.role == role))


def waited_once_more(tx: Tx, people: Collection[str], role: str) -> None:
    """Count a round that left these people without a proposal."""
    where = (among(waiting.c.person, people), waiting.c.role == role)
    tx.run(update(waiting).where(*where).values(rounds=waiting.c.rounds + 1))


def waiting_list(tx: Tx) -> tuple[Waiting, ...]:
    """Who waits, the longest first."""
    query = select(waiting).order_by(
        waiting.c.since, waiting.c.rounds.desc(), waiting.c.person, waiting.c.role
    )
    return tuple(fact(Waiting, line) for line in tx.rows(query))
