"""A VPS programme with two coordinators and a committee, and a mentee and a mentor who fit."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from mentorcore import Programme
from mentorcore.domain.bundle import Bundle
from mentorcore.domain.clock import ManualClock
from mentorcore.domain.ids import numbered_ids
from mentorcore.loading.bundle import load_bundle
from mentorcore.testing import START, Trial


@pytest.fixture
def vps(programme_of: Callable[..., Trial]) -> Trial:
    """In memory, with coordinators and a committee."""
    return programme_of("vps", coordinator=2, committee=1)


@pytest.fixture
def ben(vps: Trial) -> str:
    """The second coordinator."""
    return next(person for person in vps.staff_of("coordinator") if person != vps.staff)


@pytest.fixture
def carol(vps: Trial) -> str:
    """The committee."""
    return vps.staff_of("committee")[0]


@pytest.fixture
def mentee(vps: Trial) -> str:
    """In the pool."""
    return vps.participant("mentee", experience="physical")


@pytest.fixture
def mentor(vps: Trial) -> str:
    """In the pool."""
    return vps.participant("mentor", experience="physical")


@pytest.fixture(scope="session")
def bundle() -> Bundle:
    """The bundle as it is installed."""
    return load_bundle("vps")


Reopen = Callable[..., Trial]


@pytest.fixture
def on_disk(tmp_path: Path) -> Iterator[Reopen]:
    """Makes a programme in files at the first call, and opens it again, perhaps with another bundle, at the next."""
    clock, ids = ManualClock(START), numbered_ids()
    opened: list[Trial] = []

    def make(bundle: Bundle) -> Trial:
        places = tmp_path / "vps.db", tmp_path / "vps.keys"
        if opened:
            opened[-1].close()
            programme = Programme.open(bundle, *places, clock=clock, new_id=ids)
            opened.append(Trial(programme, opened[0].staff, clock))
        else:
            programme, first = Programme.create(bundle, *places, first_staff="Anne", clock=clock, new_id=ids)
            opened.append(Trial(programme, first, clock))
        return opened[-1]

    yield make
    opened[-1].close()
