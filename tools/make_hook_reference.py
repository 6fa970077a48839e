"""Write docs/hooks.md: every hook with its arguments, when it fires, and which shipped policies answer it.

Run it after changing a hook or a shipped policy: ``python tools/make_hook_reference.py``. A test compares.
"""

from __future__ import annotations

import ast
import inspect
import re
import textwrap
from collections.abc import Iterator
from enum import Enum
from importlib import import_module
from pathlib import Path
from typing import Any

from mentorcore.hooks import ALL
from mentorcore.hooks.intake import MOMENTS
from mentorcore.hooks.kinds import PROJECT, Hook

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "docs" / "hooks.md"
MARK = f"{PROJECT}_impl"
"""The attribute by which pluggy recognises an implementation."""

HEAD = """# Hooks

<!-- Written by tools/make_hook_reference.py; a test compares. Edit the docstrings, not this file. -->

A hook is a question that the core asks every policy of the bundle, in the bundle's order. A policy answers by
having a method of the hook's name, marked with `@hookimpl`. It takes the arguments that it needs and leaves the
others out. [Write a policy](write-a-policy.md) shows one.

| Kind | What a policy answers | What the core does with it |
|---|---|---|
| Ask | a list, perhaps empty | keeps every answer, with the policy's name |
| AskFirst | something, or `None` | takes the first answer that is not `None` |
| Veto | a `Refusal`, or `None` | stops at any refusal; a fault in a policy is a refusal, too |
| Tell | nothing | tells each policy after the commit; a failure is logged and tried again |

Policies are pure: they read what they are given and answer. They can be asked twice for the same thing. No hook
takes `tryfirst`, `trylast` or a wrapper: a programme with one of these is not opened.
"""


def text() -> str:
    """The whole reference."""
    families: dict[str, list[Hook[Any, Any]]] = {}
    for hook in ALL:
        families.setdefault(hook.family, []).append(hook)
    answered = implementations()
    parts = [HEAD, _contents(families)]
    values: dict[str, type] = {}
    for family, hooks in families.items():
        title = (import_module(f"mentorcore.hooks.{family}").__doc__ or "").partition("\n")[0]
        parts.append(f"## Family {family}\n\n{title}\n")
        for hook in hooks:
            parts.append(_entry(hook, answered.get(hook.name, [])))
            values.update({value.__name__: value for value in values_in(hook)})
    parts.append(
        "## Values\n\nWhat policies are given and what they answer with. Nothing of it can be changed by a policy.\n"
    )
    return "\n".join([*parts, *(_value(values[name]) for name in sorted(values))])


def implementations() -> dict[str, list[str]]:
    """Hook to the shipped policies that implement it, such as ``vetting.acceptance``."""
    found: dict[str, list[str]] = {}
    for name, cls in shipped_policies():
        for attribute, value in vars(cls).items():
            if hasattr(value, MARK):
                found.setdefault(attribute, []).append(name)
    return found


def shipped_policies() -> Iterator[tuple[str, type]]:
    """Every policy of the plugins of this checkout, by the name that a bundle uses."""
    for folder in sorted((ROOT / "plugins").glob("*/src/*/")):
        if (folder / "__init__.py").exists():
            plugin = folder.name.partition("_")[2]
            for name, target in import_module(folder.name).POLICIES.items():
                module, _, cls = target.partition(":")
                yield f"{plugin}.{name}", getattr(import_module(module), cls)


def _contents(families: dict[str, list[Hook[Any, Any]]]) -> str:
    rows = ["| Hook | Kind | Family |", "|---|---|---|"]
    for family, hooks in families.items():
        rows += [f"| [`{hook.name}`](#{hook.name}) | {hook.kind} | {family} |" for hook in hooks]
    return "\n".join(rows) + "\n"


def _entry(hook: Hook[Any, Any], answered: list[str]) -> str:
    words, arguments = _docstring(hook.__doc__ or "")
    lines = [f"### {hook.name}", "", f"{hook.kind} · `mentorcore.hooks.{hook.family}.{hook.name}`", ""]
    lines += ["```python", signature(hook), "```", "", words, ""]
    if arguments:
        lines += [*arguments, ""]
    names = ", ".join(f"[`{name}`](policies.md#{name.replace('.', '')})" for name in answered)
    lines.append(f"Shipped policies: {names or 'none'}.")
    return "\n".join(lines) + "\n"


def signature(hook: Hook[Any, Any]) -> str:
    """The declaration of a hook as it stands in the source."""
    function = _declared(hook)
    answer = f" -> {ast.unparse(function.returns)}" if function.returns else ""
    return f"def {function.name}({ast.unparse(function.args)}){answer}"


def _declared(hook: Hook[Any, Any]) -> ast.FunctionDef:
    (function,) = ast.parse(textwrap.dedent(inspect.getsource(hook.spec))).body
    assert isinstance(function, ast.FunctionDef)
    return function


def values_in(hook: Hook[Any, Any]) -> Iterator[type]:
    """The classes of mentorcore that stand in a hook's declaration."""
    module = import_module(hook.spec.__module__)
    for node in ast.walk(_declared(hook)):
        found = getattr(module, node.id, None) if isinstance(node, ast.Name) else None
        if isinstance(found, type) and found.__module__.startswith("mentorcore."):
            yield found


def _value(cls: type) -> str:
    words, _ = _docstring(inspect.getdoc(cls) or "")
    lines = [f"### {cls.__name__}", "", f"`{cls.__module__}.{cls.__name__}`", "", words, ""]
    return "\n".join([*lines, *_parts(cls), ""])


def _parts(cls: type) -> list[str]:
    """What a value consists of: the members of an enumeration, those of a protocol, or the fields of a class."""
    if issubclass(cls, Enum):
        return [f"- `{member.value}`" for member in cls]
    if cls.__dict__.get("_is_protocol"):
        members = ((name, value) for name, value in vars(cls).items() if not name.startswith("_"))
        return [
            f"- `{name}`: {_plain(inspect.getdoc(value) or '')}" for name, value in members if value.__doc__
        ]
    own = _docstring(cls.__doc__ or "")[1]
    return own if cls.__base__ in (object, None) else [*_parts(cls.__base__), *own]


def _docstring(doc: str) -> tuple[str, list[str]]:
    """A docstring's words, and its arguments as a list."""
    words, _, arguments = inspect.cleandoc(doc).partition("\n\nArgs:\n")
    items: list[str] = []
    for line in textwrap.dedent(arguments).splitlines():
        if line.startswith(" "):
            items[-1] += f" {line.strip()}"
        else:
            name, _, about = line.partition(": ")
            items.append(f"- `{name}`: {about}")
    return _plain(words), [_plain(item) for item in items]


def _plain(words: str) -> str:
    """A docstring's words as Markdown has them; the moments are spelled out."""
    spelled = words.replace("`MOMENTS`", ", ".join(f"`{moment}`" for moment in MOMENTS))
    return re.sub(r"``([^`]+)``", r"`\1`", spelled)


if __name__ == "__main__":
    TARGET.write_text(text(), encoding="utf-8")
