"""The pytest plugin: clauses are counted from what passed, written into the lock file, and compared with it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import pytest
from attrs import frozen

TESTS = """
import pytest

@pytest.mark.clause("VPS-12")
def test_vps_12_alone(programme_of):
    assert programme_of("vps", coordinator=2).staff

@pytest.mark.clause("VPS-12", "CORE-10")
@pytest.mark.parametrize("number", [1, 2])
def test_vps_12_with_others(number):
    assert number

@pytest.mark.clause("VPS-3")
@pytest.mark.parametrize("number", [0, 1])
def test_vps_3_holds_sometimes(number):
    assert number

def test_of_nothing():
    pass
"""
PASSED = {
    "CORE-10": ["test_clauses.py::test_vps_12_with_others"],
    "VPS-12": ["test_clauses.py::test_vps_12_alone", "test_clauses.py::test_vps_12_with_others"],
}


@frozen
class Run:
    """A folder with tests and a bundle of its own, whose package is named ``bundle_here``."""

    folder: Path

    @property
    def lock(self) -> Path:
        """The lock file."""
        return self.folder / "bundle_here" / "clauses.lock.json"

    def pytest(self, *options: str, tests: str = TESTS) -> tuple[int, str]:
        """Run pytest in a process of its own; returns the exit code and what it said."""
        (self.folder / "test_clauses.py").write_text(tests, encoding="utf-8")
        found = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *options, "test_clauses.py"],
            cwd=self.folder,
            env={**os.environ, "PYTHONPATH": str(self.folder), "PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True,
            text=True,
            check=False,
        )
        return found.returncode, found.stdout + found.stderr


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Where pytest can run."""
    shutil.copytree(str(files("vps")), tmp_path / "bundle_here", ignore=shutil.ignore_patterns("*.lock.json"))
    (tmp_path / "pytest.ini").write_text("[pytest]\naddopts = --strict-markers\n", encoding="utf-8")
    return Run(tmp_path)


def test_what_passed_is_written_sorted(run: Run) -> None:
    code, said = run.pytest("--write-clauses", "bundle_here")

    assert code == 1  # one of the tests fails
    assert json.loads(run.lock.read_text("utf-8")) == PASSED
    assert "2 clauses shown by tests, written" in said


def test_a_lock_that_fits_passes_and_one_that_does_not_fails(run: Run) -> None:
    passing = TESTS.replace("[0, 1]", "[1, 2]")
    assert run.pytest("--write-clauses", "bundle_here", tests=passing)[0] == 0
    written = run.lock.read_text("utf-8")
    assert run.pytest("--check-clauses", "bundle_here", tests=passing)[0] == 0

    code, said = run.pytest("--check-clauses", "bundle_here", tests=passing.replace("_alone", "_apart"))
    assert code == 1
    assert "VPS-12: locked, but not shown by test_clauses.py::test_vps_12_alone" in said
    assert "VPS-12: shown, but not locked: test_clauses.py::test_vps_12_apart" in said
    assert run.lock.read_text("utf-8") == written


def test_a_run_in_several_processes_writes_the_same(run: Run) -> None:
    run.pytest("--write-clauses", "bundle_here", "-n", "2")

    assert json.loads(run.lock.read_text("utf-8")) == PASSED


def test_a_clause_that_no_register_knows_fails(run: Run) -> None:
    code, said = run.pytest("--write-clauses", "bundle_here", tests=TESTS.replace("VPS-12", "VPS-99"))

    assert code == 1
    assert "VPS-99: no clause of this programme" in said
    assert not run.lock.exists()


@pytest.mark.parametrize("mark", ["clause", "clause()", "clause(12)"])
def test_a_mark_without_an_id_is_refused(run: Run, mark: str) -> None:
    code, said = run.pytest(tests=f"import pytest\n@pytest.mark.{mark}\ndef test_it(): pass\n")

    assert code == 4
    assert "takes ids, such as 'VPS-12'" in said


def test_of_a_project_its_own_tests_count(run: Run) -> None:
    """The tests of this one lie elsewhere."""
    project = run.folder / "project"
    project.mkdir()
    (project / "pyproject.toml").write_text("", encoding="utf-8")
    shutil.move(run.folder / "bundle_here", project / "other_bundle")
    (run.folder / "other_bundle").symlink_to(project / "other_bundle")
    _, said = run.pytest("--write-clauses", "other_bundle")

    assert "0 clauses shown by tests, written" in said
    assert json.loads((project / "other_bundle" / "clauses.lock.json").read_text("utf-8")) == {}


def test_several_bundles_can_be_checked_at_once(run: Run) -> None:
    shutil.copytree(run.folder / "bundle_here", run.folder / "bundle_there")
    _, said = run.pytest("--write-clauses", "bundle_here", "--check-clauses", "bundle_there")

    assert json.loads(run.lock.read_text("utf-8")) == PASSED
    assert "clauses of bundle_there" in said
    assert "VPS-12: shown, but not locked" in said


def test_the_two_options_exclude_each_other(run: Run) -> None:
    code, said = run.pytest("--write-clauses", "bundle_here", "--check-clauses", "bundle_here")

    assert code == 4
    assert "exclude each other" in said


def test_without_an_option_nothing_is_written_or_said(run: Run) -> None:
    _, said = run.pytest()

    assert not run.lock.exists()
    assert "clauses of" not in said


def test_loading_it_costs_next_to_nothing() -> None:
    code = (
        "import sys, pytest; before = set(sys.modules); import mentorcore.testing.pytest_plugin; "
        "print(*sorted(m for m in set(sys.modules) - before if not m.startswith('_')))"
    )
    found = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)

    assert found.stdout.split() == ["mentorcore", "mentorcore.testing", "mentorcore.testing.pytest_plugin"]
