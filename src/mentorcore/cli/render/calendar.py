"""What is said once a calendar file was written."""

from __future__ import annotations

from attrs import frozen

from mentorcore.cli.render.page import Page


@frozen
class Written:
    """A calendar file.

    Args:
        file: where it is.
        entries: how many entries it holds.
    """

    file: str
    entries: int


def written(page: Page, found: Written) -> None:
    """Where the file is, and what it does not say."""
    page.say("page.calendar_written", file=found.file, count=found.entries)
