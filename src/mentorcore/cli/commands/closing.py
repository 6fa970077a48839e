"""Looking back on a match: with the programme's form where it has one, in plain words where not."""

from __future__ import annotations

from typing import Any

from mentorcore.cli import asking
from mentorcore.cli.asking import ask
from mentorcore.cli.form_prompts import ask_all
from mentorcore.cli.leaf import Own, Values
from mentorcore.cli.params import Asked, of_class
from mentorcore.cli.run import Run
from mentorcore.cli.sources import answers, personal_values
from mentorcore.domain.commands.closing import Reflect
from mentorcore.engine.form_answers import form_for

_REFLECT, _ = of_class(Reflect)
_WRITTEN = (Asked("words", "what you want to keep of it; may stay empty", required=False),)


def _reflect(run: Run, values: Values) -> None:
    typed = {"match": values["match"], "way": values["way"]}
    command = Reflect(**typed)  # mistyped words are told before anybody is asked
    written = {} if command.way == "declined" else _words(run, values["from_"])
    run.show("matches.reflect", run.call("matches.reflect", Reflect(**typed, **written)))


def _words(run: Run, source: str | None) -> dict[str, Any]:
    """Answers of the programme's form, or plain words where it has none; nothing where nobody can be asked."""
    form = form_for(run.bundle, "reflection")
    if source is not None:
        return {"answers": answers(source)} if form is not None else personal_values(source, _WRITTEN)
    if not asking.interactive():
        return {}
    run.desk()
    if form is not None:
        return {"answers": ask_all(run, run.bundle.questions_of(form.id))}
    (words,) = _WRITTEN
    return {"words": ask(f"{run.text(words.help)} ({run.text('word.may_be_empty')})", default="")}


reflect = Own(_reflect, _REFLECT, _WRITTEN)
