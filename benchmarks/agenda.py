"""`mentorcore agenda` on a small store against a process that imports the same libraries and runs one query."""

from __future__ import annotations

import getpass
import sys
import tempfile
from pathlib import Path

from benchmarks.processes import compare
from mentorcore import Programme
from mentorcore.domain.commands.staff import BindAccount

PEER = """
import cattrs
import click
from sqlalchemy import create_engine, text

with create_engine("sqlite:///vps.db").connect() as connection:
    print(connection.execute(text("SELECT count(*) FROM duties")).scalar())
"""
SETTINGS = 'programme = "vps"\ndb = "vps.db"\nkey-file = "vps.keys"\n'


def run() -> None:
    """Compare the two; the aim is a ratio of at most 1.2."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        programme, first = Programme.create("vps", folder / "vps.db", folder / "vps.keys", first_staff="Anne")
        with programme:
            programme.desk(first).staff.bind(BindAccount(person=first, account=getpass.getuser()))
        folder.joinpath("mentorcore.toml").write_text(SETTINGS, encoding="utf-8")
        folder.joinpath("peer.py").write_text(PEER, encoding="utf-8")
        ours = [str(Path(sys.executable).parent / "mentorcore"), "agenda"]
        compare("agenda: small store against one query (aim 1.2)", ours, [sys.executable, "peer.py"], folder)
