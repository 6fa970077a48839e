"""Answering, correcting and drafting a survey: question by question, or all answers from a file."""

from __future__ import annotations

from typing import Any

from mentorcore.cli import asking
from mentorcore.cli.form_prompts import ask_all, show_text
from mentorcore.cli.leaf import Own, Values
from mentorcore.cli.params import Asked, of_class
from mentorcore.cli.run import Run
from mentorcore.cli.sources import answers
from mentorcore.domain.commands.surveys import AnswerSurvey, CorrectSurvey, DraftSurvey
from mentorcore.engine.form_answers import form_of, questions_asked

_ANSWERS = (Asked("answers", "the answers"),)
_PLACE = ("match", "survey", "occasion")


def _answer(run: Run, values: Values) -> None:
    _do(run, "surveys.answer", AnswerSurvey, values, version=values["version"] or "")


def _correct(run: Run, values: Values) -> None:
    _do(run, "surveys.correct", CorrectSurvey, values, version=values["version"] or "")


def _draft(run: Run, values: Values) -> None:
    if values["forget"]:
        place = {name: values[name] for name in _PLACE}
        command = DraftSurvey(**place, answers={}, forget=True)
        run.show("surveys.draft", run.call("surveys.draft", command))
        return
    _do(run, "surveys.draft", DraftSurvey, values)


def _do(run: Run, verb: str, cls: Any, values: Values, **more: str) -> None:
    """Do a verb with the answers of a file, or with those that are typed now."""
    asking.require_source(_ANSWERS, values["from_"])
    place = {name: values[name] for name in _PLACE}
    cls(**place, answers={}, **more)  # a mistyped id is told before anybody is asked
    if values["from_"] is not None:
        found = answers(values["from_"])
    else:
        run.desk()
        form = form_of(run.bundle, values["survey"], "survey", where="SURVEY")
        if form.before:
            show_text(run, form.before)
        found = ask_all(run, questions_asked(run.bundle, form))
    run.show(verb, run.call(verb, cls(**place, answers=found, **more)))


answer = Own(_answer, of_class(AnswerSurvey)[0], _ANSWERS)
correct = Own(_correct, of_class(CorrectSurvey)[0], _ANSWERS)
draft = Own(_draft, of_class(DraftSurvey)[0], _ANSWERS)
