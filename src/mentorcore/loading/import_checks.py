"""What the map of a registration export has to keep: every row would stumble over a fault in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from mentorcore.domain.bundle import Bundle, ImportMap, Question
from mentorcore.domain.errors import Problem

_YES_NO = ("yes", "no")
_ANSWERED = ("yes-no", "acceptance")


def import_problems(bundle: Bundle) -> Iterator[Problem]:
    """Every fault of a bundle's map, each with its path; none where there is no map."""
    if bundle.imports is None:
        return
    questions = {question.id: question for question in bundle.questions}
    yield from _forms(bundle, bundle.imports)
    yield from _columns(bundle.imports, questions)
    yield from _missing(bundle, bundle.imports)
    yield from _values(bundle.imports, questions)


def _forms(bundle: Bundle, imports: ImportMap) -> Iterator[Problem]:
    known = [form.id for form in bundle.forms if form.use == "registration"]
    for cell, form in imports.forms.items():
        if form not in known:
            yield unknown(f"imports.forms.{cell}", form, known)


def _columns(imports: ImportMap, questions: Mapping[str, Question]) -> Iterator[Problem]:
    for question in imports.columns:
        if question not in questions:
            yield unknown("imports.columns", question, questions)
    own = (imports.form_column, imports.registered_column, imports.key_column)
    headers = Counter([*imports.columns.values(), *imports.ignored, *filter(None, own)])
    for header, count in headers.items():
        if count > 1:
            yield Problem("setup.twice", "imports.columns", {"id": header})


def _missing(bundle: Bundle, imports: ImportMap) -> Iterator[Problem]:
    """A required question without a column would make every row of its form a bad one."""
    filled_in = set(imports.forms.values())
    for question in bundle.questions:
        if (
            question.required
            and not filled_in.isdisjoint(question.forms)
            and question.id not in imports.columns
        ):
            yield Problem("setup.missing_key", f"imports.columns.{question.id}")


def _values(imports: ImportMap, questions: Mapping[str, Question]) -> Iterator[Problem]:
    for name, values in imports.values.items():
        if name not in questions:
            yield unknown("imports.values", name, questions)
            continue
        question = questions[name]
        allowed = _YES_NO if question.kind in _ANSWERED else [option.id for option in question.options]
        for cell, option in values.items():
            if allowed and option not in allowed:
                yield unknown(f"imports.values.{name}.{cell}", option, allowed)


def unknown(where: str, found: str, known: Iterable[str]) -> Problem:
    """A name that stands for nothing, with those that do."""
    return Problem("setup.unknown_name", where, {"found": found, "known": ", ".join(sorted(known))})
