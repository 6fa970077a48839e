"""The log of the command: a private file, where one is named, of what was done by code."""

from __future__ import annotations

import json
import stat
from pathlib import Path
from typing import Any

import pytest
from tests.cli.conftest import CANARY, Type

from mentorcore.domain.log import LOG


def lines(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()]


def test_what_was_done_and_what_was_refused_stands_in_a_private_file(
    house: Path, type_: Type, tmp_path: Path
) -> None:
    file = tmp_path / "events.log"

    assert type_("agenda", "--log", str(file)).exit_code == 0
    assert type_("participants", "show", "P-0000000", "--log", str(file)).exit_code != 0

    found = lines(file)
    assert [line["event"] for line in found][:2] == ["programme.opened", "action.done"]
    assert found[1]["verb"] == "agenda.show"
    assert found[-1]["event"] == "command.failed"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert CANARY not in file.read_text("utf-8")
    assert LOG.handlers == []


def test_a_file_that_others_could_read_is_made_private(
    house: Path, type_: Type, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "events.log"
    file.write_text("")
    file.chmod(0o644)
    monkeypatch.setenv("MENTORCORE_LOG", str(file))
    monkeypatch.setenv("MENTORCORE_LOG_LEVEL", "ERROR")

    assert type_("agenda").exit_code == 0

    assert (stat.S_IMODE(file.stat().st_mode), file.read_text("utf-8")) == (0o600, "")


@pytest.mark.parametrize("kind", ["folder", "link", "nowhere"])
def test_a_log_that_cannot_be_written_is_told_before_anything_is_done(
    house: Path, type_: Type, tmp_path: Path, kind: str
) -> None:
    file = tmp_path / "events.log"
    if kind == "folder":
        file.mkdir()
    elif kind == "link":
        file.symlink_to(tmp_path / "elsewhere")
    else:
        file = tmp_path / "no" / "events.log"

    result = type_("agenda", "--log", str(file), "--json")

    assert result.exit_code == 3
    assert json.loads(result.stdout)["error"]["code"].startswith("files.")
    assert LOG.handlers == []


def test_a_level_that_there_is_not_is_told(house: Path, type_: Type) -> None:
    result = type_("agenda", "--log-level", "chatty", "--json")

    assert result.exit_code == 2
    assert json.loads(result.stdout)["error"]["code"] == "choice.unknown"


def test_without_a_log_nothing_is_written_anywhere(house: Path, type_: Type, tmp_path: Path) -> None:
    before = sorted(tmp_path.rglob("*.log"))

    assert type_("agenda").exit_code == 0
    assert sorted(tmp_path.rglob("*.log")) == before
