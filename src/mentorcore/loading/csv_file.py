"""CSV files as programmes exchange them: strictly read, a record at a time, and written as they were.

UTF-8 with or without byte order mark, nothing guessed, no error repeating what a cell holds. Rows are
logical records, the header being row 1: a text editor counts higher where cells hold several lines.
"""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from mentorcore.domain.errors import InputFault, Problem
from mentorcore.storage.files import create_private

_LINE_MOST = 1 << 20  # bytes of a line; more is no text, and would all be held in memory
_BOM = "\ufeff"
_APOSTROPHES = str.maketrans("\u2018\u2019\u02bc", "'''")


class _NulFound(Exception):
    """A NUL stands in the file."""


def _lines(stream: BinaryIO) -> Iterator[str]:
    """Decoded lines, one at a time, so that a fault is found in the row where it stands."""
    mark = _BOM
    while line := stream.readline(_LINE_MOST):
        if len(line) == _LINE_MOST:
            raise csv.Error("line too long")
        text = line.decode("utf-8").removeprefix(mark)
        if "\0" in text:
            raise _NulFound
        if text:  # of a file that is nothing but a byte order mark, nothing is left
            yield text
        mark = ""


def records(stream: BinaryIO, delimiter: str) -> Iterator[list[str]]:
    """The logical records of a file, the header first; an empty line is a record without cells.

    Args:
        stream: the file, opened for bytes, at its beginning.
        delimiter: the cell separator.

    Raises:
        InputFault: ``csv.empty``, ``csv.not_utf8``, ``csv.nul`` or ``csv.broken`` (a quotation mark out of
            place, a line or a cell beyond all measure), each with the row where it stands.
    """
    reader = csv.reader(_lines(stream), delimiter=delimiter, strict=True)
    number, code = 0, ""
    while not code:
        number += 1
        try:
            record = next(reader)
        except StopIteration:
            if number > 1:
                return
            code = "csv.empty"
        except UnicodeDecodeError:
            code = "csv.not_utf8"
        except _NulFound:
            code = "csv.nul"
        except csv.Error:
            code = "csv.broken"
        else:
            yield record
    raise InputFault.one(code, f"row {number}")  # outside, so that no line of the file stays in its context


def places(header: Sequence[str], columns: Iterable[str], delimiter: str) -> dict[str, int]:
    """Column to its place in the header, which has each column once and no other.

    Args:
        header: the cells of row 1.
        columns: the columns that there have to be.
        delimiter: the cell separator, for the fault.

    Raises:
        InputFault: ``csv.separator`` or ``csv.no_header`` alone, which tell nothing of what was found, since
            it may be a row of data; otherwise all of ``csv.header_missing``, ``csv.header_unknown`` and
            ``csv.header_twice``.
    """
    wanted = {folded(name): name for name in columns}
    found = [folded(cell) for cell in header]
    missing = [name for label, name in wanted.items() if label not in found]
    if len(missing) * 2 > len(wanted):
        code = "csv.separator" if len(header) == 1 else "csv.no_header"
        raise InputFault.one(code, "row 1", expected=delimiter, columns=", ".join(wanted.values()))
    problems = [Problem("csv.header_missing", "row 1", {"column": name}) for name in missing]
    for place, label in enumerate(found):
        if label not in wanted:
            # its words are not repeated: where the end of the header's line is lost, they are those of a person
            problems.append(Problem("csv.header_unknown", "row 1", {"place": place + 1}))
        elif label in found[:place]:
            problems.append(
                Problem("csv.header_twice", "row 1", {"column": wanted[label], "place": place + 1})
            )
    if problems:
        raise InputFault(problems)
    return {wanted[label]: place for place, label in enumerate(found)}


def write_bad_rows(
    path: Path, header: Sequence[str], rows: Iterable[Sequence[str]], *, delimiter: str = ";"
) -> None:
    """Write rows that could not be taken in to a file of their own, to be mended and imported again.

    The cells stay exactly as they were: the file is read by people who mend it and by `iter_rows`.

    Args:
        path: a name that nothing has yet; the file can be read by its owner alone.
        header: the header's cells.
        rows: the cells of each row.
        delimiter: the cell separator of the bundle's map.

    Raises:
        StoreError: as `create_private`.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows(rows)
    create_private(path, (_BOM + text.getvalue()).encode())


def folded(label: str) -> str:
    """A label as it is compared: NFC, plain apostrophes, single spaces."""
    return " ".join(unicodedata.normalize("NFC", label).translate(_APOSTROPHES).split())
