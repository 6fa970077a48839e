"""Queries about the audit chain and about the database itself."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from mentorcore.domain.clock import ManualClock
from mentorcore.storage import audit, meta
from mentorcore.storage.audit import START, Entry
from mentorcore.storage.sealing import pseudonym
from mentorcore.storage.store import Store

FIRST = Entry(
    "P-1", "matches.accept", "matching", ("M-1", "P-2"), ("identity",), codes=("grant.none[VPS-4]",)
)
SECOND = Entry("P-1", "people.show", "vetting", outcome="refused", on_behalf_of="P-2")


def append(store: Store, *entries: Entry) -> None:
    with store.write() as tx:
        audit.append(tx, entries)


def test_entries_come_back_in_order_with_pseudonyms(store: Store) -> None:
    append(store, FIRST)
    append(store, SECOND)

    with store.read() as tx:
        one, two = audit.entries(tx)
        key = tx.keys.pseudonym_key()
        assert (one.number, one.at, one.verb) == (1, "2026-03-01T09:00:00.000000Z", "matches.accept")
        assert one.subjects == f"{pseudonym(key, 'M-1')} {pseudonym(key, 'P-2')}"
        assert (one.tiers, one.codes, one.on_behalf_of) == ("identity", "grant.none[VPS-4]", "")
        assert (two.actor, two.on_behalf_of) == (pseudonym(key, "P-1"), pseudonym(key, "P-2"))
        assert audit.head(tx) == (2, two.hash)
        for anchor in ("", START, one.hash, two.hash):
            audit.verify(tx, anchor)
        assert audit.first_bad(tx) is None


def test_a_chain_begins_with_nothing(store: Store) -> None:
    with store.read() as tx:
        assert audit.head(tx) == (0, START)
        assert list(audit.entries(tx)) == []
        assert audit.first_bad(tx) is None


@pytest.mark.parametrize(
    ("change", "bad"),
    [
        ("UPDATE audit SET outcome = 'done' WHERE number = 2", 2),
        ("UPDATE audit SET at = '2020' WHERE number = 1", 1),
        ("DELETE FROM audit WHERE number = 1", 1),
        ("DELETE FROM audit WHERE number = 2", 2),
        ("UPDATE audit SET number = 9 WHERE number = 3", 3),
    ],
)
def test_a_change_is_found_where_it_was_made(store: Store, change: str, bad: int) -> None:
    append(store, FIRST, SECOND, FIRST)
    with store.alter() as conn:
        if store.dialect == "sqlite":
            for verb in ("update", "delete"):
                conn.exec_driver_sql(f"DROP TRIGGER audit_no_{verb}")
        else:
            conn.exec_driver_sql("DROP TRIGGER audit_append_only ON audit")
        conn.exec_driver_sql(change)

    with store.read() as tx:
        assert audit.first_bad(tx) == bad


def test_the_newest_bundle_is_the_adopted_one(store: Store, clock: ManualClock) -> None:
    with store.write() as tx:
        assert meta.adopted(tx) is None
        assert meta.adopted_digest(tx) is None
        meta.adopt(tx, "one", "P-1", "{}")
    clock.advance(1)
    with store.write() as tx:
        meta.adopt(tx, "two", "P-2", '{"a": 1}')

    with store.read() as tx:
        assert meta.adopted(tx) == meta.Adopted("two", clock.now(), "P-2", '{"a": 1}', True)
        assert meta.adopted_digest(tx) == "two"
        assert tx.scalar(text("SELECT count(*) FROM bundles")) == 2


def test_a_file_is_known_by_its_digest(store: Store, clock: ManualClock) -> None:
    with store.write() as tx:
        assert meta.imported_before(tx, "digest") is None
        meta.note_import(tx, "digest", "P-1", 3)

    with store.read() as tx:
        assert meta.imported_before(tx, "digest") == clock.now()


def test_values_about_the_database_are_kept(store: Store) -> None:
    with store.write() as tx:
        assert meta.value(tx, "anchor") is None
        meta.set_value(tx, "anchor", "1")
        meta.set_value(tx, "anchor", "2")

    with store.read() as tx:
        assert meta.value(tx, "anchor") == "2"
        assert meta.value(tx, "programme") == "test"
