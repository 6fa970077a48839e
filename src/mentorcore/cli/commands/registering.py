"""Registering and correcting: the text before the form, then question by question, or all answers from a file."""

from __future__ import annotations

from typing import Any

import click

from mentorcore.cli import asking
from mentorcore.cli.asking import ask
from mentorcore.cli.commands.bundle import shown_document, the_document, the_form
from mentorcore.cli.leaf import Own, Values
from mentorcore.cli.params import Asked, Param, of_class
from mentorcore.cli.run import Run
from mentorcore.cli.sources import answers
from mentorcore.domain.answers import clean_answer
from mentorcore.domain.bundle import Question
from mentorcore.domain.commands.participants import Apply, EditAnswers
from mentorcore.domain.errors import InputFault

_ANSWERS = (Asked("answers", "the answers"),)
_APPLY, _ = of_class(Apply)
_EDIT, _ = of_class(EditAnswers)
READ, YES, NO = "?", "yes", "no"


def _apply(run: Run, values: Values) -> None:
    asking.require_source(_ANSWERS, values["from_"])
    form = the_form(run.bundle, values["form"])
    typed = {name: values[name] for name in ("person", "distinct") if values[name] is not None}
    Apply(form=form.id, answers={}, **typed)  # a mistyped id is told before anybody is asked
    shown = bool(values["shown"])
    if values["from_"] is not None:
        found = answers(values["from_"])
    else:
        run.desk()
        if form.before:
            _show(run, form.before)
            shown = True
        found = ask_questions(run, run.bundle.questions_of(form.id))
    command = Apply(form=form.id, answers=found, shown=shown, **typed)
    run.show("participants.apply", run.call("participants.apply", command))


def _edit(run: Run, values: Values) -> None:
    asking.require_source(_ANSWERS, values["from_"])
    EditAnswers(person=values["person"], answers={})
    if values["from_"] is not None:
        found = answers(values["from_"])
    else:
        run.desk()
        found = ask_questions(run, [_question(run, name) for name in _which(run, values["question"])])
    command = EditAnswers(person=values["person"], answers=found)
    run.show("participants.edit", run.call("participants.edit", command))


def _which(run: Run, typed: tuple[str, ...]) -> list[str]:
    if typed:
        return list(typed)
    for question in run.bundle.questions:
        if question.tier:
            click.echo(f"{question.id}  {_label(run, question)}", err=True)
    return ask(run.text("word.which_questions")).replace(",", " ").split()


def _question(run: Run, name: str) -> Question:
    found = run.bundle.question(name)
    if found is None or not found.tier:
        known = ", ".join(question.id for question in run.bundle.questions if question.tier)
        raise InputFault.one("choice.unknown", "--question", allowed=known)
    return found


def ask_questions(run: Run, questions: Any) -> dict[str, Any]:
    """An answer to each question; what cannot be used is told at once, and asked again."""
    found: dict[str, Any] = {}
    for question in questions:
        while True:
            raw = _one(run, question)
            try:
                clean_answer(question, raw, today=run.day, country=run.bundle.programme.country)
            except InputFault as fault:
                for problem in fault.problems:
                    click.echo(run.texts.say(problem.code, run.language, problem.params), err=True)
            else:
                found[question.id] = raw
                break
    return found


def _one(run: Run, question: Question) -> str:
    if question.kind == "acceptance":
        return _acceptance(run, question)
    label = _label(run, question)
    if question.options:
        label += f" [{', '.join(_option(run, question, option.id) for option in question.options)}]"
    if question.kind == "yes-no":
        label += f" [{YES}, {NO}]"
    if not question.required:
        label += f" ({run.text('word.may_be_empty')})"
    return ask(label, default=None if question.required else "")


def _acceptance(run: Run, question: Question) -> str:
    """Yes or no to one of the programme's texts, which can be read first."""
    while True:
        answer = ask(f"{_label(run, question)} [{YES}, {NO}, {READ} {run.text('word.to_read')}]", default=NO)
        if answer.strip() != READ:
            return answer
        _show(run, question.document)


def _option(run: Run, question: Question, option: str) -> str:
    label = run.texts.label("option", f"{question.id}.{option}", run.language)
    return option if label.endswith(f".{option}") else f"{option}: {label}"


def _label(run: Run, question: Question) -> str:
    return run.texts.label("question", question.id, run.language)


def _show(run: Run, document: str) -> None:
    text = shown_document(run, the_document(run.bundle, document))
    click.echo(f"\n{text.title}\n\n{text.body}\n", err=True)


apply = Own(_apply, _APPLY, _ANSWERS)
edit = Own(
    _edit,
    (
        *_EDIT,
        Param("question", "a question to ask anew; can be repeated", "option", many=True, required=False),
    ),
    _ANSWERS,
)
