"""Pages about what may be read, and about accesses taken in an emergency or approved."""

from __future__ import annotations

from mentorcore.cli.render.page import Line, Page
from mentorcore.domain.disclosure import Decision
from mentorcore.domain.passes import Pass, PassKind, Verdict


def _show(page: Page, decisions: tuple[Decision, ...]) -> None:
    for decision in decisions:
        word = page.text("word.open" if decision.allowed else "word.closed")
        clauses = f" [{', '.join(decision.clauses)}]" if decision.clauses else ""
        page.write(f"{page.label('tier', decision.name)}: {word}{clauses}")
        for reason in (*decision.reasons, *decision.conditions):
            page.write(page.reason(reason), indent="    ")


def _list(page: Page, found: tuple[Pass, ...]) -> None:
    if not found:
        page.say("page.no_access")
    page.table([_line(page, access) for access in found])


def _line(page: Page, access: Pass) -> Line:
    ends = access.ends_at.isoformat(timespec="minutes") if access.ends_at else ""
    cells = (
        access.id,
        page.label("access_kind", access.kind.value),
        access.actor,
        access.person,
        page.label("purpose", access.purpose),
        ends,
        page.label("verdict", access.verdict.value) if access.verdict is not Verdict.NONE else "",
    )
    waits = access.kind is PassKind.APPROVAL and access.opened_at is None and access.ends_at is None
    return Line(cells, [f"access approve {access.id}"] if waits else [])


def _one(page: Page, access: Pass) -> None:
    page.table([_line(page, access)])


def _opened(page: Page, access: Pass) -> None:
    _one(page, access)
    page.then(f"participants show {access.person} --purpose {access.purpose}", f"access end {access.id}")


SHAPES = {
    "access.show": ("decisions", _show),
    "access.list": ("accesses", _list),
    "access.break-glass": ("", _opened),
    "access.ask": ("", _one),
    "access.approve": ("", _one),
    "access.end": ("", _one),
    "access.review": ("", _one),
}
