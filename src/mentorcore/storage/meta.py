"""What a database says about itself: programme, keys, schema, adopted bundles, files imported."""

from __future__ import annotations

from datetime import datetime
from hmac import compare_digest

from attrs import frozen
from sqlalchemy import func, select, update

from mentorcore.storage.schema import check_store, create_schema, schema_revision
from mentorcore.storage.sealing import pseudonym
from mentorcore.storage.tables import bundles, imports, meta
from mentorcore.storage.transaction import Tx

__all__ = [
    "Adopted",
    "adopt",
    "adopted",
    "adopted_digest",
    "adoptions",
    "check_store",
    "create_schema",
    "imported_before",
    "note_import",
    "schema_revision",
    "set_value",
    "value",
]


SEAL = "adopted-seal"
"""Name of the value that shows, by the keys, that nobody else wrote the adopted snapshot."""


@frozen
class Adopted:
    """A bundle as a database adopted it.

    Args:
        digest: SHA-256 of the bundle's values.
        adopted_at: the instant, UTC.
        adopted_by: public id of who adopted it.
        snapshot: the bundle's values as JSON.
        genuine: whether the snapshot is the one that was adopted with these keys. It names classes to be built;
            whoever can only write to the database must not choose them.
    """

    digest: str
    adopted_at: datetime
    adopted_by: str
    snapshot: str
    genuine: bool


def adopted(tx: Tx) -> Adopted | None:
    """The bundle that the database runs on; None before the first one."""
    found = tx.row(select(bundles).order_by(bundles.c.number.desc()).limit(1))
    if found is None:
        return None
    seal = pseudonym(tx.keys.pseudonym_key(), found["snapshot"])
    genuine = compare_digest(seal, value(tx, SEAL) or "")
    return Adopted(found["digest"], found["adopted_at"], found["adopted_by"], found["snapshot"], genuine)


def adopted_digest(tx: Tx) -> str | None:
    """Digest of the bundle that the database runs on."""
    found: str | None = tx.scalar(select(bundles.c.digest).order_by(bundles.c.number.desc()).limit(1))
    return found


def adoptions(tx: Tx) -> tuple[tuple[str, datetime, str], ...]:
    """Every adoption, the first one first: the bundle's digest, the instant, UTC, and who adopted it."""
    query = select(bundles.c.digest, bundles.c.adopted_at, bundles.c.adopted_by).order_by(bundles.c.number)
    return tuple((digest, at, by) for digest, at, by in tx.tuples(query))


def adopt(tx: Tx, digest: str, by: str, snapshot: str) -> None:
    """Let the database run on a bundle from now on; earlier ones are kept."""
    number = (tx.scalar(select(func.max(bundles.c.number))) or 0) + 1
    row = {"number": number, "digest": digest, "adopted_at": tx.now, "adopted_by": by, "snapshot": snapshot}
    tx.add(bundles, row)
    set_value(tx, SEAL, pseudonym(tx.keys.pseudonym_key(), snapshot))


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
