"""The whole desk as a machine: any program of verbs, on SQLite and PostgreSQL at once, with what always holds."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test
from tests.machine.care import Care
from tests.machine.looks import Looks
from tests.machine.machine import Core
from tests.machine.office import Office
from tests.machine.pairs import Pairs
from tests.machine.people import People
from tests.machine.worlds import new_schema
from tests.storage.conftest import Server
from tests.support.verbs import VERBS

EXAMPLES = int(os.environ.get("MENTORCORE_MACHINE_EXAMPLES", "0"))
"""How many programs of verbs a long run tries, other ones each time; 0 for the ones that every run tries."""


class Machine(People, Pairs, Care, Office, Looks):
    """All rules and all checks."""


@pytest.fixture
def schema(postgresql: Server) -> Iterator[None]:
    Core.schema = new_schema(postgresql)
    for counted in (Core.done, Core.refused):
        counted.clear()
    yield


def test_whatever_is_done_all_of_it_holds(schema: None) -> None:
    chosen = settings(
        max_examples=EXAMPLES or 14,
        stateful_step_count=40,
        derandomize=not EXAMPLES,
        phases=(Phase.generate,),
        deadline=None,
        database=None,
        print_blob=True,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(Machine, settings=chosen)

    print("\n".join(f"{count:6} {name}" for name, count in sorted(Core.done.items())))
    print("\n".join(f"{count:6} {name}" for name, count in sorted(Core.refused.items())))
    writing = {name for name, verb in VERBS.items() if verb.spec.writes} - {"sessions.log"}
    assert sorted(name for name in writing if not Core.done[name]) == []
