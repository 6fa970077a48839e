"""The page of a contact that was noted."""

from __future__ import annotations

from mentorcore.cli.render import common
from mentorcore.cli.render.page import Page
from mentorcore.domain.records import Record


def _log(page: Page, record: Record) -> None:
    common.recorded(page, record)
    page.then("agenda")


SHAPES = {"contacts.log": ("record", _log)}
