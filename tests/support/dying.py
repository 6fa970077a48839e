"""Death at every moment: an act runs in a process of its own that is killed at its n-th step, for each n."""

from __future__ import annotations

import os
import signal
import sqlite3
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from mentorcore.storage import keycopies, keydb, keys

_EVENTS = ("open", "os.rename", "os.remove", "os.link", "os.mkdir", "os.rmdir", "sqlite3.connect")


def deaths(act: Callable[[], object], fresh: Callable[[], None]) -> Iterator[int]:
    """Yield after each death, at the first step, the second and so on, until the act comes to its end.

    A step is each file that is opened, renamed, linked or removed, and each statement of SQLite on a key file.

    Args:
        act: what is killed; everything it uses was imported before.
        fresh: makes the state anew before each attempt.

    Yields:
        The number of the step before which it died; not for the attempt that came to its end.
    """
    for step in range(1, 10_000):
        fresh()
        child = os.fork()
        if child == 0:
            _act(act, step)
        _, status = os.waitpid(child, 0)
        if not os.WIFSIGNALED(status):
            assert os.waitstatus_to_exitcode(status) == 0
            return
        yield step


def _act(act: Callable[[], object], step: int) -> None:
    left = step

    def count() -> None:
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def heard(event: str, arguments: tuple[Any, ...]) -> None:
        if event in _EVENTS:
            count()

    def connect(path: Path | None) -> sqlite3.Connection:
        connection = keydb.connect(path)
        connection.set_trace_callback(lambda statement: count())
        return connection

    code = 1
    try:
        patch = pytest.MonkeyPatch()
        for module in (keys, keycopies):
            patch.setattr(module, "connect", connect)
        sys.addaudithook(heard)
        act()
        code = 0
    finally:
        os._exit(code)
