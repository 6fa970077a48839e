"""The agenda, one sitting after the other: concerns, calls, messages, matches, people; each with what to type next."""

from __future__ import annotations

from mentorcore.cli.render import common
from mentorcore.cli.render.page import Line, Page
from mentorcore.desk.agenda import Agenda
from mentorcore.desk.sittings import SittingKind
from mentorcore.domain.concerns import Concern
from mentorcore.domain.duties import Duty
from mentorcore.domain.messages import MessageState

_CONCERN_HEADS = ("head.concern", "head.day", "head.about", "head.what")


def _show(page: Page, agenda: Agenda) -> None:
    if not (agenda.concerns or agenda.overdue or agenda.due or agenda.messages):
        page.say("page.nothing_due", day=agenda.day)
        return
    if agenda.concerns:
        page.title("title.concerns")
        page.table([_concern(page, agenda, concern) for concern in agenda.concerns], _CONCERN_HEADS)
    owed = {duty.id: duty for duty in (*agenda.overdue, *agenda.due)}
    late = {duty.id for duty in agenda.overdue}
    for kind, code in _TITLES:
        lines = [
            _duty(page, agenda, owed[duty], late=duty in late)
            for sitting in agenda.sittings
            if sitting.kind is kind
            for duty in sitting.duties
        ]
        if lines:
            page.title(code)
            page.table(lines, common.DUTY_HEADS)
        if kind is SittingKind.CALLS:
            _messages(page, agenda)


_TITLES = (
    (SittingKind.CONCERN, "title.owed_to_concerns"),
    (SittingKind.CALLS, "title.calls"),
    (SittingKind.MATCH, "title.matches"),
    (SittingKind.PERSON, "title.people"),
    (SittingKind.PROGRAMME, "title.programme"),
)
"""Kinds of sittings in their order, each with its heading; messages are written once the calls are made."""


def _duty(page: Page, agenda: Agenda, duty: Duty, *, late: bool) -> Line:
    """A duty, marked where it is overdue."""
    line = common.duty_line(page, duty, agenda.called)
    if not late:
        return line
    number, due, *others = line.cells
    return Line((number, f"{due} {page.text('word.overdue')}", *others), line.then)


def _concern(page: Page, agenda: Agenda, concern: Concern) -> Line:
    """A concern, with the clauses of what has to be done about it."""
    clauses = agenda.because.get(concern.id, ())
    kind, wish = (
        page.label("concern_kind", concern.kind.value),
        page.label("concern_wish", concern.wish.value),
    )
    why = f" [{', '.join(clauses)}]" if clauses else ""
    marks = [page.text("word.overdue")] if concern.id in agenda.late else []
    marks += common.danger(page, concern)
    what = " · ".join([*marks, f"{kind}: {wish}{why}"])
    cells = (concern.id, page.day(concern.raised_on), ", ".join(concern.named), what)
    return Line(cells, (f"concerns show {concern.id}",))


def _messages(page: Page, agenda: Agenda) -> None:
    held = sum(message.state is MessageState.HELD for message in agenda.messages)
    waiting = len(agenda.messages) - held
    if not agenda.messages:
        return
    page.title("title.to_send")
    lines = []
    if waiting:
        lines.append(Line((page.text("word.to_send", count=waiting),), ("messages next",)))
    if held:
        words = page.text("word.held", count=held)
        lines.append(Line((f"{words} [CORE-2]",), ("messages list --state held",)))
    page.table(lines)


SHAPES = {"agenda.show": ("", _show)}
