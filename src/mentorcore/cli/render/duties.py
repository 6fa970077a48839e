"""Pages about duties."""

from __future__ import annotations

from mentorcore.cli.render import common
from mentorcore.cli.render.page import Line, Page
from mentorcore.desk.adherence import Kept
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


def _adherence(page: Page, found: tuple[Kept, ...]) -> None:
    if not found:
        page.say("page.no_adherence")
        return
    lines = [
        Line(
            (
                page.label("duty_name", f.rule),
                f.policy,
                f"{f.done}",
                f"{f.missed}",
                f"{f.waived}",
                f"{f.open}",
            )
        )
        for f in found
    ]
    heads = ("head.rule", "head.policy", "head.done", "head.missed", "head.waived", "head.to_come")
    page.table(lines, heads)


SHAPES = {
    "duties.adherence": ("rules", _adherence),
    "duties.plan": ("changes", _plan),
    "duties.done": ("duties", _changed),
    "duties.waive": ("duties", _changed),
    "duties.defer": ("duties", _changed),
}
