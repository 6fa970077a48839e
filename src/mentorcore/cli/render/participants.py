"""Pages about participants: lists, cards, what an import did."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen

from mentorcore.cli.render import common
from mentorcore.cli.render.page import Line, Page
from mentorcore.desk.imports import ImportReport, RowFault
from mentorcore.desk.participants import Applied, Card, Listed
from mentorcore.desk.standing import Decided, StandingFile
from mentorcore.domain.people import Person


@frozen
class Imported:
    """What an import did, and where the bad rows were written.

    Args:
        report: the report.
        bad_file: the file, or empty.
    """

    report: ImportReport
    bad_file: str


def _list(page: Page, found: tuple[Person, ...]) -> None:
    if not found:
        page.say("page.nobody")
        return
    columns = _columns(found)
    lines = [
        Line((*line.cells, *(_cell(page, person, column) for column in columns)))
        for line, person in zip(common.person_lines(found, page), found, strict=True)
    ]
    page.table(lines, (*_HEADS, *(f"question.{question}" for _, question in columns)))
    page.then("participants show PERSON --purpose vetting")


_HEADS = ("head.person", "head.roles", "head.registered", "head.language")


def _columns(found: Sequence[Person]) -> list[tuple[str, str]]:
    """Tier and question of every answer that somebody gave, in the order in which they are first met."""
    shown = (person.tiers.items() for person in found if isinstance(person, Listed))
    return list(dict.fromkeys((tier, name) for tiers in shown for tier, own in tiers for name in own))


def _cell(page: Page, person: Person, column: tuple[str, str]) -> str:
    tier, question = column
    tiers = person.tiers if isinstance(person, Listed) else {}
    return common.answer(page, question, tiers.get(tier, {}).get(question))


def _show(page: Page, card: Card) -> None:
    _head(page, card)
    if card.lacks:
        page.title("title.lacks")
        common.requirements(page, card.lacks)
    common.tiers(page, card.tiers)
    if card.closed:
        page.blank()
        names = ", ".join(page.label("tier", tier) for tier in card.closed)
        page.say("page.closed", names=names)


def _head(page: Page, card: Card) -> None:
    page.pairs(
        [
            (card.person.id, card.called or "—"),
            (page.text("head.roles"), common.roles(page, card.person)),
            (page.text("head.registered"), page.day(card.person.registered_on)),
            *(common.plan(page, card.plan) if card.plan else ()),
        ]
    )


def _find(page: Page, cards: tuple[Card, ...]) -> None:
    if not cards:
        page.say("page.not_found")
    for number, card in enumerate(cards):
        if number:
            page.blank()
        _head(page, card)
        page.then(
            next((lack.remedy for lack in card.lacks if lack.remedy), f"participants show {card.person.id}")
        )


def _applied(page: Page, applied: Applied) -> None:
    page.table(common.person_lines([applied.person], page))
    for text in applied.shown:
        page.say("page.also_shown", title=page.label("document", text.document))
    page.then(f"vetting show {applied.person.id}")


def _edited(page: Page, person: Person) -> None:
    page.table(common.person_lines([person], page))
    page.then(f"vetting show {person.id}")


def _withdrawn(page: Page, person: Person) -> None:
    page.table(common.person_lines([person], page))
    page.say("page.left")
    page.then("agenda")


def _decided(page: Page, found: Decided) -> None:
    page.table(common.person_lines([found.person], page))
    for match in found.matches:
        page.write(f"• {match}")
        page.then(f"matches show {match}")
    page.then("agenda")


def _readmitted(page: Page, found: Decided) -> None:
    page.say("page.readmitted", person=found.person.id)
    page.then("vetting list")


def _standing(page: Page, found: StandingFile) -> None:
    page.pairs(
        [
            (page.text("head.person"), found.person),
            (
                page.text("head.state"),
                page.label("state", found.state) if found.state else page.text("word.no_standing"),
            ),
            (page.text("head.since"), page.day(found.since) if found.since else ""),
            (page.text("head.by"), found.made_by),
        ]
    )
    for note in found.notes:
        page.title(
            "title.plain",
            words=" · ".join([note["day"], page.label("event", "participant." + note["act"]), note["by"]]),
        )
        page.write(note["reason"])
    if found.state == "suspended":
        page.then(f"participants lift {found.person}")


def _released(page: Page, stored: int) -> None:
    page.say("page.stored", count=stored)


def imported(page: Page, found: Imported) -> None:
    """What an import did, row by row where something is wrong."""
    report = found.report
    page.say("page.stored", count=report.stored)
    if report.duplicates:
        page.title("title.duplicates")
        page.table([Line((_row(page, row), _row(page, same))) for row, same in report.duplicates])
    if report.barred:
        page.title("title.barred")
        page.table([Line((_row(page, row), same)) for row, same in report.barred])
    if report.bad:
        page.title("title.bad_rows")
        page.table([Line((_row(page, fault.source), _fault(page, fault))) for fault in report.bad])
    if found.bad_file:
        page.blank()
        page.say("page.bad_file", file=found.bad_file)
    page.then("vetting list")


def _row(page: Page, source: str) -> str:
    head, _, number = source.partition(" ")
    return page.text("cli.row", number=number) if head == "row" else source


def _fault(page: Page, fault: RowFault) -> str:
    if fault.refusal is not None:
        return page.reason(fault.refusal)
    if fault.problem is None:
        return ""
    column = fault.problem.where.partition(", ")[2]
    words = page.text(fault.problem.code, **fault.problem.params)
    return f"{column}: {words}" if column else words


SHAPES = {
    "participants.list": ("participants", _list),
    "participants.show": ("", _show),
    "participants.find": ("found", _find),
    "participants.apply": ("", _applied),
    "participants.import": ("stored", _released),
    "participants.edit": ("", _edited),
    "participants.withdraw": ("", _withdrawn),
    "participants.suspend": ("", _decided),
    "participants.lift": ("", _decided),
    "participants.terminate": ("", _decided),
    "participants.readmit": ("", _readmitted),
    "participants.standing": ("", _standing),
}
