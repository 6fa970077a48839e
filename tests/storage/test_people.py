"""Queries about people: the same answers on every database, in as many queries for three as for one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime

import pytest
from attrs import evolve
from sqlalchemy import event

from mentorcore.domain.errors import StoreError
from mentorcore.domain.events import Event
from mentorcore.domain.people import Person, RoleHeld, RoleState
from mentorcore.domain.records import Record
from mentorcore.storage import batches, events, people, records, sealed
from mentorcore.storage.store import Store

DAY = date(2026, 3, 1)
LATER = date(2026, 3, 9)


def held(role: str = "mentor", state: RoleState = RoleState.APPLIED, capacity: int = 1) -> RoleHeld:
    return RoleHeld(role, state, DAY, capacity)


def person(name: str, *roles: RoleHeld, day: date = DAY) -> Person:
    return Person(name, "fr", day, roles)


@contextmanager
def counted(store: Store) -> Iterator[list[str]]:
    """The statements that a block executes, without those that begin a transaction."""
    seen: list[str] = []

    def note(conn: object, cursor: object, statement: str, *rest: object) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA", "SELECT pg_advisory")):
            seen.append(statement)

    event.listen(store.engine, "before_cursor_execute", note)
    yield seen
    event.remove(store.engine, "before_cursor_execute", note)


def test_a_person_comes_back_as_stored(store: Store) -> None:
    stored = person("P-1", held("mentee"), held("mentor", RoleState.ADMITTED, 3))
    with store.write() as tx:
        people.add_person(tx, stored)

    with store.read() as tx:
        assert people.person(tx, "P-1") == stored
        assert people.person(tx, "P-2") is None


def test_people_are_listed_by_registration_then_id(store: Store) -> None:
    found = [person("P-B"), person("P-A"), person("P-C", day=date(2026, 1, 1))]
    with store.write() as tx:
        people.add_people(tx, found)

    with store.read() as tx:
        assert [p.id for p in people.people(tx)] == ["P-C", "P-A", "P-B"]
        assert [p.id for p in people.people(tx, {"P-B", "P-C", "P-?"})] == ["P-C", "P-B"]
        assert people.people(tx, []) == ()


def test_people_are_chosen_by_role_and_state(store: Store) -> None:
    admitted = person("P-1", held("mentee"), held("mentor", RoleState.ADMITTED))
    applied = person("P-2", held("mentor"))
    with store.write() as tx:
        people.add_people(tx, [admitted, applied])

    with store.read() as tx:
        assert people.people(tx, role="mentor") == (admitted, applied)
        assert people.people(tx, role="mentee") == (admitted,)
        assert people.people(tx, role="mentor", state="admitted") == (admitted,)
        assert people.people(tx, role="mentee", state="admitted") == ()
        assert people.people(tx, state="applied") == (admitted, applied)
        assert people.people(tx, ["P-2"], role="mentor") == (applied,)


def test_a_role_changes_and_is_left(store: Store) -> None:
    with store.write() as tx:
        people.add_person(tx, person("P-1", held("mentor")))
        people.add_role(tx, "P-1", held("coordinator", RoleState.ACTIVE, 0))
        people.set_role(tx, "P-1", RoleHeld("mentor", RoleState.ADMITTED, LATER, 2))
        assert people.holders(tx, "coordinator") == ("P-1",)
        people.leave_role(tx, "P-1", "coordinator", LATER)

    with store.read() as tx:
        assert people.person(tx, "P-1") == person(
            "P-1",
            RoleHeld("coordinator", RoleState.LEFT, LATER, 0),
            RoleHeld("mentor", RoleState.ADMITTED, LATER, 2),
        )
        assert people.holders(tx, "coordinator") == ()


def test_an_account_belongs_to_one_person_until_they_are_erased(store: Store) -> None:
    with store.write() as tx:
        people.add_people(tx, [person("P-1"), person("P-2")])
        people.bind_account(tx, "unix:ana", "P-1")
        people.bind_account(tx, "unix:ana", "P-2")
        assert people.account_owner(tx, "unix:ana") == "P-2"
        assert people.account_owner(tx, "unix:bob") is None
        people.mark_erased(tx, "P-2")

    with store.read() as tx:
        assert people.account_owner(tx, "unix:ana") is None
        assert people.person(tx, "P-2") == Person("P-2", "fr", DAY, (), erased=True)


@pytest.mark.parametrize("number", [1, 3])
def test_people_with_everything_are_read_in_as_many_queries(store: Store, number: int) -> None:
    ids = [f"P-{place}" for place in range(number)]
    with store.write() as tx:
        people.add_people(tx, [person(name, held(), held("mentee")) for name in ids])
        sealed.put_many(tx, {name: {"contact": {"phone": name}, "identity": {"name": name}} for name in ids})

    with store.read() as tx, counted(store) as statements:
        assert len(people.people(tx, ids)) == number
        assert len(sealed.get_many(tx, ids, ["contact", "identity"])) == number
        assert set(records.records_of(tx, ids)) == set(events.events_about(tx, ids)) == set(ids)

    assert len(statements) == 5


def test_lists_may_be_longer_than_a_database_has_parameters(store: Store) -> None:
    many = [f"P-{place}" for place in range(70_000)]
    with store.write() as tx:
        people.add_person(tx, person("P-69999"))
        sealed.put(tx, "P-69999", {"contact": {"phone": "1"}})

    with store.read() as tx:
        assert [p.id for p in people.people(tx, many)] == ["P-69999"]
        assert sealed.get_many(tx, many, ["contact"]) == {"P-69999": {"contact": {"phone": "1"}}}


def record(name: str, who: str, at: datetime) -> Record:
    return Record(name, "acceptance", who, who, DAY, at, "P-1")


def test_records_come_back_in_the_order_in_which_they_were_written(store: Store) -> None:
    with store.write() as tx:
        people.add_people(tx, [person("P-1"), person("P-2")])
        first = evolve(record("E-9", "P-1", tx.now), data={"a": 1, "b": True, "c": "x"})
        second = evolve(record("E-1", "P-2", tx.now), subject="M-1", supersedes="E-9")
        third = evolve(record("E-5", "P-1", tx.now), kind="hold", on_behalf=True, how="phone")
        records.add_records(tx, [first, second])
        records.add_records(tx, [third])
        records.add_records(tx, [])

    with store.read() as tx:
        assert records.records_of(tx, ["P-1", "P-2", "P-3"]) == {
            "P-1": (first, third),
            "P-2": (second,),
            "P-3": (),
        }
        assert records.records_of(tx, ["P-1"], ["hold"]) == {"P-1": (third,)}
        assert records.records_about(tx, "M-1") == (second,)
        assert records.records_about(tx, "M-2") == ()


@pytest.mark.parametrize("number", [0, 1, 2, 70])
def test_evidence_that_differs_in_little_is_as_if_each_piece_had_been_written_alone(
    store: Store, number: int
) -> None:
    ids = [f"P-{n:03}" for n in range(number)]
    with store.write() as tx:
        people.add_people(tx, [person(name) for name in ids])
        pattern = evolve(record("", "", tx.now), how="form", data={"a": True})
        found = [(name, DAY.replace(day=n % 28 + 1), "code", str(n % 3)) for n, name in enumerate(ids)]
        records.add_alike(tx, pattern, found[: number // 2])
        records.add_alike(tx, pattern, found[number // 2 :])

    with store.read() as tx:
        kept = [piece for name in ids for piece in records.records_of(tx, ids)[name]]
    assert kept == [
        evolve(
            pattern, id=piece.id, person=name, subject=name, effective_on=day, document=text, version=version
        )
        for piece, (name, day, text, version) in zip(kept, found, strict=True)
    ]
    assert len({piece.id for piece in kept}) == number


def test_an_id_that_somebody_has_already_is_drawn_again(store: Store) -> None:
    drawn = iter(["P-1", "P-2", "P-2", "P-3", "P-1", "P-4"])
    with store.write() as tx:
        people.add_people(tx, [person("P-1")], batch="b")
        tx.new_id = lambda kind: next(drawn)
        assert people.new_people(tx, 3) == ["P-2", "P-3", "P-4"]
        assert list(drawn) == []
        assert people.new_people(tx, 0) == []


def happened(store: Store, subject: str, type_: str = "t") -> Event:
    return Event(type_, subject, store.clock.now(), DAY, "P-1", data={"role": "mentor"})


def test_events_are_numbered_in_the_order_in_which_they_were_written(store: Store) -> None:
    with store.write() as tx:
        events.add_events(tx, [happened(store, "P-2"), happened(store, "P-1")])
        events.add_events(tx, [happened(store, "P-2", "u")])

    with store.read() as tx:
        about = events.events_about(tx, ["P-2", "P-9"])
        assert [(e.number, e.type) for e in about["P-2"]] == [(0, "t"), (0, "u")]  # told to nobody
        assert about["P-9"] == ()
        assert about["P-2"][0].data == {"role": "mentor"}
        assert [e.number for e in events.events_after(tx, 1, 10)] == [2, 3]
        assert [e.number for e in events.events_after(tx, 0, 1)] == [1]


def test_a_cursor_moves(store: Store) -> None:
    with store.write() as tx:
        assert events.cursor(tx, "feed") == 0
        events.move_cursor(tx, "feed", 3)
        events.move_cursor(tx, "feed", 5)
        events.move_cursor(tx, "other", 1)

    with store.read() as tx:
        assert (events.cursor(tx, "feed"), events.cursor(tx, "other")) == (5, 1)


def stage(store: Store, batch: str, *ids: str) -> None:
    with store.write() as tx:
        people.add_people(tx, [person(name, held("mentor"), held("mentee")) for name in ids], batch)
        sealed.put_many(tx, {name: {"contact": {"phone": name}} for name in ids})
        sealed.add_marks(tx, [m for name in ids for m in sealed.mark_rows(tx, name, {"name": [(name,)]})])
        records.add_records(tx, [record(f"E-{name}", name, tx.now) for name in ids])


def test_what_is_staged_is_seen_by_nobody_until_it_is_released(store: Store) -> None:
    stage(store, "b1", "P-2", "P-1")
    stage(store, "b2", "P-3")
    with store.read() as tx:
        assert people.people(tx) == people.people(tx, ["P-1"]) == people.people(tx, role="mentor") == ()
        assert people.person(tx, "P-1") is None
        assert batches.staged(tx) == ("b1", "b2")
        digests = [mark["digest"] for mark in sealed.mark_rows(tx, "", {"name": [("P-1",)]})]
        assert list(sealed.holders_of(tx, digests).values()) == [{"P-1"}]

    with store.write() as tx:
        assert batches.release(tx, "b1", "P-9") == 2
        assert batches.release(tx, "none", "P-9") == 0

    with store.read() as tx:
        assert [p.id for p in people.people(tx)] == ["P-1", "P-2"]
        assert batches.staged(tx) == ("b2",)
        applied = [(e.number, e.subject, e.data, e.actor) for e in events.events_after(tx, 0, 10)]
        assert applied == [
            (1, "P-1", {"role": "mentee"}, "P-9"),
            (2, "P-2", {"role": "mentee"}, "P-9"),
            (3, "P-1", {"role": "mentor"}, "P-9"),
            (4, "P-2", {"role": "mentor"}, "P-9"),
        ]
        first = events.events_after(tx, 0, 1)[0]
        assert (first.type, first.recorded_at, first.effective_on) == ("participant.applied", tx.now, DAY)


def test_what_is_discarded_leaves_nothing(store: Store) -> None:
    stage(store, "b1", "P-1", "P-2", "P-3")
    with store.write() as tx:
        assert batches.discard(tx, "b1", 2) == ("P-1", "P-2")
        assert batches.discard(tx, "b1", 2) == ("P-3",)
        assert batches.discard(tx, "b1", 2) == ()

    with store.read() as tx:
        assert batches.staged(tx) == ()
        assert sealed.tiers_of(tx, "P-1") == ()
        assert records.records_of(tx, ["P-1"]) == {"P-1": ()}


def test_an_id_is_given_once(store: Store) -> None:
    with store.write() as tx:
        people.add_person(tx, person("P-1", held()))

    with pytest.raises(StoreError, match=r"^store\.constraint"), store.write() as tx:
        people.add_person(tx, person("P-1"))
