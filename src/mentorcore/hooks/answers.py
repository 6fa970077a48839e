"""What a policy may answer: exactly the declared class, with fields of the declared types, within bounds.

An answer is looked at once, here, before anything is done with it. A subclass could answer differently each
time it is asked, a wrong type would fail far away from the policy that gave it, and a million items would stop
the programme: each is a fault of the policy.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from functools import cache
from itertools import chain
from operator import attrgetter
from sys import modules
from types import CoroutineType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from attrs import fields, has

from mentorcore.domain.decisions import Param
from mentorcore.domain.log import is_code
from mentorcore.domain.mappings import FrozenMap

MOST = 10_000
"""Items in one answer; a year's rhythm of one subject has about four hundred."""
LONGEST = 2_000
"""Characters of a text in an answer: a code, a name or a command, never a page."""
LARGEST = 2**63 - 1
"""The largest number in an answer, and below zero as well: what a database can hold, and what can be printed."""
OWN = "mentorcore."

_MAPPINGS: frozenset[type] = frozenset((dict, FrozenMap))

Check = Callable[[Any], bool]
Seen = Callable[[Sequence[Any]], bool]
Getter = Callable[[Any], tuple[Any, ...]]


def fits(answer: Any, cls: type) -> bool:
    """Whether an answer is of a class, with fields of the types that the class declares.

    Args:
        answer: what a policy gave.
        cls: an attrs class, or a protocol, whose parts are judged where they are used.
    """
    declared: Any = cls
    if not has(declared):
        return isinstance(answer, cls)
    if type(answer) is not cls:
        return False
    get_texts, get, checks = _checks(declared)
    texts = get_texts(answer)
    if not (_are_short(texts) or all(map(is_text, texts))):
        return False
    for value, check in zip(get(answer), checks, strict=True):  # noqa: SIM110  # a duty has many: a generator costs more than they do
        if not check(value):
            return False
    return True


def all_fit(items: Sequence[Any], cls: type) -> bool:
    """Whether all items of an answer fit, seen at once: a year's duties differ in little but their days.

    Args:
        items: a list or tuple.
        cls: as for `fits`, which is asked for each one where this is False: it can be so for good reasons, such as a
            text with an accent.
    """
    declared: Any = cls
    if not (len(items) > 1 and has(declared) and {*map(type, items)} == {cls}):
        return False
    get_texts, get, checks = _checks(declared)
    if not _are_plain([*chain.from_iterable(map(get_texts, items))]):
        return False
    columns = zip(zip(*map(get, items), strict=True), checks, _at_once(declared), strict=True)
    return all(seen(column) or all(map(check, column)) for column, check, seen in columns)


def own(answer: Any) -> Any:
    """An answer that nobody else holds: a policy that kept it, or a mapping in it, cannot change it any more."""
    return own_all((answer,))[0]


def own_all(items: Sequence[Any]) -> tuple[Any, ...]:
    """The same for all items of an answer; a mapping that several of them share stays one."""
    if len(kinds := {*map(type, items)}) != 1:
        return tuple(map(own, items))
    (kind,) = kinds
    if not has(kind):
        return tuple(items)
    get, places = _parts(kind)
    made: list[Any] = []
    before: Any = None
    copy = FrozenMap()
    for item in items:
        values = list(get(item))
        for place in places:
            if values[place] is not before:
                before = values[place]
                copy = FrozenMap(before)
            values[place] = copy
        made.append(kind(*values))
    return tuple(made)


@cache
def _parts(cls: Any) -> tuple[Getter, tuple[int, ...]]:
    """What gets the values of a class in the order in which they are given to it, and which of them are mappings."""
    hints = get_type_hints(cls)
    names = [found.name for found in fields(cls)]
    kinds = [get_origin(hints[name]) for name in names]
    mappings = [isinstance(kind, type) and issubclass(kind, Mapping) for kind in kinds]
    return _getter(names), tuple(place for place, is_one in enumerate(mappings) if is_one)


def params_of(values: object) -> dict[str, Param] | None:
    """Parameters of a text as a mapping of our own; None where they cannot be shown.

    Args:
        values: whatever a policy gave; reading it may run the policy's code.
    """
    if not isinstance(values, Mapping):
        return None
    copied = {**values}
    return copied if _SHOWN(copied) else None


def dispose(answer: Any) -> None:
    """Close coroutines in an answer: nobody will ever await them, and each would warn about that."""
    many = type(answer) in (list, tuple) and len(answer) <= MOST  # a longer one is refused unread
    for item in answer if many else (answer,):
        if type(item) is CoroutineType:
            item.close()


@cache
def _checks(cls: Any) -> tuple[Getter, Getter, tuple[Check, ...]]:
    """What gets the texts of a class, what gets its other values, and what looks at each of these."""
    hints = get_type_hints(cls)
    checks = {
        found.name: is_code if found.name == "code" else _check(hints[found.name]) for found in fields(cls)
    }
    texts = [name for name, check in checks.items() if check is is_text]
    others = [name for name in checks if name not in texts]
    return _getter(texts), _getter(others), tuple(checks[name] for name in others)


