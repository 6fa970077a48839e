"""Pages about the audit."""

from __future__ import annotations

from mentorcore.cli.render.page import Line, Page
from mentorcore.desk.audit import Anchor, AuditRow

_HEADS = (
    "head.at",
    "head.by",
    "head.verb",
    "head.purpose",
    "head.about",
    "head.tiers",
    "head.outcome",
    "head.why",
)


def _show(page: Page, rows: tuple[AuditRow, ...]) -> None:
    lines = [
        Line(
            (
                f"{row.at[:19]}Z",
                f"{row.actor} ({row.on_behalf_of})" if row.on_behalf_of else row.actor,
                row.verb,
                page.label("purpose", row.purpose),
                ", ".join(row.subjects),
                ", ".join(page.label("tier", tier) for tier in row.tiers),
                page.label("audit_outcome", row.outcome),
                ", ".join(row.codes),
            )
        )
        for row in rows
    ]
    page.table(lines, _HEADS)


def _verify(page: Page, count: int) -> None:
    page.say("page.audit_whole", count=count)


def _anchor(page: Page, anchor: Anchor) -> None:
    page.say("page.anchor", anchor=anchor.text)
    page.then(f"audit verify --anchor {anchor.text}")


SHAPES = {
    "audit.show": ("audit", _show),
    "audit.verify": ("entries", _verify),
    "audit.anchor": ("anchor", _anchor),
}
