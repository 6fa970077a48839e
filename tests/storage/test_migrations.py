"""Migrations: the same tables as a new database has, all of the way or not at all, whoever comes at once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, text

from mentorcore.domain.clock import SystemClock
from mentorcore.domain.errors import SchemaNewer, SchemaOutdated, StoreError
from mentorcore.domain.ids import new_id
from mentorcore.storage import meta, schema
from mentorcore.storage.keys import MemoryKeys
from mentorcore.storage.migrations import VERSIONS, migrate_empty, revisions, upgrade
from mentorcore.storage.store import Store
from mentorcore.storage.tables import REVISIONS, metadata

if TYPE_CHECKING:
    from tests.storage.conftest import AtOnce, OpenStore

NEXT = '''
"""One more column, in a table that audit triggers and foreign keys hang on."""
import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade():
    for table in ("persons", "audit"):
        with op.batch_alter_table(table, recreate="always" if op.get_bind().dialect.name == "sqlite" else "auto") as batch:
            batch.add_column(sa.Column("added", sa.String()))
    {then}
'''


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, ...]:
    """The migrations of today and one that a test adds."""
    folder = tmp_path / "more"
    folder.mkdir()
    return (*VERSIONS, folder)


def add_migration(folders: Sequence[Path], then: str = "pass") -> None:
    (folders[-1] / "r0002.py").write_text(NEXT.format(then=then))


def description(conn: Connection) -> set[tuple[str, ...]]:
    """Everything that a schema consists of: tables, columns, constraints, indexes, triggers, functions."""
    if conn.dialect.name == "sqlite":
        rows = conn.exec_driver_sql("SELECT type, name, tbl_name, coalesce(sql, '') FROM sqlite_master")
        return {(kind, name, table, *parts(sql)) for kind, name, table, sql in rows}
    return {tuple(str(cell) for cell in row) for query in CATALOGUE for row in conn.exec_driver_sql(query)}


def parts(sql: str) -> list[str]:
    """The lines of a CREATE statement, whatever their order."""
    return sorted(
        re.sub(r"[\s\"]+", " ", line).strip(" ,") for line in sql.splitlines() if line.strip(" )\t")
    )


CATALOGUE = (
    """SELECT 'column', table_name, column_name, data_type, is_nullable, column_default, collation_name
       FROM information_schema.columns WHERE table_schema = current_schema()""",
    """SELECT 'constraint', conrelid::regclass, conname, pg_get_constraintdef(oid)
       FROM pg_constraint WHERE connamespace = current_schema()::regnamespace""",
    """SELECT 'index', tablename, indexname, replace(indexdef, current_schema(), '')
       FROM pg_indexes WHERE schemaname = current_schema()""",
    """SELECT 'trigger', tgrelid::regclass, tgname, replace(pg_get_triggerdef(pg_trigger.oid), current_schema(), '')
       FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
       WHERE NOT tgisinternal AND relnamespace = current_schema()::regnamespace""",
    """SELECT 'function', proname, prosrc FROM pg_proc WHERE pronamespace = current_schema()::regnamespace""",
)


def described(store: Store) -> set[tuple[str, ...]]:
    with store.read() as tx:
        return description(tx.conn)


@pytest.fixture
def empty(opened: OpenStore, backend: str, tmp_path: Path) -> Store:
    """A database without a table."""
    if backend == "file":
        (tmp_path / "main.db").touch()
    return opened()


def test_every_migration_is_known_without_loading_one() -> None:
    assert revisions() == REVISIONS


def test_migrations_make_what_the_tables_say(empty: Store) -> None:
    assert migrate_empty(empty) == REVISIONS

    with empty.alter() as conn:
        context = MigrationContext.configure(
            conn, opts={"compare_type": True, "compare_server_default": True}
        )
        assert compare_metadata(context, metadata) == []


def test_a_new_database_is_what_migrations_make(
    empty: Store, opened: OpenStore, url: str, tmp_path: Path
) -> None:
    migrate_empty(empty)
    migrated = described(empty)

    if empty.dialect == "postgresql":
        with empty.alter() as conn:
            conn.exec_driver_sql(f"DROP SCHEMA {empty.schema} CASCADE")
        made = empty
    else:
        made = Store(f"sqlite:///{tmp_path / 'other.db'}", MemoryKeys(), SystemClock(), new_id)
    meta.create_schema(made, "test")

    assert described(made) == migrated
    assert len(migrated) > 60
    made.close()


def test_there_is_nothing_to_do_on_the_newest(store: Store) -> None:
    assert upgrade(store) == ()


def test_a_database_of_something_else_is_not_upgraded(empty: Store) -> None:
    with pytest.raises(StoreError, match=r"^store\.empty"):
        upgrade(empty)


def set_revision(store: Store, revision: str) -> None:
    with store.write() as tx:
        tx.run(text("UPDATE alembic_version SET version_num = :found").bindparams(found=revision))


@pytest.mark.parametrize("act", [upgrade, lambda store: meta.check_store(store, "test")])
def test_an_unknown_revision_was_made_by_a_newer_mentorcore(store: Store, act: object) -> None:
    set_revision(store, "0999")

    with pytest.raises(SchemaNewer) as caught:
        act(store)  # type: ignore[operator]  # one of the two above

    assert caught.value.params == {"found": "0999", "known": REVISIONS[-1]}


def test_an_older_revision_has_to_be_upgraded_first(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schema, "REVISIONS", ("0001", "0002"))
    monkeypatch.setattr(schema, "SCHEMA_HEAD", "0002")

    with pytest.raises(SchemaOutdated) as caught:
        meta.check_store(store, "test")

    assert caught.value.params == {"found": "0001", "needed": "0002"}


def fill(store: Store) -> None:
    """Rows that point to one another, and rows that nobody may change."""
    with store.write() as tx:
        for statement in FILL:
            tx.run(text(statement))


FILL = (
    "INSERT INTO persons (id, language, registered_on) VALUES ('P-1', 'fr', '2026-01-01')",
    "INSERT INTO roles VALUES ('P-1', 'mentor', 'applied', '2026-01-01', 1)",
    "INSERT INTO audit VALUES (1, 'at', '', '', 'verb', 'purpose', '', '', 'done', '', 'hash')",
)


def counts(store: Store) -> list[int]:
    with store.read() as tx:
        return [tx.scalar(text(f"SELECT count(*) FROM {table}")) for table in ("persons", "roles", "audit")]


def triggers(store: Store) -> set[tuple[str, ...]]:
    return {row for row in described(store) if row[0] == "trigger"}


def test_a_table_that_is_made_anew_keeps_children_and_triggers(
    store: Store, folders: tuple[Path, ...]
) -> None:
    fill(store)
    with store.write() as tx:
        tx.run(
            text(
                "INSERT INTO events VALUES (1, 't', 's', '2026-03-01T09:00:00Z', '2026-03-01', 'a', '', '{}')"
            )
        )
    before = triggers(store)
    add_migration(folders)

    assert upgrade(store, folders) == ("0002",)
    assert meta.schema_revision(store) == "0002"
    assert counts(store) == [1, 1, 1]
    assert triggers(store) == before
    assert len(before) == (2 if store.dialect == "postgresql" else 6)
    for change in ("UPDATE audit SET verb = 'other'", "DELETE FROM audit", "UPDATE events SET actor = ''"):
        with pytest.raises(StoreError, match=r"^store\.append_only"), store.write() as tx:
            tx.run(text(change))
    with (
        pytest.raises(StoreError, match=r"^store\.constraint"),
        store.write() as tx,
    ):  # foreign keys hold again
        tx.run(text("DELETE FROM persons"))


@pytest.mark.parametrize(
    ("then", "code"),
    [
        ("raise OSError('a canary')", "store.migration_failed"),
        ("op.execute('SELECT canary')", "store.migration_failed"),
    ],
)
def test_a_failed_migration_leaves_everything_as_it_was(
    store: Store, folders: tuple[Path, ...], then: str, code: str
) -> None:
    fill(store)
    before = described(store)
    add_migration(folders, then)

    with pytest.raises(StoreError) as caught:
        upgrade(store, folders)

    assert caught.value.code == code
    assert "canary" not in str(caught.value)
    assert meta.schema_revision(store) == "0001"
    assert described(store) == before
    assert counts(store) == [1, 1, 1]
    with store.write() as tx:  # the connection is as usable as before
        tx.run(text("INSERT INTO roles VALUES ('P-1', 'mentee', 'applied', '2026-01-01', 1)"))


@pytest.mark.parametrize("backend", ["file", "memory"], indirect=True)
def test_a_migration_that_tears_rows_apart_is_undone(store: Store, folders: tuple[Path, ...]) -> None:
    fill(store)
    add_migration(folders, "op.execute('DELETE FROM persons')")

    with pytest.raises(StoreError) as caught:
        upgrade(store, folders)

    assert (caught.value.code, caught.value.params) == ("store.foreign_keys", {"table": "roles", "count": 1})
    assert counts(store) == [1, 1, 1]


UPGRADE = """
import sys
from pathlib import Path
from mentorcore.domain.clock import SystemClock
from mentorcore.domain.ids import new_id
from mentorcore.storage.keys import MemoryKeys
from mentorcore.storage.migrations import upgrade
from mentorcore.storage.store import Store

store = Store(sys.argv[1], MemoryKeys(), SystemClock(), new_id)
go()
print(upgrade(store, [Path(folder) for folder in sys.argv[2:]]))
"""


@pytest.mark.parametrize("backend", ["file", "postgresql"], indirect=True)
def test_six_that_come_at_once_all_succeed_and_one_migrates(
    store: Store, folders: tuple[Path, ...], at_once: AtOnce
) -> None:
    fill(store)
    add_migration(folders)

    found = at_once(UPGRADE, *[[store.url, *map(str, folders)]] * 6)

    assert sorted(found) == ["('0002',)", *["()"] * 5]
    assert counts(store) == [1, 1, 1]
