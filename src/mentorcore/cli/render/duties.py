"""Pages about duties."""

from __future__ import annotations

from mentorcore.cli.render import common
from mentorcore.cli.render.page import Line, Page
from mentorcore.domain.duties import Duty


def _plan(page: Page, changes: int) -> None:
    page.say("page.planned", count=changes)
    page.then("agenda")


def _changed(page: Page, found: tuple[Duty, ...]) -> None:
    lines = [
        Line(
            (
                duty.id,
                common.due(page, duty),
                page.label("state", duty.state.value),
                page.text(f"duty.{duty.rule}", **duty.params),
            )
        )
        for duty in found
    ]
    page.table(lines, ("head.duty", "head.due", "head.state", "head.what"))
    page.then("agenda")


SHAPES = {
    "duties.plan": ("changes", _plan),
    "duties.done": ("duties", _changed),
    "duties.waive": ("duties", _changed),
    "duties.defer": ("duties", _changed),
}
