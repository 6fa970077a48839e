"""A database, the people in it, the writers on it, and what they have said so far."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

from attrs import define, field
from tests.hostile.writer import WRITERS, new_people

from mentorcore import Programme
from mentorcore.desk.imports import ImportRegistrations
from mentorcore.domain.clock import ManualClock
from mentorcore.testing import START, Trial

ROOT = Path(__file__).resolve().parents[2]
MATCHES = 16
TO_ERASE = 160


@define
class Said:
    """What the writers have begun, and what was done, each by its kind and the words after it."""

    begun: dict[str, list[tuple[str, ...]]] = field(factory=dict)
    done: dict[str, list[tuple[str, ...]]] = field(factory=dict)
    gone: list[str] = field(factory=list)

    def hear(self, line: str) -> bool:
        """Note a line; whether all writers of the round are gone."""
        word, *rest = line.split()
        if word == "gone":
            self.gone += rest
            return len(self.gone) % WRITERS == 0
        kind, *what = rest
        {"begin": self.begun, "done": self.done}[word].setdefault(kind, []).append(tuple(what))
        return False

    def ids(self, kind: str, *, done: bool = True) -> set[str]:
        """The first word after a kind: an id, or a file's name."""
        return {what[0] for what in (self.done if done else self.begun).get(kind, [])}


@define(eq=False)
class Ground:
    """Where it happens.

    Args:
        database, keys: the files.
        staff: who edits and imports.
        raisers, edited: people for each writer.
        matches: matches that can be closed, each with the one who closes it.
        settled: everybody who is there from the beginning.
    """

    database: Path
    keys: Path
    staff: str
    raisers: list[str]
    edited: list[str]
    matches: list[tuple[str, str]]
    settled: frozenset[str]
    said: Said = field(factory=Said)

    def open(self) -> Programme:
        """The programme, opened as after a crash."""
        return Programme.open("vps", self.database, self.keys)


def make_ground(folder: Path) -> Ground:
    """A programme on files, with people for everything."""
    database, keys = folder / "main.db", folder / "keys.db"
    clock = ManualClock(START)
    programme, staff = Programme.create("vps", database, keys, first_staff="First", clock=clock)
    with Trial(programme, staff, clock) as trial:
        raisers = [trial.participant("mentor") for _ in range(WRITERS)]
        edited = [trial.participant("mentee") for _ in range(WRITERS)]
        pairs = [(trial.participant("mentee"), trial.participant("mentor")) for _ in range(MATCHES)]
        found = [(trial.introduced(*pair).id, pair[0]) for pair in pairs]
        people = new_people(programme, 100_000, TO_ERASE)
        programme.desk(staff).participants.import_(ImportRegistrations(people, "to-erase"))
    settled = {staff, *raisers, *edited, *(person for pair in pairs for person in pair)}
    return Ground(database, keys, staff, raisers, edited, found, frozenset(settled))


class Writers:
    """The server that forks them."""

    def __init__(self) -> None:
        path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
        command = [sys.executable, "-m", "tests.hostile.writer"]
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(
            command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True, env={**os.environ, "PYTHONPATH": path}
        )
        assert self._line() == "ready"

    def _line(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def round(self, plans: list[dict[str, Any]], said: Said, chance: random.Random) -> int:
        """Let them write, kill all of them in the middle of something, and hear them out; how many were killed."""
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(plans) + "\n")
        self.process.stdin.flush()
        while not (line := self._line()).startswith("writers"):  # a fast one may speak before all are there
            said.hear(line)
        children = [int(word) for word in line.split()[1:]]
        for _ in range(chance.randrange(3, 26)):
            said.hear(self._line())
        for _ in range(chance.randrange(30_000)):  # a moment of chance after the last word
            pass
        chance.shuffle(children)
        for child in children:
            os.kill(child, signal.SIGKILL)
        while not said.hear(self._line()):
            pass
        return len(children)

    def close(self) -> None:
        """Let the server end."""
        self.process.communicate()
        assert self.process.returncode == 0
