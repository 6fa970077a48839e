"""The generated pages say what the code says."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

import pytest

from mentorcore.hooks import ALL

ROOT = Path(__file__).resolve().parents[2]
GENERATORS = sorted((ROOT / "tools").glob("make_*.py"))


@pytest.mark.parametrize("generator", GENERATORS, ids=lambda path: path.stem)
def test_a_reference_is_what_its_generator_writes(generator: Path) -> None:
    made = runpy.run_path(str(generator))
    pages = made["pages"]() if "pages" in made else {made["TARGET"]: made["text"]()}

    for page, text in pages.items():
        assert page.read_text("utf-8") == text, f"run python tools/{generator.name}"


def test_every_hook_stands_in_the_reference_once() -> None:
    headings = re.findall(r"^### ([a-z_]+)$", (ROOT / "docs" / "hooks.md").read_text("utf-8"), re.MULTILINE)

    assert headings == [hook.name for hook in sorted(ALL, key=_family)]


def _family(hook: object) -> int:
    """Families stand in the order in which `ALL` names them first."""
    families = list(dict.fromkeys(found.family for found in ALL))
    return families.index(hook.family)  # type: ignore[attr-defined]  # every hook has one


def test_every_hook_is_answered_by_a_shipped_policy() -> None:
    made = runpy.run_path(str(ROOT / "tools" / "make_hook_reference.py"))

    assert {hook.name for hook in ALL} - set(made["implementations"]()) == set()
