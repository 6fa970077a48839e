"""The kinds of hostile policies: each answers every hook in one bad way."""

from __future__ import annotations

import decimal
import gc
import locale
import os
import random
import signal
import sqlite3
import sys
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from enum import StrEnum
from typing import Any

import attrs
from attrs import frozen
from sqlalchemy import text

from mentorcore.domain.decisions import Guidance, Refusal
from mentorcore.hooks import ALL, Hook, hookimpl
from mentorcore.hooks.indicators import Indicator
from mentorcore.hooks.kinds import Ask
from mentorcore.storage.transaction import Tx

CANARY = "Coralie Zbinden"
"""What hostile policies put into every word that they can."""

Behaviour = Callable[[Hook[Any, Any], dict[str, Any]], Any]


class MadeUp(BaseException):
    """Neither an error nor an exit."""


def fine(hook: Hook[Any, Any]) -> Any:
    """What a policy answers that has nothing to say."""
    return [] if isinstance(hook, Ask) else None


def everywhere(behave: Behaviour) -> object:
    """A policy that answers each hook like this, whatever its arguments."""
    found = {hook.name: hookimpl(_method(hook, behave)) for hook in ALL}
    return type("Hostile", (), found)()


def _method(hook: Hook[Any, Any], behave: Behaviour) -> Callable[..., Any]:
    """A method with the hook's own arguments, by which it is known what it wants to be given."""
    given = ", ".join(f"{name}={name}" for name in hook.arguments)
    source = f"lambda {', '.join(['self', *hook.arguments])}: behave(hook, dict({given}))"
    method: Callable[..., Any] = eval(source, {"behave": behave, "hook": hook})
    return method


def raising(fault: Callable[[], BaseException]) -> Behaviour:
    """Raises something new at each call."""

    def behave(hook: Hook[Any, Any], arguments: dict[str, Any]) -> Any:
        raise fault()

    return behave


def answering(make: Callable[[], Any]) -> Behaviour:
    """Answers with it where one answer is due, and with a list of it where many are."""
    return lambda hook, _: [make()] if isinstance(hook, Ask) else make()


class _Faces(list[Any]):
    """A list that is empty when it is measured and is not when it is gone through."""

    def __len__(self) -> int:
        return 0

    def __iter__(self) -> Iterator[Any]:
        return iter([Refusal(CANARY)])


class _TwoFaced(Refusal):
    """Another code each time."""

    def __getattribute__(self, name: str) -> Any:
        return random.random() if name == "code" else object.__getattribute__(self, name)


def two_faced(hook: Hook[Any, Any], arguments: dict[str, Any]) -> Any:
    """A subclass that answers differently each time it is asked."""
    return _Faces() if isinstance(hook, Ask) else _TwoFaced(CANARY)


def meddling(hook: Hook[Any, Any], arguments: dict[str, Any]) -> Any:
    """Changes what it was given as one does."""
    for value in arguments.values():
        for name in _names(value):
            setattr(value, name, CANARY)
    return fine(hook)


def forcing(hook: Hook[Any, Any], arguments: dict[str, Any]) -> Any:
    """Changes what it was given past everything that forbids it: yes to all, and no evidence or duty left."""
    for value in arguments.values():
        for name in _names(value):
            old = getattr(value, name)
            if isinstance(old, bool):
                object.__setattr__(value, name, True)
            elif isinstance(old, tuple):
                object.__setattr__(value, name, ())
            elif isinstance(old, dict):
                dict.__setitem__(old, "consent", CANARY)
    return fine(hook)


def _names(value: Any) -> list[str]:
    return [found.name for found in attrs.fields(type(value))] if attrs.has(type(value)) else []


class Slow:
    """Takes an hour for each answer, by the caller's clock."""

    seconds = 0.0

    def __call__(self, hook: Hook[Any, Any], arguments: dict[str, Any]) -> Any:
        Slow.seconds += 3600
        return fine(hook)


def _sqlite_connections() -> list[sqlite3.Connection]:
    return [found for found in gc.get_objects() if type(found) is sqlite3.Connection]


