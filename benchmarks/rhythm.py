"""Planning the duties of very many matches, and the agenda of one day over them, each against the bare statement.

Sizes come from the environment: ``MENTORCORE_BENCH_MATCHES`` (100000) are planned, and the agenda is read over
``MENTORCORE_BENCH_AGENDA`` (100000,1000000) active ones.
"""

from __future__ import annotations

import gc
import os
import resource
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine

from mentorcore import Programme
from mentorcore.domain.clock import ManualClock
from mentorcore.domain.commands.agenda import ShowAgenda
from mentorcore.domain.events import Event
from mentorcore.domain.ids import MATCH, PERSON, numbered_ids
from mentorcore.engine import planner
from mentorcore.hooks import ALL
from mentorcore.hooks.caller import Hooks, Named
from mentorcore.storage import duties
from mentorcore.storage.matches import match_ids
from mentorcore.storage.tables import duties as duty_rows
from mentorcore.storage.tables import events, matches, persons
from mentorcore.storage.transaction import Tx
from mentorcore.testing import START
from mentorcore_cadence.sessions_per_period import SessionsPerPeriod

PLANNED = int(os.environ.get("MENTORCORE_BENCH_MATCHES", "100000"))
AGENDAS = [int(n) for n in os.environ.get("MENTORCORE_BENCH_AGENDA", "100000,1000000").split(",")]
PART = 5_000
AT_ONCE = 500  # the planner's own parts: `duties plan` holds no more of them either
DUTIES = 6  # for each match
SPREAD = 180  # days over which the introductions lie
RUNS = 5
RHYTHM = Named("rhythm", (), lambda: SessionsPerPeriod(1, 60, periods=DUTIES, owner="coordinator"))


def run() -> None:
    """Plan, and read the agenda; the aims are ratios of 3 and 1.2, and no growth with the number of matches."""
    with tempfile.TemporaryDirectory() as name:
        _planning(Path(name))
    for count in AGENDAS:
        with tempfile.TemporaryDirectory() as name:
            _agenda(Path(name), count)


# Planning


def _planning(folder: Path) -> None:
    programme, _ = _with_matches(folder, PLANNED)
    with programme:
        context = programme.context
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        with context.store.write() as tx:
            planned, ours = _timed(lambda: sum(len(planner.plan(context, tx, part)) for part in _ids(tx)))
        after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        with context.store.write() as tx:
            changed, again = _timed(lambda: sum(1 for _ in planner.plan_everything(context, tx)))
        replanned = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert (planned, changed) == (PLANNED * DUTIES, 0), (planned, changed)
    bare = _bare_insert(folder)
    each = 1e6 / planned
    print(
        f"{planned} duties of {PLANNED} new matches: {ours * each:.1f} against {bare * each:.1f} us a duty,"
        f" ratio {ours / bare:.2f} (aim 3)"
    )
    print(
        f"  planned again: {again * each:.1f} us a duty; memory: {(after - before) / 1024:.0f} MB more at the peak,"
        f" and {(replanned - after) / 1024:.0f} MB more when planned again"
    )


def _ids(tx: Tx) -> Iterator[list[str]]:
    """The ids of all matches, part by part."""
    last = ""
    while found := match_ids(tx, last, AT_ONCE):
        yield found
        last = found[-1]


def _bare_insert(folder: Path) -> float:
    """The same rows, ready to be stored, into the same table of an empty database with the same settings."""
    with closing(sqlite3.connect(folder / "ours.db")) as source:
        rows = source.execute("SELECT * FROM duties").fetchall()
    empty, _ = Programme.create("vps", folder / "bare.db", folder / "bare.keys", first_staff="Anne")
    empty.close()
    with closing(sqlite3.connect(folder / "bare.db", isolation_level=None)) as target:
        target.executescript(
            "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON;"
        )
        places = ", ".join("?" * len(rows[0]))

        def insert() -> None:
            target.execute("BEGIN IMMEDIATE")
            target.executemany(f"INSERT INTO duties VALUES ({places})", rows)  # places are question marks
            target.execute("COMMIT")

        return _timed(insert)[1]


# The agenda


