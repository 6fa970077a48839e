"""Engines: how a connection to SQLite or PostgreSQL is set up before anybody uses it."""

from __future__ import annotations

import json
import re
import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import StaticPool

from mentorcore.domain.errors import StoreError
from mentorcore.hooks.guard import refuse
from mentorcore.storage.files import ensure_private, side_files

BUSY_TIMEOUT = 10_000  # milliseconds; imports are staged, so that no writer holds the lock for longer

_PRAGMAS = (
    "PRAGMA synchronous=FULL",  # NORMAL lost acknowledged writes on power loss
    "PRAGMA foreign_keys=ON",
    "PRAGMA trusted_schema=OFF",
    "PRAGMA secure_delete=ON",
    "PRAGMA temp_store=MEMORY",
)
_decode = json.JSONDecoder().raw_decode
_SCHEMA = re.compile(r"[a-z_][a-z0-9_]{0,62}")


def sqlite_path(url: str) -> Path | None:
    """The file of an SQLite URL; None for a database in memory and for PostgreSQL."""
    parsed = _parsed(url)
    if parsed.get_backend_name() != "sqlite" or parsed.database in (None, "", ":memory:"):
        return None
    return Path(str(parsed.database))


def postgresql_schema(url: str) -> str:
    """The schema that a PostgreSQL URL names; ``public`` where it names none.

    Raises:
        StoreError: ``store.schema_name``: small letters, digits and underscores are expected.
    """
    schema = _parsed(url).query.get("schema", "public")
    if not isinstance(schema, str) or not _SCHEMA.fullmatch(schema) or schema.startswith("pg_"):
        raise StoreError("store.schema_name")
    return schema


def make_engine(url: str, busy_timeout: int) -> Engine:
    """An engine that connects when it is first used.

    Args:
        url: as `mentorcore.storage.store.Store` takes it.
        busy_timeout: milliseconds for which a writer waits for another one.

    Raises:
        StoreError: ``store.url``, ``store.unknown_database``, ``store.schema_name``, ``store.no_driver``; as
            `ensure_private`.
    """
    parsed = _parsed(url)
    backend = parsed.get_backend_name()
    if backend == "postgresql":
        return _postgresql_engine(parsed, postgresql_schema(url), busy_timeout)
    if backend != "sqlite" or str(parsed.database).startswith("file:"):
        raise StoreError("store.unknown_database", backend=backend)
    return sqlite_engine(sqlite_path(url), busy_timeout)


def _parsed(url: str) -> URL:
    try:
        return make_url(url)
    except (ArgumentError, ValueError):  # their words repeat the URL, which may hold a password
        raise StoreError("store.url") from None


def _postgresql_engine(url: URL, schema: str, busy_timeout: int) -> Engine:
    settings = {
        "search_path": schema,
        "timezone": "UTC",
        "lock_timeout": f"{busy_timeout}ms",
        "client_min_messages": "warning",
    }
    try:
        engine = create_engine(
            url.difference_update_query(["schema"]).set(drivername="postgresql+psycopg"),
            hide_parameters=True,
            pool_pre_ping=True,
            pool_timeout=busy_timeout / 1000,
            connect_args={"options": " ".join(f"-c{name}={value}" for name, value in settings.items())},
        )
    except ModuleNotFoundError:
        raise StoreError("store.no_driver", package="mentorcore[postgresql]") from None
    _fence(engine)
    return engine


def _fence(engine: Engine) -> None:
    """While a policy is asked, its thread's transactions let nothing pass: no statement, no commit, no rollback.

    Raises:
        StoreError: ``store.policy_at_work``, where a policy tries.
    """

    def fenced(*_: Any) -> None:
        if refuse():
            raise StoreError("store.policy_at_work")

    for name in ("before_cursor_execute", "commit", "rollback", "savepoint"):
        event.listen(engine, name, fenced)


def _authorised(*_: Any) -> int:
    """SQLite asks this before it compiles a statement, also for whoever found the driver's own connection."""
    return sqlite3.SQLITE_DENY if refuse() else sqlite3.SQLITE_OK


def sqlite_engine(path: Path | None, busy_timeout: int = BUSY_TIMEOUT) -> Engine:
    """An engine on an existing file, or on a database in memory that lives as long as the engine.

    Args:
        path: the file; rights that group or others have on it are taken away. None for memory.
        busy_timeout: milliseconds for which a writer waits for another one.

    Raises:
        StoreError: as `ensure_private`.
    """
    if path is None:
        engine = create_engine(
            "sqlite://",
            hide_parameters=True,
            poolclass=StaticPool,
            creator=_memory,
            json_deserializer=_from_json,
        )
    else:
        for file in (path, *side_files(path)):
            ensure_private(file)
        # mode=rw: a file that is not there is never made by opening it.
        database = f"{path.absolute().as_uri()}?mode=rw"
        engine = create_engine(
            "sqlite:///file",
            hide_parameters=True,
            pool_timeout=busy_timeout / 1000,
            creator=lambda: _connect(database),
            json_deserializer=_from_json,
        )

    @event.listens_for(engine, "connect")
    def set_up(connection: Any, _: Any) -> None:
        for pragma in (f"PRAGMA busy_timeout={busy_timeout}", *_PRAGMAS):
            connection.execute(pragma)
        connection.set_authorizer(_authorised)

    @event.listens_for(engine, "begin")
    def begin(conn: Connection) -> None:
        writes = conn.get_execution_options().get("writes", True)
        conn.exec_driver_sql(f"PRAGMA query_only={'OFF' if writes else 'ON'}")
        conn.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    _fence(engine)
    return engine


def _from_json(text: str) -> Any:
    """What a JSON column of SQLite holds; `json.loads` looks for white space around it first, which nobody wrote, and
    takes twice as long."""
    value, end = _decode(text)
    return value if end == len(text) else json.loads(text)  # which says what is wrong


def _memory() -> sqlite3.Connection:
    return _connect(":memory:")


def _connect(database: str) -> sqlite3.Connection:
    # isolation_level None: the driver begins nothing by itself; `begin` above does.
    return sqlite3.connect(database, uri=True, isolation_level=None, check_same_thread=False)
