"""What a database says about itself: programme, keys, schema, adopted bundles, files imported."""

from __future__ import annotations

from datetime import datetime

from attrs import frozen
from sqlalchemy import func, insert, inspect, select, text, update

from mentorcore.domain.errors import SchemaNewer, SchemaOutdated, StoreError, WrongKey, WrongProgramme
from mentorcore.storage.store import Store, database_errors
from mentorcore.storage.tables import SCHEMA_HEAD, bundles, imports, meta, metadata
from mentorcore.storage.transaction import Tx

REVISIONS = ("0001",)
"""Every migration, oldest first; anything else was made by a newer mentorcore."""


@frozen
class Adopted:
    """A bundle as a database adopted it.

    Args:
        digest: SHA-256 of the bundle's values.
        adopted_at: the instant, UTC.
        adopted_by: public id of who adopted it.
        snapshot: the bundle's values as JSON.
    """

    digest: str
    adopted_at: datetime
    adopted_by: str
    snapshot: str


def create_schema(store: Store, programme: str) -> None:
    """Make every table of a new database, all or nothing.

    Raises:
        StoreError: ``store.exists``: there is a mentorcore database already.
    """
    with database_errors(), store.engine.connect().execution_options(writes=True) as conn, conn.begin():
        if inspect(conn).has_table("meta"):
            raise StoreError("store.exists")
        metadata.create_all(conn)
        conn.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)"))
        conn.execute(text("INSERT INTO alembic_version VALUES (:head)"), {"head": SCHEMA_HEAD})
        values = {"programme": programme, "keys": store.keys.check_value}
        conn.execute(insert(meta), [{"name": name, "value": value} for name, value in values.items()])


def schema_revision(store: Store) -> str | None:
    """The migration that a database stands at; None where it is no mentorcore database."""
    with store.read() as tx:
        if not inspect(tx.conn).has_table("alembic_version"):
            return None
        return str(tx.scalar(text("SELECT version_num FROM alembic_version")))


def check_store(store: Store, programme: str) -> None:
    """See that a database is of this version and programme and that the keys are its own, before any write.

    Raises:
        StoreError: ``store.empty``: it is no mentorcore database.
        SchemaOutdated, SchemaNewer, WrongProgramme, WrongKey: see `mentorcore.domain.errors`.
    """
    revision = schema_revision(store)
    if revision is None:
        raise StoreError("store.empty")
    if revision not in REVISIONS:
        raise SchemaNewer("store.newer", found=revision, known=SCHEMA_HEAD)
    if revision != SCHEMA_HEAD:
        raise SchemaOutdated("store.outdated", found=revision, needed=SCHEMA_HEAD)
    with store.read() as tx:
        values = {row["name"]: row["value"] for row in tx.rows(select(meta))}
    if values["programme"] != programme:
        raise WrongProgramme("store.other_programme", found=values["programme"], expected=programme)
    if values["keys"] != store.keys.check_value:
        raise WrongKey("store.other_keys")


def adopted(tx: Tx) -> Adopted | None:
    """The bundle that the database runs on; None before the first one."""
    found = tx.row(select(bundles).order_by(bundles.c.number.desc()).limit(1))
    if found is None:
        return None
    return Adopted(found["digest"], found["adopted_at"], found["adopted_by"], found["snapshot"])


def adopted_digest(tx: Tx) -> str | None:
    """Digest of the bundle that the database runs on."""
    found: str | None = tx.scalar(select(bundles.c.digest).order_by(bundles.c.number.desc()).limit(1))
    return found


def adopt(tx: Tx, digest: str, by: str, snapshot: str) -> None:
    """Let the database run on a bundle from now on; earlier ones are kept."""
    number = (tx.scalar(select(func.max(bundles.c.number))) or 0) + 1
    row = {"number": number, "digest": digest, "adopted_at": tx.now, "adopted_by": by, "snapshot": snapshot}
    tx.add(bundles, row)


def imported_before(tx: Tx, digest: str) -> datetime | None:
    """When a file with this content was imported; None where it never was."""
    found: datetime | None = tx.scalar(select(imports.c.made_at).where(imports.c.digest == digest))
    return found


def note_import(tx: Tx, digest: str, by: str, stored: int) -> None:
    """Remember a file's content by its digest, so that it is not stored twice."""
    tx.add(imports, {"digest": digest, "made_at": tx.now, "made_by": by, "stored": stored})


def set_value(tx: Tx, name: str, value: str) -> None:
    """Store a value about the database itself."""
    if tx.run(update(meta).where(meta.c.name == name).values(value=value)) == 0:
        tx.add(meta, {"name": name, "value": value})


def value(tx: Tx, name: str) -> str | None:
    """A value about the database itself, or None."""
    found: str | None = tx.scalar(select(meta.c.value).where(meta.c.name == name))
    return found
