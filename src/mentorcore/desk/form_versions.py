"""Versions of forms: answers keep the version they were given to, so a changed form needs a new one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mentorcore.domain.errors import InputFault, Problem

_MEANING = ("id", "kind", "options", "least", "most", "later", "required", "counted")
"""What of a question says what an answer to it means, or how it is counted."""


def refuse_silent_forms(old: Mapping[str, Any], new: Mapping[str, Any]) -> None:
    """See that no form but those of registrations asks something else under the version that it had.

    A registration is somebody's own data, corrected in place; it has no versions of answers.

    Args:
        old: the values of the adopted bundle as JSON; empty where there is none.
        new: those of the installed one.

    Raises:
        InputFault: ``form.same_version`` for each such form.
    """
    before = {form["id"]: form for form in old.get("forms", [])}
    problems = [
        Problem("form.same_version", f"forms.{form['id']}", {"version": form["version"]})
        for form in new["forms"]
        if form.get("use", "registration") != "registration"
        and before.get(form["id"], {}).get("version") == form["version"]
        and _asked(old, form["id"]) != _asked(new, form["id"])
    ]
    if problems:
        raise InputFault(problems)


def _asked(values: Mapping[str, Any], form: str) -> list[dict[str, Any]]:
    return [
        {name: question.get(name) for name in _MEANING}
        for question in values["questions"]
        if form in question["forms"]
    ]
