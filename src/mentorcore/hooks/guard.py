"""The guard: while a policy is at work, this thread's open transaction is out of its reach.

A policy is a pure function and is never handed a transaction. One that looks for it all the same, in the frames
below or among all objects of the interpreter, finds it shut: storage asks here before it lets a statement, a
commit or a rollback pass. This is a fence and no wall: a plugin runs in our process, see the threat model.
"""

from __future__ import annotations

import threading
from types import TracebackType


class _Here(threading.local):
    policies = 0
    tried = False


_HERE = _Here()


class _Asking:
    """A block in which code of a plugin runs; one in another is fine."""

    def __enter__(self) -> None:
        _HERE.policies += 1

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        _HERE.policies -= 1


ASKING = _Asking()
"""``with ASKING:`` around each call of something that a plugin brought."""


def refuse() -> bool:
    """Whether a statement has to be refused, since a policy is at work; that it was tried is remembered."""
    _HERE.tried = _HERE.tried or _HERE.policies > 0
    return _HERE.policies > 0


def tried() -> bool:
    """Whether a policy of this thread tried to reach a transaction since this was asked before."""
    found, _HERE.tried = _HERE.tried, False
    return found
