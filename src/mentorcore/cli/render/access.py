"""Pages about what may be read, and about accesses taken in an emergency or approved."""

from __future__ import annotations

from mentorcore.cli.render.page import Line, Page
from mentorcore.domain.disclosure import Decision
from mentorcore.domain.passes import Pass, PassKind, Verdict


def _show(page: Page, decisions: tuple[Decision, ...]) -> None:
    for decision in decisions:
        word = page.text("word.open" if decision.allowed else "word.closed")
        page.write(f"{page.label('tier', decision.name)}: {word}")
        said = [page.reason(reason) for reason in (*decision.reasons, *decision.conditions)]
        clauses = f"[{', '.join(decision.clauses)}]" if decision.clauses and not said else ""
        for words in dict.fromkeys(
            [*said, clauses] if clauses else said
        ):  # a missing condition is a reason, too
            page.write(words, indent="    ")


_HEADS = (
    "head.access",
    "head.kind",
    "head.by",
    "head.person",
    "head.purpose",
    "head.until",
    "head.review",
)


def _list(page: Page, found: tuple[Pass, ...]) -> None:
    if not found:
        page.say("page.no_access")
    page.table([_line(page, access) for access in found], _HEADS)


def _line(page: Page, access: Pass) -> Line:
    cells = (
        access.id,
        page.label("access_kind", access.kind.value),
        access.actor,
        access.person,
        page.label("purpose", access.purpose),
        page.moment(access.ends_at),
        page.label("verdict", access.verdict.value) if access.verdict is not Verdict.NONE else "",
    )
    waits = access.kind is PassKind.APPROVAL and access.opened_at is None and access.ends_at is None
    return Line(cells, [f"access approve {access.id}"] if waits else [])


def _one(page: Page, access: Pass) -> None:
    _list(page, (access,))


def _opened(page: Page, access: Pass) -> None:
    _one(page, access)
    page.say("page.glass_broken", second=access.second)
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
