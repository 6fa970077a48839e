"""Pages about surveys: which there are, what was answered, and the figures of all."""

from __future__ import annotations

from mentorcore.cli.render import common
from mentorcore.cli.render.page import Line, Page
from mentorcore.domain.forms import LATER
from mentorcore.domain.surveys import SurveyAnswers, SurveyLine
from mentorcore.hooks.indicators import Figure

HEADS = (
    "head.survey",
    "head.occasion",
    "head.match",
    "head.state",
    "head.due",
    "head.answered",
    "head.timing",
    "head.version",
    "head.draft",
)


def _list(page: Page, found: tuple[SurveyLine, ...]) -> None:
    if not found:
        page.say("page.no_surveys")
    page.table([_line(page, line) for line in found], HEADS)


def _line(page: Page, line: SurveyLine) -> Line:
    cells = (
        page.label("form", line.survey),
        page.occasion(line.occasion),
        line.match,
        page.label("survey_state", line.state),
        page.day(line.due_on),
        page.day(line.corrected_on or line.answered_on),
        page.label("timing", line.timing) if line.timing else "",
        line.version,
        page.day(line.draft_until),
    )
    answer = common.for_them(f"surveys answer {line.match} {line.survey} {line.occasion}")
    then = answer if line.state == "open" else ""
    return Line(cells, (then,) if then else ())


def _one(page: Page, line: SurveyLine) -> None:
    page.table([_line(page, line)], HEADS)


def _show(page: Page, found: tuple[SurveyAnswers, ...]) -> None:
    if not found:
        page.say("page.no_surveys")
    for answers in found:
        words = ", ".join(
            part
            for part in (
                page.label("form", answers.survey),
                page.occasion(answers.occasion),
                answers.match,
                page.day(answers.day),
                page.label("timing", answers.timing) if answers.timing else "",
                "" if answers.state == "answered" else page.label("survey_state", answers.state),
                page.day(answers.until),
            )
            if part
        )
        page.title("title.plain", words=words)
        page.pairs(
            [
                (page.label("question", name), _said(page, name, said))
                for name, said in answers.answers.items()
            ]
        )


def _said(page: Page, question: str, answer: object) -> str:
    return page.label("put_off", LATER) if answer == LATER else common.answer(page, question, answer)


def _figures(page: Page, found: tuple[Figure, ...]) -> None:
    if not found:
        page.say("page.no_figures")
    lines = [
        Line(
            (
                page.label("form", figure.form),
                figure.version,
                page.label("question", figure.question),
                common.answer(page, figure.question, figure.value)
                if figure.value
                else page.text("word.answers"),
                page.text("word.too_few") if figure.hidden else _number(figure),
            )
        )
        for figure in found
    ]
    page.table(lines, ("head.survey", "head.version", "head.question", "head.what", "head.figure"))


def _number(figure: Figure) -> str:
    return f"≈ {figure.count}" if figure.approximate else str(figure.count)


SHAPES = {
    "surveys.list": ("surveys", _list),
    "surveys.answer": ("", _one),
    "surveys.correct": ("", _one),
    "surveys.draft": ("", _one),
    "surveys.show": ("answers", _show),
    "surveys.figures": ("figures", _figures),
}
