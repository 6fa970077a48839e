"""Forms that belong to a pair: the working agreement, and what the mentee writes down about a session."""

from __future__ import annotations

from collections.abc import Mapping

from mentorcore.domain.answers import Raw, clean_answer
from mentorcore.domain.bundle import Bundle
from mentorcore.domain.errors import InputFault, Problem
from mentorcore.domain.forms import LATER, Form, FormUse
from mentorcore.domain.people import Answer
from mentorcore.engine.applications import not_asked
from mentorcore.engine.work import Work


def form_for(bundle: Bundle, use: FormUse) -> Form | None:
    """The first form of a bundle that is for something, or None."""
    return next((form for form in bundle.forms if form.use == use), None)


def clean_answers(
    work: Work, form: Form, raw: Mapping[str, Raw], settled: Mapping[str, Answer] | None = None
) -> dict[str, Answer]:
    """The answers of a form as they are kept, without questions that have none.

    Args:
        work: the unit of work.
        form: the form.
        raw: question to answer, as `clean_answer` takes it; ``later`` where the question can be put off.
        settled: answers that stay where `raw` does not name the question.

    Raises:
        InputFault: every problem at once, at the question.
    """
    asked = work.bundle.questions_of(form.id)
    problems: list[Problem] = not_asked(work.bundle, asked, raw)
    found: dict[str, Answer] = {}
    for question in asked:
        if settled and question.id not in raw and question.id in settled:
            found[question.id] = settled[question.id]
            continue
        if question.later and raw.get(question.id) == LATER:
            found[question.id] = LATER
            continue
        country = work.bundle.programme.country
        try:
            answer = clean_answer(question, raw.get(question.id), today=work.today, country=country)
        except InputFault as fault:
            problems += fault.problems
        else:
            if answer is not None:
                found[question.id] = answer
    if problems:
        raise InputFault(problems)
    return found


def put_off(bundle: Bundle, form: Form, answers: Mapping[str, Answer]) -> tuple[str, ...]:
    """The questions of a form that were put off, in its order."""
    asked = bundle.questions_of(form.id)
    return tuple(q.id for q in asked if q.later and answers.get(q.id) == LATER)
