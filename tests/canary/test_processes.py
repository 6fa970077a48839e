"""Real processes: what others on the machine see of a command while it waits for a value, and while it works on it."""

from __future__ import annotations

import os
import pty
import pwd
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import pytest
from tests.canary.planting import Garden, Label
from tests.canary.searching import in_bytes, in_file, in_folder, in_text
from tests.canary.sweep import Sweep

COMMAND = (sys.executable, "-c", "from mentorcore.cli.main import main; main()")
SHOWN = ("cmdline", "environ", "comm", "wchan", "stat")
"""What the system tells of a process, to others in part."""


def shown(process: int, garden: Garden) -> set[Label]:
    """The canaries in what the system tells of a process and of those it started."""
    found: set[Label] = set()
    folder = Path("/proc") / str(process)
    with suppress(FileNotFoundError, ProcessLookupError):
        for name in SHOWN:
            found |= in_bytes((folder / name).read_bytes(), garden)
        for task in (folder / "task").iterdir():
            for child in (task / "children").read_text().split():
                found |= shown(int(child), garden)
    return found


def watched(process: subprocess.Popen[bytes], garden: Garden) -> tuple[int, set[Label]]:
    """Look at a process until it ends: how often, and what was to be seen."""
    looks, found = 0, shown(process.pid, garden)
    while process.poll() is None:
        looks, found = looks + 1, found | shown(process.pid, garden)
    return looks, found


def start(sweep: Sweep, *words: str, stdin: int = subprocess.PIPE, **more: str) -> subprocess.Popen[bytes]:
    """A command in a process of its own, in the programme's folder; its output goes to two files."""
    with (sweep.given / "out").open("wb") as out, (sweep.given / "err").open("wb") as err:
        log = ["--log", str(sweep.root / "logs" / "info.log")]
        environ: Mapping[str, str] = {
            **os.environ,
            "HOME": str(sweep.root / "tmp"),
            "LANG": "en_GB.UTF-8",
            "PYTHONPATH": os.pathsep.join(filter(None, (str(sweep.packages), os.environ.get("PYTHONPATH")))),
            **more,
        }
        return subprocess.Popen([*COMMAND, *words, *log], stdin=stdin, stdout=out, stderr=err, env=environ)


@pytest.fixture
def bound(sweep: Sweep) -> Sweep:
    """The programme, whose coordinator is whoever runs the tests."""
    sweep.type(f"staff bind {{staff}} {pwd.getpwuid(os.getuid()).pw_name}")
    return sweep


LINES = (
    "concerns raise protect-silently {mentor1}",
    "contacts log {mentee4}",
    "access break-glass {mentee2} {committee}",
)


@pytest.mark.parametrize("line", LINES)
def test_nobody_sees_what_is_handed_over_on_standard_input(line: str, bound: Sweep) -> None:
    path, words = bound.words(line)
    value = bound.garden.text("handed-over")
    process = start(bound, *path.split(), *words, "--from", "-")
    assert process.stdin is not None
    process.stdin.write(value.encode())
    process.stdin.flush()
    before = shown(process.pid, bound.garden)
    process.stdin.close()
    looks, during = watched(process, bound.garden)

    assert (process.returncode, (bound.given / "err").read_text("utf-8")) == (0, "")
    assert (before, during) == (set(), set())
    assert looks > 1


def test_nobody_sees_what_a_file_holds_while_it_is_read(bound: Sweep) -> None:
    """The file is a pipe: it is known when the command has opened it, and it is looked at while it waits."""
    pipe = bound.given / "plan.toml"
    os.mkfifo(pipe)
    process = start(bound, "safety", "avoid", bound.ids["mentee1"], "--from", str(pipe))
    with pipe.open("wb") as writing:  # opens once the command reads
        writing.write(f'names = "{bound.garden.text("handed-over")}"\n'.encode())
        writing.flush()
        waiting = shown(process.pid, bound.garden)
    _, during = watched(process, bound.garden)
    pipe.unlink()
    assert process.stdin is not None
    process.stdin.close()

    assert (process.returncode, waiting, during) == (0, set(), set())


def test_nobody_sees_what_is_typed_into_a_prompt(bound: Sweep) -> None:
    ours, theirs = pty.openpty()
    process = start(
        bound,
        "participants",
        "disclose",
        bound.ids["mentee1"],
        "contact",
        "--risk",
        "--legal-basis",
        stdin=theirs,
    )
    os.close(theirs)
    value = bound.garden.text("handed-over")
    for _ in range(3):
        os.write(ours, f"{value}\n".encode())
    _, seen = watched(process, bound.garden)
    os.close(ours)

    told = (bound.given / "err").read_text("utf-8")
    assert (process.returncode, seen) == (0, set()), told
    assert in_text(told, bound.garden) == set()
    assert in_file(bound.given / "out", bound.garden) == {
        Label(bound.ids["mentee1"], "contact")
    }  # what is told
    assert in_folder(bound.root / "tmp", bound.garden) == {}  # no history of what was typed


def test_a_fault_in_a_real_process_says_nothing(bound: Sweep) -> None:
    """The database is torn while the value is in the command's hands."""
    (bound.house / "vps.db").write_bytes((bound.house / "vps.db").read_bytes()[:40_000])
    path, words = bound.words(LINES[0])
    process = start(bound, *path.split(), *words, "--from", "-", MENTORCORE_DEBUG="1")
    process.communicate(bound.garden.text("handed-over").encode())

    assert process.returncode == 3
    assert "Traceback" not in (bound.given / "err").read_text("utf-8")


def test_what_is_typed_after_a_command_would_be_seen(garden: Garden) -> None:
    """The control: a value in the arguments or in the environment of a process, or of one that it started."""
    value = garden.text("handed-over")
    wait = "import sys; sys.stdin.read()"
    child = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {wait!r}, sys.stdin.readline()])"
    for words, more, line in (((wait, value), {}, ""), ((wait,), {"NOTE": value}, ""), ((child,), {}, value)):
        environ = {**os.environ, **more}
        process = subprocess.Popen([sys.executable, "-c", *words], stdin=subprocess.PIPE, env=environ)
        assert process.stdin is not None
        process.stdin.write(f"{line}\n".encode())
        process.stdin.flush()
        while not (found := shown(process.pid, garden)):  # it is there as soon as the program runs
            assert process.poll() is None
        process.communicate()
        assert found == {Label("typed", "handed-over")}
