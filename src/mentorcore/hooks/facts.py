"""Whether a fact is still what it was: policies are handed the same ones in turn, and the core goes on with them.

Facts are frozen, but `object.__setattr__` and `dict.__setitem__` go past that. So everything that a fact holds is
listed before a policy is asked, and compared afterwards by identity: an object that claims to equal everything
deceives nobody.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from enum import Enum
from functools import cache
from itertools import chain
from operator import attrgetter, is_
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from attrs import fields, has

from mentorcore.domain.mappings import FrozenMap

_PLAIN = frozenset({str, int, float, bool, bytes, date, datetime, NoneType})

Lister = Callable[[Any, list[Any]], None]
Getter = Callable[[Any], tuple[Any, ...]]


def held(args: Iterable[Any], named: Mapping[str, Any]) -> list[Any]:
    """Every object that the arguments of a call hold, in any depth, in a fixed order."""
    found: list[Any] = []
    for value in args:
        _list(value, found)
    for value in named.values():
        _list(value, found)
    return found


def same(before: list[Any], now: list[Any]) -> bool:
    """Whether two lists hold the very same objects."""
    return len(before) == len(now) and all(map(is_, before, now))


def _list(value: Any, found: list[Any]) -> None:
    found.append(value)
    kind: Any = type(value)
    if kind in _PLAIN:
        return
    if kind is tuple or kind is list:
        _list_items(value, found)
    elif isinstance(value, dict):
        _list_mapping(value, found)
    elif (lists := _lister(kind)) is not None:
        lists(value, found)


def _list_mapping(value: dict[Any, Any], found: list[Any]) -> None:
    """What a mapping in a fact holds: texts, numbers and sets of texts, in which nothing can be changed."""
    found += dict.keys(value)
    found += dict.values(value)


def _list_items(items: Sequence[Any], found: list[Any]) -> None:
    """A history has many events, and is listed once for each policy: facts of one class are listed together."""
    kinds = {*map(type, items)}
    if kinds <= _PLAIN:
        found += items
        return
    (kind, *others) = kinds
    if others or len(items) == 1 or kind in _HOLDERS or _lister(kind) is None:
        for item in items:
            _list(item, found)
        return
    get, get_deep = _getters(kind)
    found += items
    found += chain.from_iterable(map(get, items))
    # each value stands before what it holds, so that nothing can move from one of them into another unseen
    for value in chain.from_iterable(map(get_deep, items)):
        _list(value, found)


_HOLDERS = frozenset({tuple, list, dict, FrozenMap})


@cache
def _getters(cls: Any) -> tuple[Getter, Getter]:
    """Made once for each class of facts: what its fields hold, and what those of them hold that hold more."""
    hints = get_type_hints(cls)
    names = [found.name for found in fields(cls)]
    return _getter(names), _getter([name for name in names if not _leaf(hints[name])])


@cache
def _lister(cls: Any) -> Lister | None:
    """What its fields hold, and a look into those that hold more; None where it is no class of facts."""
    if not has(cls):
        return None
    get, get_deep = _getters(cls)

    def lists(value: Any, found: list[Any]) -> None:
        found += get(value)
        for item in get_deep(value):
            kind = type(item)
            if kind is FrozenMap:
                _list_mapping(item, found)
            elif kind is tuple:
                _list_items(item, found)
            elif kind not in _PLAIN:
                _list(item, found)

    return lists


def _getter(names: list[str]) -> Getter:
    if not names:
        return lambda _: ()
    get = attrgetter(*names)
    return get if len(names) > 1 else lambda value: (get(value),)


def _leaf(kind: Any) -> bool:
    """Whether a field of this type holds nothing that could be changed inside of it."""
    origin, inner = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        return all(map(_leaf, inner))
    if origin is tuple:
        return all(_leaf(part) for part in inner if part is not Ellipsis)
    if origin is Literal:
        return True
    if origin is not None and issubclass(origin, Mapping):
        return False
    return isinstance(kind, type) and (kind in _PLAIN or issubclass(kind, Enum))
