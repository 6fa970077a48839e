"""TOML to values: strict types, unknown keys refused, every fault at once, each with its path."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import cache
from typing import Any, Literal, TypeVar, get_args, get_origin

import attrs
import cattrs
from cattrs.cols import homogenous_tuple_structure_factory, is_mapping, mapping_structure_factory
from cattrs.errors import ForbiddenExtraKeysError
from cattrs.gen import make_dict_structure_fn, override

from mentorcore.domain.errors import Problem, SetupFault

T = TypeVar("T")
Hook = Callable[[Any, Any], Any]

ALLOWED = "a value that the setting allows"
_KINDS: Mapping[type, str] = {str: "text", int: "whole number", bool: "true or false", float: "number"}
_BOUNDS = (
    re.compile(r"(?P<bound>Length) of '\w+' must be (?P<than>[<>]=? \d+): "),
    re.compile(r"'\w+' must be (?P<bound>[<>]=? \S+): "),
    re.compile(r"'\w+' must match regex (?P<bound>'.*') \("),
    re.compile(r"'\w+' must be in (?P<bound>.*) \(got "),
)
"""How the validators of attrs say what they allow; what they found stands after it and is left out."""


class _Wrong(Exception):
    """A value is not what was expected; the text says what was."""


def _strict(kind: type) -> Hook:
    def check(value: Any, _: Any) -> Any:
        if type(value) is not kind and not (kind is float and type(value) is int):
            raise _Wrong(_KINDS[kind])
        return value

    return check


def _one_of(value: Any, kind: Any) -> Any:
    allowed = get_args(kind)
    if value not in allowed:
        raise _Wrong(", ".join(repr(name) for name in allowed))
    return value


@cache
def _converter() -> cattrs.Converter:
    converter = cattrs.Converter(forbid_extra_keys=True, detailed_validation=True)
    for kind in _KINDS:
        converter.register_structure_hook(kind, _strict(kind))
    converter.register_structure_hook_func(_made_of(Literal), _one_of)
    converter.register_structure_hook_factory(_made_of(tuple), _tuple_hook(converter))
    converter.register_structure_hook_factory(is_mapping, _mapping_hook(converter))
    converter.register_structure_hook_factory(attrs.has, lambda cls: _class_hook(cls, converter))
    return converter


def _made_of(origin: Any) -> Callable[[Any], bool]:
    return lambda kind: get_origin(kind) is origin


def _tuple_hook(converter: cattrs.Converter) -> Callable[[Any], Hook]:
    # a text would fall apart into its letters
    return lambda kind: _only(homogenous_tuple_structure_factory(kind, converter), Sequence, "list")


def _mapping_hook(converter: cattrs.Converter) -> Callable[[Any], Hook]:
    return lambda kind: _only(mapping_structure_factory(kind, converter), Mapping, "table")


def _only(inner: Hook, container: type, words: str) -> Hook:
    def structured(value: Any, kind: Any) -> Any:
        if not isinstance(value, container) or isinstance(value, str):
            raise _Wrong(words)
        return inner(value, kind)

    return structured


def _class_hook(cls: type, converter: cattrs.Converter) -> Hook:
    """Fields one by one with their validators, so that a wrong one hides no other."""
    attrs.resolve_types(cls)
    hooks: dict[str, Any] = {
        found.name: override(struct_hook=_field_hook(found, converter.get_structure_hook(found.type)))
        for found in attrs.fields(cls)
        if found.type is not None and found.init
    }
    return _only(
        make_dict_structure_fn(cls, converter, _cattrs_forbid_extra_keys=True, **hooks), Mapping, "table"
    )


def _field_hook(found: attrs.Attribute[Any], inner: Hook) -> Hook:
    def structured(value: Any, kind: Any) -> Any:
        made = inner(value, kind)
        if found.validator is not None:
            with suppress(AttributeError):  # it looks at other settings: it is asked again with all of them
                found.validator(None, found, found.converter(made) if callable(found.converter) else made)
        return made

    return structured


def structure(values: Mapping[str, Any], cls: type[T], place: str) -> T:
    """A value of an attrs class from what a TOML file holds.

    Args:
        values: the table.
        cls: the class.
        place: where the table stands, for the faults: a file's name or a policy.

    Raises:
        SetupFault: every fault, each with its path.
    """
    try:
        return _converter().structure(values, cls)
    except Exception as error:
        lines = cattrs.transform_error(error, path="", format_exception=_words)
        raise SetupFault([_problem(line, place) for line in lines]) from None


def _words(fault: BaseException, _: type | None) -> str:
    """What is wrong, in a word, and what its text needs; never the value, which only its owner should see."""
    if isinstance(fault, ForbiddenExtraKeysError):
        return f"key {', '.join(sorted(fault.extra_fields))}"
    return "missing" if isinstance(fault, KeyError) else f"type {_expected(fault)}"


def _problem(line: str, place: str) -> Problem:
    words, _, path = line.rpartition(" @ ")
    where = f"{place}: {path.lstrip('.')}" if path.lstrip(".") else place
    kind, _, param = words.partition(" ")
    if kind == "key":
        return Problem("setup.unknown_key", where, {"key": param})
    if kind == "missing":
        return Problem("setup.missing_key", where)
    return Problem("setup.wrong_type", where, {"expected": param})


def _expected(fault: BaseException) -> str:
    if isinstance(fault, _Wrong):
        return str(fault)
    said = str(fault.args[0]) if fault.args else ""
    found = next((match for bound in _BOUNDS if (match := bound.match(said))), None)
    return " ".join(part for part in found.groups() if part) if found else ALLOWED
