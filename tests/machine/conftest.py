"""A PostgreSQL server for the machine."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.storage.conftest import Server


@pytest.fixture(scope="module")
def postgresql() -> Iterator[Server]:
    """One server for all programmes of the machine."""
    server = Server()
    yield server
    server.stop()
