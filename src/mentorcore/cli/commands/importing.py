"""Importing an export of the online form: every fault is shown by row, bad rows can be mended and imported again."""

from __future__ import annotations

import hashlib
import io
import sys
from collections.abc import Callable, Collection, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import BinaryIO

import click

from mentorcore.cli.leaf import Own, Values
from mentorcore.cli.params import Param
from mentorcore.cli.places import told_at
from mentorcore.cli.render import participants as pages
from mentorcore.cli.run import Run
from mentorcore.desk.imports import ImportRegistrations, ImportReport, RowFault
from mentorcore.domain.errors import InputFault, Problem
from mentorcore.engine.applications import Application
from mentorcore.loading.registrations import build_row, iter_rows, read_header, write_bad_rows
from mentorcore.storage.files import try_private

LARGE = 1 << 18  # bytes; smaller files are read before a bar could be seen


def _import(run: Run, values: Values) -> None:
    file, keep_going = values["file"], bool(values["keep_going"])
    target = _target(file, values["bad"])
    if keep_going and target is not None and target.exists():
        raise InputFault.one("cli.bad_exists", "--bad", file=str(target))
    run.desk()  # who may not import is told before a large file is read
    with _opened(file) as stream:
        if keep_going and target is not None:
            with told_at({"--bad": target}):  # before good rows are stored and the bad ones have no place
                try_private(target)
        digest = hashlib.file_digest(stream, "sha256").hexdigest()  # type: ignore[arg-type]  # files and BytesIO alike
        rows = _rows(run, stream)
        command = ImportRegistrations(rows, digest, keep_going=keep_going, restart=bool(values["restart"]))
        with _said_what_to_do():
            report: ImportReport = run.call("participants.import", command)
        wrong = {fault.source for fault in report.bad}
        if wrong and target is not None:
            _write_bad(run, stream, wrong, target)
    written = str(target) if wrong and target is not None else ""
    run.print("", pages.Imported(report, written), pages.imported)


@contextmanager
def _said_what_to_do() -> Iterator[None]:
    """After the mistakes of the rows, that nothing was stored and which two ways there are now."""
    try:
        yield
    except InputFault as fault:
        rows = [problem for problem in fault.problems if problem.where.startswith("row ")]
        if len(rows) != len(fault.problems):
            raise
        raise InputFault([*rows, Problem("cli.nothing_imported", "", {"count": len(rows)})]) from None


def _target(file: str, typed: str | None) -> Path | None:
    """Where bad rows go: beside the file, or nowhere where it came from standard input and nobody said."""
    if typed:
        return Path(typed)
    return None if file == "-" else Path(f"{file}.bad.csv")


@contextmanager
def _opened(file: str) -> Iterator[BinaryIO]:
    if file == "-":
        with io.BytesIO(sys.stdin.buffer.read()) as content:
            yield content
        return
    with ExitStack() as stack:
        try:
            stream = stack.enter_context(Path(file).open("rb"))
        except OSError:
            raise InputFault.one("cli.from_unreadable", "FILE") from None
        yield stream


def _rows(run: Run, stream: BinaryIO) -> Iterator[Application | RowFault]:
    """Every row, cleaned; what is wrong with one does not keep the others from being looked at."""
    bundle, day = run.bundle, run.day
    size = stream.seek(0, io.SEEK_END)
    stream.seek(0)
    with _bar(run, size) as advance:
        for row in iter_rows(stream, bundle):
            try:
                yield build_row(bundle, row, day=day)
            except InputFault as fault:
                yield from (RowFault(row.source, problem=problem) for problem in fault.problems)
            advance(stream.tell())


def watched() -> bool:
    """Whether somebody watches a bar grow."""
    return sys.stderr.isatty()


@contextmanager
def _bar(run: Run, size: int) -> Iterator[Callable[[int], object]]:
    if size < LARGE or not watched():
        yield lambda _: None
        return
    with click.progressbar(length=size, label=run.text("word.reading"), file=sys.stderr) as bar:
        yield lambda place: bar.update(max(0, place - bar.pos))


def _write_bad(run: Run, stream: BinaryIO, wrong: Collection[str], target: Path) -> None:
    stream.seek(0)
    header = read_header(stream, run.bundle)
    stream.seek(0)
    cells = (row.cells for row in iter_rows(stream, run.bundle) if row.source in wrong)
    delimiter = run.bundle.imports.delimiter if run.bundle.imports else ";"
    write_bad_rows(target, header, cells, delimiter=delimiter)


import_file = Own(
    _import,
    (
        Param("file", "the export, or - for standard input"),
        Param("restart", "first remove what an interrupted import has left behind", "flag", required=False),
        Param("keep_going", "store the good rows although others are bad", "flag", required=False),
        Param(
            "bad",
            "where bad rows are written; beside the file where not said",
            "option",
            required=False,
            metavar="FILE",
        ),
    ),
)