class Thief:
    """Finds the transaction in the frames below and among all objects, and ends it, or writes into it."""

    def __init__(self) -> None:
        self.found: list[sqlite3.Connection] | None = None

    def __call__(self, hook: Hook[Any, Any], arguments: dict[str, Any]) -> Any:
        if hook.name == "happened":
            return None  # no transaction is open then
        if self.found is None:
            self.found = _sqlite_connections()
        for one in self.found:
            for words in ("COMMIT", "ROLLBACK", "DELETE FROM envelopes", "UPDATE persons SET erased = 1"):
                _quietly(lambda one=one, words=words: one.execute(words))  # type: ignore[misc]  # bound at once
            _quietly(one.commit)
            _quietly(one.rollback)
        for tx in self._transactions():
            _quietly(lambda tx=tx: tx.conn.execute(text("DELETE FROM envelopes")))  # type: ignore[misc]  # as above
            _quietly(tx.conn.commit)
            _quietly(tx.conn.rollback)
        return fine(hook)

    @staticmethod
    def _transactions() -> Iterator[Tx]:
        frame = sys._getframe()
        while (back := frame.f_back) is not None:
            yield from (value for value in back.f_locals.values() if isinstance(value, Tx))
            frame = back


def _quietly(do: Callable[[], object]) -> None:
    with suppress(Exception):
        do()


async def _later() -> list[Any]:
    return []


def _steps() -> Iterator[Any]:
    yield Refusal(CANARY)


MILLIONS = [Refusal(CANARY)] * 3_000_000
PAGE = CANARY * 1_000_000


def huge(hook: Hook[Any, Any], arguments: dict[str, Any]) -> Any:
    """Millions of items, or a text without an end."""
    return MILLIONS if isinstance(hook, Ask) else Refusal(PAGE)


def recursive(hook: Hook[Any, Any], arguments: dict[str, Any]) -> Any:
    """An answer that holds itself."""
    endless: list[Any] = []
    endless.append(endless)
    return endless if isinstance(hook, Ask) else Refusal("no", {"again": endless})


def silent(hook: Hook[Any, Any], arguments: dict[str, Any]) -> Any:
    """Nothing, where something is due."""
    return None if isinstance(hook, Ask) else [None]


class Cursed:
    """Whoever looks at it is sorry."""

    def _raise(self, *_: object) -> Any:
        raise RuntimeError(CANARY)

    __repr__ = __str__ = __eq__ = __hash__ = __bool__ = __len__ = __iter__ = __getattr__ = _raise


class Spell(StrEnum):
    """A text that cannot be measured."""

    NO = "no"

    def __len__(self) -> int:
        raise RuntimeError(CANARY)


def unwritable(hook: Hook[Any, Any], arguments: dict[str, Any]) -> Any:
    """A refusal whose code no database can store, and a number that nobody can print."""
    return answering(lambda: Refusal("\ud800", {"count": 10**5000}))(hook, arguments)


def world_changing(hook: Hook[Any, Any], arguments: dict[str, Any]) -> Any:
    """Turns every knob of the process that it finds."""
    locale.setlocale(locale.LC_ALL, "C")
    decimal.getcontext().prec = 1
    random.seed(0)
    sys.settrace(lambda *_: None)
    signal.signal(signal.SIGUSR1, signal.SIG_IGN)
    os.environ["TZ"] = os.environ["MENTORCORE_DB"] = CANARY
    warnings.simplefilter("ignore")
    sys.stdout.write(CANARY)
    return fine(hook)


class Keeper:
    """Keeps what it answered, and changes it when it is asked the next time."""

    def __init__(self) -> None:
        self.kept: list[Any] = []

    def __call__(self, hook: Hook[Any, Any], arguments: dict[str, Any]) -> Any:
        for answer in self.kept:
            object.__setattr__(answer, "code", CANARY)
        answers = {
            "guidance": Guidance("kept", document="services"),
            "indicators": Indicator("kept", 5, True),
        }
        if hook.name not in answers or arguments.get("moment", "introduction") != "introduction":
            return fine(hook)
        self.kept.append(answers[hook.name])
        return [answers[hook.name]]


