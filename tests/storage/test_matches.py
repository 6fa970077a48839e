"""Queries about matches, seats and the waiting list."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from attrs import evolve

from mentorcore.domain.errors import StoreError
from mentorcore.domain.matches import EndKind, Match, MatchState
from mentorcore.domain.people import Person
from mentorcore.domain.sessions import Session, SessionState
from mentorcore.storage import matches, people, sessions
from mentorcore.storage.matches import Waiting
from mentorcore.storage.store import Store
from mentorcore.storage.tables import seats

DAY = date(2026, 3, 1)


@pytest.fixture
def store(store: Store) -> Store:
    """With four people."""
    with store.write() as tx:
        people.add_people(tx, [Person(f"P-{n}", "fr", DAY, ()) for n in range(1, 5)])
    return store


def match(name: str, mentee: str = "P-1", mentor: str = "P-2", **values: Any) -> Match:
    return evolve(Match(name, mentee, mentor, MatchState.PROPOSED, "R-1", DAY), **values)


def test_a_match_comes_back_as_stored(store: Store) -> None:
    stored = match("M-1", ended_on=DAY, end=EndKind.LEFT, state=MatchState.ENDED, score=2**40, ended_by="P-1")
    with store.write() as tx:
        matches.add_match(tx, stored)

    with store.read() as tx:
        assert matches.match(tx, "M-1") == stored
        assert matches.match(tx, "M-2") is None


def test_a_match_is_changed_by_whoever_saw_its_last_state(store: Store) -> None:
    with store.write() as tx:
        matches.add_match(tx, match("M-1"))
        first = matches.save_match(tx, match("M-1", mentee_accepted_on=DAY))
        assert first == match("M-1", mentee_accepted_on=DAY, version=2)

    with pytest.raises(StoreError) as caught, store.write() as tx:
        matches.save_match(tx, match("M-1", mentor_accepted_on=DAY))

    assert (caught.value.code, caught.value.params) == ("store.changed", {"id": "M-1"})
    with store.read() as tx:
        assert matches.match(tx, "M-1") == first


def test_nobody_is_matched_with_themselves(store: Store) -> None:
    with pytest.raises(StoreError) as caught, store.write() as tx:
        matches.add_match(tx, match("M-1", "P-1", "P-1"))

    assert caught.value.params["constraint"] == "check"


def test_matches_are_listed_oldest_first(store: Store) -> None:
    old = match("M-9", "P-3", "P-2", proposed_on=date(2026, 1, 1), state=MatchState.ACTIVE)
    one, two = match("M-1"), match("M-2", "P-4", "P-1", round="R-2")
    with store.write() as tx:
        for found in (two, one, old):
            matches.add_match(tx, found)

    with store.read() as tx:
        assert matches.matches_of(tx) == (old, one, two)
        assert matches.matches_of(tx, ["P-1"]) == (one, two)
        assert matches.matches_of(tx, {"P-3", "P-4"}) == (old, two)
        assert matches.matches_of(tx, []) == ()
        assert matches.matches_of(tx, states=["active"]) == (old,)
        assert matches.matches_of(tx, ["P-1"], round_id="R-2") == (two,)


def test_a_round_is_kept(store: Store) -> None:
    with store.write() as tx:
        matches.add_round(
            tx,
            {
                "id": "R-1",
                "made_on": DAY,
                "made_by": "P-1",
                "solver": "exact",
                "mentees": 2,
                "mentors": 1,
                "seed": 2**60,
                "bundle": "d" * 64,
            },
        )
    with pytest.raises(StoreError), store.write() as tx:
        matches.add_round(tx, {"id": "R-1"})


def test_the_lowest_free_seat_is_taken(store: Store) -> None:
    with store.write() as tx:
        for name in ("M-1", "M-2", "M-3", "M-4"):
            matches.add_match(tx, match(name))
        assert matches.take_seat(tx, "P-2", "mentor", 2, "M-1")
        assert matches.take_seat(tx, "P-2", "mentor", 2, "M-2")
        assert not matches.take_seat(tx, "P-2", "mentor", 2, "M-3")
        assert matches.take_seat(tx, "P-2", "mentee", 1, "M-3")
        assert matches.seats_taken(tx, "mentor") == {"P-2": {1, 2}}
        matches.release_seats(tx, "M-1")
        assert matches.seats_taken(tx, "mentor", ["P-2", "P-3"]) == {"P-2": {2}}
        assert matches.take_seat(tx, "P-2", "mentor", 2, "M-4")
        assert matches.seats_taken(tx, "mentor", ["P-2"]) == {"P-2": {1, 2}}
        assert matches.seats_taken(tx, "mentor", ["P-3"]) == matches.seats_taken(tx, "mentor", []) == {}


def test_a_capacity_that_was_lowered_takes_nobody_in(store: Store) -> None:
    with store.write() as tx:
        for name in ("M-1", "M-2", "M-3"):
            matches.add_match(tx, match(name))
        matches.take_seat(tx, "P-2", "mentor", 2, "M-1")
        matches.take_seat(tx, "P-2", "mentor", 2, "M-2")
        matches.release_seats(tx, "M-1")

        assert not matches.take_seat(tx, "P-2", "mentor", 1, "M-3")
        assert not matches.take_seat(tx, "P-3", "mentor", 0, "M-3")


@pytest.mark.parametrize("seat", [{"seat": 1}, {"seat": 0}])
def test_a_seat_is_taken_once_even_where_nobody_counted(store: Store, seat: dict[str, int]) -> None:
    row = {"person": "P-2", "role": "mentor", "match": "M-1", **seat}
    with store.write() as tx:
        matches.add_match(tx, match("M-1"))
        matches.take_seat(tx, "P-2", "mentor", 1, "M-1")

    with pytest.raises(StoreError, match=r"^store\.constraint"), store.write() as tx:
        tx.add(seats, row)


def test_who_waits_keeps_their_place(store: Store) -> None:
    with store.write() as tx:
        matches.start_waiting(tx, "P-1", "mentee", DAY)
        matches.start_waiting(tx, "P-2", "mentee", date(2026, 2, 1))
        matches.start_waiting(tx, "P-3", "mentee", DAY)
        matches.start_waiting(tx, "P-3", "mentor", DAY)
        matches.waited_once_more(tx, ["P-3", "P-4"], "mentee")
        matches.start_waiting(tx, "P-3", "mentee", date(2026, 4, 1))
        matches.start_waiting(tx, "P-4", "mentee", DAY)
        matches.stop_waiting(tx, "P-4", "mentee")

    with store.read() as tx:
        assert matches.waiting_list(tx) == (
            Waiting("P-2", "mentee", date(2026, 2, 1), 0),
            Waiting("P-3", "mentee", DAY, 1),
            Waiting("P-1", "mentee", DAY, 0),
            Waiting("P-3", "mentor", DAY, 0),
        )


def test_sessions_are_listed_oldest_first(store: Store) -> None:
    late = Session("S-1", "M-1", SessionState.HELD, held_on=date(2026, 3, 9), minutes=60, channel="phone")
    early = Session(
        "S-2",
        "M-1",
        SessionState.PLANNED,
        DAY,
        datetime(2026, 3, 2, 9, tzinfo=UTC),
        45,
        "mentee",
        channel="chat",
    )
    with store.write() as tx:
        matches.add_match(tx, match("M-1"))
        sessions.add_session(tx, late)
        sessions.add_session(tx, early)

    with store.read() as tx:
        assert sessions.sessions_of(tx, "M-1") == (early, late)
        assert sessions.sessions_of(tx, "M-2") == ()
