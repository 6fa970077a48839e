"""What somebody writes about what they did together: answers of the programme's form, or plain words where it has none."""

from __future__ import annotations

from typing import Any

from mentorcore.domain.commands.closing import Reflect
from mentorcore.domain.commands.sessions import RecordSession
from mentorcore.domain.forms import Form
from mentorcore.domain.tidy import clean_text
from mentorcore.engine.form_answers import clean_form
from mentorcore.engine.work import Work


def written(work: Work, form: Form | None, command: RecordSession | Reflect) -> dict[str, Any]:
    """What is kept of it, with its day, and the form and its version where there is one; not sealed yet.

    Args:
        work: the unit of work.
        form: the programme's form for it, or None.
        command: what was handed in: answers where there is a form, words where not.

    Raises:
        InputFault: as `clean_form` and `clean_text`.
    """
    day = work.day.isoformat()
    if form is None:
        return {"written_on": day, "words": clean_text(command.words, "words", lines=True)}
    filled = clean_form(work.bundle, form, command.answers, day=work.today)
    return {
        "written_on": day,
        "form": filled.form,
        "form_version": filled.version,
        "answers": dict(filled.answers),
    }
