"""Long lists of ids in a query: one parameter, however many they are, so that no database's limit is met."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, Text, bindparam, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


def among(column: ColumnElement[str], values: Iterable[str]) -> ColumnElement[bool]:
    """A condition: the column holds one of these texts.

    Args:
        column: a column of texts.
        values: any number of them, none too; for a handful of constants `in_` is as good.
    """
    chosen = list(values)
    if len(chosen) == 1:  # by far the most frequent
        return column == chosen[0]
    listed = _Elements(bindparam(None, json.dumps(chosen), Text)).table_valued("value")
    return column.in_(select(listed.c.value))


class _Elements(FunctionElement[Any]):
    """The elements of a JSON array, each in a row with the column ``value``."""

    name = "json_each"
    inherit_cache = True


@compiles(_Elements)
def _on_sqlite(element: _Elements, compiler: SQLCompiler, **options: Any) -> str:
    return f"json_each({compiler.process(element.clauses, **options)})"


@compiles(_Elements, "postgresql")
def _on_postgresql(element: _Elements, compiler: SQLCompiler, **options: Any) -> str:
    return f"json_array_elements_text(CAST({compiler.process(element.clauses, **options)} AS JSON))"
