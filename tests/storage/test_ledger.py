"""The erasure ledger: only grows, survives a crash in the middle of a line, hides no damage."""

from __future__ import annotations

import stat
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from mentorcore.domain.errors import StoreError
from mentorcore.storage.keys import FileKeys, MemoryKeys
from mentorcore.storage.ledger import erased, ledger_path, note_erasure

if TYPE_CHECKING:
    from tests.storage.conftest import AtOnce

FIRST = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
LATER = datetime(2026, 3, 2, 9, 0, 0, 5, tzinfo=timezone(timedelta(hours=5)))


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    return tmp_path / "keys.db.erased"


def test_it_lies_beside_the_keys(tmp_path: Path, ledger: Path) -> None:
    keys = FileKeys.new(tmp_path / "keys.db")

    assert keys.ledger == ledger_path(tmp_path / "keys.db") == ledger
    assert MemoryKeys().ledger is None
    keys.close()


def test_who_was_erased_is_read_back_in_order(ledger: Path) -> None:
    assert erased(ledger) == {}
    note_erasure(ledger, "P-2", FIRST)
    note_erasure(ledger, "P-1", LATER)
    note_erasure(ledger, "P-2", LATER)

    assert list(erased(ledger).items()) == [("P-2", FIRST), ("P-1", LATER)]
    assert ledger.read_text() == (
        '{"person":"P-2","at":"2026-03-01T09:00:00+00:00"}\n{"person":"P-1","at":"2026-03-02T04:00:00.000005+00:00"}\n'
    )


def test_only_the_owner_reads_it(ledger: Path) -> None:
    note_erasure(ledger, "P-1", FIRST)
    assert stat.S_IMODE(ledger.stat().st_mode) == 0o600

    ledger.chmod(0o644)
    note_erasure(ledger, "P-2", FIRST)
    assert stat.S_IMODE(ledger.stat().st_mode) == 0o600


def test_what_a_crash_left_of_a_line_does_not_count(ledger: Path) -> None:
    note_erasure(ledger, "P-1", FIRST)
    with ledger.open("a") as file:
        file.write('{"person":"P-2","at"')
    assert list(erased(ledger)) == ["P-1"]

    note_erasure(ledger, "P-3", FIRST)
    assert list(erased(ledger)) == ["P-1", "P-3"]


@pytest.mark.parametrize(
    "line", ["", "no JSON", "[]", '{"person":"P-2"}', '{"person":"P-2","at":"2026-03-01"}']
)
def test_damage_is_never_passed_over(ledger: Path, line: str) -> None:
    note_erasure(ledger, "P-1", FIRST)
    with ledger.open("a") as file:
        file.write(f"{line}\n")

    for act in (lambda: erased(ledger), lambda: note_erasure(ledger, "P-3", FIRST)):
        with pytest.raises(StoreError) as caught:
            act()
        assert caught.value.code == "ledger.damaged"
        assert caught.value.params == {"file": str(ledger), "line": 2}


def test_a_naive_time_is_refused(ledger: Path) -> None:
    with pytest.raises(ValueError, match="time zone"):
        note_erasure(ledger, "P-1", datetime(2026, 3, 1))  # noqa: DTZ001, what is to be refused

    assert not ledger.exists()


def test_a_link_is_not_followed(ledger: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").touch()
    ledger.symlink_to(tmp_path / "elsewhere")

    with pytest.raises(StoreError, match=r"^files\.symlink"):
        note_erasure(ledger, "P-1", FIRST)


def test_somebody_else_may_have_made_it_first(ledger: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    note_erasure(ledger, "P-1", FIRST)
    monkeypatch.setattr("mentorcore.storage.ledger.os.path.lexists", lambda _: False)

    note_erasure(ledger, "P-2", FIRST)

    assert list(erased(ledger)) == ["P-1", "P-2"]


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"^files\.no_folder"):
        note_erasure(tmp_path / "none" / "keys.db.erased", "P-1", FIRST)


NOTE = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from mentorcore.storage.ledger import note_erasure

go()
for number in range(20):
    note_erasure(Path(sys.argv[1]), f"{sys.argv[2]}-{number}", datetime(2026, 3, 1, tzinfo=UTC))
"""


def test_nobody_is_lost_when_several_write(ledger: Path, at_once: AtOnce) -> None:
    at_once(NOTE, *[[str(ledger), name] for name in "ABCD"])

    assert sorted(erased(ledger)) == sorted(f"{name}-{number}" for name in "ABCD" for number in range(20))
