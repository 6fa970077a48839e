"""`mentorcore --help` against a bare click hello-world process."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from benchmarks.processes import compare

HELLO = """
import click

@click.command()
def hello():
    click.echo("hello")

hello()
"""


def run() -> None:
    """Compare the two; the aim is a ratio of at most 1.2."""
    with tempfile.TemporaryDirectory() as folder:
        hello = Path(folder, "hello.py")
        hello.write_text(HELLO, encoding="utf-8")
        ours = [str(Path(sys.executable).parent / "mentorcore"), "--help"]
        compare(
            "start-up: --help against a click hello world (aim 1.2)",
            ours,
            [sys.executable, str(hello), "--help"],
            Path(folder),
        )