@cache
def _at_once(cls: Any) -> tuple[Seen, ...]:
    """For each value that `_checks` looks at, what sees of many at once that all fit; where it does not, each is
    looked at."""
    hints = get_type_hints(cls)
    others = [found.name for found in fields(cls) if found.name == "code" or hints[found.name] is not str]
    return tuple(_unseen if name == "code" else _seen(hints[name]) for name in others)


def _seen(kind: Any) -> Seen:
    origin, inner = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        typed = not {str, int} & {*inner} and all(isinstance(part, type) for part in inner)
        return _typed(frozenset(inner)) if typed else _unseen
    if isinstance(origin, type) and issubclass(origin, Mapping) and {str, int} <= {*get_args(inner[1])}:
        return _plain_mappings
    return _typed(frozenset((kind,))) if origin is None and kind not in (str, int) else _unseen


def _unseen(_: Sequence[Any]) -> bool:
    return False


def _typed(kinds: frozenset[type]) -> Seen:
    return lambda column: kinds.issuperset(map(type, column))


def _plain_mappings(column: Sequence[Any]) -> bool:
    """Whether all are mappings of plain names to plain texts and small numbers, as nearly all parameters are."""
    if not _MAPPINGS.issuperset(map(type, column)):
        return False
    different = {id(mapping): mapping for mapping in column}.values()  # those of one subject often share one
    if sum(map(len, different)) > MOST:
        return False
    values = list(chain.from_iterable(map(dict.values, different)))
    texts = [value for value in values if type(value) is str]
    numbers = [value for value in values if type(value) is int]
    return (
        len(texts) + len(numbers) == len(values)
        and _are_plain([*chain.from_iterable(different), *texts])
        and (not numbers or -LARGEST <= min(numbers) <= max(numbers) <= LARGEST)
    )


def _getter(names: list[str]) -> Getter:
    if not names:
        return lambda _: ()
    get = attrgetter(*names)
    return get if len(names) > 1 else lambda value: (get(value),)


def _are_short(texts: tuple[Any, ...]) -> bool:
    """Whether all of them are plain, and together no longer than one may be: most are, and it is seen at once."""
    if {*map(type, texts)} != {str}:
        return False
    together = "".join(texts)
    return len(together) <= LONGEST and together.isascii() and "\0" not in together


def _are_plain(texts: Sequence[Any]) -> bool:
    """Whether all of them are plain, and none is longer than it may be."""
    if not texts or {*map(type, texts)} != {str}:
        return not texts
    different = {*texts}
    together = "".join(different)
    return max(map(len, different)) <= LONGEST and together.isascii() and "\0" not in together


def _check(kind: Any) -> Check:
    origin, inner = get_origin(kind), get_args(kind)
    if origin is tuple:  # those of the hooks have any number of items of one type
        return _all_of(_check(inner[0]))
    if origin is Literal:
        return lambda value: type(value) is str and value in inner
    if origin in (Union, UnionType):
        if not {str, int} & {*inner} and all(isinstance(part, type) for part in inner):
            return lambda value: type(value) in inner
        return _any_of(inner)
    if origin is not None and issubclass(origin, Mapping):
        return _mapping(_check(inner[1]))
    if kind is str:
        return is_text
    if kind is int:  # True counts as one
        return lambda value: type(value) in (int, bool) and -LARGEST <= value <= LARGEST
    return lambda value: type(value) is kind


def is_text(value: Any) -> bool:
    """Whether it is a plain text, or a member of our own enumerations, that can be stored and is no page."""
    if type(value) is not str and not _own_member(value):
        return False
    return len(value) <= LONGEST and "\0" not in value and (value.isascii() or _writable(value))


def _own_member(value: Any) -> bool:
    """Whether it is a member of one of our own enumerations: others could measure and compare as they like."""
    kind = type(value)
    return (
        isinstance(value, StrEnum)
        and kind.__module__.startswith(OWN)
        and getattr(modules.get(kind.__module__), kind.__name__, None) is kind
    )


def _writable(value: str) -> bool:
    """Whether a text can be stored: half a character cannot."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


# What follows is asked for each field of each duty. Loops, since a generator costs more than what it looks at.


def _all_of(check: Check) -> Check:
    return lambda value: type(value) is tuple and len(value) <= MOST and all(map(check, value))


def _any_of(kinds: tuple[Any, ...]) -> Check:
    """What looks at a value that can be of several types: the check of its own type first, if there is one."""
    checks = {kind: _check(kind) for kind in kinds}
    each = tuple(checks.values())

    def either(value: Any) -> bool:
        own_check = checks.get(type(value))
        return (own_check is not None and own_check(value)) or any(check(value) for check in each)

    return either


def _mapping(check: Check) -> Check:
    def holds(value: Any) -> bool:
        if type(value) not in _MAPPINGS or len(value) > MOST:
            return False
        for name, one in value.items():  # noqa: SIM110
            if not (is_text(name) and check(one)):
                return False
        return True

    return holds


_SHOWN = _mapping(_check(Param))
