"""Cells of a registration export: labels, lists, days and instants in the notation that the bundle declares.

Nothing is guessed: a day in another notation is refused, and so is a label that the bundle does not know.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from mentorcore.domain.answers import Raw
from mentorcore.domain.bundle import ImportMap, Question
from mentorcore.domain.errors import Param, Problem
from mentorcore.domain.tidy import split_list
from mentorcore.loading.csv_file import folded

_DATES = {
    "dd.mm.yyyy": re.compile(r"(?P<d>\d{2})\.(?P<m>\d{2})\.(?P<y>\d{4})", re.ASCII),
    "yyyy-mm-dd": re.compile(r"(?P<y>\d{4})-(?P<m>\d{2})-(?P<d>\d{2})", re.ASCII),
}
_MOMENTS = {
    form: re.compile(pattern.pattern + r"[ T](?P<H>\d{2}):(?P<M>\d{2}):(?P<S>\d{2})", re.ASCII)
    for form, pattern in _DATES.items()
}


class Unreadable(Exception):
    """A cell cannot be read; it carries what was expected, never the cell."""

    def __init__(self, code: str, **params: Param) -> None:
        super().__init__(code)
        self.code, self.params = code, params

    def at(self, number: int, column: str) -> Problem:
        """The problem, with its place."""
        return Problem(self.code, f"row {number}, {column}", self.params)


def moment(cell: str, form: str, zone: ZoneInfo) -> datetime:
    """The instant in UTC of a local date and time, to the second.

    Args:
        cell: such as ``04.01.2025 00:51:25``; in the hour that comes twice in autumn the first one is taken.
        form: notation of the day.
        zone: the programme's time zone.

    Raises:
        Unreadable: ``date.form`` or ``date.impossible``.
    """
    parts = _MOMENTS[form].fullmatch(cell)
    if parts is None:
        raise Unreadable("date.form", expected=f"{form} HH:MM:SS")
    year, month, day, hour, minute, second = (int(parts[name]) for name in "ymdHMS")
    try:
        return datetime(year, month, day, hour, minute, second, tzinfo=zone).astimezone(UTC)
    except (ValueError, OverflowError):
        raise Unreadable("date.impossible") from None


def reader_of(imports: ImportMap, question: Question) -> Callable[[str], Raw]:
    """How the cells of a question are read; what is no date, list or label goes on as it is."""
    values = {folded(label): value for label, value in imports.values.get(question.id, {}).items()}
    separator = imports.list_separator
    if question.kind == "date":
        return lambda cell: _iso(cell, imports.date_format)
    if question.kind == "choices":  # the same few combinations come again and again
        return lru_cache(lambda cell: tuple(_value(part, values) for part in split_list(cell, separator)))
    if question.kind == "names":
        return lambda cell: tuple(split_list(cell, separator))
    if question.kind == "acceptance":  # a version stands there as it is
        return lru_cache(lambda cell: values.get(folded(cell), cell))
    return (lambda cell: _value(cell, values)) if values else (lambda cell: cell)


def _iso(cell: str, form: str) -> str:
    """The cell's day as ISO text, if it looks like one; whether there is such a day is checked with the answer."""
    parts = _DATES[form].fullmatch(cell)
    if not parts:
        raise Unreadable("date.form", expected=form)
    return f"{parts['y']}-{parts['m']}-{parts['d']}"


def _value(cell: str, values: Mapping[str, str]) -> str:
    value = values.get(cell) or values.get(folded(cell))  # nearly always the first
    if value is None:
        if not values:
            return cell
        raise Unreadable("choice.unknown", allowed=", ".join(values))
    return value
