"""Pages about somebody's own data, receipts and legal holds."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from attrs import frozen

from mentorcore.cli.render import common
from mentorcore.cli.render.page import Line, Page
from mentorcore.desk.erasing import Receipt
from mentorcore.desk.own_data import OwnData, OwnRecord
from mentorcore.domain.holds import LegalHold


@frozen
class Written:
    """Papers that were written.

    Args:
        files: where they lie.
    """

    files: tuple[Path, ...]


@frozen
class Handed:
    """A receipt that was written.

    Args:
        receipt: the receipt.
        files: where it lies.
    """

    receipt: Receipt
    files: tuple[Path, ...]


def written(page: Page, found: Written) -> None:
    """Papers that were written, for the person alone."""
    page.say("page.papers")
    for file in found.files:
        page.write(f"• {file}")


def handed(page: Page, found: Handed) -> None:
    """A receipt, and where it lies."""
    _receipt(page, found.receipt)
    page.blank()
    written(page, Written(found.files))


def _by(page: Page, record: OwnRecord) -> str:
    return page.text("own.yourself") if record.by == "self" else page.label("role", record.by)


def _export(page: Page, found: OwnData) -> None:
    page.table(common.person_lines([found.person], page))
    common.tiers(page, found.tiers)
    if found.records:
        page.title("title.records")
        lines = [common.record_line(page, record, _by(page, record)) for record in found.records]
        page.table(lines, common.RECORD_HEADS)
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
    page.then(f"participants export {found.person.id} --into FOLDER")


def _receipt(page: Page, receipt: Receipt) -> None:
    page.say("page.erased", person=receipt.person)
    page.pairs([(page.text("receipt.code"), receipt.code), (page.text("receipt.day"), page.day(receipt.day))])
    page.title("receipt.destroyed")
    for gone in receipt.destroyed:
        page.write(f"• {page.reason(gone)}")
    page.title("receipt.kept")
    for kept in receipt.kept:
        page.write(f"• {page.reason(kept)}")


def _disclosed(page: Page, answers: Mapping[str, Any]) -> None:
    page.say("page.disclosed")
    page.pairs(
        [(page.label("question", name), common.answer(page, name, value)) for name, value in answers.items()]
    )


_HOLD_HEADS = ("head.person", "head.ground", "head.since", "head.review", "head.by")


def _hold_line(page: Page, hold: LegalHold, *then: str) -> Line:
    ground = page.label("hold_ground", hold.ground.value)
    return Line((hold.person, ground, page.day(hold.since), page.day(hold.review_on), hold.held_by), then)


def _held(page: Page, hold: LegalHold) -> None:
    page.table([_hold_line(page, hold)], _HOLD_HEADS)
    page.say("page.held")


def _released(page: Page, hold: LegalHold) -> None:
    page.say("page.released", person=hold.person)


def _holds(page: Page, found: tuple[LegalHold, ...]) -> None:
    if not found:
        page.say("page.no_holds")
        return
    lines = [
        _hold_line(page, h, f"privacy hold {h.person} {h.ground}", f"privacy release {h.person}")
        for h in found
    ]
    page.table(lines, _HOLD_HEADS)


SHAPES = {
    "privacy.export": ("", _export),
    "privacy.erase": ("", _receipt),
    "privacy.receipt": ("", _receipt),
    "privacy.hold": ("", _held),
    "privacy.release": ("", _released),
    "privacy.holds": ("holds", _holds),
    "privacy.disclose": ("told", _disclosed),
}
