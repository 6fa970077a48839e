"""Pages about consents."""

from __future__ import annotations

from mentorcore.cli.render.page import Line, Page
from mentorcore.domain.consents import Consent


def _list(page: Page, consents: tuple[Consent, ...]) -> None:
    if not consents:
        page.say("page.no_consents")
    page.table([_line(page, consent) for consent in consents])


def _line(page: Page, consent: Consent) -> Line:
    ended = consent.taken_back_on or consent.until
    cells = (
        consent.id,
        page.label("purpose", consent.purpose),
        ", ".join(page.label("tier", tier) for tier in consent.tiers),
        page.text("word.outside") if consent.outside else "",
        page.label("consent_way", consent.way.value),
        page.day(consent.given_on),
        f"→ {page.day(ended)}" if ended else "",
    )
    return Line(cells)


def _one(page: Page, consent: Consent) -> None:
    page.table([_line(page, consent)])


SHAPES = {
    "consents.give": ("", _one),
    "consents.withdraw": ("", _one),
    "consents.list": ("consents", _list),
}
