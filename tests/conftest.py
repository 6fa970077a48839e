"""Fixtures for all tests: a programme with people in every relation that there is."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
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
