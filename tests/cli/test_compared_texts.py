"""What people wrote is compared, and on the command line, in drafts as pages, in logs and in the files there is no word of it."""

from __future__ import annotations

import builtins
import json
import shutil
from collections.abc import Callable, Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from tests.support.on_files import on_files
from tests.support.packages import Site, small_site
from tests.support.texts import without_sklearn
from tests.support.worded import CANARY, POLICY, wrote

from mentorcore.domain.commands.staff import BindAccount

Type = Callable[..., Result]

COMPARED = f"""
[[policy]]
id = "{POLICY}"
use = "matching.similar_text"
settings = {{ trait = "remarks", weight = 50, unanswered = "fine" }}
"""


@pytest.fixture
def worded(tmp_path: Path) -> Iterator[Site]:
    """VPS under another name, with a question that is compared: its files as somebody would write them."""
    folder = tmp_path / "site"
    folder.mkdir()
    with small_site(folder) as site:
        package = folder / "small_worded"
        shutil.copytree(Path(str(files("vps"))), package)
        bundle, forms = package / "bundle.toml", package / "forms.toml"
        told = bundle.read_text("utf-8").replace('id = "vps"', 'id = "worded"', 1)
        bundle.write_text(told + COMPARED, "utf-8")
        asked = forms.read_text("utf-8")
        remarks = 'id = "remarks"\n'
        assert asked.count(remarks) == 1
        forms.write_text(asked.replace(remarks, remarks + "compared = true\n"), "utf-8")
        site.install("mentorcore.programmes", "worded", "small_worded")
        yield site


@pytest.fixture
def pair(worded: Site, nowhere: Path) -> tuple[str, str]:
    """A mentee and a mentor who wrote alike, and two others, in a programme on files in the folder of the test."""
    with on_files("worded", nowhere / "w.db", nowhere / "keys.db") as trial:
        mentee, _ = wrote(trial, "mentee", f"Chess, and {CANARY}", "Growing tomatoes")
        mentor, _ = wrote(trial, "mentor", f"{CANARY}!", "My garden, and tomatoes")
        trial.desk().staff.bind(BindAccount(person=trial.staff, account="anne"))
    (nowhere / "mentorcore.toml").write_text(
        'programme = "worded"\ndb = "w.db"\nkey-file = "keys.db"\n', "utf-8"
    )
    return mentee, mentor


def test_no_word_stands_in_any_output_or_file(
    pair: tuple[str, str], nowhere: Path, type_: Type, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(0)
    said = []
    for words in (
        ("programme", "check"),
        ("matches", "explain", *pair),
        ("matches", "propose", "--draft", "--set", f"weight.{POLICY}=60"),
        ("drafts", "list"),
        ("matches", "propose"),
        ("matches", "list"),
    ):
        for more in ((), ("--json",)) if words[-1] != "propose" else ((),):
            found = type_(*words, *more)
            assert found.exit_code == 0, found.output
            said.append(found.output)
    name = json.loads(type_("drafts", "list", "--json").stdout)["drafts"][0]["id"]
    assert type_("drafts", "show", name, "--html", "draft.html").exit_code == 0

    told = [found for found in said if "% alike" in found]
    assert len(told) == 1  # the pair that was explained
    assert CANARY not in "\n".join([*said, caplog.text]).casefold()
    kept = [path for path in nowhere.rglob("*") if path.is_file() and "site" not in path.parts]
    assert {"w.db", "draft.html"} <= {path.name for path in kept}
    for path in kept:
        content = path.read_bytes().lower()
        assert CANARY.encode() not in content
        assert CANARY.encode("utf-16-le") not in content


def test_without_the_extra_a_round_is_refused_in_words_and_the_rest_goes_on(
    pair: tuple[str, str], type_: Type, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(builtins, "__import__", without_sklearn)
    for language, expected in (
        ("en", "pip install 'mentorcore[text]'"),
        ("fr", "pip install 'mentorcore[text]'"),
    ):
        found: Any = type_("matches", "propose", language=language)
        assert found.exit_code != 0
        assert expected in found.stderr
    assert type_("participants", "list").exit_code == 0
    assert type_("matches", "list").exit_code == 0
