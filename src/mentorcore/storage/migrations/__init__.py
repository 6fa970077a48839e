"""Migrations: from the tables of an older mentorcore to those of this one, all of the way or not at all.

Opening a database never migrates it. `upgrade` is asked for by name, after a backup.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from mentorcore.domain.errors import SchemaNewer, StoreError
from mentorcore.domain.log import What, log
from mentorcore.storage.faults import empty
from mentorcore.storage.schema import ensure_schema, revision_of
from mentorcore.storage.store import Store
from mentorcore.storage.tables import append_only_ddl

if TYPE_CHECKING:
    from alembic.script import ScriptDirectory

_HERE = Path(__file__).parent
VERSIONS = (_HERE / "versions",)
"""The folders in which migrations lie."""


def upgrade(store: Store, versions: Sequence[Path] = VERSIONS) -> tuple[str, ...]:
    """Bring a database to the newest schema. The caller makes a backup before.

    All migrations happen in one transaction that no other writer gets into. Whoever comes at the same time
    waits, and finds nothing left to do.

    Args:
        store: the database.
        versions: where the migrations lie.

    Returns:
        The revisions that were applied, oldest first; empty where the database is the newest already.

    Raises:
        StoreError: ``store.empty``: it is no mentorcore database; ``store.foreign_keys``: afterwards rows
            would point to nothing; ``store.migration_failed`` names the fault. The database is as it was.
        SchemaNewer: ``store.newer``: it stands at a revision that this release does not know.
        StoreBusy: another writer held the database for too long.
    """
    scripts = _scripts(versions)
    with store.alter() as conn:
        found = revision_of(conn)
        if found is None:
            raise StoreError("store.empty")
        applied = _run(conn, scripts, found)
    log(What.UPGRADED, count=len(applied))
    return applied


def migrate_empty(store: Store, versions: Sequence[Path] = VERSIONS) -> tuple[str, ...]:
    """Make the tables of an empty database by its migrations alone: what `create_schema` is compared with."""
    with store.alter() as conn:
        ensure_schema(conn, store.schema)
        return _run(conn, _scripts(versions), None)


def revisions(versions: Sequence[Path] = VERSIONS) -> tuple[str, ...]:
    """Every revision, oldest first."""
    return _known(_scripts(versions))


def _known(scripts: ScriptDirectory) -> tuple[str, ...]:
    return tuple(script.revision for script in scripts.walk_revisions())[::-1]


def _scripts(versions: Sequence[Path]) -> ScriptDirectory:
    from alembic.script import ScriptDirectory  # 120 ms that only a migration needs

    return ScriptDirectory(str(_HERE), version_locations=[str(folder) for folder in versions])


def _run(conn: Connection, scripts: ScriptDirectory, found: str | None) -> tuple[str, ...]:
    from alembic.operations import Operations  # 120 ms that only a migration needs
    from alembic.runtime.migration import MigrationContext

    known = _known(scripts)
    if found is not None and found not in known:
        raise SchemaNewer("store.newer", found=found, known=known[-1])
    steps = scripts._upgrade_revs("head", found or "base")
    context = MigrationContext.configure(conn, opts={"fn": lambda *_: steps})
    try:
        with Operations.context(context):
            context.run_migrations()
    except Exception as fault:
        empty(fault)
        raise StoreError("store.migration_failed", fault=type(fault).__name__) from None
    for statement in append_only_ddl(conn.dialect.name):  # a table that was made anew has lost its triggers
        conn.exec_driver_sql(statement)
    return known[known.index(found) + 1 if found else 0 :]
