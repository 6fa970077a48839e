"""A form asked question by question on a terminal; what cannot be used is told at once, and asked again."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import click

from mentorcore.cli.asking import ask
from mentorcore.cli.commands.bundle import shown_document, the_document
from mentorcore.cli.run import Run
from mentorcore.domain.bundle import Question
from mentorcore.domain.errors import InputFault
from mentorcore.domain.forms import LATER
from mentorcore.engine.form_answers import cleaned
from mentorcore.engine.form_schema import scale_words

READ, YES, NO = "?", "yes", "no"


def ask_all(run: Run, questions: Iterable[Question]) -> dict[str, Any]:
    """An answer to each question; what cannot be used is told at once, and asked again."""
    found: dict[str, Any] = {}
    for question in questions:
        while True:
            raw = _one(run, question)
            try:
                cleaned(run.bundle, question, raw, run.day)
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
    words = label(run, question)
    if question.options:
        words += f" [{', '.join(_option(run, question, option.id) for option in question.options)}]"
    if question.kind == "yes-no":
        words += f" [{YES}, {NO}]"
    if question.kind == "scale":
        words += f" [{question.least}-{question.most}{_ends(run, question)}]"
    if question.later:
        words += f" ({LATER}: {run.texts.label('put_off', LATER, run.language)})"
    if not question.required:
        words += f" ({run.text('word.may_be_empty')})"
    return ask(words, default=None if question.required else "")


def _acceptance(run: Run, question: Question) -> str:
    """Yes or no to one of the programme's texts, which can be read first."""
    while True:
        answer = ask(f"{label(run, question)} [{YES}, {NO}, {READ} {run.text('word.to_read')}]", default=NO)
        if answer.strip() != READ:
            return answer
        show_text(run, question.document)


def _option(run: Run, question: Question, option: str) -> str:
    words = run.texts.label("option", f"{question.id}.{option}", run.language)
    return option if words.endswith(f".{option}") else f"{option}: {words}"


def _ends(run: Run, question: Question) -> str:
    """What the numbers of a scale mean, as far as the bundle says it."""
    said = scale_words(question, lambda kind, name: run.texts.label(kind, name, run.language))
    return "".join(f"; {number}: {words}" for number, words in said.items())


def label(run: Run, question: Question) -> str:
    """What a question is called in her language."""
    return run.texts.label("question", question.id, run.language)


def show_text(run: Run, document: str) -> None:
    """One of the programme's texts, before its answers are asked for."""
    text = shown_document(run, the_document(run.bundle, document))
    click.echo(f"\n{text.title}\n\n{text.body}\n", err=True)
