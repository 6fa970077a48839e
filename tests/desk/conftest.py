"""People for the tests of who is kept apart and who is kept out, a pair of a programme that follows its pairs, and one
of a programme that looks after ends."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.support.apart import PLAIN
from tests.support.closings import Two, closing_site, make_two
from tests.support.packages import Site
from tests.support.pairs import Pair, make_pair, pairs_site

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


@pytest.fixture(scope="module")
def following(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The bundle of a programme that follows its pairs, installed for one module."""
    with pairs_site(tmp_path_factory.mktemp("site")) as site:
        yield site


@pytest.fixture
def pair(following: Site) -> Iterator[Pair]:
    """A pair on a Monday morning, introduced that day."""
    made = make_pair()
    yield made
    made.trial.close()


@pytest.fixture(scope="module")
def closings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The bundle of a programme that looks after ends, installed for one module."""
    with closing_site(tmp_path_factory.mktemp("site")) as site:
        yield site


@pytest.fixture
def two(closings: Site) -> Iterator[Two]:
    """A pair of that programme, introduced that day."""
    made = make_two()
    with made.trial:
        yield made
