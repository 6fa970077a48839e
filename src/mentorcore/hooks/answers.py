"""What a policy may answer: exactly the declared class, with fields of the declared types, within bounds.

An answer is looked at once, here, before anything is done with it. A subclass could answer differently each
time it is asked, a wrong type would fail far away from the policy that gave it, and a million items would stop
the programme: each is a fault of the policy.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from functools import cache
from types import CoroutineType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from attrs import fields, has

MOST = 10_000
"""Items in one answer; a year's rhythm of one subject has about four hundred."""
LONGEST = 2_000
"""Characters of a text in an answer: a code, a name or a command, never a page."""

Check = Callable[[Any], bool]


def fits(answer: Any, cls: type) -> bool:
    """Whether an answer is of a class, with fields of the types that the class declares.

    Args:
        answer: what a policy gave.
        cls: an attrs class, or a protocol, whose parts are judged where they are used.
    """
    declared: Any = cls
    if not has(declared):
        return isinstance(answer, cls)
    return type(answer) is cls and all(check(getattr(answer, name)) for name, check in _checks(declared))


def dispose(answer: Any) -> None:
    """Close coroutines in an answer: nobody will ever await them, and each would warn about that."""
    for item in answer if type(answer) in (list, tuple) else (answer,):
        if type(item) is CoroutineType:
            item.close()


@cache
def _checks(cls: Any) -> tuple[tuple[str, Check], ...]:
    hints = get_type_hints(cls)
    return tuple((found.name, _check(hints[found.name])) for found in fields(cls))


def _check(kind: Any) -> Check:
    origin, inner = get_origin(kind), get_args(kind)
    if origin is tuple:  # those of the hooks have any number of items of one type
        return _all_of(_check(inner[0]))
    if origin is Literal:
        return lambda value: type(value) is str and value in inner
    if origin in (Union, UnionType):
        checks = [_check(part) for part in inner]
        return lambda value: any(check(value) for check in checks)
    if origin is not None and issubclass(origin, Mapping):
        return _mapping(_check(inner[1]))
    if kind is str:
        return _text
    if kind is int:  # True counts as one
        return lambda value: type(value) in (int, bool)
    return lambda value: type(value) is kind


def _text(value: Any) -> bool:
    return (type(value) is str or isinstance(value, StrEnum)) and len(value) <= LONGEST


def _all_of(check: Check) -> Check:
    return lambda value: type(value) is tuple and len(value) <= MOST and all(map(check, value))


def _mapping(check: Check) -> Check:
    return lambda value: (
        isinstance(value, dict)
        and len(value) <= MOST
        and all(_text(k) and check(v) for k, v in value.items())
    )
