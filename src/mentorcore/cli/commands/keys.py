"""The keys: copying them, bringing a copy back, changing the master key, and seeing whether each of them opens."""

from __future__ import annotations

from pathlib import Path

from mentorcore.cli.leaf import Own, Values
from mentorcore.cli.params import Param
from mentorcore.cli.places import told_at
from mentorcore.cli.render import database as pages
from mentorcore.cli.run import Run
from mentorcore.domain.errors import InputFault, WrongKey
from mentorcore.storage.keycopies import backup_keys, expected_by, restore_keys
from mentorcore.storage.keys import check_keys
from mentorcore.storage.rotation import rotate_keys


def _key_file(run: Run) -> Path:
    if not run.settings.key_file:
        raise InputFault.one("cli.no_database", "--key-file")
    return Path(run.settings.key_file)


def _backup(run: Run, values: Values) -> None:
    folder = Path(values["folder"])
    with told_at({"FOLDER": folder}):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        files = backup_keys(_key_file(run), folder, run.settings.master_key_file)
    run.print("", {"files": [str(file) for file in files]}, pages.copied_keys)


def _restore(run: Run, values: Values) -> None:
    file = _key_file(run)
    expected = expected_by(run.settings.db) if run.settings.db else ""
    found = restore_keys(Path(values["folder"]), file, run.settings.master_key_file, expected=expected)
    run.given.stored = True
    run.print("", found, pages.restored_keys)


def _rotate(run: Run, values: Values) -> None:
    elsewhere = Path(values["new_master"]) if values["new_master"] else None
    with told_at({"--new-master": elsewhere} if elsewhere else {}):
        found = rotate_keys(_key_file(run), run.settings.master_key_file, elsewhere)
    run.given.stored = True
    run.print("", pages.Changed(found, moved=elsewhere is not None), pages.rotated_keys)


def _check(run: Run, values: Values) -> None:  # noqa: ARG001, one signature for all
    report = check_keys(_key_file(run), run.settings.master_key_file)
    if report.failed:
        raise WrongKey("cli.keys_failed", failed=report.failed, count=report.count)
    run.print("", report, pages.checked_keys)


backup = Own(_backup, (Param("folder", "a folder, not the one of the database’s copies"),))
restore = Own(_restore, (Param("folder", "the folder of the copies"),))
rotate = Own(
    _rotate,
    (
        Param(
            "new_master",
            "another file for the new master key; the old one stays where it is",
            "option",
            required=False,
            metavar="FILE",
        ),
    ),
)
check = Own(_check)
