"""A mentee to vet, and the evidence about them."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any

import pytest

from mentorcore.domain.people import Candidate, RoleState
from mentorcore.domain.records import Record

ME, STAFF = "P-0000001G", "P-0000002J"
DAY = date(2026, 3, 2)

MakeCandidate = Callable[..., Candidate]
MakeRecord = Callable[..., Record]


@pytest.fixture
def candidate() -> MakeCandidate:
    """Makes a mentee who applied; keyword arguments replace what they are."""

    def make(*records: Record, **changes: Any) -> Candidate:
        values: dict[str, Any] = {
            "person": ME,
            "role": "mentee",
            "state": RoleState.APPLIED,
            "since": DAY,
            "traits": {},
            "answered": {},
            "age": None,
            "records": records,
            "capacity": 1,
            "today": DAY,
            "versions": {"code": "2"},
        }
        return Candidate(**values | changes)

    return make


@pytest.fixture
def record() -> MakeRecord:
    """Makes a record about the mentee, written by staff unless said otherwise; each has an id of its own."""
    count = 0

    def make(kind: str, data: Mapping[str, str | int | bool] | None = None, **changes: Any) -> Record:
        nonlocal count
        count += 1
        values: dict[str, Any] = {
            "id": f"E-{count}",
            "kind": kind,
            "person": ME,
            "subject": ME,
            "effective_on": DAY,
            "recorded_at": datetime(2026, 3, 2, 12, tzinfo=UTC),
            "recorded_by": STAFF,
            "data": data or {},
        }
        return Record(**values | changes)

    return make
