"""Worlds: the same programme on several databases, so alike that whatever happens in them can be compared.

They share clock, ids, index key and pseudonym key; only data keys and nonces are drawn, and what is sealed is compared
opened. Ids come from the number of the step, not from what happened before: a world in which a step is left out
still gives the same ids in the next one.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Callable
from copy import copy
from functools import cache
from pathlib import Path
from threading import RLock
from typing import Any, cast

from attrs import evolve, frozen
from sqlalchemy import Connection, insert, select, text
from tests.storage.conftest import Server
from tests.support.following import following_bundle

from mentorcore import Programme
from mentorcore.domain.bundle import Bundle
from mentorcore.domain.clock import ManualClock
from mentorcore.domain.ids import IdMaker, numbered_ids
from mentorcore.domain.retention import RETENTION_KINDS, RetentionRule
from mentorcore.hooks import ALL
from mentorcore.hooks.caller import Hooks
from mentorcore.storage import meta
from mentorcore.storage.keydb import connect
from mentorcore.storage.keys import KeyStore, MemoryKeys
from mentorcore.storage.ledger import Noted, entries
from mentorcore.storage.store import Store
from mentorcore.storage.tables import metadata
from mentorcore.testing import START, Trial, changed, staffed

IDS_OF_A_STEP = 1_000
KEPT_FOR = 3
"""Months after which this programme lets go of whatever it can let go of."""


class StepIds:
    """Ids by kind, counted anew in each step."""

    def __init__(self) -> None:
        self._makers: dict[str, IdMaker] = {}
        self.begin(0)

    def begin(self, step: int) -> None:
        """The ids of a step."""
        start = 100_000 + step * IDS_OF_A_STEP
        self._makers = defaultdict(lambda: numbered_ids(start))

    def __call__(self, kind: str) -> str:
        return self._makers[kind](kind)


class NotedKeys(MemoryKeys):
    """Keys in memory whose erasures are noted, as those in a file are."""

    noted_in: Path

    @property
    def ledger(self) -> Path:  # type: ignore[override]  # keys in memory have none otherwise
        """The erasure ledger."""
        return self.noted_in


@frozen(eq=False)
class World:
    """A programme, and what its steps depend on.

    Args:
        name: such as ``sqlite``.
        programme: the programme.
        clock: its clock.
        ids: its ids.
    """

    name: str
    programme: Programme
    clock: ManualClock
    ids: StepIds

    @property
    def keys(self) -> NotedKeys:
        """Its keys."""
        found = self.programme.context.store.keys
        assert isinstance(found, NotedKeys)
        return found

    @property
    def ledger(self) -> tuple[Noted, ...]:
        """What its erasure ledger says."""
        return entries(self.keys.ledger)


@frozen
class Cast:
    """The people whom every world begins with.

    Args:
        staff: a coordinator.
        named: the other coordinator, whom concerns name in secret.
        committee: a member of the committee.
    """

    staff: str
    named: str
    committee: str


@cache
def base() -> tuple[Trial, Cast]:
    """A programme with its staff, a few people and two pairs, from which every world is copied."""
    with staffed("vps") as plain:
        bundle = changed(plain.bundle, retention=_retention())
    trial = staffed(bundle, coordinator=2, committee=1)
    named = next(person for person in trial.staff_of("coordinator") if person != trial.staff)
    (committee,) = trial.staff_of("committee")
    lived = next(found for found in trial.bundle.questions if found.id == "experience").options[0].id
    mentees = [
        trial.participant("mentee", experience=lived) for _ in range(4)
    ]  # a round leaves no pair undecided
    mentors = [trial.participant("mentor", experience=lived) for _ in range(3)]
    trial.introduced(mentees[0], mentors[0])
    trial.proposed(mentees[1], mentors[1])
    trial.applicant("mentee")
    return trial, Cast(trial.staff, named, committee)


def _retention() -> tuple[RetentionRule, ...]:
    return tuple(
        RetentionRule(kind=kind, counted_from=known.counted_from, then=known.then, months=KEPT_FOR)  # type: ignore[arg-type]  # its keys are the kinds
        for kind, known in RETENTION_KINDS.items()
    )


@cache
def other_bundle() -> Programme:
    """A programme whose bundle was changed: another version of a text, more time for a concern, and it follows its
    pairs: sessions, tasks, agreements and surveys are kept."""
    bundle, other = base()[0].bundle, following_bundle()
    documents = tuple(
        evolve(found, version="2025-1", digest="new") if found.id == "guide" else found
        for found in bundle.documents
    )
    policies = tuple(
        evolve(found, settings={**found.settings, "resolve": {"working_days": 15}})
        if found.id == "triage"
        else found
        for found in other.policies
    )
    kept: dict[str, Any] = {
        "programme": bundle.programme,
        "retention": bundle.retention,
        "package": bundle.package,
    }
    return Programme.in_memory(changed(other, documents=documents, policies=policies, **kept))[0]


def install(world: World, bundle: Bundle) -> World:
    """The world with one of the two bundles installed, whatever its database has adopted."""
    source = next(
        programme for programme in (base()[0].programme, other_bundle()) if programme.bundle is bundle
    )
    context = evolve(source.context, store=world.programme.context.store)
    return evolve(world, programme=Programme(context))


def _programme(store: Store) -> Programme:
    context = base()[0].programme.context
    return Programme(evolve(context, store=store, hooks=Hooks(ALL, context.hooks.policies)))


@cache
def _store(url: str, name: str) -> Store:
    """One for each name, used again by each world of that name: what a database was asked once it answers faster."""
    return Store(url, MemoryKeys(), ManualClock(START), numbered_ids())


def _begun(url: str, name: str, clock: ManualClock, ids: StepIds, keys: KeyStore) -> Store:
    store = _store(url, name)
    store.keys, store.clock, store.new_id = copied_keys(keys), clock, ids
    return store


def in_memory(name: str, folder: Path) -> World:
    """A world on SQLite, in memory; its erasure ledger lies in a folder."""
    source = base()[0].programme.context.store
    clock, ids = ManualClock(START), StepIds()
    store = _begun("sqlite://", name, clock, ids, source.keys)
    store.keys = _noted(copied_keys(source.keys), folder / name)
    copy_database(source, store)
    return World(name, _programme(store), clock, ids)


def on_postgresql(url: str, folder: Path) -> World:
    """A world on PostgreSQL; what an earlier one left in the schema goes. Its erasure ledger lies in a folder."""
    source = base()[0].programme.context.store
    clock, ids = ManualClock(START), StepIds()
    store = _begun(url, "postgresql", clock, ids, source.keys)
    store.keys = _noted(copied_keys(source.keys), folder / "postgresql")
    with source.read() as tx:
        rows = {table: [dict(row) for row in tx.rows(select(table))] for table in metadata.sorted_tables}
    with store.alter() as conn:
        conn.execute(text("SET LOCAL session_replication_role = replica"))  # rests the triggers, too
        for table in reversed(metadata.sorted_tables):
            conn.execute(table.delete())
        for table, found in rows.items():
            if found:
                conn.execute(insert(table), found)
        conn.execute(text("SELECT setval(pg_get_serial_sequence('seats', 'number'), 1000)"))
    return World("postgresql", _programme(store), clock, ids)


def copied(world: World, name: str, hooks: Callable[[Hooks], Hooks] | None = None) -> Programme:
    """A copy of a world as it is now, to try something out in; what was tried in the one before is forgotten."""
    context = world.programme.context
    ids = StepIds()
    ids.begin(900_000)
    store = _begun("sqlite://", name, world.clock, ids, context.store.keys)
    copy_database(context.store, store)
    asked = context.hooks if hooks is None else hooks(context.hooks)
    return Programme(evolve(context, store=store, hooks=asked))


def new_schema(server: Server) -> str:
    """The URL of a schema with tables in it."""
    url = server.url()
    store = Store(url, MemoryKeys(), ManualClock(START), numbered_ids())
    meta.create_schema(store, "vps")
    store.close()
    return url


def copy_database(source: Store, target: Store) -> None:
    """Make a database in memory equal to another one."""
    with source.read() as tx, target.engine.connect() as conn:
        _dbapi(tx.conn).backup(_dbapi(conn))


def _dbapi(conn: Connection) -> sqlite3.Connection:
    found: object = conn.connection.dbapi_connection
    assert isinstance(found, sqlite3.Connection)
    return found


def copied_keys(keys: Any) -> MemoryKeys:
    """The same keys under the same master key, in a database of their own."""
    made = copy(keys)
    made.__class__ = MemoryKeys
    made._cache, made._lock, made._connection = dict(keys._cache), RLock(), connect(None)
    keys.copy_to(made._connection)
    return cast(MemoryKeys, made)


def _noted(keys: MemoryKeys, ledger: Path) -> NotedKeys:
    """Keys with a ledger that is empty as yet."""
    ledger.unlink(missing_ok=True)
    made: Any = keys
    made.__class__, made.noted_in = NotedKeys, ledger
    return cast(NotedKeys, made)
