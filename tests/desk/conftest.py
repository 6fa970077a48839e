"""A pair of a programme that follows its pairs."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.support.packages import Site
from tests.support.pairs import Pair, make_pair, pairs_site


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
