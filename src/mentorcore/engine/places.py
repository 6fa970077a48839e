"""Places: the table that a programme supplies beside its bundle, from postcodes or names to where they lie.

Nobody's address is needed for a distance: a form asks for a postcode, and rules get its coordinates. Nothing is looked
up anywhere else.
"""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterator, Mapping
from functools import lru_cache
from importlib.resources import files

from attrs import frozen

from mentorcore.domain.answers import place_key
from mentorcore.domain.bundle import Bundle
from mentorcore.domain.errors import Problem, SetupFault

COLUMNS = ("code", "latitude", "longitude")
CODE_MOST = 60
"""Characters of a code: long enough for a place's name."""

LatLon = tuple[float, float]
"""Latitude and longitude in degrees (WGS 84)."""

_BOUNDS = {"latitude": 90, "longitude": 180}


@frozen
class PlaceTable:
    """The places that a programme knows.

    Args:
        codes: how a code is compared, see `mentorcore.domain.answers.place_key`, to the code as the table has it.
        where: code to latitude and longitude.
    """

    codes: Mapping[str, str]
    where: Mapping[str, LatLon]


NOWHERE = PlaceTable({}, {})


def places_of(bundle: Bundle) -> PlaceTable:
    """The places of a programme; none where its bundle names no table."""
    if bundle.places is None:
        return NOWHERE
    return _read(bundle.package, bundle.places.file, bundle.places.digest)


@lru_cache(maxsize=8)
def _read(package: str, name: str, digest: str) -> PlaceTable:  # noqa: ARG001, another digest is another file
    return read_places(files(package).joinpath(name).read_bytes(), name)


def read_places(content: bytes, name: str) -> PlaceTable:
    """A table of places: a CSV file in UTF-8 with commas, its columns `COLUMNS` in any order.

    Args:
        content: the file.
        name: the file's name, for the faults.

    Raises:
        SetupFault: every fault, with row and column; the header is row 1. ``setup.not_utf8``, ``csv.broken``,
            ``places.header`` or ``places.none`` alone, otherwise all of ``places.cells``, ``places.code``,
            ``places.twice`` and ``places.degrees``.
    """
    rows = _rows(content, name)
    header = [cell.strip() for cell in next(rows, [])]
    if sorted(header) != sorted(COLUMNS):
        raise SetupFault([Problem("places.header", f"{name}: row 1", {"columns": ",".join(COLUMNS)})])
    codes: dict[str, str] = {}
    where: dict[str, LatLon] = {}
    first: dict[str, int] = {}
    problems: list[Problem] = []
    for number, row in enumerate(rows, start=2):
        if not row:  # an empty line
            continue
        if len(row) != len(header):
            params: dict[str, str | int] = {"expected": len(header), "found": len(row)}
            problems.append(Problem("places.cells", f"{name}: row {number}", params))
            continue
        cells = dict(zip(header, (cell.strip() for cell in row), strict=True))
        code, key = cells["code"], place_key(cells["code"])
        found = list(_problems(cells, f"{name}: row {number}"))
        if key in first:
            found.append(Problem("places.twice", f"{name}: row {number}, code", {"first": first[key]}))
        first.setdefault(key, number)
        if not found:
            codes[key], where[code] = code, (float(cells["latitude"]), float(cells["longitude"]))
        problems += found
    if not problems and not codes:
        problems.append(Problem("places.none", name))
    if problems:
        raise SetupFault(problems)
    return PlaceTable(codes, where)


def _rows(content: bytes, name: str) -> Iterator[list[str]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise SetupFault([Problem("setup.not_utf8", name)]) from None
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    number = 0
    while True:
        number += 1
        try:
            yield next(reader)
        except StopIteration:
            return
        except csv.Error:
            raise SetupFault([Problem("csv.broken", f"{name}: row {number}")]) from None


def _problems(cells: Mapping[str, str], where: str) -> Iterator[Problem]:
    if not 1 <= len(cells["code"]) <= CODE_MOST or not place_key(cells["code"]):
        yield Problem("places.code", f"{where}, code", {"most": CODE_MOST})
    for column, most in _BOUNDS.items():
        if not _within(cells[column], most):
            yield Problem("places.degrees", f"{where}, {column}", {"least": -most, "most": most})


def _within(cell: str, most: int) -> bool:
    try:
        degrees = float(cell)
    except ValueError:
        return False
    return math.isfinite(degrees) and abs(degrees) <= most
