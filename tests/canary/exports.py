"""An export of the online form whose every cell that is no choice is a canary."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from tests.canary.planting import Garden

from mentorcore.domain.bundle import Bundle, ImportMap
from mentorcore.testing import plain_answers

GOOD, BAD = 4, 3
"""Rows that can be used, and rows whose e-mail address is none, though it is a canary."""


def write_export(path: Path, bundle: Bundle, garden: Garden) -> None:
    """Write the file; its rows are the registrations of mentees."""
    imports = bundle.imports
    assert imports is not None
    header = [imports.key_column, imports.registered_column, imports.form_column, *imports.columns.values()]
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=imports.delimiter)
    writer.writerow(header)
    for number in range(1, GOOD + BAD + 1):
        answers = {**plain_answers(bundle, "mentee", 800 + number), **garden.answers(bundle, "mentee")}
        if number > GOOD:
            answers["email"] = answers["email"].replace("@", "@@")
        form = next(label for label, name in imports.forms.items() if name == "mentee")
        cells = {column: _cell(bundle, imports, name, answers) for name, column in imports.columns.items()}
        writer.writerow([str(number), "01.02.2025 10:00:00", form, *cells.values()])
    path.write_text(out.getvalue(), "utf-8")


def _cell(bundle: Bundle, imports: ImportMap, name: str, answers: Mapping[str, str]) -> str:
    """An answer as the online form writes it."""
    question, answer = bundle.question(name), answers.get(name, "")
    assert question is not None
    if not answer:
        return ""
    if question.kind == "date":
        return date.fromisoformat(answer).strftime("%d.%m.%Y")
    if question.kind == "acceptance" and name not in imports.values:
        return next(document.version for document in bundle.documents if document.id == question.document)
    labels = {value: label for label, value in imports.values.get(name, {}).items()}
    return labels.get(answer, answer)
