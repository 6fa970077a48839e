"""Every example of the documentation runs as it stands, in the order of its page.

- Python blocks are executed; one that begins with a path as a comment is written there instead.
- TOML blocks likewise; those without a path have to be TOML, and policies in them must be such as can be built.
- ``sh`` blocks are typed; a ``text`` block after one shows what its last command prints, ``...`` standing for the rest.

Ids are stand-ins, as readers have other ones: an id stands for whatever was printed where a page showed it first.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sybil import Example, Sybil
from sybil.evaluators.python import PythonEvaluator
from sybil.parsers.markdown import CodeBlockParser

from mentorcore.domain.bundle import PolicyDef
from mentorcore.loading.plugins import build_policies
from mentorcore.loading.structure import structure
from mentorcore.programme import Programme

if TYPE_CHECKING:
    from tests.docs.conftest import Reader

ROOT = Path(__file__).resolve().parents[2]
GENERATED = {"hooks", "policies", "clauses-vps", "clauses-at_the_heart", "commands", "desk"}
PAGES = [
    ROOT / "README.md",
    *(page for page in sorted((ROOT / "docs").glob("*.md")) if page.stem not in GENERATED),
]
_ESCAPED_ID = re.compile(r"\b[PMRCDGESF]\\?-[0-9A-Z]{8}\b")
_PATH = re.compile(r"# (?P<path>[\w./-]+\.(py|toml))\n")


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.stem)
def test_the_examples_of_a_page_run(page: Path, reader: Reader) -> None:
    document = Sybil(parsers(reader)).parse(page)
    document.namespace.update(__name__="__main__", clock=reader.clock)

    try:
        for example in document.examples():
            example.evaluate()
    finally:
        for value in document.namespace.values():
            if isinstance(value, Programme):
                value.close()


def parsers(reader: Reader) -> list[CodeBlockParser]:
    """What becomes of the blocks of each language."""
    python = PythonEvaluator()
    return [
        CodeBlockParser("python", _written_or(reader, python)),
        CodeBlockParser("toml", _written_or(reader, _policies)),
        CodeBlockParser("sh", lambda example: reader.type(str(example.parsed))),
        CodeBlockParser("text", lambda example: _compare(example, reader)),
    ]


def _written_or(reader: Reader, evaluate: Callable[[Example], object]) -> Callable[[Example], None]:
    def write_or_evaluate(example: Example) -> None:
        if path := _PATH.match(example.parsed):
            reader.write(path["path"], str(example.parsed))
        else:
            evaluate(example)

    return write_or_evaluate


def _policies(example: Example) -> None:
    found = tomllib.loads(str(example.parsed)).get("policy", [])
    build_policies([structure(policy, PolicyDef, "policy") for policy in found])


def _compare(example: Example, reader: Reader) -> None:
    """A text block right after a ``sh`` block is its output; any other one is a picture."""
    before = example.document.text[: example.start].rstrip()
    if re.search(r"^```sh\n(?:(?!^```$).*\n)*```\Z", before, re.MULTILINE):
        found = pattern(str(example.parsed), reader.ids).fullmatch(plain(reader.printed))
        assert found, f"{example.parsed}\nis not what is printed:\n{reader.printed}"
        reader.ids |= {name.replace("_", "-"): value for name, value in found.groupdict().items()}


def plain(text: str) -> str:
    """Lines without white space at their ends, and no empty ones around them."""
    return "\n".join(line.rstrip() for line in text.strip().splitlines()) + "\n"


def pattern(shown: str, known: Mapping[str, str]) -> re.Pattern[str]:
    """What fits a block: ``...`` any lines, an id that nobody has seen yet any id, all else itself."""
    seen: set[str] = set()

    def fitting(found: re.Match[str]) -> str:
        name = found[0].replace("\\", "")
        if name in known:
            return known[name]
        group = name.replace("-", "_")
        if group in seen:
            return f"(?P={group})"
        seen.add(group)
        return f"(?P<{group}>{name[0]}-[0-9A-Z]{{8}})"

    lines = [_ESCAPED_ID.sub(fitting, re.escape(line)) for line in plain(shown).splitlines()]
    return re.compile("".join(r"(?:.*\n)*?" if line == r"\.\.\." else line + r"\n" for line in lines))


def test_output_that_is_not_what_is_printed_is_found() -> None:
    printed = "P-7P54N4CX Lou\ntwo\nP-7P54N4CX again\n"
    known = {"P-2222222B": "P-7P54N4CX"}

    assert pattern("P-00000001 Lou\n...\nP-00000001 again", {}).fullmatch(printed)
    assert pattern("P-2222222B Lou\n...\n", known).fullmatch(printed)
    assert pattern("...", {}).fullmatch(printed)
    assert not pattern("P-00000001 Lou\n...\nP-00000002 once", {}).fullmatch(printed)
    assert not pattern("P-3333333C Lou\n...", {"P-3333333C": "P-FDA9B8R3"}).fullmatch(printed)
    assert not pattern("P-00000001 Lou", {}).fullmatch(printed)
