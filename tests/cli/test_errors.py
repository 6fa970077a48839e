"""What goes wrong comes out in words, with an exit code and without a value, for people and for programs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from click.testing import Result

from mentorcore.cli.boundary import FAULT, INTERRUPTED
from mentorcore.cli.run import Run
from mentorcore.domain.errors import StoreBusy

Type = Callable[..., Result]
SECRET = "Ophelia"
"""Typed in all the wrong places; nothing may repeat it."""


def error(found: Result) -> dict[str, object]:
    answer = json.loads(found.stdout)
    assert list(answer) == ["error"]
    fault = answer["error"]
    assert isinstance(fault, dict)
    return fault


def test_a_refusal_ends_with_one_and_names_its_clause(
    house: Path, ids: Mapping[str, str], type_: Type
) -> None:
    found = type_("sessions", "log", ids["active"])
    assert (found.exit_code, found.stdout) == (1, "")
    assert found.stderr.endswith("[VPS-1]\n")

    told = error(type_("sessions", "log", ids["active"], "--json"))
    assert told["code"] == "cadence.no_sessions"
    assert told["clauses"] == ["VPS-1"]
    assert told["message"] == found.stderr.strip()
    problems = told["problems"]
    assert isinstance(problems, list)
    assert [problem["policy"] for problem in problems] == ["no-sessions"]


def test_a_refusal_in_french(house: Path, ids: Mapping[str, str], type_: Type) -> None:
    found = type_("matches", "introduce", ids["proposed"], language="fr")
    assert found.exit_code == 1
    assert "n’a pas encore accepté" in found.stderr
    assert found.stderr.endswith("[VPS-4b]\n")


def test_wrong_use_ends_with_two(house: Path, type_: Type) -> None:
    found = type_("vetting", "show", "P-7K3F9Q2X")
    assert (found.exit_code, found.stdout) == (2, "")
    assert error(type_("--json", "vetting", "show", "P-7K3F9Q2X"))["code"] == "id.check"


def test_a_fault_ends_with_three(house: Path, type_: Type) -> None:
    (house / "keys.db").rename(house / "elsewhere.db")
    assert type_("agenda").exit_code == 3
    assert error(type_("agenda", "--json"))["code"] == "keys.file_missing"


def test_an_unbound_user_is_told_how_to_be_bound(
    house: Path, type_: Type, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mentorcore.cli.run.account", lambda: "stranger")
    found = type_("agenda")
    assert found.exit_code == 1
    assert "mentorcore staff bind PERSON stranger" in found.stderr


@pytest.mark.parametrize(
    "words",
    [
        ("vetting", "record", SECRET, "admission"),
        ("vetting", "record", "P-7K3F9Q2H", SECRET),
        ("vetting", "show", "P-7K3F9Q2H", SECRET),
        ("find", SECRET),
        (SECRET,),
        ("vetting", SECRET),
        ("agenda", f"--{SECRET}"),
        ("agenda", f"-{SECRET[0]}", SECRET),
        ("agenda", "--to", SECRET),
        ("matches", "propose", "--seed", SECRET),
        ("agenda", "--json=" + SECRET),
        ("agenda", "--happened", SECRET),
        ("agenda", "--purpose", SECRET),
        ("agenda", "--on-behalf-of", SECRET),
        ("vetting", "record", "P-7K3F9Q2H", "admission", "--reason", SECRET),
        ("participants", "list", "--state", SECRET),
        ("participants", "list", "--role", SECRET),
        ("matches", "list", "--state", SECRET),
        ("forms", "show", SECRET),
        ("documents", "show", SECRET),
        ("participants", "apply", SECRET, "--from", "-"),
        ("participants", "edit", "P-7K3F9Q2H", "--question", SECRET),
        ("participants", "import", SECRET),
        ("audit", "verify", "--anchor", SECRET),
        ("concerns", "resolve", "C-7K3F9Q2H", SECRET),
        ("staff", "add", SECRET, "--from", "-"),
    ],
    ids=lambda words: " ".join(words),
)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_nothing_repeats_what_was_typed(
    words: tuple[str, ...], language: str, house: Path, type_: Type
) -> None:
    for line in (words, (*words, "--json")):
        found = type_(*line, language=language, stdin=f'{{"{SECRET}": "{SECRET}"}}')
        assert found.exit_code in (1, 2)
        assert SECRET not in found.stdout + found.stderr
        assert "Traceback" not in found.stderr


def test_usage_faults_lead_to_the_right_words(type_: Type) -> None:
    said = {
        ("vetting", "show"): "PERSON is missing.",
        ("duties", "defer", "D-7K3F9Q2H"): "--until is missing.",
        ("agenda", "--ovrdue", "2025-01-01"): "There is no such option. Perhaps: --overdue.",
        ("keys", "chek"): "There is no such command. These are known: backup, restore, rotate, check.",
        ("matches", "propose", "--seed", "many"): "What was given for --seed cannot be used.",
        ("agenda", "--to"): "--to was not used as it is meant.",
    }
    found = {words: type_(*words).stderr.splitlines()[0] for words in said}
    assert found == said


def test_usage_faults_are_json_for_programs(type_: Type) -> None:
    told = error(type_("vetting", "show", "--json"))
    assert (told["code"], told["clauses"], told["problems"]) == ("usage", [], [])


# What nobody foresaw


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> None:
    """The command fails where nobody expected it, with a value in its words."""

    def fail(*_: object, **__: object) -> None:
        raise LookupError(f"no row for {SECRET}")

    monkeypatch.setattr("mentorcore.storage.meta.adopted", fail)


def test_the_unforeseen_has_a_number_and_no_value(
    house: Path, type_: Type, broken: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = type_("agenda"), type_("agenda")
    assert first.exit_code == FAULT
    assert first.stderr == second.stderr  # the same fault has the same number
    assert SECRET not in first.stderr
    told = error(type_("agenda", "--json"))
    assert told["code"] == "fault"
    assert str(told["incident"]) in first.stderr

    monkeypatch.setenv("MENTORCORE_DEBUG", "1")
    debugged = type_("agenda")
    assert debugged.stderr.startswith("LookupError main:")
    assert SECRET not in debugged.stderr


@pytest.mark.parametrize(
    ("stored", "words"), [(False, "nothing was stored"), (True, "what you asked for was stored")]
)
def test_an_interruption_says_whether_something_was_stored(
    stored: bool, words: str, house: Path, type_: Type, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(run: Run, *_: object) -> None:
        run.given.stored = stored
        raise KeyboardInterrupt

    monkeypatch.setattr(Run, "verb", interrupted)
    found = type_("agenda")
    assert found.exit_code == INTERRUPTED
    assert words in found.stderr


def test_a_busy_database_is_a_fault(house: Path, type_: Type, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(*_: object) -> None:
        raise StoreBusy("store.busy")

    monkeypatch.setattr(Run, "verb", busy)
    assert type_("agenda").exit_code == FAULT


# Real processes


def in_process(*words: str, **settings: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # type: ignore[call-overload,no-any-return]  # settings are handed through
        [sys.executable, "-c", "from mentorcore.cli.main import main; main()", *words],
        capture_output=True,
        text=True,
        **{"stdin": subprocess.DEVNULL, **settings},
    )


def test_without_a_terminal_it_is_said_how_to_hand_values_over(nowhere: Path) -> None:
    found = in_process("find", env={**os.environ, "LANG": "fr_CH.UTF-8", "LC_ALL": "", "LC_MESSAGES": ""})
    assert (found.returncode, found.stdout) == (2, "")
    assert "--from" in found.stderr
    assert found.stderr.startswith("words: Ceci se demande")


def test_whoever_reads_no_further_is_no_fault(nowhere: Path) -> None:
    code = "from mentorcore.cli.main import main; main()"
    process = subprocess.Popen(
        [sys.executable, "-c", code, "programme", "clauses", "--programme", "vps"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    told = process.stderr.read()
    process.stderr.close()
    assert (process.wait(), told) == (0, "")


def test_a_terminal_that_knows_few_letters_gets_a_readable_page(nowhere: Path) -> None:
    found = in_process(
        "emergency",
        "--programme",
        "vps",
        env={**os.environ, "PYTHONIOENCODING": "ascii", "LANG": "fr", "LC_ALL": ""},
    )
    assert found.returncode == 0
    assert "117" in found.stdout
