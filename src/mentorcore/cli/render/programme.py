"""Pages about the programme's figures and adoptions."""

from __future__ import annotations

from mentorcore.cli.render.page import Line, Page
from mentorcore.desk.programme import Adoption
from mentorcore.hooks.indicators import Indicator


def _show(page: Page, figures: tuple[Indicator, ...]) -> None:
    if not figures:
        page.say("page.no_figures")
        return
    page.table([Line((f"{'≈ ' if f.approximate else ''}{f.value}", page.text(f.code))) for f in figures])


def _adopt(page: Page, adoption: Adoption) -> None:
    if not adoption.changes:
        page.say("page.no_change")
        return
    lines = [Line((change.path, change.before or "—", change.after or "—")) for change in adoption.changes]
    page.table(lines, ("head.where", "head.before", "head.after"))
    if adoption.adopted:
        page.say("page.adopted", count=adoption.planned)
    else:
        page.then("programme adopt")


SHAPES = {
    "programme.show": ("figures", _show),
    "programme.adopt": ("", _adopt),
}
