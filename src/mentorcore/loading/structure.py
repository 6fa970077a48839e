"""TOML to values: strict types, unknown keys refused, every fault with its path."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, TypeVar

import attrs
import cattrs
from cattrs.gen import make_dict_structure_fn

from mentorcore.domain.errors import Problem, SetupFault

T = TypeVar("T")


def _strict(kind: type) -> Any:
    def check(value: Any, _: Any) -> Any:
        if type(value) is not kind and not (kind is float and type(value) is int):
            raise TypeError(kind.__name__)
        return value

    return check


@cache
def _converter() -> cattrs.Converter:
    converter = cattrs.Converter(forbid_extra_keys=True, detailed_validation=True)
    for kind in (str, int, bool, float):
        converter.register_structure_hook(kind, _strict(kind))
    tuples = converter.get_structure_hook(tuple[str, ...])

    def strings(value: Any, kind: Any) -> Any:
        if not isinstance(value, (list, tuple)):  # a text would fall apart into its letters
            raise TypeError("list of texts")
        return tuples(value, kind)

    converter.register_structure_hook_func(lambda kind: kind == tuple[str, ...], strings)
    converter.register_structure_hook_factory(
        attrs.has, lambda cls: make_dict_structure_fn(cls, converter, _cattrs_forbid_extra_keys=True)
    )
    return converter


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
        raise SetupFault([_problem(line, place) for line in cattrs.transform_error(error, path="")]) from None


def _problem(line: str, place: str) -> Problem:
    words, _, path = line.partition(" @ ")
    where = f"{place}: {path.lstrip('.$')}" if path.lstrip(".$") else place
    if "extra fields found" in words:
        return Problem("setup.unknown_key", where, {"key": words.partition("(")[2].rstrip(")")})
    if "required field missing" in words:
        return Problem("setup.missing_key", where)
    return Problem("setup.wrong_type", where, {"expected": _expected(words)})


def _expected(words: str) -> str:
    literal = words.partition("typing.Literal[")[2]
    if literal:
        return literal.partition("]")[0]
    return words.partition("expected ")[2] or "a value that the setting allows"
