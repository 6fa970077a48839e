"""A small plugin and a small bundle, installed for one test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.support.packages import Site, small_site


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """The packages, in a folder on the path."""
    with small_site(tmp_path) as made:
        yield made
