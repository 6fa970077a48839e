"""Files that hold values on purpose, and those beside them that must not."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest
from tests.canary.exports import BAD, GOOD
from tests.canary.searching import in_file, in_folder
from tests.canary.sweep import LEVELS, OWN_DATA, Sweep

IMPORT = "participants import ../given/inscriptions.csv"
KEPT = {"avoid", "contact", "identity", "notes", "safety"}


def mode(path: Path) -> int:
    """The rights on a file."""
    return stat.S_IMODE(path.stat().st_mode)


def imported(sweep: Sweep) -> set[str]:
    """The kinds of values in the file of the rows that could not be taken in."""
    return {label.kind for label in in_file(sweep.given / "inscriptions.csv.bad.csv", sweep.garden)}


def test_rows_that_could_not_be_taken_in_are_their_owners_alone(sweep: Sweep) -> None:
    """The file holds those rows, to be mended; it is private from the start, and nothing else holds them."""
    found = sweep.type(f"{IMPORT} --keep-going", json=True)

    report = json.loads(found.out)["report"]
    assert (report["stored"], len(report["bad"]), found.labels) == (GOOD, BAD, frozenset())
    assert imported(sweep) == KEPT
    assert mode(sweep.given / "inscriptions.csv.bad.csv") == 0o600
    assert len((sweep.given / "inscriptions.csv.bad.csv").read_text("utf-8").splitlines()) == 1 + BAD


def test_what_is_mended_and_imported_again_stays_there(sweep: Sweep) -> None:
    sweep.type(f"{IMPORT} --keep-going")
    mended = sweep.given / "mended.csv"
    mended.write_text(
        (sweep.given / "inscriptions.csv.bad.csv").read_text("utf-8").replace("@@", "@"), "utf-8"
    )
    found = sweep.type("participants import ../given/mended.csv", json=True)

    assert (json.loads(found.out)["report"]["stored"], found.labels) == (BAD, frozenset())


def test_an_import_that_is_refused_leaves_no_cell_anywhere(sweep: Sweep) -> None:
    found = sweep.type(IMPORT)

    assert (found.code, found.labels) == (2, frozenset())
    assert found.err.count("\n") == BAD + 1  # and what to do now
    assert in_folder(sweep.given, sweep.garden, but=[sweep.given / "inscriptions.csv"]) == {}


@pytest.mark.parametrize(
    "lost", ["the end of the header", "the header", "a quotation mark", "the separators", "an end"]
)
def test_a_file_that_is_cut_or_torn_is_not_repeated(lost: str, sweep: Sweep) -> None:
    file = sweep.given / "inscriptions.csv"
    text = file.read_text("utf-8")
    header, _, rows = text.partition("\n")
    torn = {
        "the end of the header": f"{header.strip()}{rows}",
        "the header": rows,
        "a quotation mark": f'{header}\n"{rows}',
        "the separators": text.replace(";", ","),
        "an end": text[:-120],
    }
    file.write_text(torn[lost], "utf-8")

    for json_ in (False, True):
        found = sweep.type(IMPORT, json=json_)
        assert (found.code, found.labels) == (2, frozenset()), found.err


def test_ones_own_data_lie_in_a_private_folder(sweep: Sweep) -> None:
    person = sweep.ids["mentee1"]
    found = sweep.type(f"participants export {person} --into {OWN_DATA} --on-behalf-of {person} --how phone")

    folder = sweep.house / OWN_DATA
    labels = [label for found in in_folder(folder, sweep.garden).values() for label in found]
    assert (found.code, found.labels) == (0, frozenset())
    assert {label.whose for label in labels} == {person}
    assert {label.kind for label in labels} == KEPT | {
        "consent"
    }  # what was told to protect others is not theirs
    assert (mode(folder), {mode(path) for path in folder.iterdir()}) == (0o700, {0o600})


def test_names_stand_in_a_calendar_that_was_asked_for_with_them(sweep: Sweep) -> None:
    found = sweep.type("agenda --to 2025-06-01 --ics names.ics --names")

    file = sweep.house / "names.ics"
    kinds = {label.kind for label in in_file(file, sweep.garden)}
    assert (found.code, found.labels, kinds, mode(file)) == (0, frozenset(), {"contact"}, 0o600)
    file.unlink()


def test_copies_and_logs_are_there_to_be_searched(sweep: Sweep) -> None:
    """What each test looks through at its end holds the database, its log, its copies and the logs of all levels."""
    for line in ("db backup copy.db", "keys backup usb", "participants apply mentee --shown"):
        assert sweep.type(line).code == 0
    for level in LEVELS:
        sweep.run(["vetting", "show", "P-0000000", "--log-level", level], by="anne")

    written = {str(path.relative_to(sweep.root)) for path in sweep.root.rglob("*") if path.is_file()}
    logs = {f"logs/{level}.log" for level in LEVELS}
    house = {
        "vps.db",
        "vps.db-wal",
        "vps.db-shm",
        "keys.db",
        "keys.db-wal",
        "keys.db-shm",
        "keys.db.master",
        "copy.db",
    }
    assert logs | {f"house/{name}" for name in (*house, "usb/keys.db")} <= written
    assert {mode(sweep.root / name) for name in logs} == {0o600}
    assert (sweep.house / "vps.db-wal").stat().st_size > 4096
    assert json.loads((sweep.root / "logs" / "error.log").read_text("utf-8").splitlines()[-1])["event"]