def _agenda(folder: Path, count: int) -> None:
    programme, first = _with_matches(folder, count)
    with programme:
        context = programme.context
        with context.store.write() as tx:
            for _ in planner.plan_everything(context, tx):
                pass
        today = _a_day_with_work(programme)
        pairs = [(_of_storage(programme, today), _bare_query(folder, today)) for _ in range(RUNS)]
        assert len({found for pair in pairs for found, _ in pair}) == 1
        views = [_timed(lambda: programme.desk(first).agenda.show(ShowAgenda()))[1] for _ in range(RUNS)]
    rows = pairs[0][0][0]
    ours, bare = (statistics.median(pair[side][1] for pair in pairs) for side in (0, 1))
    ratio = statistics.median(one / other for (_, one), (_, other) in pairs)
    print(
        f"agenda of a day over {count} matches, {rows} duties: {1e6 * ours / rows:.1f} against"
        f" {1e6 * bare / rows:.1f} us a duty, ratio {ratio:.2f} (aim 1.2);"
        f" the view with its audit entry {1e6 * statistics.median(views) / rows:.1f} us a duty"
    )


def _a_day_with_work(programme: Programme) -> date:
    """The programme's clock stands on the first day of the second month; what was due before it is done."""
    context = programme.context
    today = context.day(START) + timedelta(days=SPREAD)
    clock = context.store.clock
    assert isinstance(clock, ManualClock)
    clock.advance(SPREAD)
    with context.store.write() as tx:
        done = duty_rows.update().where(duty_rows.c.due_on < today).values(state="done", closed_on=today)
        tx.run(done)
    return today


def _of_storage(programme: Programme, today: date) -> tuple[int, float]:
    with programme.context.store.read() as tx:
        duties.open_duties(tx, today - timedelta(days=1), owners=["coordinator"])  # compiles it
        return _timed(lambda: len(duties.open_duties(tx, today, owners=["coordinator"])))


def _bare_query(folder: Path, today: date) -> tuple[int, float]:
    """The same rows in the same order, found by the same index, with their days and their JSON read: a day and a list
    are no text."""
    query = duty_rows.select().where(
        duty_rows.c.state == "open", duty_rows.c.owner == "coordinator", duty_rows.c.due_on <= today
    )
    order = (duty_rows.c.due_on, duty_rows.c.due_at.is_(None), duty_rows.c.due_at, duty_rows.c.id)
    engine = create_engine(f"sqlite:///{folder / 'ours.db'}")
    try:
        with engine.connect() as conn:
            conn.execute(query.limit(1)).all()  # compiles it
            return _timed(lambda: len(conn.execute(query.order_by(*order)).all()))
    finally:
        engine.dispose()


# What both need


def _with_matches(folder: Path, count: int) -> tuple[Programme, str]:
    """A programme with one rhythm and so many active matches, introduced day after day."""
    clock = ManualClock(START)
    programme, first = Programme.create(
        "vps", folder / "ours.db", folder / "ours.keys", first_staff="Anne", clock=clock
    )
    context = programme.context
    context.hooks = Hooks(ALL, [RHYTHM])
    with context.store.write() as tx:
        for start in range(0, count, PART):
            _add(tx, context.day(START), range(start, min(start + PART, count)))
    return programme, first


def _add(tx: Tx, first: date, numbers: range) -> None:
    """Matches with what a planning reads of them: two people and the event of the introduction."""
    make = numbered_ids(3 * numbers.start + 1)  # two of so many random ones would probably be equal
    pairs = [(make(PERSON), make(PERSON), make(MATCH)) for _ in numbers]
    days = [first + timedelta(days=number % SPREAD) for number in numbers]
    people = [person for pair in pairs for person in pair[:2]]
    shared = {"language": "fr", "registered_on": first, "erased": False, "batch": None}
    tx.add_columns(persons, {"id": people}, shared)
    rest: dict[str, Any] = {
        "mentee_accepted_on": first,
        "mentor_accepted_on": first,
        "suspended_on": None,
        "ended_on": None,
        "end": None,
    }
    columns = {"mentee": [p[0] for p in pairs], "mentor": [p[1] for p in pairs], "id": [p[2] for p in pairs]}
    fixed = {"state": "active", "round": "", "proposed_on": first, "ended_by": "", "score": 0, "version": 1}
    fixed |= {"confidentiality": ""}
    tx.add_columns(matches, {**columns, "introduced_on": days}, {**fixed, **rest})
    told = Event("match.introduced", "", tx.now, first, "", data={})
    data = {"type": told.type, "recorded_at": tx.now, "actor": "", "on_behalf_of": "", "data": {}}
    numbered = [number + 10 for number in numbers]
    tx.add_columns(events, {"number": numbered, "subject": columns["id"], "effective_on": days}, data)


def _timed(work: Callable[[], Any]) -> tuple[Any, float]:
    """What it gives, and the seconds of the processor that it takes; those do not depend on who else is at work."""
    gc.collect()
    started = time.process_time()
    found = work()
    return found, time.process_time() - started
