"""A reader who types what a page says, into an empty folder, on a day that stands still.

A comment after a command says what is typed when it asks: ``mentorcore find  # type Lou``, or for several questions
``# type Lou, then Enter``. The comment ``# refused`` says that mentorcore does not do it.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from mentorcore.domain.clock import ManualClock, SystemClock
from mentorcore.domain.ids import IdMaker, numbered_ids
from mentorcore.loading import plugins
from mentorcore.programme import Programme

ROOT = Path(__file__).resolve().parents[2]
MONDAY = datetime(2025, 2, 3, 8, tzinfo=UTC)
"""The day on which every page is read."""

_HEREDOC = re.compile(r"<<-?\s*'?(?P<end>\w+)'?")
_ID = re.compile(r"\b[PMRCDGESF]-[0-9A-Z]{8}\b")
_INSTALLS = re.compile(r"(python -m )?pip install .*--editable (?P<folder>\S+)")
_TYPED = re.compile(r"\s# type (?P<answers>.+)$")
_SET_UP = re.compile(r"python3? -m venv |\. \.venv/|make |python -m pip install \. ")


class Reader:
    """Types the commands of one page: mentorcore runs in this process, everything else in a shell.

    Args:
        home: the folder that the reader sits in.
        clock: the reader's clock; a page can move it.
    """

    def __init__(self, home: Path, clock: ManualClock) -> None:
        self.home = home
        self.clock = clock
        self.printed = ""
        self.ids: dict[str, str] = {}
        self.site = home / ".site"
        self.site.mkdir()

    def type(self, block: str) -> None:
        """Run the commands of a block; keep what the last one printed."""
        for command in commands(block):
            self.printed = self._run(_ID.sub(self._id, command))

    def _id(self, shown: re.Match[str]) -> str:
        assert shown[0] in self.ids, f"the page uses {shown[0]} before it shows where it comes from"
        return self.ids[shown[0]]

    def write(self, path: str, content: str) -> None:
        """Write a file that the page shows, wherever the reader has gone meanwhile."""
        target = self.home / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(content, encoding="utf-8")
        importlib.invalidate_caches()

    def _run(self, command: str) -> str:
        if installs := _INSTALLS.match(command):
            self._install(self.home / installs["folder"])
            return ""
        if _SET_UP.match(command):
            return ""  # a checkout's own installation is what runs this test
        if command.startswith("cd "):
            os.chdir(command.removeprefix("cd "))
            return ""
        before, _, mentorcore = command.rpartition("| ")
        if not mentorcore.startswith("mentorcore "):
            return self._shell(command)
        if before:
            return printed(shlex.split(mentorcore)[1:], io.BytesIO(self._shell(before).encode()))
        typed = _TYPED.search(mentorcore)
        words = shlex.split(mentorcore, comments=True)[1:]
        if mentorcore.endswith("  # refused"):
            return printed(words, None, succeeds=False)
        if ">" in words:
            at = words.index(">")
            Path(words[at + 1]).write_text(printed(words[:at], None), encoding="utf-8")
            return ""
        return printed(words, Terminal(typed["answers"].split(", then ") if typed else []))

    def _shell(self, command: str) -> str:
        path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
        found = [*self._import_path(), *filter(None, [os.environ.get("PYTHONPATH")])]
        env = {**os.environ, "PATH": path, "PYTHONPATH": os.pathsep.join(found)}
        done = subprocess.run(
            ["sh", "-e", "-c", command], env=env, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
        return done.stdout

    def _import_path(self) -> list[str]:
        return [path for path in sys.path if path.startswith(str(self.home))]

    def _install(self, folder: Path) -> None:
        """What an editable installation comes to, without pip: its code and its entry points are found."""
        project = tomllib.loads((folder / "pyproject.toml").read_text("utf-8"))["project"]
        info = self.site / f"{project['name'].replace('-', '_')}-{project['version']}.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Name: {project['name']}\nVersion: {project['version']}\n", "utf-8")
        points = [
            f"[{group}]\n" + "".join(f"{name} = {module}\n" for name, module in named.items())
            for group, named in project["entry-points"].items()
        ]
        (info / "entry_points.txt").write_text("\n".join(points), "utf-8")
        sys.path[:0] = [str(self.site), str(folder / "src")]
        importlib.invalidate_caches()
        plugins._entry_points.cache_clear()


def commands(block: str) -> Iterator[str]:
    """The commands of a block: one a line, longer with a backslash or a here-document."""
    lines = iter(block.splitlines())
    for line in lines:
        command = line
        while command.endswith("\\"):
            command = command[:-1] + next(lines).strip()
        if heredoc := _HEREDOC.search(command):
            for inner in lines:
                command += f"\n{inner}"
                if inner == heredoc["end"]:
                    break
        if command.strip() and not command.startswith("#"):
            yield command


class Terminal(io.BytesIO):
    """A terminal at which somebody sits and answers each question.

    Args:
        answers: what is typed, line by line; ``Enter`` stands for an empty line.
    """

    def __init__(self, answers: list[str]) -> None:
        lines = ("" if answer == "Enter" else answer for answer in answers)
        super().__init__("".join(f"{line}\n" for line in lines).encode())

    def isatty(self) -> bool:
        """A terminal it is."""
        return True


def printed(words: list[str], given: io.BytesIO | None, *, succeeds: bool = True) -> str:
    """What mentorcore prints for some words on its command line: its output, or its words of refusal.

    Args:
        words: the words after ``mentorcore``.
        given: its standard input; nothing where there is none.
        succeeds: whether it has to succeed, or to fail.
    """
    from mentorcore.cli.main import root

    out, err = io.StringIO(), io.StringIO()
    with (
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setattr(sys, "stdin", io.TextIOWrapper(given or io.BytesIO(), encoding="utf-8"))
        with pytest.raises(SystemExit) as ended:
            root("en").main(words)
    said = f"mentorcore {shlex.join(words)}\n{out.getvalue()}{err.getvalue()}"
    assert (ended.value.code == 0) is succeeds, said
    return out.getvalue() if succeeds else err.getvalue()


@pytest.fixture
def reader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Reader]:
    """A reader in a folder with the sample exports, with ids and a clock that repeat themselves."""
    for data in ("examples/vps/data", "examples/at_the_heart/data"):
        shutil.copytree(ROOT / data, tmp_path / data)
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("MENTORCORE_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    monkeypatch.setenv("COLUMNS", "110")
    monkeypatch.setattr(sys, "path", list(sys.path))
    clock, ids = ManualClock(MONDAY), numbered_ids()
    monkeypatch.setattr(SystemClock, "now", lambda _: clock.now())
    for maker in (Programme.open, Programme.create, Programme.in_memory):
        monkeypatch.setitem(_defaults(maker), "new_id", ids)
    known = set(sys.modules)
    yield Reader(tmp_path, clock)
    for name in set(sys.modules) - known:
        file = getattr(sys.modules[name], "__file__", None)
        if file and file.startswith(str(tmp_path)):
            del sys.modules[name]
    plugins._entry_points.cache_clear()


def _defaults(maker: object) -> dict[str, IdMaker]:
    found: dict[str, IdMaker] = maker.__func__.__kwdefaults__  # type: ignore[attr-defined]  # a bound class method
    return found
