"""Listing many people with a confidential tier, and deciding about one tier, each against the least that could do it."""

from __future__ import annotations

import base64
import gc
import json
import sqlite3
import statistics
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import create_engine, select

from benchmarks.registrations import write_export
from mentorcore import Programme
from mentorcore.desk.imports import ImportRegistrations
from mentorcore.domain.bundle import Grant
from mentorcore.domain.commands.participants import ListParticipants
from mentorcore.domain.decisions import Refusal
from mentorcore.engine.authority import Actor
from mentorcore.engine.disclosure import Access, Reader
from mentorcore.hooks import ALL
from mentorcore.hooks.caller import Hooks, Named
from mentorcore.hooks.confidentiality import DisclosureRequest
from mentorcore.hooks.kinds import hookimpl
from mentorcore.loading.registrations import build_row, iter_rows
from mentorcore.storage.sealing import NONCE, VERSION, framed
from mentorcore.storage.tables import envelopes, persons

PEOPLE = 10_000
RUNS = 7
TIER = "contact"
POLICIES = 6
DECISIONS = 2_000


def run() -> None:
    """Compare both; the aims are a ratio of 3 for the list and 50 us for a decision."""
    with tempfile.TemporaryDirectory() as name:
        _compare_lists(Path(name))
    _compare_decisions()


def _compare_lists(folder: Path) -> None:
    programme, first = Programme.create("vps", folder / "vps.db", folder / "vps.keys", first_staff="Anne")
    with programme:
        _fill(programme, first, folder / "export.csv")
    pairs = [(_ours(folder, first), _peer(folder)) for _ in range(RUNS)]
    ratio = statistics.median(ours / peer for (ours, _), peer in pairs)
    first_time, again = (1000 * statistics.median(ours[at] for ours, _ in pairs) for at in (0, 1))
    peer = 1000 * statistics.median(theirs for _, theirs in pairs)
    print(
        f"list of {PEOPLE} with a tier: {first_time:.0f} ms against {peer:.0f} ms, ratio {ratio:.2f} (aim 3);"
        f" again {again:.0f} ms"
    )
    print(f"  memory: {_memory(folder, first):.0f} MB at the peak")


def _fill(programme: Programme, first: str, export: Path) -> None:
    write_export(export, PEOPLE)
    with export.open("rb") as stream:
        bundle = programme.bundle
        rows = [build_row(bundle, row, day=date(2025, 2, 1)) for row in iter_rows(stream, bundle)]
    programme.desk(first).participants.import_(ImportRegistrations(rows, "0" * 64))


def _list(programme: Programme, first: str) -> int:
    return len(programme.desk(first).participants.list(ListParticipants(tiers=(TIER,))))


def _timed(work: Callable[[], int]) -> float:
    gc.collect()
    started = time.perf_counter()
    found = work()
    taken = time.perf_counter() - started
    assert found == PEOPLE, found
    return taken


def _ours(folder: Path, first: str) -> tuple[float, float]:
    """Seconds of the first list of a process that has just opened the programme, and of the second."""
    with Programme.open("vps", folder / "vps.db", folder / "vps.keys") as programme:
        programme.desk(first).participants.list(
            ListParticipants(role="mentee", state="left")
        )  # loads the code
        return _timed(lambda: _list(programme, first)), _timed(lambda: _list(programme, first))


def _memory(folder: Path, first: str) -> float:
    """Megabytes that one list takes at most, its result included."""
    with Programme.open("vps", folder / "vps.db", folder / "vps.keys") as programme:
        tracemalloc.start()
        _list(programme, first)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    return peak / 1024**2


def _peer(folder: Path) -> float:
    """What anybody would write by hand on the same two files: one query, each key unwrapped, each value opened.

    No grant, no policy, no audit entry; people are the rows as they come, with what was in their envelope.
    """
    engine = create_engine(f"sqlite:///{folder / 'vps.db'}")
    master = AESGCM(base64.b64decode((folder / "vps.keys.master").read_bytes()))
    query = (
        select(persons.c.id, persons.c.language, persons.c.registered_on, envelopes.c.sealed)
        .join(envelopes, envelopes.c.dossier == persons.c.id)
        .where(envelopes.c.tier == TIER, persons.c.batch.is_(None))
    )
    try:
        with engine.connect() as conn, closing(sqlite3.connect(folder / "vps.keys")) as keys:
            conn.execute(query.limit(1)).all()  # compiles it
            return _timed(lambda: len(_opened(conn.execute(query).all(), keys, master)))
    finally:
        engine.dispose()


def _opened(rows: Any, keys: sqlite3.Connection, master: AESGCM) -> list[tuple[Any, ...]]:
    (set_id,) = keys.execute("SELECT set_id FROM keyset").fetchone()
    wrapped = dict(keys.execute("SELECT dossier, wrapped FROM data_key WHERE dropped = 0"))
    found = []
    for person, language, registered_on, sealed in rows:
        own, place = wrapped[person], framed("mentorcore key", set_id, "dossier", person)
        key = AESGCM(master.decrypt(own[:NONCE], own[NONCE:], place))
        nonce, rest = sealed[1 : 1 + NONCE], sealed[1 + NONCE :]
        answers = json.loads(key.decrypt(nonce, rest, VERSION + framed(person, TIER)))
        found.append((person, language, registered_on, answers))
    return found


class _Silent:
    """A policy that looks at a request and has no objection."""

    @hookimpl
    def may_disclose(self, request: DisclosureRequest) -> Refusal | None:
        """No objection to anything inside the programme."""
        return Refusal("disclosure.no_ground") if request.outside else None


def _compare_decisions() -> None:
    """A fresh decision against a lookup of the grants and the same policies called by their names."""
    policies = [_Silent() for _ in range(POLICIES)]
    hooks = Hooks(ALL, [Named(f"silent-{n}", (), lambda p=p: p) for n, p in enumerate(policies)])  # type: ignore[misc]  # a default keeps the loop's value
    actor = Actor("P-0000001G", ("coordinator",), True)
    grants = (Grant("coordinator", "any", ("support",), ("participants.*",), ("safety", TIER)),)
    opened = {("coordinator", "any", "support"): {"safety", TIER}}
    verb, today = "participants.list", date(2025, 2, 1)

    def ours() -> bool:
        return Access(hooks, Reader(verb, actor, "support", grants, "any", today)).decide(TIER).allowed

    def bare() -> bool:
        if TIER not in opened["coordinator", "any", "support"]:
            return False
        request = DisclosureRequest(verb, TIER, "support", actor.roles, "any")
        return not any(policy.may_disclose(request) for policy in policies)

    assert ours() is bare() is True
    pairs = [(_each(ours), _each(bare)) for _ in range(2 * RUNS)]
    ratio = statistics.median(one / other for one, other in pairs)
    mine, theirs = (1e6 * statistics.median(times) for times in zip(*pairs, strict=True))
    print(
        f"one decision with {POLICIES} policies: {mine:.1f} us (aim 50) against {theirs:.1f} us, ratio {ratio:.1f}"
    )


def _each(work: Callable[[], bool]) -> float:
    started = time.perf_counter()
    for _ in range(DECISIONS):
        work()
    return (time.perf_counter() - started) / DECISIONS
