"""The agenda: on the screen, or as a file for a calendar program."""

from __future__ import annotations

from typing import Any

from mentorcore.cli.leaf import Own, Values
from mentorcore.cli.params import Param, of_class
from mentorcore.cli.run import Run
from mentorcore.domain.commands.agenda import ShowAgenda, ShowCalendar
from mentorcore.domain.errors import InputFault

_SHOWN, _ = of_class(ShowAgenda)
_FILE = (
    Param(
        "ics",
        "write what is due into this file for a calendar program",
        "option",
        required=False,
        metavar="FILE",
    ),
    Param(
        "names",
        "titles in that file with the names by which people want to be called",
        "flag",
        required=False,
    ),
)


def _agenda(run: Run, values: Values) -> None:
    typed = {param.name: values[param.name] for param in _SHOWN if values[param.name] is not None}
    if values["ics"]:
        _write(run, values["ics"], typed | {"names": bool(values["names"])})
    elif values["names"]:
        raise InputFault.one("cli.only_with", "--names", option="--ics")
    else:
        run.verb("agenda.show", ShowAgenda, typed, ())


def _write(run: Run, file: str, typed: dict[str, Any]) -> None:
    from pathlib import Path

    from mentorcore.cli.places import told_at
    from mentorcore.cli.render.calendar import Written, written
    from mentorcore.papers.calendar_file import write_calendar  # start-up: few agendas are exported

    found = run.call("agenda.calendar", ShowCalendar(**typed))
    texts = run.programme.context.texts
    with told_at({"--ics": Path(file)}):
        write_calendar(found, lambda kind: texts.label("calendar", kind, run.language), Path(file))
    run.print("", Written(file, len(found.entries)), written)


agenda = Own(_agenda, (*_SHOWN, *_FILE))
