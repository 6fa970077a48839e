"""Pages about workshops."""

from __future__ import annotations

from mentorcore.cli.render import common
from mentorcore.cli.render.page import Line, Page
from mentorcore.desk.workshops import WorkshopLine
from mentorcore.domain.workshops import Workshop

_HEADS = ("head.id", "head.day", "head.what", "head.place", "head.attended")


def _line(page: Page, found: Workshop, *, attended: bool = False) -> Line:
    mark = page.text("word.yes") if attended else ""
    return Line((found.id, page.day(found.held_on), found.title, found.place, mark))


def _announce(page: Page, found: Workshop) -> None:
    page.table([_line(page, found)], _HEADS)
    page.then(f"workshops attend PERSON {found.id}")


def _list(page: Page, found: tuple[WorkshopLine, ...]) -> None:
    if not found:
        page.say("page.no_workshop")
        return
    page.table([_line(page, line.workshop, attended=line.attended) for line in found], _HEADS)


SHAPES = {
    "workshops.announce": ("workshop", _announce),
    "workshops.list": ("workshops", _list),
    "workshops.attend": ("record", common.recorded),
}
