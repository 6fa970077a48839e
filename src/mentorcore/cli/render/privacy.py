"""Pages about somebody's own data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mentorcore.cli.render import common
from mentorcore.cli.render.page import Line, Page
from mentorcore.desk.privacy import OwnData, Receipt


def _export(page: Page, found: OwnData) -> None:
    page.table(common.person_lines([found.person], page))
    common.tiers(page, found.tiers)
    if found.records:
        page.title("title.records")
        common.records(page, found.records)
    if found.matches:
        page.title("title.matches")
        page.table(
            [
                Line((m["id"], page.label("side", m["side"]), page.label("state", m["state"])))
                for m in found.matches
            ]
        )
    if found.messages:
        page.title("title.messages")
        page.table(
            [Line((m.id, page.day(m.due_on), page.label("state", m.state.value))) for m in found.messages]
        )


def _erased(page: Page, receipt: Receipt) -> None:
    page.say("page.erased", person=receipt.person)
    for kept in receipt.kept:
        page.write(f"• {page.reason(kept)}")


def _disclosed(page: Page, answers: Mapping[str, Any]) -> None:
    page.say("page.disclosed")
    page.pairs(
        [(page.label("question", name), common.answer(page, name, value)) for name, value in answers.items()]
    )


SHAPES = {
    "privacy.export": ("", _export),
    "privacy.erase": ("", _erased),
    "privacy.disclose": ("told", _disclosed),
}
