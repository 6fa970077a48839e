"""What forms of every use have to keep: bounds, "decide later", what counts, and what only a registration may ask."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from mentorcore.domain.bundle import Bundle, Form, Question
from mentorcore.domain.errors import Problem
from mentorcore.domain.forms import LATER, OCCASION
from mentorcore.loading.import_checks import unknown

COMPARED_KINDS = ("text", "long-text")
COUNTED_KINDS = ("scale", "choice", "choices", "yes-no")
COUNTED_USES = ("survey", "reflection")
DRAFT_MOST = 366
"""Days that a draft can be kept at most: a year."""

_NAME = re.compile(r"[a-z][a-z0-9_-]{0,39}")
_BOUNDED = ("scale", "number")


def form_problems(bundle: Bundle) -> Iterator[Problem]:
    """Every fault of a bundle's forms and questions that concerns how they are answered."""
    grounds = {tier.id for tier in bundle.tiers if tier.grounds}
    for question in bundle.questions:
        where = f"questions.{question.id}"
        yield from _answers(question, where)
        yield from _counted(bundle, question, where)
        yield from _compared(question, where, grounds)
        for form in bundle.forms:
            if form.id in question.forms and form.use != "registration":
                yield from _outside_registration(form, question, where, grounds)
    for form in bundle.forms:
        yield from _form(bundle, form)


_NUMBERS = ("sessions", "minutes")
_MAY_WAIT = ("", "confidentiality", *_NUMBERS)
"""Meanings of which the core knows that they can be put off."""


def _answers(question: Question, where: str) -> Iterator[Problem]:
    least, most = question.least, question.most
    if question.kind in _BOUNDED and (least > most or (question.kind == "scale" and least == most)):
        yield Problem("setup.bounds", where, {"least": least, "most": most})
    for option, count in Counter(question.option_ids).items():
        if count > 1:
            yield Problem("setup.twice", f"{where}.options", {"id": option})
    if question.means in _NUMBERS and question.kind != "number":
        yield unknown(f"{where}.kind", question.kind, ("number",))
    if not question.later:
        return
    if question.kind == "acceptance":
        yield Problem("setup.later_acceptance", where)
    if (
        question.means not in _MAY_WAIT or question.trait or question.compared
    ):  # it would be read as an answer
        yield Problem("setup.later_read", where)
    if LATER in question.option_ids:
        yield Problem("setup.reserved", f"{where}.options", {"name": LATER})


def _counted(bundle: Bundle, question: Question, where: str) -> Iterator[Problem]:
    if not question.counted:
        return
    if question.kind not in COUNTED_KINDS:
        yield Problem("setup.counted_kind", where, {"kinds": ", ".join(COUNTED_KINDS)})
    uses = {form.use for form in bundle.forms if form.id in question.forms}
    if not uses <= set(COUNTED_USES):  # it would be counted for some answers, and not for others
        yield Problem("setup.counted_use", where, {"uses": ", ".join(COUNTED_USES)})


def _compared(question: Question, where: str, grounds: set[str]) -> Iterator[Problem]:
    """Free text that is compared: nobody's name or account, and nothing whose words every policy would get as a trait."""
    if not question.compared:
        return
    if question.kind not in COMPARED_KINDS:
        yield Problem("setup.compared_kind", where, {"kinds": ", ".join(COMPARED_KINDS)})
    if question.trait:
        yield Problem("setup.compared_trait", where)
    if question.means:
        yield Problem("setup.compared_meaning", where, {"means": question.means})
    if question.tier in grounds:
        yield Problem("setup.compared_grounds", where, {"clause": "CORE-3"})


def _outside_registration(form: Form, question: Question, where: str, grounds: set[str]) -> Iterator[Problem]:
    """A pair's forms: why somebody is in the programme is asked in none of them."""
    if question.tier in grounds:
        yield Problem("setup.grounds_elsewhere", where, {"form": form.id, "clause": "CORE-3"})
    if question.kind == "acceptance" and form.use != "agreement":
        yield Problem("setup.acceptance_elsewhere", where, {"form": form.id})
    if question.trait or question.compared or (question.means and form.use in COUNTED_USES):
        yield Problem("setup.read_elsewhere", where, {"form": form.id})


def _form(bundle: Bundle, form: Form) -> Iterator[Problem]:
    where = f"forms.{form.id}"
    if form.use == "registration":
        if form.occasions:
            yield Problem("setup.occasions_of_survey", f"{where}.occasions")
        return
    if not bundle.questions_of(form.id):
        yield Problem("setup.no_questions", where)
    if not form.version.strip():
        yield Problem("setup.missing_key", f"{where}.version")
    if form.use != "survey":
        if form.occasions:
            yield Problem("setup.occasions_of_survey", f"{where}.occasions")
        return
    if not _NAME.fullmatch(form.id):
        yield Problem("setup.form_id", where)
    if not form.occasions:
        yield Problem("setup.missing_key", f"{where}.occasions")
    for occasion, count in Counter(form.occasions).items():
        if not OCCASION.fullmatch(occasion):
            yield Problem("setup.occasion", f"{where}.occasions", {"found": occasion})
        if count > 1:
            yield Problem("setup.twice", f"{where}.occasions", {"id": occasion})
    if not 1 <= form.draft_days <= DRAFT_MOST:
        yield Problem("number.range", f"{where}.draft_days", {"least": 1, "most": DRAFT_MOST})
