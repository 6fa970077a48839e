"""A file of registrations becomes one command for the desk."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from mentorcore import InputFault, load_bundle, read_registrations
from mentorcore.desk.imports import RowFault
from mentorcore.engine.applications import Application

DATA = Path(__file__).parents[2] / "examples" / "vps" / "data" / "inscriptions.csv"
VPS = load_bundle("vps")


def test_a_file_is_read_row_by_row() -> None:
    command = read_registrations(DATA, VPS, day=date(2025, 2, 1), keep_going=True)
    rows = list(command.applications)

    assert {type(row) for row in rows} <= {Application, RowFault}
    assert command.keep_going
    assert len(command.digest) == 64
    assert read_registrations(DATA.read_bytes(), VPS, day=date(2025, 2, 1)).digest == command.digest


def test_what_is_no_export_is_told_so() -> None:
    with pytest.raises(InputFault):
        list(read_registrations(b"a;b\n1;2\n", VPS, day=date(2025, 2, 1)).applications)
