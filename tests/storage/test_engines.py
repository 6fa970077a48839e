"""What a person may write to name a database, and what becomes of a wrong name."""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from mentorcore.domain.clock import ManualClock, SystemClock
from mentorcore.domain.errors import StoreError
from mentorcore.domain.ids import new_id
from mentorcore.storage.keys import MemoryKeys
from mentorcore.storage.store import Store, database_url

CANARY = "Aïcha-Morgenroth"


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("mysql://root@localhost/x", "store.unknown_database"),
        ("sqlite:///file:x.db?uri=true", "store.unknown_database"),
        ("nonsense://", "store.unknown_database"),
        (f"postgresql://me:{CANARY}@host:port/x", "store.url"),
        ("postgresql://host/x?schema=Ümlaut", "store.schema_name"),
        ("postgresql://host/x?schema=a;drop", "store.schema_name"),
        ("postgresql://host/x?schema=pg_catalog", "store.schema_name"),
        ("postgresql://host/x?schema=a&schema=b", "store.schema_name"),
    ],
)
def test_a_url_that_cannot_be_used_is_not_repeated(url: str, code: str) -> None:
    with pytest.raises(StoreError) as caught:
        Store(url, MemoryKeys(), ManualClock(datetime(2026, 1, 1, tzinfo=UTC)), new_id)

    assert caught.value.code == code
    assert CANARY not in str(caught.value)


def test_a_missing_driver_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def without_driver(*_: object, **__: object) -> None:
        raise ModuleNotFoundError

    monkeypatch.setattr("mentorcore.storage.engines.create_engine", without_driver)
    with pytest.raises(StoreError) as caught:
        Store("postgresql://host/x", MemoryKeys(), SystemClock(), new_id)

    assert caught.value.code == "store.no_driver"


def test_a_path_becomes_a_url(tmp_path: Path) -> None:
    assert database_url("postgresql://host/x") == "postgresql://host/x"
    with contextlib.chdir(tmp_path):
        assert database_url("a.db") == f"sqlite:///{tmp_path / 'a.db'}"
