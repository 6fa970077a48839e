"""Long lists of ids in a query: one parameter, however long, so that no database's limit is ever met."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import JSON, ColumnElement, Function, Text, bindparam, column, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler


class _Each(Function[Any]):
    """The elements of a JSON array, as rows with a column ``value``."""

    inherit_cache = True
