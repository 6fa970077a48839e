"""The store: one database of one programme, opened for short transactions.

Writers are serialised by the database itself: `BEGIN IMMEDIATE` on SQLite, an advisory lock on PostgreSQL.
"Count, then insert" is right under it, and the indexes of `tables` hold even where somebody forgot to count.
Readers see a snapshot and wait for nobody.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.pool import StaticPool

from mentorcore.domain.clock import Clock
from mentorcore.domain.errors import StoreBusy, StoreError
from mentorcore.domain.ids import IdMaker
from mentorcore.storage.files import create_private, ensure_private
from mentorcore.storage.keys import KeyStore
from mentorcore.storage.transaction import Tx

BUSY_TIMEOUT = 10_000  # milliseconds; a long import stages first, so no writer holds the lock for longer
_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",  # NORMAL lost acknowledged writes on power loss
    f"PRAGMA busy_timeout={BUSY_TIMEOUT}",
    "PRAGMA foreign_keys=ON",
    "PRAGMA trusted_schema=OFF",
    "PRAGMA secure_delete=ON",
    "PRAGMA temp_store=MEMORY",
)
_ADVISORY_LOCK = 0x6D656E746F72  # "mentor"


def database_url(database: str) -> str:
    """A URL from what a person writes: a path of a file, or a URL."""
    return database if "://" in database else f"sqlite:///{Path(database).absolute()}"


def sqlite_path(url: str) -> Path | None:
    """The file of an SQLite URL; None for a database in memory and for PostgreSQL."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite" or parsed.database in (None, "", ":memory:"):
        return None
    return Path(str(parsed.database))


class Store:
    """A database together with its keys.

    Args:
        url: SQLAlchemy URL; on PostgreSQL ``?schema=name`` gives the programme's own schema.
        keys: the keys that seal its dossiers.
        clock: where the time comes from.
        new_id: makes public ids.
    """

    def __init__(self, url: str, keys: KeyStore, clock: Clock, new_id: IdMaker) -> None:
        self.url = url
        self.keys = keys
        self.clock = clock
        self.new_id = new_id
        self.engine = _engine(url)
        self._lock: threading.RLock | None = (
            threading.RLock() if url in ("sqlite://", "sqlite:///:memory:") else None
        )

    @property
    def dialect(self) -> str:
        """``sqlite`` or ``postgresql``."""
        return self.engine.dialect.name

    @contextmanager
    def write(self) -> Iterator[Tx]:
        """A write transaction: committed when the block ends, rolled back when it raises.

        Raises:
            StoreBusy: another writer held the database for too long.
            StoreError: the database refused a row; the message holds no value.
        """
        with self._transaction(writes=True) as tx:
            yield tx

    @contextmanager
    def read(self) -> Iterator[Tx]:
        """A read transaction on one snapshot; always rolled back."""
        with self._transaction(writes=False) as tx:
            yield tx

    @contextmanager
    def _transaction(self, writes: bool) -> Iterator[Tx]:
        with self._lock or _NoLock(), database_errors():
            with self.engine.connect() as plain:
                conn = plain.execution_options(writes=writes, **_isolation(self.dialect, writes))
                with conn.begin() as transaction:
                    if writes and self.dialect == "postgresql":
                        conn.execute(
                            text("SELECT pg_advisory_xact_lock(:key, hashtext(current_schema()))"), _LOCK
                        )
                    yield Tx(conn, self.keys, self.clock, self.new_id)
                    if not writes:
                        transaction.rollback()

    def close(self) -> None:
        """Let go of the database and forget the keys."""
        self.engine.dispose()
        self.keys.close()


_LOCK = {"key": _ADVISORY_LOCK % 2**31}


class _NoLock:
    def __enter__(self) -> None: ...

    def __exit__(self, *_: object) -> None: ...


def _isolation(dialect: str, writes: bool) -> dict[str, str]:
    if dialect == "sqlite":
        return {}
    return {"isolation_level": "READ COMMITTED" if writes else "REPEATABLE READ"}


def _engine(url: str) -> Engine:
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return _sqlite_engine(url)
    if parsed.get_backend_name() != "postgresql":
        raise StoreError("store.unknown_database", backend=parsed.get_backend_name())
    schema = parsed.query.get("schema", "public")
    return create_engine(
        parsed.difference_update_query(["schema"]).set(drivername="postgresql+psycopg"),
        hide_parameters=True,
        connect_args={"options": f"-csearch_path={schema}"},
    )


def _sqlite_engine(url: str) -> Engine:
    path = sqlite_path(url)
    pool: dict[str, Any] = {"poolclass": StaticPool} if path is None else {}
    if path is not None:
        ensure_private(path) if path.exists() else create_private(path)
    engine = create_engine(
        url, hide_parameters=True, connect_args={"isolation_level": None, "check_same_thread": False}, **pool
    )

    @event.listens_for(engine, "connect")
    def set_up(connection: Any, _: Any) -> None:
        for pragma in _PRAGMAS:
            connection.execute(pragma)

    @event.listens_for(engine, "begin")
    def begin(conn: Connection) -> None:
        writes = conn.get_execution_options().get("writes", True)
        conn.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


@contextmanager
def database_errors() -> Iterator[None]:
    """Turn the database's errors into ours: they carry values even when told not to."""
    try:
        yield
    except IntegrityError as error:
        raise StoreError("store.constraint", constraint=_constraint(error)) from None
    except DBAPIError as error:
        words = str(error.orig).lower()
        if "locked" in words or "busy" in words:
            raise StoreBusy("store.busy") from None
        if "append-only" in words:
            raise StoreError("store.append_only") from None
        raise StoreError("store.unusable", fault=type(error.orig).__name__) from None


def _constraint(error: IntegrityError) -> str:
    diagnosis = getattr(error.orig, "diag", None)
    if diagnosis is not None:
        return str(diagnosis.constraint_name)
    # SQLite names the columns, never the values: "UNIQUE constraint failed: seats.person, seats.role"
    return str(error.orig).partition(": ")[2]
