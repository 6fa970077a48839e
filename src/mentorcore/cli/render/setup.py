"""Pages of a new programme: where everything lies, and what to do next."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from mentorcore.cli.render.page import Page

if TYPE_CHECKING:
    from mentorcore.cli.commands.setup import Founded


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
