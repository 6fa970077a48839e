"""Help pages in her language, and what starting costs."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from click.testing import Result

from mentorcore.cli.language import her_language
from mentorcore.cli.table import COMMANDS

Type = Callable[..., Result]
HEAVY = (
    "sqlalchemy",
    "alembic",
    "numpy",
    "scipy",
    "rich",
    "cattrs",
    "attrs",
    "importlib.metadata",
    "cryptography",
)
ROOMS = ("append_only", "base", "care", "people", "trail")
"""The tables that an agenda looks into; to build those of another room takes as long as a query."""


@pytest.mark.parametrize(
    ("environ", "language"),
    [
        ({}, "en"),
        ({"LANG": "fr_CH.UTF-8"}, "fr"),
        ({"LANG": "de_CH.UTF-8"}, "en"),
        ({"LANG": "fr_CH.UTF-8", "LC_MESSAGES": "en_GB.UTF-8"}, "en"),
        ({"LANG": "en_GB.UTF-8", "LC_MESSAGES": "en_GB", "LC_ALL": "fr_FR"}, "fr"),
        ({"LANG": "fr_FR", "LC_ALL": ""}, "fr"),
    ],
)
def test_her_language_is_that_of_the_locale(environ: Mapping[str, str], language: str) -> None:
    assert her_language(environ) == language


@pytest.mark.parametrize("path", COMMANDS)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_help_page_has_its_example(path: str, language: str, type_: Type) -> None:
    found = type_(*path.split(), "--help", language=language)
    row = COMMANDS[path]
    page = " ".join(found.stdout.split())
    assert found.exit_code == 0
    assert (row.en if language == "en" else row.fr) in page
    assert f"mentorcore {row.example}" in page


def test_the_first_page_in_both_languages(type_: Type) -> None:
    english, french = type_("--help"), type_("--help", language="fr")
    assert "Every day:\n  agenda     What is due" in english.stdout
    assert "Au quotidien :\n  agenda     Ce qui est à faire" in french.stdout
    assert max(len(line) for line in english.stdout.splitlines()) <= 80


def test_a_group_shows_its_commands(type_: Type) -> None:
    found = type_("keys", "--help", language="fr")
    assert found.stdout.splitlines()[0] == "Utilisation : mentorcore keys COMMANDE ..."
    assert [line.split()[0] for line in found.stdout.splitlines()[5:]] == [
        "backup",
        "restore",
        "rotate",
        "check",
    ]


def test_a_word_alone_shows_what_can_follow(type_: Type) -> None:
    found = type_("vetting")
    assert found.exit_code == 2
    assert "record" in found.stderr


def modules_after(*words: str) -> set[str]:
    """What a process has imported once a command has run in it."""
    code = (
        "import sys\nfrom mentorcore.cli.main import main\n"
        "try:\n    main()\nexcept SystemExit as end:\n    assert not end.code, end.code\n"
        "print('\\n'.join(sys.modules), file=sys.stderr)"
    )
    found = subprocess.run(
        [sys.executable, "-c", code, *words],
        capture_output=True,
        text=True,
        check=True,
        stdin=subprocess.DEVNULL,
    )
    return set(found.stderr.split())


def test_the_first_page_imports_nothing_heavy() -> None:
    loaded = modules_after("--help")
    assert sorted(loaded & set(HEAVY)) == []
    own = sorted(name for name in loaded if name.startswith("mentorcore"))
    assert own == [
        "mentorcore",
        "mentorcore.cli",
        "mentorcore.cli.first",
        "mentorcore.cli.language",
        "mentorcore.cli.main",
        "mentorcore.cli.options",
    ]


def test_help_of_a_command_imports_neither_database_nor_plugins() -> None:
    loaded = modules_after("vetting", "record", "--help")
    assert sorted(loaded & {"sqlalchemy", "alembic", "numpy", "cattrs", "cryptography", "pluggy"}) == []


def modules_after_agenda(house: Path, *words: str) -> set[str]:
    """What a process has imported once Anne has looked into her agenda."""
    code = (
        "import sys\nimport mentorcore.cli.run as run\nrun.account = lambda: 'anne'\n"
        "sys.argv[0] = 'mentorcore'\nfrom mentorcore.cli.main import main\n"
        "try:\n    main()\nexcept SystemExit as end:\n    assert not end.code, end.code\n"
        "print('\\n'.join(sys.modules), file=sys.stderr)"
    )
    found = subprocess.run(
        [sys.executable, "-c", code, "agenda", *words], capture_output=True, text=True, check=True, cwd=house
    )
    return set(found.stderr.split())


def test_the_agenda_imports_neither_alembic_nor_numpy_nor_rich(
    house: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONSTARTUP", "")
    loaded = modules_after_agenda(house)
    assert sorted(loaded & {"alembic", "numpy", "scipy", "rich", "babel", "json.tool", "click.testing"}) == []
    facets = sorted(name for name in loaded if name.startswith("mentorcore.cli.render."))
    assert facets == [
        "mentorcore.cli.render.agenda",
        "mentorcore.cli.render.common",
        "mentorcore.cli.render.page",
    ]


def test_the_agenda_of_a_day_without_messages_opens_no_other_tables(house: Path) -> None:
    loaded = modules_after_agenda(house, "--overdue")
    tables = sorted(name for name in loaded if name.startswith("mentorcore.storage.tables."))
    assert tables == [f"mentorcore.storage.tables.{room}" for room in ROOMS]
    assert sorted(name for name in loaded if name.startswith("mentorcore.cli.table")) == []
