"""Every example of the documentation runs as it stands, in the order of its page.

- Python blocks are executed; one that begins with a path as a comment is written there instead.
- TOML blocks likewise; those without a path have to be TOML, and policies in them must be such as can be built.
- ``sh`` blocks are typed; a ``text`` block after one shows what its last command prints, ``...`` standing for the rest.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sybil import Example, Sybil
from sybil.evaluators.python import PythonEvaluator
from sybil.parsers.markdown import CodeBlockParser

from mentorcore.domain.bundle import PolicyDef
from mentorcore.loading.plugins import build_policies
from mentorcore.loading.structure import structure

if TYPE_CHECKING:
    from tests.docs.conftest import Reader

ROOT = Path(__file__).resolve().parents[2]
GENERATED = {"hooks", "policies", "clauses-vps", "commands", "desk"}
PAGES = [
    ROOT / "README.md",
    *(page for page in sorted((ROOT / "docs").glob("*.md")) if page.stem not in GENERATED),
]
_PATH = re.compile(r"# (?P<path>[\w./-]+\.(py|toml))\n")


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.stem)
def test_the_examples_of_a_page_run(page: Path, reader: Reader) -> None:
    document = Sybil(parsers(reader)).parse(page)
    document.namespace["__name__"] = "__main__"

    for example in document.examples():
        example.evaluate()


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
        shown = [line.rstrip() for line in str(example.parsed).strip("\n").splitlines()]
        assert matches([line.rstrip() for line in reader.printed.splitlines()], shown), reader.printed


def matches(found: list[str], shown: list[str]) -> bool:
    """Whether lines are the ones shown, a line ``...`` standing for any number of them."""
    if not shown:
        return not [line for line in found if line]
    if shown[0] == "...":
        return any(matches(found[start:], shown[1:]) for start in range(len(found) + 1))
    return bool(found) and found[0] == shown[0] and matches(found[1:], shown[1:])


def test_a_page_that_shows_something_else_is_found() -> None:
    printed = ["one", "two", "three"]

    assert matches(printed, ["one", "...", "three"])
    assert matches(printed, ["..."])
    assert not matches(printed, ["one", "three"])
    assert not matches(printed, ["one", "two"])
