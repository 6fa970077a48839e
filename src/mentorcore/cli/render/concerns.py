"""Pages about concerns, for those who handle them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mentorcore.cli.render import common
from mentorcore.cli.render.page import Line, Page
from mentorcore.desk.concerns import ConcernFile, Raised
from mentorcore.domain.concerns import Concern, ConcernState
from mentorcore.domain.secret import revealed

HEADS = ("head.concern", "head.day", "head.about", "head.what", "head.raised_by", "head.state")


def line(page: Page, concern: Concern) -> Line:
    """A concern: whom it is about, what, and what to type next."""
    kind, wish = (
        page.label("concern_kind", concern.kind.value),
        page.label("concern_wish", concern.wish.value),
    )
    state = concern.outcome and page.label("concern_outcome", concern.outcome)
    shown = state or page.label("state", concern.state.value)
    return Line(
        (
            concern.id,
            page.day(concern.raised_on),
            ", ".join(concern.named),
            " · ".join([*common.danger(page, concern), f"{kind}: {wish}"]),
            concern.raised_by or page.text("word.unnamed"),
            shown,
        ),
        (f"concerns show {concern.id}",) if concern.state is ConcernState.OPEN else (),
    )


def _list(page: Page, found: tuple[Concern, ...]) -> None:
    if not found:
        page.say("page.no_concern")
        return
    page.table([line(page, concern) for concern in found], HEADS)


def _show(page: Page, file: ConcernFile) -> None:
    concern = file.concern
    page.table([Line(line(page, concern).cells)], HEADS)
    talked_over = page.label("talked_over", concern.talked_over.value) if concern.talked_over else ""
    page.pairs([(page.text("head.match"), concern.match), (page.text("head.talked_over"), talked_over)])
    if file.account:
        page.title("title.account")
        page.write(file.account)
    if file.notes:
        page.title("title.notes")
        page.table([_note(page, found) for found in file.notes])
    if file.events:
        page.title("title.events")
        common.events(page, file.events)
    if concern.state is ConcernState.OPEN:
        page.then(f"concerns act {concern.id} ACT", f"concerns resolve {concern.id} OUTCOME")


def _note(page: Page, found: Mapping[str, Any]) -> Line:
    """What was done: when, by whom, what, and in which words."""
    tail = [
        f"{page.text(head)}: {page.label(kind, found[name]) if kind else revealed(found[name])}"
        for name, head, kind in _SAID
        if found.get(name)
    ]
    words = " · ".join(part for part in (revealed(found["note"]), *tail) if part)
    return Line((found["day"], found["by"], page.label("concern_act", found["act"]), words))


_SAID = (
    ("person", "head.about", ""),
    ("tier", "head.told", "tier"),
    ("recipient", "head.recipient", ""),
    ("legal_basis", "head.legal_basis", ""),
    ("risk", "head.risk", ""),
    ("informed", "head.informed", ""),
    ("talked_over", "head.talked_over", "talked_over"),
    ("words", "head.words", ""),
    ("agency", "head.agency", ""),
    ("agency_on", "head.agency_on", ""),
    ("no_agency", "head.no_agency", ""),
    ("follow_up", "head.follow_up", ""),
)
"""What a note can say besides, in this order, each with its head and the kind of its label."""


def _raised(page: Page, raised: Raised) -> None:
    page.table([line(page, raised)], HEADS)
    if not raised.handled:
        page.say("page.no_handler")
    common.documents(page, raised.documents)


def _changed(page: Page, concern: Concern) -> None:
    page.table([line(page, concern)], HEADS)


SHAPES = {
    "concerns.raise": ("", _raised),
    "concerns.list": ("concerns", _list),
    "concerns.show": ("", _show),
    "concerns.act": ("concern", _changed),
    "concerns.resolve": ("concern", _changed),
}
