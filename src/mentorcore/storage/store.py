"""The store: one database of one programme, opened for short transactions.

Writers are serialised by the database itself: `BEGIN IMMEDIATE` on SQLite, an advisory lock on PostgreSQL.
"Count, then insert" is right under it, and the indexes of `tables` hold even where somebody forgot to count.
Readers see a snapshot, wait for nobody and cannot write.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

from sqlalchemy import Connection, text

from mentorcore.domain.clock import Clock
from mentorcore.domain.errors import StoreBusy, StoreError
from mentorcore.domain.ids import IdMaker
from mentorcore.storage.engines import BUSY_TIMEOUT, make_engine, postgresql_schema, sqlite_path
from mentorcore.storage.faults import database_errors
from mentorcore.storage.keys import KeyStore
from mentorcore.storage.transaction import Tx

_ADVISORY_LOCK = 0x656E746F  # any number that only mentorcore takes
_LOCK = text("SELECT pg_advisory_xact_lock(:key, hashtext(:schema))")


def database_url(database: str) -> str:
    """A URL from what a person writes: a path of a file, or a URL."""
    return database if "://" in database else f"sqlite:///{Path(database).absolute()}"


class Store:
    """A database together with its keys. Threads share it; after a fork each process opens its own.

    Nothing is opened or made before the first transaction, and a file that is not there is never made by
    opening it: `mentorcore.storage.meta.create_schema` makes it.

    Args:
        url: SQLAlchemy URL; on PostgreSQL ``?schema=name`` gives the programme's own schema.
        keys: the keys that seal its dossiers.
        clock: where the time comes from.
        new_id: makes public ids.
        busy_timeout: milliseconds for which a writer waits for another one.

    Raises:
        StoreError: ``store.url``, ``store.unknown_database``, ``store.schema_name``, ``store.no_driver``; as
            `ensure_private` when others can read the file and this cannot be changed.
    """

    def __init__(
        self, url: str, keys: KeyStore, clock: Clock, new_id: IdMaker, *, busy_timeout: int = BUSY_TIMEOUT
    ) -> None:
        self.url = url
        self.keys = keys
        self.clock = clock
        self.new_id = new_id
        self.busy_timeout = busy_timeout
        self.path = sqlite_path(url)
        self.engine = make_engine(url, busy_timeout)
        self.schema = postgresql_schema(url) if self.dialect == "postgresql" else ""
        self._mine = threading.local()
        # A database in memory is one connection, which its threads use in turn.
        self._turn = threading.Lock() if self.dialect == "sqlite" and self.path is None else nullcontext()

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
            RuntimeError: this thread is in a transaction already.
        """
        with self._transaction(writes=True) as conn:
            yield Tx(conn, self.keys, self.clock, self.new_id)

    @contextmanager
    def read(self) -> Iterator[Tx]:
        """A read transaction on one snapshot, which is taken by its first query; nothing can be written in it.

        Raises:
            StoreError: ``store.read_only`` when somebody tries to.
            RuntimeError: this thread is in a transaction already.
        """
        with self._transaction(writes=False) as conn:
            yield Tx(conn, self.keys, self.clock, self.new_id)

    @contextmanager
    def alter(self) -> Iterator[Connection]:
        """A write transaction that may make and change tables; all of it happens or nothing.

        SQLite changes a table by making it anew, which would delete the rows that point to it: foreign keys
        rest until the end and are checked before the commit.

        Raises:
            StoreBusy: another writer held the database for too long.
            StoreError: ``store.foreign_keys``: rows point to nothing; as `write`.
            RuntimeError: this thread is in a transaction already.
        """
        with self._transaction(writes=True, alters=True) as conn:
            yield conn
            if self.dialect == "sqlite":
                broken = conn.exec_driver_sql("PRAGMA foreign_key_check").all()
                if broken:
                    raise StoreError("store.foreign_keys", table=str(broken[0][0]), count=len(broken))

    @contextmanager
    def _transaction(self, writes: bool, alters: bool = False) -> Iterator[Connection]:
        with self._alone(), database_errors(), self.engine.connect() as plain:
            conn = plain.execution_options(**self._options(writes))
            with self._without_foreign_keys(conn) if alters else nullcontext(), conn.begin() as transaction:
                if writes and self.dialect == "postgresql":
                    conn.execute(_LOCK, {"key": _ADVISORY_LOCK, "schema": self.schema})
                yield conn
                if not writes:
                    transaction.rollback()

    @contextmanager
    def _alone(self) -> Iterator[None]:
        if getattr(self._mine, "busy", False):
            # A second transaction would wait for the first one for ever, or see the database before it.
            raise RuntimeError("a transaction inside a transaction of the same thread")
        self._mine.busy = True
        try:
            with self._turn:
                yield
        finally:
            self._mine.busy = False

    @contextmanager
    def _without_foreign_keys(self, conn: Connection) -> Iterator[None]:
        if self.dialect != "sqlite":
            yield
            return
        raw = conn.connection.cursor()  # the pragma does nothing inside a transaction, so it goes past ours
        raw.execute("PRAGMA foreign_keys=OFF")
        try:
            yield
        finally:
            raw.execute("PRAGMA foreign_keys=ON")
            raw.close()

    def _options(self, writes: bool) -> dict[str, object]:
        if self.dialect == "sqlite":
            return {"writes": writes}
        level = "READ COMMITTED" if writes else "REPEATABLE READ"
        return {"isolation_level": level, "postgresql_readonly": not writes}

    def truncate_wal(self) -> None:
        """Cut SQLite's write-ahead log to nothing, so that what was deleted cannot be read in it any more.

        PostgreSQL keeps old rows until VACUUM and in its own log, which is its administrator's to arrange.

        Raises:
            StoreBusy: ``store.not_scrubbed``: a reader kept the log from being cut; try again later.
            RuntimeError: this thread is in a transaction.
        """
        if self.path is None:
            return
        with self._alone(), database_errors(), self.engine.connect() as conn:
            raw = conn.connection.cursor()
            busy = raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
            raw.close()
        if busy:
            raise StoreBusy("store.not_scrubbed")

    def close(self) -> None:
        """Let go of the database and forget the keys."""
        self.engine.dispose()
        self.keys.close()
