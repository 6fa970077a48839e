"""Facts to rows and JSON, and back: one cattrs converter."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, TypeVar

import cattrs
from sqlalchemy import RowMapping

from mentorcore.domain.clock import aware

T = TypeVar("T")


def _date(value: Any, _: type[date]) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)


def _datetime(value: Any, _: type[datetime]) -> datetime:
    return aware(value if isinstance(value, datetime) else datetime.fromisoformat(value))


def _is_scalar(kind: Any) -> bool:
    return kind in (str | int, str | int | bool)


def _row_converter() -> cattrs.Converter:
    converter = cattrs.Converter(detailed_validation=False)
    converter.register_structure_hook(date, _date)
    converter.register_structure_hook(datetime, _datetime)
    converter.register_structure_hook_func(_is_scalar, lambda value, _: value)
    return converter


ROWS = _row_converter()
"""Rows and facts: days and instants pass as they are, the database's types convert them."""


def fact(cls: type[T], row: Mapping[str, Any] | RowMapping) -> T:
    """A frozen fact from a row's mapping."""
    return ROWS.structure(row, cls)


def row(value: Any) -> dict[str, Any]:
    """A row from a frozen fact."""
    return ROWS.unstructure(value)  # type: ignore[no-any-return]  # attrs classes unstructure to dicts
