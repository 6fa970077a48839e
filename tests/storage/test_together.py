"""Many at once, and processes that die: what was acknowledged is there, nothing is there by half."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from datetime import date
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from mentorcore.domain.matches import Match, MatchState
from mentorcore.domain.people import Person
from mentorcore.storage import audit, events, matches, people, records, sealed
from mentorcore.storage.keys import FileKeys
from mentorcore.storage.maintenance import check
from mentorcore.storage.store import Store
from mentorcore.storage.tables import seats

if TYPE_CHECKING:
    from tests.storage.conftest import AtOnce

pytestmark = pytest.mark.parametrize("backend", ["file", "postgresql"], indirect=True)

DAY = date(2026, 3, 1)

TAKE = """
import json, sys
from mentorcore.domain.clock import SystemClock
from mentorcore.domain.ids import new_id
from mentorcore.storage import matches
from mentorcore.storage.keys import MemoryKeys
from mentorcore.storage.store import Store

url, match = sys.argv[1:]
store = Store(url, MemoryKeys(), SystemClock(), new_id, busy_timeout=60_000)
go()
with store.write() as tx:
    mentee = matches.take_seat(tx, "P-1", "mentee", 1, match)
with store.write() as tx:
    mentor = matches.take_seat(tx, "P-2", "mentor", 3, match)
print(json.dumps([mentee, mentor]))
"""


def test_of_sixteen_that_take_the_last_seat_one_gets_it(store: Store, at_once: AtOnce) -> None:
    names = [f"M-{number}" for number in range(16)]
    with store.write() as tx:
        people.add_people(tx, [Person(name, "fr", DAY, ()) for name in ("P-1", "P-2")])
        for name in names:
            matches.add_match(tx, Match(name, "P-1", "P-2", MatchState.PROPOSED, "", DAY))

    found = [json.loads(line) for line in at_once(TAKE, *[[store.url, name] for name in names])]

    assert (sum(mentee for mentee, _ in found), sum(mentor for _, mentor in found)) == (1, 3)
    with store.read() as tx:
        assert matches.seats_taken(tx, "mentee") == {"P-1": {1}}
        assert matches.seats_taken(tx, "mentor") == {"P-2": {1, 2, 3}}
        assert len(tx.rows(select(seats))) == 4


WRITE = """
import sys
from datetime import date
from pathlib import Path
from mentorcore.domain.clock import SystemClock
from mentorcore.domain.events import Event
from mentorcore.domain.ids import PERSON, RECORD, new_id
from mentorcore.domain.people import Person, RoleHeld, RoleState
from mentorcore.domain.records import Record
from mentorcore.storage import audit, events, people, records, sealed
from mentorcore.storage.keys import FileKeys
from mentorcore.storage.store import Store

url, keys = sys.argv[1:]
store = Store(url, FileKeys.open(Path(keys)), SystemClock(), new_id, busy_timeout=60_000)
day = date(2026, 3, 1)
while True:
    with store.write() as tx:
        name = tx.new_id(PERSON)
        people.add_person(tx, Person(name, "fr", day, (RoleHeld("mentor", RoleState.APPLIED, day, 1),)))
        sealed.put(tx, name, {"identity": {"name": name}, "contact": {"phone": name}})
        records.add_records(tx, [Record(tx.new_id(RECORD), "k", name, name, day, tx.now, name)])
        events.add_events(tx, [Event("participant.applied", name, tx.now, day, name)])
        audit.append(tx, [audit.Entry(name, "register", "intake", (name,))])
    print(name, flush=True)
"""


def acknowledged(url: str, keys: str, chance: random.Random) -> list[str]:
    """What two writers acknowledged before they were killed in the middle of something."""
    children = [
        subprocess.Popen([sys.executable, "-c", WRITE, url, keys], stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    found: list[str] = []
    for child in children:
        with child:
            assert child.stdout is not None
            for _ in range(chance.randint(1, 40)):
                found.append(child.stdout.readline().strip())
            child.kill()
            found += child.stdout.read().split("\n")[:-1]  # a line that was cut short was not acknowledged
    return [line for line in found if line]


def test_what_was_acknowledged_outlives_a_kill_and_nothing_is_half_done(store: Store) -> None:
    assert isinstance(store.keys, FileKeys)
    keys = str(store.keys.ledger).removesuffix(".erased")
    chance = random.Random(1)
    known: list[str] = []
    for _ in range(10):  # twenty kills
        known += acknowledged(store.url, keys, chance)

    with store.read() as tx:
        everybody = people.people(tx)
        ids = [person.id for person in everybody]
        assert set(known) - set(ids) == set()
        assert len(known) == len(set(known)) > 20
        assert {len(person.roles) for person in everybody} == {1}
        assert sealed.get_many(tx, ids, ["identity", "contact"]) == {
            name: {"identity": {"name": name}, "contact": {"phone": name}} for name in ids
        }
        assert {len(found) for found in records.records_of(tx, ids).values()} == {1}
        assert {len(found) for found in events.events_about(tx, ids).values()} == {1}
        assert audit.head(tx)[0] == len(ids)
    assert check(store).whole
