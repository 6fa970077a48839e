"""The database: upgrading, copying, bringing a copy back, and seeing whether all of it is whole."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import fields

from mentorcore.cli.leaf import Own, Values
from mentorcore.cli.params import Param
from mentorcore.cli.places import told_at
from mentorcore.cli.render import database as pages
from mentorcore.cli.run import Run, require_database
from mentorcore.domain.clock import SystemClock
from mentorcore.domain.errors import InputFault, StoreError
from mentorcore.domain.ids import new_id
from mentorcore.storage import maintenance
from mentorcore.storage.engines import sqlite_path
from mentorcore.storage.keys import FileKeys
from mentorcore.storage.migrations import upgrade as migrate
from mentorcore.storage.schema import check_revision, check_store, schema_revision
from mentorcore.storage.store import Store, database_url
from mentorcore.storage.tables import SCHEMA_HEAD

if TYPE_CHECKING:
    from mentorcore.storage.checks import CheckReport


@contextmanager
def _store(run: Run) -> Iterator[Store]:
    """The database with its keys, whatever revision it stands at."""
    settings = run.settings
    require_database(settings)
    keys = FileKeys.open(Path(settings.key_file), settings.master_key_file)
    store = Store(database_url(settings.db), keys, SystemClock(), new_id)
    try:
        yield store
    finally:
        store.close()


def _upgrade(run: Run, values: Values) -> None:
    with _store(run) as store:
        found = schema_revision(store)
        copy = ""
        if found is not None and found != SCHEMA_HEAD and store.path is not None:
            target = Path(values["copy"] or f"{store.path}.{found}.bak")
            with told_at({"--copy": target}):
                maintenance.backup(store, target)
            copy = str(target)
        applied = migrate(store)
    run.given.stored = True
    run.print("", {"revision": SCHEMA_HEAD, "applied": applied, "copy": copy}, pages.upgraded)


def _backup(run: Run, values: Values) -> None:
    target = Path(values["copy"])
    with _store(run) as store, told_at({"COPY": target}):
        maintenance.backup(store, target)
    run.print("", {"file": str(target)}, pages.backed_up)


def _restore(run: Run, values: Values) -> None:
    settings = run.settings
    for value, option in ((settings.db, "--db"), (settings.key_file, "--key-file")):
        if not value:
            raise InputFault.one("cli.no_database", option)
    target = sqlite_path(database_url(settings.db))
    if target is None:
        raise StoreError("db.backup_postgresql")
    keys = FileKeys.open(Path(settings.key_file), settings.master_key_file)
    try:
        restored = maintenance.restore(Path(values["copy"]), target, keys)
    finally:
        keys.close()
    run.given.stored = True
    run.print("", pages.Back(str(target), restored), pages.restored)


def _check(run: Run, values: Values) -> None:  # noqa: ARG001, one signature for all
    with _store(run) as store:
        check_revision(schema_revision(store))
        check_store(store, run.name)
        report = maintenance.check(store)
    if not report.whole:
        raise StoreError("cli.db_not_whole", faults=_faults(report))
    run.print("", report, pages.checked)


def _faults(report: CheckReport) -> str:
    found = {field.name: getattr(report, field.name) for field in fields(type(report))}
    wrong = {name: value for name, value in found.items() if name not in ("revision", "orphans")}
    return "; ".join(
        f"{name}: {', '.join(value) if isinstance(value, tuple) else value}"
        for name, value in wrong.items()
        if value not in ((), None)
    )


upgrade = Own(
    _upgrade,
    (Param("copy", "the copy that is made before, a new file", "option", required=False, metavar="FILE"),),
)
backup = Own(_backup, (Param("copy", "the copy, a new file"),))
restore = Own(_restore, (Param("copy", "the copy"),))
check = Own(_check)
