"""Policies that misbehave: one for each way in which a hook can be answered badly."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from mentorcore.hooks import ALL
from mentorcore.hooks.caller import Hooks, Named
from mentorcore.hooks.kinds import Hook, hookimpl


def policy(**hooks: Callable[..., Any]) -> object:
    """A policy whose hooks are these functions; each takes no argument but the policy."""
    return type("Policy", (), {name: hookimpl(function) for name, function in hooks.items()})()


def answering(hook: Hook[Any, Any], answer: Any) -> object:
    """A policy that always answers the same."""
    return policy(**{hook.name: lambda self: answer})


def raising(fault: BaseException, *hooks: Hook[Any, Any]) -> object:
    """A policy that raises in each of these hooks; in all where none is named."""

    def fail(self: object) -> None:
        raise fault

    return policy(**{hook.name: fail for hook in hooks or ALL})


def _same(policy: object) -> object:
    return policy


def asked(*policies: object, serves: tuple[str, ...] = ("X-1",)) -> Hooks:
    """A caller with these policies, named ``first``, ``second`` and so on."""
    names = ("first", "second", "third", "fourth")
    found = zip(names, policies, strict=False)
    return Hooks(ALL, [Named(name, serves, partial(_same, one)) for name, one in found])
