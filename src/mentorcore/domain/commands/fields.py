"""Kinds of command fields: an id is checked when the command is made, a personal value never shows itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from contextlib import suppress
from datetime import date
from enum import Enum
from typing import Any, TypeVar

from attrs import Converter, evolve, field

from mentorcore.domain.errors import InputFault
from mentorcore.domain.ids import parse_id
from mentorcore.domain.secret import secret

E = TypeVar("E", bound=Enum)
LONGEST = 20_000  # characters of a personal text; a page is about 3,000


def placed(convert: Callable[[Any], Any]) -> Any:
    """A converter whose faults name the field that they are about."""

    def named(given: Any, attribute: Any) -> Any:
        try:
            return convert(given)
        except InputFault as fault:
            name = attribute.name.rstrip("_")  # some are words of Python's own
            raise InputFault(evolve(p, where=p.where or name) for p in fault.problems) from None

    return Converter(named, takes_field=True)


def an_id(kind: str, help_: str, *, optional: bool = False, option: str = "") -> Any:
    """A public id of a kind; mistyped ones are refused.

    Args:
        kind: letter of the kind, see `mentorcore.domain.ids`.
        help_: what it is, for the command line.
        optional: whether it may be left empty.
        option: what the command line calls the field, where it is not the name.
    """

    def convert(text: str) -> str:
        return "" if optional and not text else parse_id(text, kind)

    meta = {"help": help_, "id": kind, "option": option}
    return (
        field(default="", converter=placed(convert), metadata=meta)
        if optional
        else field(converter=placed(convert), metadata=meta)
    )


def ids(kind: str, help_: str, *, may_be_none: bool = False) -> Any:
    """Several public ids of a kind; at least one on the command line, unless there may be none."""

    def convert(texts: str | tuple[str, ...]) -> tuple[str, ...]:
        listed = (texts,) if isinstance(texts, str) else texts  # a text would fall apart into its letters
        return tuple(parse_id(text, kind) for text in listed)

    return field(converter=placed(convert), metadata={"help": help_, "id": kind, "may_be_none": may_be_none})


def personal(help_: str, *, required: bool = True) -> Any:
    """A personal value: prompted for or read from a file, never an argument, never shown by `repr`."""

    def check(_: object, attribute: Any, value: object) -> None:
        if not isinstance(value, str):
            raise InputFault.one("text.expected", attribute.name)
        if required and not value.strip():
            raise InputFault.one("answer.required", attribute.name)
        if len(value) > LONGEST:
            raise InputFault.one("text.too_long", attribute.name, most=LONGEST)

    meta = {"help": help_, "personal": True}
    if required:
        return field(repr=False, converter=secret, validator=check, metadata=meta)
    return field(default="", repr=False, converter=secret, validator=check, metadata=meta)


def name(help_: str, *, default: str | None = None) -> Any:
    """A name out of the bundle, such as a role or a document."""
    meta = {"help": help_}
    return field(metadata=meta) if default is None else field(default=default, metadata=meta)


def names(help_: str, *, option: str) -> Any:
    """Several names out of the bundle, separated by commas or as a tuple; none where nothing is said.

    Args:
        help_: what they are, for the command line.
        option: what the command line calls the field.
    """

    def convert(listed: str | tuple[str, ...]) -> tuple[str, ...]:
        parts = listed.split(",") if isinstance(listed, str) else listed
        return tuple(dict.fromkeys(part.strip() for part in parts if part.strip()))

    return field(default=(), converter=convert, metadata={"help": help_, "option": option})


def several(help_: str, convert: Callable[[Any], Any], *, option: str, metavar: str) -> Any:
    """Values that can be said several times, each as the converter wants them; none where nothing is said.

    Args:
        help_: what they are, for the command line.
        convert: what makes the field's value of a tuple of texts, or of a value that a program hands over.
        option: what the command line calls the field.
        metavar: what stands for one of them in help.
    """
    meta = {"help": help_, "option": option, "many": True, "metavar": metavar}
    return field(default=(), converter=placed(convert), metadata=meta)


def flag(help_: str) -> Any:
    """Yes or no; no where nothing is said."""
    return field(default=False, metadata={"help": help_})


def one_of(kind: type[E], help_: str, *, default: E | None = None, among: Collection[E] | None = None) -> Any:
    """A value of an enumeration, or its text.

    Args:
        kind: the enumeration.
        help_: what it is, for the command line.
        default: what it is where nothing is said; None where something has to be.
        among: those that can be chosen, where others are for other commands; all where not said.
    """
    choices = tuple(kind if among is None else among)

    def convert(value: str | E) -> E:
        return _chosen(kind, choices, value)

    meta = {"help": help_, "choices": choices}
    if default is None:
        return field(converter=placed(convert), metadata=meta)
    return field(default=default, converter=placed(convert), metadata=meta)


def _chosen(kind: type[E], choices: Collection[E], value: str | E) -> E:
    with suppress(ValueError):
        found = kind(value)
        if found in choices:
            return found
    allowed = ", ".join(str(member.value) for member in choices)
    raise InputFault.one("choice.unknown", allowed=allowed)


def maybe_one_of(kind: type[E], help_: str) -> Any:
    """A value of an enumeration, or its text; None where not said."""

    def convert(value: str | E | None) -> E | None:
        return None if value is None else _chosen(kind, tuple(kind), value)

    return field(default=None, converter=placed(convert), metadata={"help": help_, "choices": tuple(kind)})


def value(help_: str, default: Any, converter: Callable[[Any], Any] | None = None) -> Any:
    """Any other value with a default."""
    return field(default=default, converter=converter and placed(converter), metadata={"help": help_})


def some_day(help_: str) -> Any:
    """A day, or its text; named, since it reads alike wherever it stands."""
    return field(converter=placed(a_day), kw_only=True, metadata={"help": help_})


def a_number(help_: str) -> Any:
    """A whole number that has to be said; named, since it reads alike wherever it stands."""
    return field(kw_only=True, metadata={"help": help_, "integer": True})


def maybe_a_number(help_: str) -> Any:
    """A whole number, or None where not said; its bounds are the verb's."""
    return field(default=None, metadata={"help": help_, "integer": True})


def maybe_a_day(help_: str, *, option: str = "") -> Any:
    """A day, or its text; None where not said.

    Args:
        help_: what it is, for the command line.
        option: what the command line calls the field, where it is not the name.
    """

    def convert(day: str | date | None) -> date | None:
        return None if day is None else a_day(day)

    return field(default=None, converter=placed(convert), metadata={"help": help_, "option": option})


_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)  # Python alone would take 20250131 and 2025-W05-5, too


def a_day(text: str | date) -> date:
    """A day of the calendar, from a day or from yyyy-mm-dd.

    Raises:
        InputFault: ``date.form``, ``date.impossible``.
    """
    if type(text) is date:
        return text
    if not isinstance(text, str) or not _DAY.fullmatch(text):
        raise InputFault.one("date.form", "", expected="yyyy-mm-dd")
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InputFault.one("date.impossible") from None
