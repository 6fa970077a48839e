"""Pages about sessions: what is planned, what took place, and what the two wrote about it."""

from __future__ import annotations

from collections.abc import Iterable

from mentorcore.cli.render import common, tasks
from mentorcore.cli.render.page import Line, Page
from mentorcore.desk.session_records import RecordShown
from mentorcore.desk.sessions import SessionFile, SessionList
from mentorcore.desk.tasks import TaskLine
from mentorcore.domain.sessions import Session, SessionState, SessionVersion

_HEADS = (
    "head.session",
    "head.match",
    "head.state",
    "head.when",
    "head.minutes",
    "head.channel",
    "head.by",
    "head.otherwise",
    "head.kept_record",
)


def _line(page: Page, one: Session) -> Line:
    held = one.state is SessionState.HELD
    when = page.day(one.held_on) if held or one.starts_at is None else page.moment(one.starts_at)
    return Line(
        (
            one.id,
            one.match,
            page.label("session_state", one.state.value),
            when or page.day(one.planned_on),
            str(one.minutes if held else one.planned_minutes or ""),
            page.label("channel", one.channel),
            page.label("whose", one.cancelled_by or one.planned_by)
            if one.cancelled_by or one.planned_by
            else "",
            _otherwise(page, one.deviations),
            page.label("record_kept", one.recorded) if one.recorded else "",
        ),
        _next(one),
    )


def _next(one: Session) -> tuple[str, ...]:
    planned = one.state is SessionState.PLANNED
    return (common.for_them(f"sessions log {one.match} --session {one.id}"),) if planned else ()


def _otherwise(page: Page, deviations: Iterable[str]) -> str:
    return ", ".join(page.label("deviation", deviation) for deviation in deviations)


def _one(page: Page, session: Session) -> None:
    line = _line(page, session)
    page.pairs([(page.text(head), cell) for head, cell in zip(_HEADS, line.cells, strict=True)])
    page.then(*line.then)


def _list(page: Page, found: SessionList) -> None:
    page.table([_line(page, session) for session in found.sessions], _HEADS)
    if found.without_record:
        page.say("page.without_record", sessions=", ".join(found.without_record))
    if found.offered_to:
        page.write(page.label("offered_to", found.offered_to))
        page.then(common.for_them(f"sessions plan {found.match} --on YYYY-MM-DD --at HH:MM"))


def _show(page: Page, file: SessionFile) -> None:
    _one(page, file.session)
    _details(page, file)
    if file.earlier:
        page.title("title.earlier")
        page.table([_earlier(page, version) for version in file.earlier])
    for place, version in enumerate(file.record):
        page.title("title.earlier" if place else "title.record")
        _written(page, version)
    if file.tasks:
        page.title("title.tasks")
        page.table([tasks.line(page, TaskLine(task)) for task in file.tasks], tasks.HEADS)


def _details(page: Page, file: SessionFile) -> None:
    details = file.details
    themes = ", ".join(details.get("themes", ()))
    page.pairs([(page.text("head.place"), details.get("place", "")), (page.text("head.themes"), themes)])


def _earlier(page: Page, version: SessionVersion) -> Line:
    return Line(
        (
            page.moment(version.replaced_at),
            version.replaced_by,
            page.day(version.held_on),
            str(version.minutes),
            page.label("channel", version.channel),
            _otherwise(page, version.deviations),
        )
    )


def _written(page: Page, version: RecordShown) -> None:
    page.write(version.written_on)
    if version.words:
        page.write(version.words)
    page.pairs(
        [
            (page.label("question", name), common.answer(page, name, value))
            for name, value in version.answers.items()
        ]
    )


SHAPES = {
    "sessions.plan": ("session", _one),
    "sessions.move": ("session", _one),
    "sessions.log": ("session", _one),
    "sessions.cancel": ("session", _one),
    "sessions.miss": ("session", _one),
    "sessions.correct": ("session", _one),
    "sessions.record": ("session", _one),
    "sessions.list": ("", _list),
    "sessions.show": ("", _show),
}
