"""Write docs/commands.md: every command of the command line with its help page.

Run it after changing a command: ``python tools/make_command_reference.py``. A test compares.
"""

from __future__ import annotations

from pathlib import Path

import click

from mentorcore.cli.first import GROUPS, SECTIONS
from mentorcore.cli.language import word
from mentorcore.cli.leaf import build
from mentorcore.cli.options import NAMES
from mentorcore.cli.table import COMMANDS, Row

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "docs" / "commands.md"
WIDTH = 100

HEAD = """# Commands

<!-- Written by tools/make_command_reference.py; a test compares. Edit the table and the commands, not this file. -->

`mentorcore --help` shows the same, and `mentorcore matches accept --help` one command. Where your system speaks French, so
do the commands.

What is personal never stands on the command line, where other users of the machine could see it. A command asks for it, or reads
it with `--from`: from a TOML or JSON file, or from standard input with `--from -`. A single personal value may stand there as plain
text.

Ids can be typed carelessly: small letters, O for 0 and I or L for 1 are understood, and a mistyped id is noticed.

## Options of every command

They stand before or after the command, in the environment, or in a `mentorcore.toml` in this folder or further up. What is typed counts
first, then the environment, then the file.

| Option | In the environment | In mentorcore.toml | What it is |
|---|---|---|---|
"""


def text() -> str:
    """The whole reference."""
    parts = [HEAD + "\n".join(map(_option, NAMES)) + "\n"]
    for section in SECTIONS:
        parts.append(f"## {section.en}\n")
        for name in section.names:
            if name in GROUPS:
                parts.append(f"**{name}**: {_first_small(GROUPS[name][0])}.\n")
            parts += [_entry(path, row) for path, row in COMMANDS.items() if name in (path, path.split()[0])]
    return "\n".join(parts)


def _option(name: str) -> str:
    key = name.removeprefix("--")
    variable = f"MENTORCORE_{key.upper().replace('-', '_')}"
    return f"| `{name}` | `{variable}` | `{key}` | {word(name, 'en')} |"


def _first_small(words: str) -> str:
    return words[:1].lower() + words[1:]


def _entry(path: str, row: Row) -> str:
    leaf = build(path, "en")
    assert leaf is not None, path
    name = f"mentorcore {path}"
    page = leaf.get_help(click.Context(leaf, info_name=name, terminal_width=WIDTH, max_content_width=WIDTH))
    body = "\n".join(line.rstrip() for line in page.partition(word("more", "en"))[0].rstrip().splitlines())
    lines = [f"### {name}", "", "```text", body, "```"]
    if row.verb:
        facet, _, method = row.verb.partition(".")
        lines += ["", f"In Python: [`desk.{row.verb}`](desk.md#desk{facet}{_method(method)})."]
    return "\n".join(lines) + "\n"


def _method(name: str) -> str:
    """A verb's method: two of them would hide words of Python."""
    found = name.replace("-", "_")
    return f"{found}_" if found in ("raise", "import") else found


if __name__ == "__main__":
    TARGET.write_text(text(), encoding="utf-8")
