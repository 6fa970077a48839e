"""Fixtures for several rooms: a programme with people in every relation, and packages made on the spot."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.support.packages import Site, small_site
from tests.support.town import Town, make_town


@pytest.fixture
def town() -> Iterator[Town]:
    """Fresh for each test."""
    made = make_town()
    yield made
    made.trial.close()


@pytest.fixture(scope="module")
def lasting() -> Iterator[Town]:
    """One for a whole module: for tests after which nothing has changed but the audit."""
    made = make_town()
    yield made
    made.trial.close()


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """A small plugin and a small bundle, installed for one test."""
    with small_site(tmp_path) as made:
        yield made
