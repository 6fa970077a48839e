"""`agenda --ics`: a file for calendar programs, for its owner's eyes alone."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path

from click.testing import Result
from icalendar import Calendar

Type = Callable[..., Result]


def test_the_agenda_is_written_for_a_calendar_program(
    house: Path, type_: Type, ids: Mapping[str, str]
) -> None:
    found = type_("agenda", "--ics", "due.ics", "--json")

    content = (house / "due.ics").read_bytes()
    events = Calendar.from_ical(content).walk("VEVENT")
    assert (found.exit_code, json.loads(found.stdout)) == (0, {"file": "due.ics", "entries": len(events)})
    assert (house / "due.ics").stat().st_mode & 0o777 == 0o600
    assert {str(event["summary"]) for event in events} <= {"Calls", "To do"}
    assert [hidden for hidden in ids.values() if hidden.encode() in content] == []


def test_it_is_written_over_with_the_same_entries_in_her_language(house: Path, type_: Type) -> None:
    type_("agenda", "--ics", "due.ics")
    before = Calendar.from_ical((house / "due.ics").read_bytes()).walk("VEVENT")
    found = type_("agenda", "--ics", "due.ics", language="fr")

    after = Calendar.from_ical((house / "due.ics").read_bytes()).walk("VEVENT")
    assert found.exit_code == 0
    assert [event["uid"] for event in before] == [event["uid"] for event in after]
    assert {str(event["summary"]) for event in after} <= {"Appels", "À faire"}


def test_names_belong_into_a_file_alone(house: Path, type_: Type) -> None:
    found = type_("agenda", "--names")

    assert (found.exit_code, found.stdout) == (2, "")
    assert "--ics" in found.stderr


def test_the_page_goes_by_sittings(house: Path, type_: Type) -> None:
    page = type_("agenda", "--to", "2025-03-01").stdout.splitlines()

    titles = [page[at - 1] for at, line in enumerate(page) if line and set(line) == {"─"}]
    assert titles[:3] == ["Concerns", "Owed to concerns", "Calls"]
