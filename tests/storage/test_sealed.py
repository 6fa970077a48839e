"""Sealed values: put, replaced, dropped, and never under a second key where the first one was lost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import event, select, update

from mentorcore.domain.errors import KeyDropped, NoKey, SealBroken, StoreError
from mentorcore.domain.people import Person
from mentorcore.storage import people, sealed
from mentorcore.storage.keys import MemoryKeys
from mentorcore.storage.store import Store
from mentorcore.storage.tables import envelopes
from mentorcore.storage.transaction import Tx


def put(store: Store, dossier: str, **tiers: dict[str, Any]) -> None:
    with store.write() as tx:
        sealed.put(tx, dossier, tiers)


def get(store: Store, dossier: str, *tiers: str) -> dict[str, Any]:
    with store.read() as tx:
        return sealed.get_many(tx, [dossier], tiers).get(dossier, {})


def attempt(store: Store, act: Callable[[Tx], object]) -> None:
    with store.write() as tx:
        act(tx)


def test_values_come_back_and_are_not_readable_in_between(store: Store) -> None:
    values = {"name": "Zoë", "list": ["a", 1, None], "nested": {"x": True}}
    put(store, "P-1", identity=values, contact={"phone": "+41"})

    assert get(store, "P-1", "identity", "contact", "none") == {
        "identity": values,
        "contact": {"phone": "+41"},
    }
    with store.read() as tx:
        assert sealed.get(tx, "P-1", "identity") == values
        assert sealed.get(tx, "P-1", "none") == sealed.get(tx, "P-2", "identity") == {}
        assert sealed.tiers_of(tx, "P-1") == ("contact", "identity")
        blobs = [row["sealed"] for row in tx.rows(select(envelopes.c.sealed))]
        assert [b"name" in blob or b"phone" in blob for blob in blobs] == [False, False]


def test_a_tier_is_replaced_and_the_others_stay(store: Store) -> None:
    put(store, "P-1", identity={"name": "A"}, contact={"phone": "1"})
    put(store, "P-1", contact={"mail": "2"}, notes={"x": 1})

    assert get(store, "P-1", "identity", "contact", "notes") == {
        "identity": {"name": "A"},
        "contact": {"mail": "2"},
        "notes": {"x": 1},
    }


def test_an_envelope_is_bound_to_its_place(store: Store) -> None:
    put(store, "P-1", identity={"name": "A"})
    attempt(store, lambda tx: tx.run(update(envelopes).values(tier="contact")))

    with pytest.raises(SealBroken):
        get(store, "P-1", "contact")


def test_what_is_dropped_is_gone_and_never_comes_back(store: Store) -> None:
    attempt(store, lambda tx: people.add_person(tx, Person("P-1", "fr", date(2026, 1, 1), ())))
    put(store, "P-1", identity={"name": "A"})
    attempt(store, lambda tx: sealed.set_marks(tx, "P-1", {"name": [("A",)]}))
    attempt(store, lambda tx: sealed.drop(tx, "P-1"))
    store.keys.drop(["P-1"])

    assert get(store, "P-1", "identity") == {}
    with store.read() as tx:
        assert sealed.marks_of(tx, ["P-1"], ["name"]) == {}
    with pytest.raises(KeyDropped, match=r"^keys\.dropped"):
        put(store, "P-1", identity={"name": "A"})


def test_an_envelope_that_an_old_backup_brought_back_stays_shut(store: Store) -> None:
    """Between bringing back a database by hand and the erasure that follows."""
    put(store, "P-1", identity={"name": "A"})
    store.keys.drop(["P-1"])

    assert get(store, "P-1", "identity") == {}
    with pytest.raises(KeyDropped):
        put(store, "P-1", identity={"name": "A"})


def test_no_second_key_is_made_where_the_first_is_lost(store: Store) -> None:
    """As after bringing back an old copy of the key file."""
    put(store, "P-1", identity={"name": "A"})
    put(store, "P-2", identity={"name": "B"})
    store.keys.close()
    store.keys = MemoryKeys()
    put(store, "P-3", identity={"name": "C"})

    for act in (
        lambda: put(store, "P-1", identity={"name": "A"}),
        lambda: put(store, "P-1", contact={"phone": "1"}),
        lambda: get(store, "P-1", "identity"),
    ):
        with pytest.raises(NoKey) as caught:
            act()
        assert (caught.value.code, caught.value.params) == ("keys.lost", {"dossier": "P-1", "count": 1})
    many = {name: {"contact": {"phone": "1"}} for name in ("P-4", "P-2", "P-1")}
    with pytest.raises(NoKey) as caught:
        attempt(store, lambda tx: sealed.put_many(tx, many))
    assert caught.value.params == {"dossier": "P-1", "count": 2}
    assert store.keys.orphans(["P-3"]) == ()
    assert get(store, "P-3", "identity") == {"identity": {"name": "C"}}


def test_a_key_without_envelopes_is_used(store: Store) -> None:
    """As after a crash between key and facts."""
    key = store.keys.create(["P-1"])
    put(store, "P-1", identity={"name": "A"})

    assert store.keys.keys_for(["P-1"]) == key
    assert get(store, "P-1", "identity") == {"identity": {"name": "A"}}


def test_what_cannot_be_sealed_leaves_everything_as_it_was(store: Store) -> None:
    put(store, "P-1", identity={"name": "A"})

    with pytest.raises(StoreError, match=r"^seal\.not_json"):
        put(store, "P-1", identity={"name": {"a set"}})
    assert get(store, "P-1", "identity") == {"identity": {"name": "A"}}


@pytest.mark.parametrize("number", [1, 300])
def test_many_new_dossiers_take_as_many_statements_as_one(store: Store, number: int) -> None:
    seen: list[str] = []

    def note(conn: object, cursor: object, statement: str, *rest: object) -> None:
        seen.append(statement.split()[0])

    with store.write() as tx:
        event.listen(store.engine, "before_cursor_execute", note)
        sealed.put_many(tx, {f"P-{n}": {"a": {"x": n}, "b": {}} for n in range(number)})
        event.remove(store.engine, "before_cursor_execute", note)

    assert seen == ["SELECT", "INSERT"]
    with store.read() as tx:
        assert sealed.get_many(tx, ["P-0"], ["a", "b"]) == {"P-0": {"a": {"x": 0}, "b": {}}}


def test_marks_are_put_in_place_of_those_of_their_kinds(store: Store) -> None:
    with store.write() as tx:
        people.add_people(tx, [Person(name, "fr", date(2026, 1, 1), ()) for name in ("P-1", "P-2")])
        sealed.set_marks(tx, "P-1", {"name": [("Zoë Aubert",)], "phone": [("1",), ("2",)]})
        sealed.set_marks(tx, "P-1", {"phone": [("3",), ("3",)]})
        sealed.set_marks(tx, "P-2", {"avoid": [("zoe  AUBERT",)]})

    with store.read() as tx:
        (name,) = sealed.mark_rows(tx, "", {"name": [("Zoe Aubert",)]})
        (phone,) = sealed.mark_rows(tx, "", {"phone": [("3",)]})
        assert sealed.marks_of(tx, ["P-1", "P-2"], ["name", "phone", "avoid"]) == {
            ("name", name["digest"]): {"P-1"},
            ("phone", phone["digest"]): {"P-1"},
            ("avoid", name["digest"]): {"P-2"},  # an avoided name is found by the name
        }
        assert sealed.marks_of(tx, ["P-2"], ["name"]) == {}
        assert sealed.holders_of(tx, [phone["digest"]]) == {("phone", phone["digest"]): {"P-1"}}