class Moody:
    """Fine the first time, and every second time after that."""

    def __init__(self) -> None:
        self.calls = 0

    def __call__(self, hook: Hook[Any, Any], arguments: dict[str, Any]) -> Any:
        self.calls += 1
        if self.calls % 2:
            return fine(hook)
        raise RuntimeError(CANARY)


@frozen
class _Rule:
    """A pair rule that is one when it is handed over."""

    name: str = "rule"
    kind: str = "hard"
    weight: int = 1
    policy: str = ""
    clauses: tuple[str, ...] = ()

    def evaluate(self, *_: Any) -> Any:
        raise MadeUp(CANARY)

    def explain(self, *_: Any) -> Any:
        raise MadeUp(CANARY)


class _Solver:
    name = "solver"

    def solve(self, *_: Any) -> Any:
        raise MadeUp(CANARY)


def late(hook: Hook[Any, Any], arguments: dict[str, Any]) -> Any:
    """Hands over a rule and a solver that fail when they are used."""
    return {"pair_rules": [_Rule()], "solver": _Solver()}.get(hook.name, fine(hook))


def _wrapper() -> object:
    @hookimpl(wrapper=True)
    def may_apply(self: object) -> Any:
        yield
        return []

    return type("Wrapper", (), {"may_apply": may_apply})()


def _first() -> object:
    return type("First", (), {"may_apply": hookimpl(tryfirst=True)(lambda self: None)})()


def _misspelt() -> object:
    return type("Misspelt", (), {"may_aply": hookimpl(lambda self: None)})()


KINDS: Mapping[str, Callable[[], object]] = {
    "raises": lambda: everywhere(raising(lambda: RuntimeError(CANARY))),
    "exits": lambda: everywhere(raising(lambda: SystemExit(CANARY))),
    "closes": lambda: everywhere(raising(GeneratorExit)),
    "makes-up": lambda: everywhere(raising(lambda: MadeUp(CANARY))),
    "interrupts": lambda: everywhere(raising(KeyboardInterrupt)),
    "wrong-type": lambda: everywhere(answering(lambda: CANARY)),
    "two-faced": lambda: everywhere(two_faced),
    "meddles": lambda: everywhere(meddling),
    "forces": lambda: everywhere(forcing),
    "slow": lambda: everywhere(Slow()),
    "thief": lambda: everywhere(Thief()),
    "coroutine": lambda: everywhere(lambda *_: _later()),
    "generator": lambda: everywhere(lambda *_: _steps()),
    "huge": lambda: everywhere(huge),
    "recursive": lambda: everywhere(recursive),
    "silent": lambda: everywhere(silent),
    "cursed": lambda: everywhere(answering(Cursed)),
    "cursed-text": lambda: everywhere(answering(lambda: Refusal(Spell.NO))),
    "unwritable": lambda: everywhere(unwritable),
    "world-changing": lambda: everywhere(world_changing),
    "keeps": lambda: everywhere(Keeper()),
    "moody": lambda: everywhere(Moody()),
    "late": lambda: everywhere(late),
    "wrapper": _wrapper,
    "first": _first,
    "misspelt": _misspelt,
}
"""Name to a new policy of that kind. What lies out of reach of a caller in the same process, `os._exit` and patched
modules of the core, is in the threat model of the docs."""

AT_OPENING = {"wrapper": "policy.wrapper", "first": "policy.wrapper", "misspelt": "policy.unknown_hook"}
"""Those that are refused before anything is asked."""
HARMLESS = {"slow", "world-changing", "keeps"}
"""Those beside which everything goes as if they were not there."""
LIKE_OTHERS = {
    "closes",
    "makes-up",
    "meddles",
    "coroutine",
    "recursive",
    "cursed-text",
    "unwritable",
    "first",
}
"""Those that come out in the same way as another one; they are tried by themselves."""
