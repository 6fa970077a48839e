"""Pages about vetting: who lacks what, and which command helps. Those who lack the same stand together."""

from __future__ import annotations

from mentorcore.cli.render import common
from mentorcore.cli.render.page import Line, Page
from mentorcore.desk.vetting import VettingFile, VettingRow
from mentorcore.domain.records import Record, RecordKind
from mentorcore.domain.secret import revealed


def _list(page: Page, rows: tuple[VettingRow, ...]) -> None:
    if not rows:
        page.say("page.nothing_lacks")
        return
    groups: dict[tuple[str, ...], list[VettingRow]] = {}
    for row in rows:
        groups.setdefault(tuple(page.reason(lack) for lack in row.lacks), []).append(row)
    for number, (words, alike) in enumerate(groups.items()):
        if number:
            page.blank()
        for lack in words:
            page.write(f"• {lack}")
        page.table([_line(page, row) for row in alike])


def _line(page: Page, row: VettingRow) -> Line:
    remedies = dict.fromkeys(lack.remedy for lack in row.lacks)
    cells = (row.person, page.label("role", row.role), page.label("state", row.state.value))
    return Line(cells, [remedy for remedy in remedies if remedy])


def _show(page: Page, file: VettingFile) -> None:
    for row in file.rows:
        page.title(
            "title.vetting",
            person=row.person,
            role=page.label("role", row.role),
            state=page.label("state", row.state.value),
        )
        if row.lacks:
            common.requirements(page, row.lacks)
        else:
            page.say("page.in_pool")
    if file.records:
        page.title("title.records")
        common.records(page, file.records)
        page.pairs(
            [
                (record, " ".join(str(revealed(value)) for value in words.values()))
                for record, words in file.words.items()
            ]
        )


def _recorded(page: Page, record: Record) -> None:
    common.recorded(page, record)
    page.then("vetting list" if record.kind == RecordKind.ADMISSION else f"vetting show {record.person}")


SHAPES = {
    "vetting.list": ("vetting", _list),
    "vetting.show": ("", _show),
    "vetting.record": ("", _recorded),
}
