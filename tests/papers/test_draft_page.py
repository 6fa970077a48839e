"""A draft as a page: one file without scripts that only its owner reads, with ids alone, and all of it in words too."""

from __future__ import annotations

import re
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from attrs import evolve
from tests.support.drafts import a_pool, drafted, in_pool, locked, rejected, release, shown

from mentorcore import StoreError
from mentorcore.desk.drafts import DraftFile
from mentorcore.papers import draft_page
from mentorcore.papers.draft_page import draft_sheet, write_draft
from mentorcore.papers.sheet import html
from mentorcore.testing import Trial, staffed

NAME = "Zaphodia"


@pytest.fixture
def trial() -> Iterator[Trial]:
    with staffed("vps", coordinator=1) as made:
        yield made


@pytest.fixture
def file(trial: Trial) -> DraftFile:
    """Two pairs, one of them locked, somebody who waits, and a rejection in words."""
    in_pool(trial, "mentee", 1, given_name=NAME)
    a_pool(trial, 2, 2)
    made = drafted(trial)
    locked(trial, made, *made.pairs[0].pair)
    return rejected(trial, made, *made.pairs[1].pair, f"{NAME} told me why.")


def page(trial: Trial, file: DraftFile, language: str = "en") -> str:
    return html(draft_sheet(file, trial.bundle, trial.programme.context.texts, language))


def test_everybody_is_drawn_and_named_in_a_table(trial: Trial, file: DraftFile) -> None:
    found = page(trial, file)
    drawing, tables = found.split("</svg>")

    people = {person for pair in file.pairs for person in pair.pair}
    assert set(re.findall(r">(P-\w{8})</text>", drawing)) == people | {w.person for w in file.waiting}
    assert set(re.findall(r"<bdi>(P-\w{8})</bdi>", tables)) == people | {w.person for w in file.waiting}
    assert re.findall(r'<line [^>]*class="(\w+)"', drawing).count("locked") == 1
    assert drawing.count("<line ") == len(file.pairs)
    assert drawing.count('class="waits"') == len(file.waiting) == 1
    assert '<svg role="img" aria-label="Pairs: 2. Without a pair: 1.' in drawing
    assert "experience 30" in tables


@pytest.mark.parametrize("language", ["en", "fr"])
def test_it_has_no_scripts_nothing_from_elsewhere_and_no_names(
    trial: Trial, file: DraftFile, language: str
) -> None:
    found = page(trial, file, language)

    assert (
        re.findall(r"<script|\son\w+=|\sstyle=|javascript:|(?:src|href)=|url\(|@import|https?:", found) == []
    )
    assert "default-src 'none'" in found
    assert NAME not in found
    assert f'<html lang="{language}">' in found


def test_only_its_owner_can_open_it_and_nothing_is_written_over(
    trial: Trial, file: DraftFile, tmp_path: Path
) -> None:
    path = tmp_path / "picture.html"
    texts = trial.programme.context.texts

    write_draft(file, trial.bundle, texts, "en", path)

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with pytest.raises(StoreError) as caught:
        write_draft(file, trial.bundle, texts, "en", path)
    assert caught.value.code == "files.exists"


def test_it_says_whether_anybody_was_told_and_whether_something_changed(
    trial: Trial, file: DraftFile
) -> None:
    assert "Nobody was told anything of it." in page(trial, file)
    assert "changed since" not in page(trial, file)
    assert "changed since" in page(trial, evolve(file, older=True))
    assert "Other weights than usual: near=3." in page(
        trial, evolve(file, draft=evolve(file.draft, weights={"near": 3}))
    )

    report = trial.desk().drafts.release(release(file))

    released = page(trial, shown(trial, file))
    assert f"round {report.id} came of it" in released
    assert "Nobody was told" not in released


def test_a_large_draft_is_a_table_only(
    trial: Trial, file: DraftFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(draft_page, "MOST_DRAWN", 2)

    found = page(trial, file)

    assert "<svg" not in found
    assert "There are more than 2 pairs and people" in found
    assert "<table>" in found
