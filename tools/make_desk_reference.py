"""Write docs/desk.md: every verb of the desk with its command, its purpose and who can be granted it.

Run it after changing a verb or a command: ``python tools/make_desk_reference.py``. A test compares.
"""

from __future__ import annotations

import inspect
import re
import textwrap
from collections.abc import Callable, Iterator, Mapping
from enum import Enum
from pathlib import Path
from typing import Any, get_type_hints

import attrs

from mentorcore.desk.desk import FACETS, facet_class
from mentorcore.engine.verbs import Verb

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "docs" / "desk.md"

HEAD = """# The desk

<!-- Written by tools/make_desk_reference.py; a test compares. Edit the verbs and commands, not this file. -->

`programme.desk(actor)` gives one actor's desk. It has a facet for each noun, and each facet has verbs. A verb takes
one command, a frozen value, and returns a value or raises an error of `mentorcore.domain.errors`:

```text
desk.matches.introduce(IntroduceMatch("M-7K3F9Q2X"))
     facet   verb      command
```

Each entry says what the verb is called in grants and in the audit, and its *natural purpose*: the purpose that
counts where the desk was opened without one. *Granted to* lists the relations in which a bundle can grant the verb:

| Relation | Who |
|---|---|
| any | a role of the bundle, towards everybody |
| self | a person, for themselves |
| party | one of the two people of a match, for that match |
| on-behalf | staff who write down a party's own act: `programme.desk(staff, on_behalf_of=party, how="phone")` |

Verbs marked *a leaving* need no grant in the last three relations: no bundle can forget to let people go. Fields
marked *personal* never show themselves, not even in a traceback.
"""


def text() -> str:
    """The whole reference."""
    parts = [HEAD]
    for name in FACETS:
        cls = facet_class(name)
        parts.append(f"## {name}\n")
        parts += [
            _entry(name, method, found) if isinstance(found, Verb) else _made_of_verbs(name, method, found)
            for method, found in methods(cls)
        ]
    return "\n".join(parts)


def methods(cls: type) -> Iterator[tuple[str, Any]]:
    """The public methods of a facet, most of them verbs, in the order they stand there."""
    for name, value in vars(cls).items():
        if not name.startswith("_") and (isinstance(value, Verb) or inspect.isfunction(value)):
            yield name, value


def _made_of_verbs(facet: str, method: str, function: Callable[..., object]) -> str:
    words = inspect.cleandoc(function.__doc__ or "").partition("\n\nRaises:")[0]
    command = get_type_hints(function)["command"]
    facts = "does several of the verbs here, one after the other"
    lines = [f"### desk.{facet}.{method}", "", _plain(words), "", facts, "", *_command(command)]
    return "\n".join(lines) + "\n"


def _entry(facet: str, method: str, verb: Verb[Any, Any]) -> str:
    spec = verb.spec
    words = inspect.cleandoc(verb.__doc__ or "").partition("\n\nRaises:")[0]
    lines = [f"### desk.{facet}.{method}", "", _plain(words), ""]
    kind = "a leaving" if spec.leaves else "an action" if spec.writes else "a reading"
    facts = [f"`{spec.name}`", kind, f"purpose *{spec.purpose}*", f"granted to {' or '.join(spec.grants)}"]
    if spec.vetoes:
        facts.append("asks " + ", ".join(f"[`{hook}`](hooks.md#{hook})" for hook in spec.vetoes))
    lines += [" · ".join(facts), "", *_command(_hints(verb)["command"])]
    return "\n".join(lines) + "\n"


def _hints(verb: Verb[Any, Any]) -> dict[str, Any]:
    """The types of a verb's body; a facet's own method `list` hides the type of that name, so names are looked up outside."""
    return get_type_hints(verb.body, vars(inspect.getmodule(verb.body)))


def _command(cls: type) -> Iterator[str]:
    if not attrs.fields(cls):
        yield f"`{cls.__name__}()`, from `{cls.__module__}`."
        return
    yield from (f"`{cls.__name__}`, from `{cls.__module__}`:", "")
    yield from ("| Field | Default | Meaning |", "|---|---|---|")
    told = _arguments(cls)
    for field in attrs.fields(cls):
        about = told.get(field.name) or f"{field.metadata.get('help', 'see above')}."
        personal = " *Personal.*" if not field.repr else ""
        yield f"| `{field.name}` | {_default(field.default)} | {about}{_choices(field, about)}{personal} |"


def _default(value: object) -> str:
    if value is attrs.NOTHING:
        return "required"
    if isinstance(value, Enum):
        return f"`{value.value}`"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"`{value}`" if value or value == 0 else "empty"


def _choices(field: attrs.Attribute[Any], about: str) -> str:
    """The values of an enumeration, unless the words list them already."""
    values = [member.value for member in field.metadata.get("choices", ())]
    if not values or all(value in about for value in values[:3]):
        return ""
    return f" One of {', '.join(f'`{value}`' for value in values)}."


def _arguments(cls: type) -> Mapping[str, str]:
    """Field to what the docstring says of it."""
    body = inspect.cleandoc(cls.__doc__ or "").partition("\n\nArgs:\n")[2]
    entries = re.split(r"\n(?=\S)", textwrap.dedent(body)) if body else []
    pairs = (" ".join(entry.split()).partition(": ") for entry in entries)
    return {name: _plain(about) for name, _, about in pairs}


def _plain(words: str) -> str:
    """Double backticks of docstrings as Markdown has them."""
    return re.sub(r"``([^`]+)``", r"`\1`", words)


if __name__ == "__main__":
    TARGET.write_text(text(), encoding="utf-8")
