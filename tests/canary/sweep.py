"""Typing commands: one of the table with its personal values filled in, by whom, how it is put out, and what was seen."""

from __future__ import annotations

import shlex
import shutil
import sqlite3
from collections.abc import Mapping
from pathlib import Path

import click.testing
import pytest
from attrs import define, field, frozen
from tests.canary import fields
from tests.canary.planting import Garden, Label
from tests.canary.searching import in_folder, in_text
from tests.canary.steps import Step

from mentorcore.cli.main import root
from mentorcore.cli.table import COMMANDS
from mentorcore.domain.bundle import Bundle

OWN_DATA = "own-data"
LEVELS = ("info", "warning", "error")


@frozen
class Seen:
    """What came of a command.

    Args:
        code: its exit code.
        out, err: what it printed.
        labels: the canaries in either.
    """

    code: int
    out: str = field(repr=False)
    err: str = field(repr=False)
    labels: frozenset[Label]

    @property
    def kinds(self) -> set[str]:
        """The kinds of the canaries that were printed."""
        return {label.kind for label in self.labels}


@define
class Sweep:
    """A copy of the programme, and a person at its keyboard.

    Args:
        built: the programme as it stands at first.
        packages: where its bundle is installed.
        root: the folder of everything; the programme stands in ``house``, what people hand over in ``given``.
        ids: who and what is in the programme, by part.
        garden: the canaries.
        bundle: the programme's values.
        patch: for what lasts as long as the test.
        typed: how many commands were typed.
        left: file to the canaries that were found in it although they must not be there.
        held: connections of nobody.
    """

    built: Path
    packages: Path
    root: Path
    ids: Mapping[str, str]
    garden: Garden
    bundle: Bundle
    patch: pytest.MonkeyPatch
    typed: int = 0
    left: dict[str, set[Label]] = field(factory=dict)
    held: list[sqlite3.Connection] = field(factory=list)

    @property
    def house(self) -> Path:
        """The folder of the programme."""
        return self.root / "house"

    @property
    def given(self) -> Path:
        """The folder of what people hand over; it holds canaries on purpose."""
        return self.root / "given"

    def again(self, before: tuple[str | Step, ...] = ()) -> None:
        """Let the programme stand as it did at first, and look through what stood here until now.

        Args:
            before: lines that are typed first.
        """
        self.look()
        shutil.rmtree(self.house, ignore_errors=True)
        shutil.copytree(self.built / "house", self.house)
        self.patch.chdir(self.house)
        (self.given / "inscriptions.csv.bad.csv").unlink(missing_ok=True)
        brought_back = any(
            str(line).startswith("keys backup") for line in before
        )  # nobody may have those keys open
        self._hold(self.house / "vps.db", *([] if brought_back else [self.house / "keys.db"]))
        for line in before:
            found = self.do(line) if isinstance(line, Step) else self.type(line)
            assert found.code == 0, line

    def look(self) -> None:
        """Note every file that holds a canary, but those that people handed over, or asked for: their own data."""
        self.left |= in_folder(self.root, self.garden, but=[self.given, self.house / OWN_DATA])
        self._hold()

    def _hold(self, *databases: Path) -> None:
        """Keep databases open, so that their logs stay where they are when the command lets go of them."""
        for connection in self.held:
            connection.close()
        self.held = [sqlite3.connect(file) for file in databases]
        for connection in self.held:
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()

    def words(self, line: str, ids: Mapping[str, str] | None = None) -> tuple[str, list[str]]:
        """Path and further words of a line."""
        found = shlex.split(line.format(**(ids or self.ids)))
        path = next(p for p in (" ".join(found[:2]), found[0]) if p in COMMANDS)
        return path, found[len(path.split()) :]

    def do(
        self,
        step: Step,
        *,
        json: bool = False,
        ids: Mapping[str, str] | None = None,
        more: str = "",
        by: str = "",
    ) -> Seen:
        """Type the line of a step, with a canary in each of its personal fields."""
        return self.type(f"{step.line} {more}", by=by or step.by, json=json, without=step.without, ids=ids)

    def type(
        self,
        line: str,
        *,
        by: str = "anne",
        json: bool = False,
        without: str = "",
        ids: Mapping[str, str] | None = None,
    ) -> Seen:
        """Type a line; its personal fields are handed over as a file, or on standard input where it is for programs."""
        path, words = self.words(line, ids)
        values = fields.filled(path, words, self.garden, self.bundle, without) if fields.asked(path) else {}
        if path == "find":  # somebody who is there
            values = {"words": self.garden.first(self.ids["mentee1"], "identity")}
        stdin = ""
        if values:
            text = fields.written(values, toml=not json)
            if json:
                stdin = (
                    text
                    if len(values) > 1 or len(fields.asked(path)) > 1
                    else str(next(iter(values.values())))
                )
                words = [*words, "--from", "-"]
            else:
                file = self.given / f"{self.typed}.toml"
                file.write_text(text, "utf-8")
                words = [*words, "--from", str(file)]
        return self.run([*path.split(), *words], by=by, json=json, stdin=stdin)

    def run(self, words: list[str], *, by: str, json: bool = False, stdin: str | bytes = "") -> Seen:
        """Let a system user run the command with these words; what it logs goes to a file, at each level in turn."""
        self.typed += 1
        level = LEVELS[self.typed % len(LEVELS)]
        log = self.root / "logs" / f"{level}.log"
        self.patch.setattr("mentorcore.cli.run.account", lambda: by)
        typed = [*words, "--log", str(log), "--log-level", level, *(["--json"] if json else [])]
        language = "fr" if json else "en"
        found = click.testing.CliRunner().invoke(root(language), typed, input=stdin)
        assert isinstance(found.exception, SystemExit | None), found.exception
        labels = in_text(found.stdout, self.garden) | in_text(found.stderr, self.garden)
        return Seen(found.exit_code, found.stdout, found.stderr, frozenset(labels))
