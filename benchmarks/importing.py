"""Importing registrations against a loop written by hand, which checks and seals the same fields as carefully."""

from __future__ import annotations

import hashlib
import os
import resource
import sqlite3
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

from attrs import evolve, frozen

from benchmarks.by_hand import ByHand
from benchmarks.registrations import write_export
from mentorcore import InputFault, Programme
from mentorcore.desk.imports import ImportRegistrations, RowFault
from mentorcore.engine.applications import Application
from mentorcore.loading.registrations import build_row, iter_rows

ROWS = int(os.environ.get("MENTORCORE_BENCH_ROWS", "100000"))


@frozen
class Taken:
    """What an import of all rows took.

    Args:
        seconds: by the clock on the wall.
        busy: seconds of the processor; the ratio of these does not depend on what else the disk has to do.
        waited: seconds that another writer waited at the longest.
    """

    seconds: float
    busy: float
    waited: float


def run() -> None:
    """Compare the two, and show the peak of memory and the longest wait of another writer."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        export = folder / "export.csv"
        write_export(export, ROWS)
        peer = _by_hand(export, folder)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        ours = _ours(export, folder)
        after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"import of {ROWS} registrations: {_compared(ours.seconds, peer.seconds)} (aim 2)")
    print(f"  of the processor: {_compared(ours.busy, peer.busy)}")
    print(
        f"  memory: {(after - before) / 1024:.0f} MB more at the peak;"
        f" longest wait of another writer: {ours.waited:.2f} s (aim 1)"
    )


def _compared(ours: float, peer: float) -> str:
    return f"{ours / ROWS * 1e6:.0f} against {peer / ROWS * 1e6:.0f} us a row, ratio {ours / peer:.2f}"


def _by_hand(export: Path, folder: Path) -> Taken:
    database = folder / "peer.db"
    with closing(ByHand(database, folder / "peer.keys")) as peer:
        return _timed(database, lambda: peer.load(export, "Anne"))


def _ours(export: Path, folder: Path) -> Taken:
    database = folder / "ours.db"
    programme, first = Programme.create("vps", database, folder / "ours.keys", first_staff="Anne")
    with closing(programme):
        return _timed(database, lambda: _import(export, programme, first))


def _import(export: Path, programme: Programme, first: str) -> int:
    digest = hashlib.sha256(export.read_bytes()).hexdigest()
    command = ImportRegistrations(_rows(export, programme), digest)
    return programme.desk(first).participants.import_(command).stored


def _rows(export: Path, programme: Programme) -> Iterator[Application | RowFault]:
    with export.open("rb") as stream:
        for row in iter_rows(stream, programme.bundle):
            try:
                yield build_row(programme.bundle, row, day=date(2025, 2, 1))
            except InputFault as fault:
                for problem in fault.problems:
                    yield RowFault(row.source, problem=problem)


def _timed(database: Path, work: Callable[[], int]) -> Taken:
    """Let the work store all rows, while somebody else wants to write, too."""
    waits = [0.0]
    done = threading.Event()
    other = threading.Thread(target=_write_meanwhile, args=(database, waits, done))
    other.start()
    started, busy = time.perf_counter(), time.process_time()
    stored = work()
    taken = Taken(time.perf_counter() - started, time.process_time() - busy, 0.0)
    done.set()
    other.join()
    assert stored == ROWS, stored
    return evolve(taken, waited=max(waits))


def _write_meanwhile(database: Path, waits: list[float], done: threading.Event) -> None:
    """Another writer: how long it has to wait for the lock, ten times a second."""
    connection = sqlite3.connect(database, isolation_level=None, timeout=30)
    while not done.wait(0.1):
        started = time.perf_counter()
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("ROLLBACK")
        waits.append(time.perf_counter() - started)
    connection.close()
