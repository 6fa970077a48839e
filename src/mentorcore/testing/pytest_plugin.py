"""The pytest plugin: tests name the clauses that they show, and a programme in memory is one fixture away.

It is loaded in every pytest run of an environment that has mentorcore: nothing heavy is imported until it is used.

    @pytest.mark.clause("VPS-12")
    def test_vps_12_a_second_mentor_is_refused(programme_of): ...

``--write-clauses vps`` writes which tests showed which clause into the lock file of the bundle's package;
``--check-clauses vps`` fails the run where the lock file says something else. Both can be said several times. Of a
package that lies in a project of its own, the tests of that project count.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from mentorcore.domain.bundle import Bundle
    from mentorcore.testing.builders import Trial

MARK = "clause"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the two options."""
    group = parser.getgroup("mentorcore")
    group.addoption(
        "--write-clauses",
        metavar="PACKAGE",
        action="append",
        default=[],
        help="write which tests showed which clause into the lock file of this bundle's package",
    )
    group.addoption(
        "--check-clauses",
        metavar="PACKAGE",
        action="append",
        default=[],
        help="fail where the lock file of this bundle's package does not say what these tests showed",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Declare the mark, and keep count of clauses where one of the options is used."""
    config.addinivalue_line("markers", "clause(id, ...): the clauses of a programme that the test shows")
    write, check = config.getoption("write_clauses"), config.getoption("check_clauses")
    if set(write) & set(check):
        raise pytest.UsageError("--write-clauses and --check-clauses exclude each other")
    if (write or check) and not hasattr(config, "workerinput"):
        from mentorcore.testing.clause_lock import ClauseLock  # only the run that asked for it pays for it

        for package in (*write, *check):
            lock = ClauseLock(package, config.rootpath, writes=package in write)
            config.pluginmanager.register(lock, f"mentorcore-clauses-{package}")


def pytest_itemcollected(item: pytest.Item) -> None:
    """Let the reports of a test carry its clauses, also from another process."""
    for mark in item.iter_markers(MARK):
        if not mark.args or not all(isinstance(clause, str) for clause in mark.args):
            raise pytest.UsageError(f"{item.nodeid}: the mark 'clause' takes ids, such as 'VPS-12'")
        item.user_properties += [(MARK, clause) for clause in mark.args]


@pytest.fixture
def programme_of() -> Iterator[Callable[..., Trial]]:
    """Makes programmes in memory with their staff: ``programme_of("vps", coordinator=2)``.

    See `mentorcore.testing.staffed`; they are closed after the test.
    """
    from mentorcore.testing.builders import staffed  # as above

    opened: list[Trial] = []

    def make(programme: str | Bundle, **staff: int) -> Trial:
        opened.append(staffed(programme, **staff))
        return opened[-1]

    yield make
    for trial in opened:
        trial.close()
