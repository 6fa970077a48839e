"""Which tests showed which clause: collected from a run, written into or compared with a bundle's lock file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path

import pytest
from attrs import define, field

from mentorcore.engine.register import LOCK, locked_tests
from mentorcore.loading.bundle import load_bundle
from mentorcore.testing.pytest_plugin import MARK


@define(eq=False)
class ClauseLock:
    """A pytest plugin that is registered for one run.

    Args:
        package: the bundle's Python package.
        root: the folder to which the ids of tests are relative.
        writes: write the lock file; otherwise compare it.

    Of a package that lies in a project of its own, the tests of that project count; otherwise all. A test that is run with several parameters counts once, and only where it passed with all of them.
    """

    package: str
    root: Path
    writes: bool
    _clauses: dict[str, set[str]] = field(factory=dict, init=False)
    _failed: set[str] = field(factory=set, init=False)
    _faults: list[str] = field(factory=list, init=False)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note what a phase of a test came to."""
        test = report.nodeid.partition("[")[0]
        if not self._counts(test):
            return
        if not report.passed:
            self._failed.add(test)
        for name, clause in report.user_properties:
            if name == MARK:
                self._clauses.setdefault(str(clause), set()).add(test)

    def _counts(self, test: str) -> bool:
        project = project_of(self.package)
        return project is None or (self.root / test.partition("::")[0]).resolve().is_relative_to(project)

    @property
    def shown(self) -> dict[str, list[str]]:
        """Clause to the tests that passed, both sorted."""
        passed = {clause: sorted(tests - self._failed) for clause, tests in sorted(self._clauses.items())}
        return {clause: tests for clause, tests in passed.items() if tests}

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Write or compare, once everything has run."""
        shown = self.shown
        known = {clause.id for clause in load_bundle(self.package).clauses}
        self._faults = [f"{clause}: no clause of this programme" for clause in shown if clause not in known]
        if self.writes and not self._faults:
            write_lock(self.package, shown)
        elif not self.writes:
            self._faults += differences(locked_tests(self.package), shown)
        if self._faults:
            session.exitstatus = max(pytest.ExitCode.TESTS_FAILED, session.exitstatus)

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Say what was written, or what differs."""
        terminalreporter.section(f"clauses of {self.package}")
        for fault in self._faults:
            terminalreporter.write_line(fault, red=True)
        if not self._faults:
            done = "written" if self.writes else "as locked"
            terminalreporter.write_line(f"{len(self.shown)} clauses shown by tests, {done}")


@cache
def project_of(package: str) -> Path | None:
    """The folder of the project that a package lies in; None where it lies in none, such as an installed one."""
    place = Path(str(files(package))).resolve()
    return next((folder for folder in place.parents if (folder / "pyproject.toml").is_file()), None)


def write_lock(package: str, shown: Mapping[str, list[str]]) -> Path:
    """Write the lock file of a package that lies in a folder; returns where it is."""
    path = Path(str(files(package).joinpath(LOCK)))
    path.write_text(json.dumps(shown, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return path


def differences(locked: Mapping[str, list[str]], shown: Mapping[str, list[str]]) -> list[str]:
    """What the lock file says otherwise than a run, a line for each clause and test."""
    found = []
    for clause in sorted({*locked, *shown}):
        before, now = set(locked.get(clause, ())), set(shown.get(clause, ()))
        found += [f"{clause}: locked, but not shown by {test}" for test in sorted(before - now)]
        found += [f"{clause}: shown, but not locked: {test}" for test in sorted(now - before)]
    return found
