"""The page about what is kept no longer."""

from __future__ import annotations

from mentorcore.cli.render.page import Line, Page
from mentorcore.desk.retention import RetentionReport

SHOWN = 5
"""Ids in a line of the page; `--json` has all of them."""


def _run(page: Page, report: RetentionReport) -> None:
    if not report.gone:
        page.say("page.no_retention")
        return
    lines = []
    for gone in report.gone:
        more = f" … (+{gone.count - SHOWN})" if gone.count > SHOWN else ""
        ids = f"{', '.join(gone.ids[:SHOWN])}{more}"
        kind, then = page.label("retention_kind", gone.kind), page.label("retention_then", gone.then)
        lines.append(Line((str(gone.count), kind, then, ids)))
    page.table(lines, ("head.count", "head.what", "head.then", "head.id"))
    if report.dry_run:
        page.say("page.nothing_destroyed")
        page.then("retention run")


SHAPES = {"retention.run": ("", _run)}
