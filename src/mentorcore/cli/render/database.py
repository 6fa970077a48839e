"""Pages about the database and the keys."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import frozen

from mentorcore.cli.render.page import Page
from mentorcore.storage.checks import CheckReport
from mentorcore.storage.keycopies import KeysRestored
from mentorcore.storage.keys import KeyReport
from mentorcore.storage.maintenance import Restored
from mentorcore.storage.rotation import Rotated
from mentorcore.storage.tables import SCHEMA_HEAD


@frozen
class Back:
    """A copy that was brought back.

    Args:
        file: the database.
        restored: what bringing it back did.
    """

    file: str
    restored: Restored


def upgraded(page: Page, found: Mapping[str, Any]) -> None:
    """The revision that the database stands at now."""
    page.say("page.upgraded", revision=found["revision"])
    if found["copy"]:
        page.say("page.backed_up", file=found["copy"])


def backed_up(page: Page, found: Mapping[str, Any]) -> None:
    """Where the copy lies."""
    page.say("page.backed_up", file=found["file"])
    page.then("keys backup FOLDER")


def restored(page: Page, found: Back) -> None:
    """What bringing a copy back did."""
    page.say("page.restored", file=found.file, count=len(found.restored.erased))
    if found.restored.aside is not None:
        page.say("page.aside", file=found.restored.aside)
    page.then("db upgrade" if found.restored.revision != SCHEMA_HEAD else "db check")


def checked(page: Page, report: CheckReport) -> None:
    """Nothing is wrong; keys that seal nothing are told, since many of them would be odd."""
    page.say("page.db_fine")
    if report.orphans:
        page.say("page.orphans", count=len(report.orphans))


@frozen
class Changed:
    """A master key that was changed.

    Args:
        rotated: what changing it did.
        moved: whether the new one lies where no setting says so yet.
    """

    rotated: Rotated
    moved: bool


def copied_keys(page: Page, found: Mapping[str, Any]) -> None:
    """Where the copies of the keys lie."""
    page.say("page.keys_copied")
    for file in found["files"]:
        page.write(file)


def restored_keys(page: Page, found: KeysRestored) -> None:
    """What bringing a copy of the keys back did."""
    page.say("page.keys_restored", count=found.count, erased=len(found.erased))
    for file in found.aside:
        page.say("page.keys_aside", file=file)
    page.then("db check")


def rotated_keys(page: Page, found: Changed) -> None:
    """Where the new master key is, and what is left to do by hand."""
    rotated = found.rotated
    page.say("page.keys_rotated", count=rotated.count, file=rotated.master)
    if found.moved:
        page.say("page.master_moved", file=rotated.master)
    if rotated.aside is not None:
        page.say("page.master_aside", file=rotated.aside)
    if not rotated.scrubbed:
        page.say("page.not_scrubbed")
    page.then("keys backup FOLDER")


def checked_keys(page: Page, report: KeyReport) -> None:
    """How many keys open."""
    page.say("page.keys_fine", count=report.count, dropped=report.dropped)
