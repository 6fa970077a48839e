"""Forms that belong to a pair: the working agreement, and what the mentee writes down about a session."""

from __future__ import annotations

from collections.abc import Mapping

from mentorcore.domain.answers import Raw
from mentorcore.domain.bundle import Bundle
from mentorcore.domain.forms import LATER, Form, FormUse
from mentorcore.domain.people import Answer
from mentorcore.engine.form_answers import clean_form
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
        raw: question to answer, as `mentorcore.engine.form_answers.clean_form` takes it.
        settled: answers that stay where `raw` does not name the question.

    Raises:
        InputFault: every problem at once, at the question.
    """
    whole = {**(settled or {}), **raw}
    return dict(clean_form(work.bundle, form, whole, day=work.today).answers)


def put_off(bundle: Bundle, form: Form, answers: Mapping[str, Answer]) -> tuple[str, ...]:
    """The questions of a form that were put off, in its order."""
    asked = bundle.questions_of(form.id)
    return tuple(q.id for q in asked if q.later and answers.get(q.id) == LATER)
