"""What the database complains about, as errors of our own.

A driver's error carries the row that was refused, in its words, its parameters and its diagnosis. What leaves
this package therefore holds a code and the kind of rule, and the error it came from is emptied: it stays
behind as the context, where loggers look for more.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, StatementError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from mentorcore.domain.errors import StoreBusy, StoreError
from mentorcore.storage.tables.append_only import SQLSTATE

_SQLITE = {
    5: "store.busy",  # SQLITE_BUSY
    6: "store.busy",  # SQLITE_LOCKED
    8: "store.read_only",
    11: "store.damaged",  # SQLITE_CORRUPT
    13: "store.full",
    14: "store.missing",  # SQLITE_CANTOPEN: files are made by `create_schema` alone
    26: "store.not_a_database",
}
_POSTGRESQL = {
    "25006": "store.read_only",
    "40001": "store.busy",  # serialisation failure
    "40P01": "store.busy",  # deadlock
    "55P03": "store.busy",  # lock_timeout
    "53100": "store.full",
    "XX001": "store.damaged",
    "XX002": "store.damaged",
    SQLSTATE: "store.append_only",
}
_RULES = {
    "UNIQUE": "unique",
    "FOREIGN KEY": "foreign-key",
    "CHECK": "check",
    "NOT NULL": "not-null",
    "23505": "unique",
    "23503": "foreign-key",
    "23514": "check",
    "23502": "not-null",
}
_SQLITE_RULE = re.compile(r"(UNIQUE|FOREIGN KEY|CHECK|NOT NULL) constraint failed(?:: ([a-z_]+)\.)?")


@contextmanager
def database_errors() -> Iterator[None]:
    """Turn the database's errors into ours.

    Raises:
        StoreBusy: ``store.busy``: another writer held the database for too long.
        StoreError: ``store.constraint`` (with the kind of rule: ``unique``, ``foreign-key``, ``check`` or
            ``not-null``, and the table where the database says it), ``store.append_only``,
            ``store.bad_value``, ``store.read_only``, ``store.missing``, ``store.full``, ``store.damaged``,
            ``store.not_a_database``, ``store.unreachable``, ``store.unusable``.
    """
    try:
        yield
    except PoolTimeout:
        raise StoreBusy("store.busy") from None
    except StatementError as error:
        fault = _translated(error)
        empty(error)
        raise fault from None


@contextmanager
def value_errors() -> Iterator[None]:
    """Turn what a driver refuses before it asks the database: too large a number, half a character, no JSON.

    Raises:
        StoreError: ``store.bad_value``.
    """
    try:
        yield
    except (OverflowError, TypeError, UnicodeEncodeError) as error:
        empty(error)
        raise StoreError("store.bad_value") from None


def _translated(error: StatementError) -> StoreError:
    if not isinstance(error, DBAPIError):  # a column type refused the value: a naive time, for one
        return StoreError("store.bad_value")
    orig = error.orig
    if orig is not None and hasattr(orig, "sqlite_errorcode"):
        return _from_sqlite(orig.sqlite_errorcode, str(orig), type(orig).__name__)
    if orig is not None and hasattr(orig, "sqlstate"):
        return _from_postgresql(error, orig.sqlstate)
    return StoreError("store.unusable", fault=type(orig).__name__)


def _from_sqlite(code: int, words: str, name: str) -> StoreError:
    if "is append-only" in words:
        return StoreError("store.append_only")
    if found := _SQLITE_RULE.match(words):
        return StoreError("store.constraint", constraint=_RULES[found[1]], table=found[2] or "")
    return _coded(_SQLITE.get(code & 0xFF), name)


def _from_postgresql(error: DBAPIError, state: str | None) -> StoreError:
    orig = error.orig
    if state in _RULES:
        table = getattr(getattr(orig, "diag", None), "table_name", None)
        return StoreError("store.constraint", constraint=_RULES[state], table=table or "")
    if state is None or state.startswith("08"):
        kind = "store.unreachable" if _lost(error) else "store.bad_value"
        return _coded(kind, type(orig).__name__)
    if state.startswith("22"):  # a value that a column cannot hold
        return StoreError("store.bad_value")
    return _coded(_POSTGRESQL.get(state), type(orig).__name__)


def _lost(error: DBAPIError) -> bool:
    """Whether there was no connection; the driver also refuses values by itself, without asking the server."""
    return type(error.orig).__name__ in ("OperationalError", "InterfaceError", "ConnectionTimeout")


def _coded(code: str | None, fault: str) -> StoreError:
    if code is None:
        return StoreError("store.unusable", fault=fault)
    return StoreBusy(code) if code == "store.busy" else StoreError(code)


def empty(error: BaseException) -> None:
    """Take everything out of an error and of those it came from: words, parameters, frames with their locals."""
    seen: set[int] = set()
    rest: list[BaseException | None] = [error]
    while rest:
        found = rest.pop()
        if found is None or id(found) in seen:
            continue
        seen.add(id(found))
        rest += [found.__cause__, found.__context__]
        if isinstance(found, StatementError):
            rest.append(found.orig)
            found.orig, found.statement, found.params, found.detail = None, None, None, []
        if isinstance(found, UnicodeEncodeError):
            found.object = ""
        found.args = ()
        found.__traceback__ = None
        if hasattr(found, "_info"):  # psycopg's diagnosis
            found._info = None
