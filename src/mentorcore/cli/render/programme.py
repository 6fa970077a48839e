"""Pages about the programme's figures and adoptions."""

from __future__ import annotations

from mentorcore.cli.render.page import Line, Page
from mentorcore.desk.programme import Adoption
from mentorcore.desk.replanning import DutyChanges
from mentorcore.hooks.indicators import Indicator


def _show(page: Page, figures: tuple[Indicator, ...]) -> None:
    if not figures:
        page.say("page.no_figures")
        return
    page.table([Line((f"{'≈ ' if f.approximate else ''}{f.value}", page.text(f.code))) for f in figures])


_CHANGE_HEADS = ("head.rule", "head.policy", "head.opened", "head.moved", "head.closed", "head.cancelled")


def _duties(page: Page, rule: DutyChanges) -> Line:
    """What becomes of the duties of one rule."""
    counts = (rule.opened, rule.moved, rule.closed, rule.cancelled)
    return Line((page.label("duty_name", rule.rule), rule.policy, *map(str, counts)))


def _adopt(page: Page, adoption: Adoption) -> None:
    if not adoption.changes:
        page.say("page.no_change")
        return
    lines = [Line((change.path, change.before or "—", change.after or "—")) for change in adoption.changes]
    page.table(lines, ("head.where", "head.before", "head.after"))
    if adoption.duties:
        page.title("title.duties_change")
        page.table([_duties(page, rule) for rule in adoption.duties], _CHANGE_HEADS)
    if adoption.adopted:
        page.say("page.adopted", count=adoption.planned)
    else:
        page.then("programme adopt")


SHAPES = {
    "programme.show": ("figures", _show),
    "programme.adopt": ("", _adopt),
}
