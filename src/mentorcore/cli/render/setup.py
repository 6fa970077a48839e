"""Pages of a new programme: where everything lies, and what to do next."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import frozen

from mentorcore.cli.render.page import Page


@frozen
class Founded:
    """A new programme.

    Args:
        programme: which.
        folder, db, key_file, master_key_file: where everything lies.
        staff: public id of the first member of staff.
        role: their role.
        account: the system's user bound to them.
        fallback_role: the role that still has to be given to somebody else.
    """

    programme: str
    folder: str
    db: str
    key_file: str
    master_key_file: str
    staff: str
    role: str
    account: str
    fallback_role: str


def founded(page: Page, found: Founded) -> None:
    """A new programme and the first steps in it."""
    page.say("page.founded", programme=found.programme)
    page.pairs(
        [
            (page.text("head.person"), found.staff),
            (page.text("head.role"), page.label("role", found.role)),
            (page.text("head.account"), found.account),
            (page.text("head.database"), found.db),
            (page.text("head.keys"), found.key_file),
            (page.text("head.master"), found.master_key_file),
        ]
    )
    page.title("title.next")
    page.say("page.next_fallback", name=page.label("role", found.fallback_role))
    page.then(f"staff add {found.fallback_role}")
    page.say("page.next_keys")
    page.then("keys backup FOLDER")
    page.say("page.next_people")
    page.then("participants import FILE", "agenda")


def demo(page: Page, found: Mapping[str, Any]) -> None:
    """Where the demonstration lies."""
    page.say("page.demo", folder=found["folder"])
