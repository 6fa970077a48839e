"""Making a new database, and seeing that an existing one is what it should be before anything is written."""

from __future__ import annotations

import os
from pathlib import Path

from sqlalchemy import (
    Column,
    Connection,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    insert,
    inspect,
    select,
    text,
)
from sqlalchemy.schema import CreateSchema

from mentorcore.domain.errors import SchemaNewer, SchemaOutdated, StoreError, WrongKey, WrongProgramme
from mentorcore.storage import tables
from mentorcore.storage.engines import sqlite_engine
from mentorcore.storage.faults import database_errors
from mentorcore.storage.files import private_draft, side_files
from mentorcore.storage.store import Store
from mentorcore.storage.tables import REVISIONS, SCHEMA_HEAD, append_only_ddl, meta

# Alembic's own table, as it would make it.
_version = Table(
    "alembic_version",
    MetaData(),
    Column("version_num", String(32), nullable=False),
    PrimaryKeyConstraint("version_num", name="alembic_version_pkc"),
)


def create_schema(store: Store, programme: str) -> None:
    """Make every table of a new database, all or nothing.

    A file appears complete, with mode 0600, or not at all. On PostgreSQL the schema is made when it is not
    there, for which the role needs the right to create in the database; an empty one is used as it is.

    Args:
        store: where; nothing may be there yet.
        programme: id of the programme that the database will belong to.

    Raises:
        StoreError: ``store.exists``: there is a database already; ``store.not_empty``: there are tables of
            something else; ``files.exists``: side files of an old database; as `create_private`.
    """
    values = {"programme": programme, "keys": store.keys.check_value}
    if store.path is not None:
        _make_file(store.path, values)
        return
    with store.alter() as conn:
        ensure_schema(conn, store.schema)
        _refuse_tables(inspect(conn).get_table_names())
        _lay_out(conn, values)


def ensure_schema(conn: Connection, schema: str) -> None:
    """Make a schema of PostgreSQL unless it is there; ``""`` means SQLite, which has none."""
    exists = text("SELECT to_regnamespace(:schema) IS NOT NULL")
    if schema and not conn.scalar(exists, {"schema": schema}):  # IF NOT EXISTS would ask for the right anyway
        conn.execute(CreateSchema(schema))


def _refuse_tables(names: list[str]) -> None:
    if _version.name in names:
        raise StoreError("store.exists")
    if names:
        raise StoreError("store.not_empty", count=len(names))


def _make_file(path: Path, values: dict[str, str]) -> None:
    if os.path.lexists(path):
        raise StoreError("store.exists")
    for name in side_files(path):
        if os.path.lexists(name):  # SQLite would replay an old log into the new file
            raise StoreError("files.exists", file=str(name))
    try:
        with private_draft(path) as draft:
            _fill_file(draft, values)
    except StoreError as error:
        if error.code == "files.exists":  # somebody else was faster
            raise StoreError("store.exists") from None
        raise


def _fill_file(path: Path, values: dict[str, str]) -> None:
    engine = sqlite_engine(path)
    try:
        with database_errors(), engine.connect() as conn:
            conn.connection.cursor().execute("PRAGMA journal_mode=WAL").close()  # kept in the file
            with conn.begin():
                _lay_out(conn, values)
    finally:
        engine.dispose()


def _lay_out(conn: Connection, values: dict[str, str]) -> None:
    tables.metadata.create_all(conn, checkfirst=False)  # every room: only here, where a database is made
    for statement in append_only_ddl(conn.dialect.name):
        conn.exec_driver_sql(statement)
    _version.create(conn)
    conn.execute(insert(_version), {"version_num": SCHEMA_HEAD})
    conn.execute(insert(meta), [{"name": name, "value": value} for name, value in values.items()])


def schema_revision(store: Store) -> str | None:
    """The migration that a database stands at; None where it is no mentorcore database."""
    with store.read() as tx:
        return revision_of(tx.conn)


def revision_of(conn: Connection) -> str | None:
    """The migration that a database stands at, inside a transaction; None where it is none of ours."""
    if not inspect(conn).has_table(_version.name):
        return None
    return conn.scalar(select(_version.c.version_num))


def check_revision(found: str | None) -> None:
    """See that a database can be worked with as it is.

    Raises:
        StoreError: ``store.empty``: it is no mentorcore database.
        SchemaNewer: ``store.newer``: it stands at a migration that this release does not know.
        SchemaOutdated: ``store.outdated``: it has to be upgraded first.
    """
    if found is None:
        raise StoreError("store.empty")
    if found not in REVISIONS:
        raise SchemaNewer("store.newer", found=found, known=SCHEMA_HEAD)
    if found != SCHEMA_HEAD:
        raise SchemaOutdated("store.outdated", found=found, needed=SCHEMA_HEAD)


def check_store(store: Store, programme: str) -> None:
    """See that a database is of this version and programme and that the keys are its own, before any write.

    Args:
        store: the database.
        programme: id of the programme that is opened.

    Raises:
        StoreError: ``store.missing``: there is no such file; ``store.empty``: it is no mentorcore database.
        SchemaOutdated, SchemaNewer, WrongProgramme, WrongKey: see `mentorcore.domain.errors`.
    """
    with store.read() as tx:
        check_revision(revision_of(tx.conn))
        values = {row["name"]: row["value"] for row in tx.rows(select(meta))}
    if values["programme"] != programme:
        raise WrongProgramme("store.other_programme", found=values["programme"], expected=programme)
    check_keys(store, values["keys"])


def check_keys(store: Store, check_value: str) -> None:
    """See that the keys are those that a database was sealed with.

    Raises:
        WrongKey: ``store.other_keys``.
    """
    if check_value != store.keys.check_value:
        raise WrongKey("store.other_keys")
