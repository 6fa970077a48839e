"""The four kinds of hook. The decorator on a spec is its kind; the kind says what an answer does.

- `Ask`: every policy answers; the answers come back with the policy's id.
- `AskFirst`: the first answer that is not None counts.
- `Veto`: any `Refusal` stops the action, and so does a fault in the policy.
- `Tell`: told after the commit, each policy by itself; a failure is logged and tried again.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, ParamSpec, TypeVar

import pluggy

from mentorcore.domain.decisions import Refusal

P = ParamSpec("P")
T = TypeVar("T")

PROJECT = "mentorcore"
hookimpl = pluggy.HookimplMarker(PROJECT)
"""Marks a policy's method as the implementation of the hook of that name."""
_hookspec = pluggy.HookspecMarker(PROJECT)


class Hook(Generic[P, T]):
    """A hook: its spec, its family (the module it stands in) and what its answers must be.

    Args:
        spec: the function that declares arguments and answer.
        answers: the class of an answer, or of each of its items.
        many: whether a policy answers with a sequence of them.
    """

    kind = ""

    def __init__(self, spec: Callable[P, T], answers: type | None, many: bool) -> None:
        self.spec = _hookspec(spec)
        self.name = spec.__name__
        self.family = spec.__module__.rpartition(".")[2]
        self.answers = answers
        self.many = many
        self.arguments = spec.__code__.co_varnames[: spec.__code__.co_argcount]
        self.__doc__ = spec.__doc__

    def __repr__(self) -> str:
        return f"<{self.kind} {self.family}.{self.name}>"


class Ask(Hook[P, T]):
    """Every policy answers; the answers come back with the policy's id."""

    kind = "Ask"


class AskFirst(Hook[P, T]):
    """The first answer that is not None counts."""

    kind = "AskFirst"


class Veto(Hook[P, T]):
    """Any `Refusal` stops the action, and so does a fault in the policy."""

    kind = "Veto"


class Tell(Hook[P, T]):
    """Told after the commit, each policy by itself; what fails is told again."""

    kind = "Tell"


def ask(answers: type) -> Callable[[Callable[P, T]], Ask[P, T]]:
    """Declare an Ask hook whose policies answer with a sequence of `answers`."""
    return lambda spec: Ask(spec, answers, many=True)


def ask_first(answers: type) -> Callable[[Callable[P, T]], AskFirst[P, T]]:
    """Declare an AskFirst hook whose policies answer with one of `answers`, or None."""
    return lambda spec: AskFirst(spec, answers, many=False)


def veto(spec: Callable[P, T]) -> Veto[P, T]:
    """Declare a Veto hook: policies answer with a `Refusal`, or None."""
    return Veto(spec, Refusal, many=False)


def tell(spec: Callable[P, T]) -> Tell[P, T]:
    """Declare a Tell hook: policies answer nothing."""
    return Tell(spec, None, many=False)
