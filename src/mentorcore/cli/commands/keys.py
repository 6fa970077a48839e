"""The keys: a copy of them, apart from the copies of the database, and whether each of them opens."""

from __future__ import annotations

from pathlib import Path

from mentorcore.cli.leaf import Own, Values
from mentorcore.cli.params import Param
from mentorcore.cli.render import database as pages
from mentorcore.cli.run import Run
from mentorcore.domain.errors import InputFault, WrongKey
from mentorcore.storage.keys import backup_keys, check_keys


def _key_file(run: Run) -> Path:
    if not run.settings.key_file:
        raise InputFault.one("cli.no_database", "--key-file")
    return Path(run.settings.key_file)


def _backup(run: Run, values: Values) -> None:
    folder = Path(values["folder"])
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    files = backup_keys(_key_file(run), folder, run.settings.master_key_file)
    run.print("", {"files": [str(file) for file in files]}, pages.copied_keys)


def _check(run: Run, values: Values) -> None:  # noqa: ARG001, one signature for all
    report = check_keys(_key_file(run), run.settings.master_key_file)
    if report.failed:
        raise WrongKey("cli.keys_failed", failed=report.failed, count=report.count)
    run.print("", report, pages.checked_keys)


backup = Own(_backup, (Param("folder", "a folder, not the one of the database’s copies"),))
check = Own(_check)
