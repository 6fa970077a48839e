"""People for the tests of who is kept apart and who is kept out."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.support.apart import PLAIN

from mentorcore.testing import Trial, staffed


@pytest.fixture
def trial() -> Iterator[Trial]:
    """A programme of its own, with two coordinators and a committee."""
    with staffed("vps", coordinator=2, committee=1) as made:
        yield made


@pytest.fixture
def ben(trial: Trial) -> str:
    """The second coordinator."""
    return next(person for person in trial.staff_of("coordinator") if person != trial.staff)


@pytest.fixture
def mentee(trial: Trial) -> str:
    """In the pool."""
    return trial.participant("mentee", experience="physical")


@pytest.fixture
def mentor(trial: Trial) -> str:
    """In the pool, under a name that others can write down."""
    return trial.participant("mentor", experience="physical", **PLAIN)
