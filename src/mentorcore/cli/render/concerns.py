"""Pages about concerns, for those who handle them."""

from __future__ import annotations

from mentorcore.cli.render import common
from mentorcore.cli.render.page import Line, Page
from mentorcore.desk.concerns import ConcernFile, Raised
from mentorcore.domain.concerns import Concern, ConcernState

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
            f"{kind}: {wish}",
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
    if concern.match:
        page.pairs([(page.text("head.match"), concern.match)])
    if file.account:
        page.title("title.account")
        page.write(file.account)
    if file.notes:
        page.title("title.notes")
        page.table(
            [
                Line((str(n["day"]), str(n["by"]), page.label("concern_act", str(n["act"])), str(n["note"])))
                for n in file.notes
            ]
        )
    if file.events:
        page.title("title.events")
        common.events(page, file.events)
    if concern.state is ConcernState.OPEN:
        page.then(f"concerns act {concern.id} ACT", f"concerns resolve {concern.id} OUTCOME")


def _raised(page: Page, raised: Raised) -> None:
    page.table([line(page, raised)], HEADS)
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
