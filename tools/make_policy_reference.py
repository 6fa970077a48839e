"""Write docs/policies.md: every shipped policy with its settings, their types and what they mean.

Run it after changing a shipped policy: ``python tools/make_policy_reference.py``. A test compares.
"""

from __future__ import annotations

import inspect
import re
import textwrap
from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

import attrs

from mentorcore.hooks import ALL
from mentorcore.hooks.intake import MOMENTS
from mentorcore.hooks.kinds import PROJECT

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "docs" / "policies.md"
MARK = f"{PROJECT}_impl"

HEAD = """# Policies

<!-- Written by tools/make_policy_reference.py; a test compares. Edit the docstrings, not this file. -->

A bundle picks policies and gives each an id of its own and its settings:

```toml
[[policy]]
id = "code"                        # unique in the bundle; decisions and duties name it
use = "vetting.acceptance"         # one of the policies below, or one of your own
serves = ["VPS-5"]                 # the clauses that it meets
settings = { document = "code" }   # what the tables below list
```

The same policy can stand in a bundle several times, with other settings. The order in the bundle is the order in
which policies are asked. A setting that is unknown, missing or of the wrong type is refused when the programme is
opened, all of them at once, each with its place.
"""


def text() -> str:
    """The whole reference."""
    parts = [HEAD]
    for package in packages():
        module = import_module(package)
        plugin = package.partition("_")[2]
        title = (module.__doc__ or "").partition("\n")[0]
        parts.append(f"## Plugin {plugin}\n\n{title} Installed as `{package.replace('_', '-')}`.\n")
        for name, target in module.POLICIES.items():
            where, _, cls = target.partition(":")
            parts.append(_entry(f"{plugin}.{name}", getattr(import_module(where), cls)))
    return "\n".join(parts)


def packages() -> Iterator[str]:
    """The Python packages of this checkout's plugins."""
    for folder in sorted((ROOT / "plugins").glob("*/src/*/")):
        if (folder / "__init__.py").exists():
            yield folder.name


def _entry(name: str, cls: type) -> str:
    before, settings, after = _docstring(cls)
    hooks = [hook.name for hook in ALL if hasattr(vars(cls).get(hook.name), MARK)]
    links = ", ".join(f"[`{hook}`](hooks.md#{hook})" for hook in hooks)
    lines = [f"### {name}", "", before, ""]
    lines += [*_table(cls, settings), ""] if attrs.fields(cls) else ["No settings.", ""]
    lines += [after, ""] if after else []
    lines.append(f"Answers {links}.")
    return "\n".join(lines) + "\n"


def _docstring(cls: type) -> tuple[str, Mapping[str, str], str]:
    """What a docstring says before its settings, of each setting, and after them."""
    doc = inspect.cleandoc(cls.__doc__ or "")
    before, _, rest = doc.partition("\n\nSettings:\n")
    body, _, after = rest.partition("\n\n")
    if not rest:
        before = re.sub(r"\s*\bNo settings\.", "", before)
    if borrowed := re.search(r"; settings as `(\w+)`", before):
        _, settings, _ = _docstring(getattr(inspect.getmodule(cls), borrowed[1]))
        return _plain(before.replace(borrowed[0], "")), settings, ""
    return _plain(before), dict(_settings(body)), _plain(after)


def _settings(body: str) -> Iterator[tuple[str, str]]:
    entries = re.split(r"\n(?=\S)", textwrap.dedent(body)) if body else []
    for entry in entries:
        name, _, about = " ".join(entry.split()).partition(": ")
        yield name, _plain(about)


def _table(cls: type, settings: Mapping[str, str]) -> Iterator[str]:
    hints = get_type_hints(cls)
    yield from ("| Setting | Type | Default | Meaning |", "|---|---|---|---|")
    for field in attrs.fields(cls):
        default = "required" if field.default is attrs.NOTHING else f"`{_toml(field.default)}`"
        default = "left out" if field.default is None else default
        yield f"| `{field.name}` | {_kind(hints[field.name])} | {default} | {settings[field.name]} |"


def _kind(hint: Any) -> str:
    """A type as somebody who writes TOML thinks of it."""
    plain = {str: "text", int: "whole number", bool: "yes or no", Path: "text, a path"}
    if hint in plain:
        return plain[hint]
    if get_origin(hint) is tuple:
        inner = get_args(hint)[0]
        several = {str: "texts", int: "whole numbers"}
        if inner in several:
            return f"list of {several[inner]}"
        if not attrs.has(inner):
            return f"list of {_kind(inner)}"
        return "list of tables: " + ", ".join(f"`{part.name}`" for part in attrs.fields(inner))
    if get_origin(hint) is UnionType:
        return " or ".join(_kind(part) for part in get_args(hint) if part is not NoneType)
    return " or ".join(f'`"{choice}"`' for choice in get_args(hint))


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return f"[{', '.join(map(_toml, value))}]"
    return f'"{value}"' if isinstance(value, str) else str(value)


def _plain(words: str) -> str:
    """A docstring's words as Markdown has them; the moments are spelled out."""
    moments = ", ".join(f"`{moment}`" for moment in MOMENTS)
    return re.sub(r"``([^`]+)``", r"`\1`", words.replace("`mentorcore.hooks.intake.MOMENTS`", moments))


if __name__ == "__main__":
    TARGET.write_text(text(), encoding="utf-8")
