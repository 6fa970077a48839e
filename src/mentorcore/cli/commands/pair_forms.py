"""What a pair writes with a form of the programme: the record of a session, and the working agreement."""

from __future__ import annotations

from typing import Any

from mentorcore.cli import asking
from mentorcore.cli.asking import ask
from mentorcore.cli.form_prompts import ask_all
from mentorcore.cli.leaf import Own, Values
from mentorcore.cli.params import Asked, of_class
from mentorcore.cli.run import Run
from mentorcore.cli.sources import answers, personal_values
from mentorcore.domain.commands.sessions import RecordSession
from mentorcore.domain.commands.working_agreement import ProposeAgreement
from mentorcore.engine.form_answers import form_for

_ANSWERS = (Asked("answers", "the answers"),)
_WORDS = (Asked("words", "what the session was about, for the two alone"),)
_RECORD, _ = of_class(RecordSession)
_PROPOSE, _ = of_class(ProposeAgreement)


def _record(run: Run, values: Values) -> None:
    typed = {"match": values["match"], "session": values["session"], "by_email": bool(values["by_email"])}
    RecordSession(**typed)  # a mistyped id is told before anybody is asked
    written: dict[str, Any] = {}
    if not typed["by_email"]:
        asking.require_source(_ANSWERS, values["from_"])
        written = _written(run, values["from_"])
    run.show("sessions.record", run.call("sessions.record", RecordSession(**typed, **written)))


def _written(run: Run, source: str | None) -> dict[str, Any]:
    """Answers of the programme's form, or plain words where it has none."""
    form = form_for(run.bundle, "session-record")
    if form is None and source is not None:
        return personal_values(source, _WORDS)
    if form is None:
        return {"words": ask(run.own.say("page.record_words", run.language))}
    if source is not None:
        return {"answers": answers(source)}
    run.desk()
    return {"answers": ask_all(run, run.bundle.questions_of(form.id))}


def _propose(run: Run, values: Values) -> None:
    asking.require_source(_ANSWERS, values["from_"])
    ProposeAgreement(match=values["match"], answers={})
    form = form_for(run.bundle, "agreement")
    if values["from_"] is not None:
        found = answers(values["from_"])
    else:
        run.desk()
        found = ask_all(run, run.bundle.questions_of(form.id) if form is not None else ())
    command = ProposeAgreement(match=values["match"], answers=found)
    run.show("agreement.propose", run.call("agreement.propose", command))


record = Own(_record, _RECORD, _ANSWERS)
propose = Own(_propose, _PROPOSE, _ANSWERS)
