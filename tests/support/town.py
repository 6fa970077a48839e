"""A programme with people in every relation that there is."""

from __future__ import annotations

import sqlite3
from copy import copy
from functools import cache
from threading import RLock
from typing import Any

from attrs import evolve, frozen
from sqlalchemy import Connection
from tests.support.verbs import UNKNOWN

from mentorcore import Programme
from mentorcore.domain.clock import ManualClock
from mentorcore.domain.commands.concerns import RaiseConcern
from mentorcore.domain.commands.messages import ListMessages
from mentorcore.domain.concerns import ConcernKind, ConcernWish
from mentorcore.domain.ids import (
    CONCERN,
    DRAFT,
    DUTY,
    MATCH,
    MESSAGE,
    PASS,
    PERSON,
    RECORD,
    ROUND,
    SESSION,
    TASK,
    WORKSHOP,
    numbered_ids,
)
from mentorcore.hooks import ALL
from mentorcore.hooks.caller import Hooks
from mentorcore.storage import duties
from mentorcore.storage.keydb import connect
from mentorcore.storage.keys import MemoryKeys
from mentorcore.storage.store import Store
from mentorcore.testing import START, Trial, staffed


@frozen
class Town:
    """A programme with a match, a concern about its mentor, and people who have nothing to do with it.

    Args:
        trial: the programme.
        mentee, mentor: the two of the match.
        outsider: a mentee without a match.
        committee: a member of the committee.
        match: the match.
        concern: the mentee's concern about the mentor.
        ids: kind of id to one that exists.
    """

    trial: Trial
    mentee: str
    mentor: str
    outsider: str
    committee: str
    match: str
    concern: str
    ids: dict[str, str]


def make_town() -> Town:
    """A fresh one; close its trial. The people arrive once, and each test gets a copy of the databases."""
    return copied(_settled())


def copied(first: Town, *, start: int = 50_000) -> Town:
    """A town in databases of its own, as another one stands now; new ids count from `start`."""
    context = first.trial.programme.context
    clock = ManualClock(START)
    store = Store("sqlite://", _copied_keys(context.store.keys), clock, numbered_ids(start=start))
    hooks = Hooks(ALL, context.hooks.policies)
    trial = Trial(Programme(evolve(context, store=store, hooks=hooks)), first.trial.staff, clock)
    trial._count = first.trial._count
    town = evolve(first, trial=trial, ids=dict(first.ids))
    refill(town, first)
    return town


def refill(town: Town, first: Town) -> None:
    """Let a town stand as another one does now; faster than a new one, whose statements are compiled anew."""
    there, here = first.trial.programme.context.store, town.trial.programme.context.store
    here.keys = _copied_keys(there.keys)
    with there.read() as source, here.engine.connect() as target:
        dbapi(source.conn).backup(dbapi(target))


def dbapi(conn: Connection) -> sqlite3.Connection:
    """The driver's own connection."""
    found: object = conn.connection.dbapi_connection
    assert isinstance(found, sqlite3.Connection)
    return found


def _copied_keys(keys: Any) -> MemoryKeys:
    """The same keys under the same master key, in a database of their own."""
    made: MemoryKeys = copy(keys)
    made._cache, made._lock, made._connection = {}, RLock(), connect(None)
    keys.copy_to(made._connection)
    return made


@cache
def _settled() -> Town:
    trial = staffed("vps", coordinator=2, committee=1)
    mentee, mentor, outsider = (trial.participant(role) for role in ("mentee", "mentor", "mentee"))
    match = trial.introduced(mentee, mentor).id
    accusation = RaiseConcern(
        wish=ConcernWish.ACT, about=(mentor,), kind=ConcernKind.ACCUSATION, match=match, account="He shouted."
    )
    concern = trial.desk(mentee).concerns.raise_(accusation).id
    waiting = trial.desk().messages.list(ListMessages())
    with trial.programme.context.store.read() as tx:
        duty = duties.open_duties(tx)[0].id
    (committee,) = trial.staff_of("committee")
    ids = {**UNKNOWN, PERSON: mentee, MATCH: match, CONCERN: concern, DUTY: duty, MESSAGE: waiting[0].id}
    never = {ROUND, RECORD, SESSION, PASS, TASK, WORKSHOP, DRAFT}
    assert {kind for kind in ids if ids[kind] == UNKNOWN[kind]} == never
    return Town(trial, mentee, mentor, outsider, committee, match, concern, ids)
