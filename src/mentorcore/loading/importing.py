"""A whole export as the command that imports it: usable rows cleaned, faults of the others told apart."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from mentorcore.desk.imports import ImportRegistrations, RowFault
from mentorcore.domain.bundle import Bundle
from mentorcore.domain.errors import InputFault
from mentorcore.engine.applications import Application
from mentorcore.loading.registrations import build_row, read_export


def read_registrations(
    source: Path | bytes, bundle: Bundle, *, day: date, keep_going: bool = False
) -> ImportRegistrations:
    """Read an export of a registration form, for ``desk.participants.import_``.

    Args:
        source: the file, or its content.
        bundle: the programme, with a map of its export.
        day: the day of registration of rows that do not tell it, in the programme's time zone.
        keep_going: store the good rows although others are bad.

    Raises:
        InputFault: the file itself cannot be used; what is wrong with single rows is handed on in the command.
    """
    export = read_export(source, bundle)
    applications: list[Application] = []
    faults: list[RowFault] = []
    for row in export.rows:
        try:
            applications.append(build_row(bundle, row, day=day))
        except InputFault as fault:
            faults += [RowFault(row.source, problem=problem) for problem in fault.problems]
    return ImportRegistrations(tuple(applications), export.digest, tuple(faults), keep_going)
