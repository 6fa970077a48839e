"""Registering and correcting: the text before the form, then question by question, or all answers from a file."""

from __future__ import annotations

import click

from mentorcore.cli import asking
from mentorcore.cli.asking import ask
from mentorcore.cli.commands.bundle import the_form
from mentorcore.cli.form_prompts import ask_all, label, show_text
from mentorcore.cli.leaf import Own, Values
from mentorcore.cli.params import Asked, Param, of_class
from mentorcore.cli.run import Run
from mentorcore.cli.sources import answers
from mentorcore.domain.bundle import Question
from mentorcore.domain.commands.participants import Apply, EditAnswers
from mentorcore.domain.errors import InputFault

_ANSWERS = (Asked("answers", "the answers"),)
_APPLY, _ = of_class(Apply)
_EDIT, _ = of_class(EditAnswers)


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
            show_text(run, form.before)
            shown = True
        found = ask_all(run, run.bundle.questions_of(form.id))
    command = Apply(form=form.id, answers=found, shown=shown, **typed)
    run.show("participants.apply", run.call("participants.apply", command))


def _edit(run: Run, values: Values) -> None:
    asking.require_source(_ANSWERS, values["from_"])
    EditAnswers(person=values["person"], answers={})
    if values["from_"] is not None:
        found = answers(values["from_"])
    else:
        run.desk()
        found = ask_all(run, [_question(run, name) for name in _which(run, values["question"])])
    command = EditAnswers(person=values["person"], answers=found)
    run.show("participants.edit", run.call("participants.edit", command))


def _which(run: Run, typed: tuple[str, ...]) -> list[str]:
    if typed:
        return list(typed)
    for question in run.bundle.registered:
        if question.tier:
            click.echo(f"{question.id}  {label(run, question)}", err=True)
    return ask(run.text("word.which_questions")).replace(",", " ").split()


def _question(run: Run, name: str) -> Question:
    asked = {question.id: question for question in run.bundle.registered if question.tier}
    found = asked.get(name)
    if found is None:
        known = ", ".join(asked)
        raise InputFault.one("choice.unknown", "--question", allowed=known)
    return found


apply = Own(_apply, _APPLY, _ANSWERS)
edit = Own(
    _edit,
    (
        *_EDIT,
        Param("question", "a question to ask anew; can be repeated", "option", many=True, required=False),
    ),
    _ANSWERS,
)
