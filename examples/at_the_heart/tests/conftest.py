"""The scheme with two people of the team and a trustee, and a mentee and a mentor who fit."""

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
def heart(programme_of: Callable[..., Trial]) -> Trial:
    """In memory, with a team and a trustee."""
    return programme_of("at_the_heart", team=2, trustee=1)


@pytest.fixture
def mentee(heart: Trial) -> str:
    """In the pool."""
    return heart.participant("mentee")


@pytest.fixture
def mentor(heart: Trial) -> str:
    """In the pool."""
    return heart.participant("mentor")


@pytest.fixture(scope="session")
def bundle() -> Bundle:
    """The bundle as it is installed."""
    return load_bundle("at_the_heart")


Reopen = Callable[..., Trial]


@pytest.fixture
def on_disk(tmp_path: Path) -> Iterator[Reopen]:
    """Makes a programme in files at the first call, and opens it again, perhaps with another bundle, at the next."""
    clock, ids = ManualClock(START), numbered_ids()
    opened: list[Trial] = []

    def make(bundle: Bundle) -> Trial:
        places = tmp_path / "heart.db", tmp_path / "heart.keys"
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
