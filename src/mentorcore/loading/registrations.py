"""Registration exports: CSV files of a form tool, read row by row with all their mistakes.

The bundle's map of the export says what each column and each label means. A file whose form is not the
declared one is refused as a whole; a mistake in a cell belongs to its row. Whatever is wrong, no error
repeats what a cell holds.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import BinaryIO
from zoneinfo import ZoneInfo

from attrs import field, frozen

from mentorcore.domain.answers import Raw
from mentorcore.domain.bundle import Bundle, ImportMap
from mentorcore.domain.errors import InputFault, Problem
from mentorcore.engine.applications import Application, build_application
from mentorcore.loading.cells import Unreadable, moment, reader_of
from mentorcore.loading.csv_file import folded, places, records, write_bad_rows

__all__ = ["Export", "RawRow", "build_row", "iter_rows", "read_export", "read_header", "write_bad_rows"]


@frozen
class RawRow:
    """One registration as it stands in the file.

    Args:
        number: the logical row; the header is row 1.
        form: id of the form, or empty where the cell does not tell.
        registered_at: the instant of the registration, UTC, or None.
        key: the form tool's own running number, or empty.
        answers: question to what its cell says: labels turned into ids, days into ISO text.
        cells: the cells as they were, for `write_bad_rows`.
        problems: what is wrong with the cells themselves; the answers are checked by `build_row`.
        faulty: questions whose cell could not be read.
    """

    number: int
    form: str
    registered_at: datetime | None
    key: str
    answers: Mapping[str, Raw] = field(repr=False)
    cells: tuple[str, ...] = field(repr=False)
    problems: tuple[Problem, ...] = ()
    faulty: frozenset[str] = frozenset()

    @property
    def source(self) -> str:
        """The label of the row in problems."""
        return f"row {self.number}"


@frozen
class Export:
    """A whole file.

    Args:
        rows: all registrations, those with problems as well.
        digest: SHA-256 of the file, by which the same file is recognised.
        header: the header's cells as they were.
        problems: the problems of all rows.
    """

    rows: tuple[RawRow, ...]
    digest: str
    header: tuple[str, ...]
    problems: tuple[Problem, ...]


def read_export(source: Path | bytes, bundle: Bundle) -> Export:
    """Read a whole export of a registration form into memory.

    Args:
        source: the file, or its content.
        bundle: the programme, with a map of its export.

    Raises:
        InputFault: as `iter_rows`; mistakes in single rows are returned, not raised.
    """
    with io.BytesIO(source) if isinstance(source, bytes) else source.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
        stream.seek(0)
        header = read_header(stream, bundle)
        stream.seek(0)
        rows = tuple(iter_rows(stream, bundle))
    return Export(rows, digest, header, tuple(problem for row in rows for problem in row.problems))


def read_header(stream: BinaryIO, bundle: Bundle) -> tuple[str, ...]:
    """The cells of the header as they are; the arguments and errors are those of `iter_rows`."""
    return tuple(next(records(stream, _map_of(bundle).delimiter)))


def iter_rows(stream: BinaryIO, bundle: Bundle) -> Iterator[RawRow]:
    """Read an export row by row; no more than one row is held in memory.

    Args:
        stream: the file, opened for bytes, at its beginning.
        bundle: the programme, with a map of its export.

    Yields:
        Each row that holds anything; one with `problems` cannot be stored.

    Raises:
        InputFault: the file itself cannot be used: ``import.no_map``, and what `records` and `places` raise.
            It can come after rows: take none of them before the last one was read.
    """
    imports = _map_of(bundle)
    rows = records(stream, imports.delimiter)
    reader = _RowReader(bundle, imports, next(rows))
    for number, cells in enumerate(rows, start=2):
        if any(cell and not cell.isspace() for cell in cells):
            yield reader.row(number, tuple(cells))


def build_row(bundle: Bundle, row: RawRow, *, day: date) -> Application:
    """Clean the answers of a row.

    Args:
        bundle: the programme.
        row: what `iter_rows` yielded.
        day: the day of the registration where the row does not tell, in the programme's time zone.

    Raises:
        InputFault: all problems of the row, those of its cells first, each at ``row 12, <header>``.
    """
    problems = list(row.problems)
    try:
        if row.form:
            application = build_application(
                bundle,
                row.form,
                row.answers,
                day=day,
                registered_at=row.registered_at,
                source=row.source,
                key=row.key,
                headers=_map_of(bundle).columns,
                faulty=row.faulty,
            )
    except InputFault as fault:
        problems += fault.problems
    if problems:
        raise InputFault(problems)
    return application


class _RowReader:
    """Reads records by the bundle's map; what does not change from row to row is looked up once."""

    def __init__(self, bundle: Bundle, imports: ImportMap, header: Sequence[str]) -> None:
        self.imports = imports
        self.zone = ZoneInfo(bundle.programme.time_zone)
        named = (
            imports.form_column,
            imports.registered_column,
            imports.key_column,
            *imports.columns.values(),
        )
        self.places = places(header, filter(None, (*named, *imports.ignored)), imports.delimiter)
        self.forms = {folded(label): form for label, form in imports.forms.items()}
        self.columns = [
            (question, self.places[label], reader_of(imports, question))
            for question, label in ((bundle.question(name), label) for name, label in imports.columns.items())
            if question is not None
        ]

    def row(self, number: int, cells: tuple[str, ...]) -> RawRow:
        if len(cells) != len(self.places):
            counts = {"expected": len(self.places), "found": len(cells)}
            code = "csv.cells_missing" if len(cells) < len(self.places) else "csv.cells_extra"
            return RawRow(number, "", None, "", {}, cells, (Problem(code, f"row {number}", counts),))
        problems: list[Problem] = []
        answers: dict[str, Raw] = {}
        faulty: set[str] = set()
        for question, place, read in self.columns:
            if cell := cells[place].strip():
                try:
                    answers[question.id] = read(cell)
                except Unreadable as error:
                    faulty.add(question.id)
                    problems.append(error.at(number, self.imports.columns[question.id]))
        form = self._form(number, cells, problems)
        registered_at = self._registered_at(number, cells, problems)
        key = self._cell(cells, self.imports.key_column)
        return RawRow(number, form, registered_at, key, answers, cells, tuple(problems), frozenset(faulty))

    def _cell(self, cells: Sequence[str], column: str) -> str:
        return cells[self.places[column]].strip() if column else ""

    def _form(self, number: int, cells: Sequence[str], problems: list[Problem]) -> str:
        column = self.imports.form_column
        label = self._cell(cells, column)
        form = self.forms.get(label) or self.forms.get(folded(label), "")  # nearly always the first
        if not form:
            code = "choice.unknown" if label else "answer.required"
            problems.append(Unreadable(code, allowed=", ".join(self.imports.forms)).at(number, column))
        return form

    def _registered_at(self, number: int, cells: Sequence[str], problems: list[Problem]) -> datetime | None:
        column = self.imports.registered_column
        cell = self._cell(cells, column)
        try:
            return moment(cell, self.imports.date_format, self.zone) if cell else None
        except Unreadable as error:
            problems.append(error.at(number, column))
            return None


def _map_of(bundle: Bundle) -> ImportMap:
    if bundle.imports is None:
        raise InputFault.one("import.no_map")
    return bundle.imports
