"""Links of the documentation lead somewhere: files that exist, headings that stand there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]
LINK = re.compile(r"\]\((?!https?:|mailto:)(?P<file>[^)#\s]*)(?:#(?P<heading>[^)\s]+))?\)")
FENCED = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)


def anchors(page: Path) -> set[str]:
    """The headings of a page as links name them: small letters, no signs but hyphens and underscores."""
    words = FENCED.sub("", page.read_text("utf-8"))
    headings = re.findall(r"^#+ (.+)$", words, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.stem)
def test_links_lead_somewhere(page: Path) -> None:
    found = [
        (link["file"], link["heading"]) for link in LINK.finditer(FENCED.sub("", page.read_text("utf-8")))
    ]
    targets = [(page.parent / file if file else page, heading) for file, heading in found]

    assert [str(target) for target, _ in targets if not target.exists()] == []
    assert [
        f"{target.name}#{heading}"
        for target, heading in targets
        if heading and heading not in anchors(target)
    ] == []


def test_every_page_is_reached_from_the_readme() -> None:
    reached = {link["file"] for link in LINK.finditer((ROOT / "README.md").read_text("utf-8"))}

    assert {f"docs/{page.name}" for page in (ROOT / "docs").glob("*.md")} - reached == set()


def test_the_make_targets_of_the_readme_exist() -> None:
    shown = set(re.findall(r"^make ([a-z]+)", (ROOT / "README.md").read_text("utf-8"), re.MULTILINE))
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))

    assert shown == {"demo", "test"}
    assert shown - targets == set()
