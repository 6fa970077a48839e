"""A feed that others can follow: private, in order, whole lines, nothing personal and no numbers."""

import os
import stat
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from attrs import evolve

from mentorcore.domain.events import Event
from mentorcore_reporting.event_feed import EventFeed

MakeEvent = Callable[..., Event]
LINE = (
    '{"actor": "P-0000002J", "data": {"contact": true, "how": "téléphone"}, "effective_on": "2026-03-06", '
    '"on_behalf_of": "", "recorded_at": "2026-03-06T12:00:00+00:00", "subject": "P-0000001G", '
    '"type": "distress.flagged"}\n'
)


@pytest.fixture(autouse=True)
def _generous_umask() -> Iterator[None]:
    before = os.umask(0)
    yield
    os.umask(before)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "feed.jsonl"


@pytest.fixture
def flagged(event: MakeEvent) -> Event:
    return evolve(event("distress.flagged", 6, contact=True, how="téléphone"), number=41)


def test_an_event_is_one_line_without_its_number(path: Path, flagged: Event) -> None:
    EventFeed(path).happened(flagged)
    assert path.read_text(encoding="utf-8") == LINE


def test_the_file_is_born_private_and_its_rights_are_then_its_owners(path: Path, flagged: Event) -> None:
    feed = EventFeed(path)
    feed.happened(flagged)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.chmod(0o640)
    feed.happened(flagged)
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_told_twice_is_an_equal_line_twice(path: Path, flagged: Event) -> None:
    feed = EventFeed(path)
    feed.happened(flagged)
    feed.happened(evolve(flagged, number=0))
    assert path.read_text(encoding="utf-8") == LINE * 2


def test_a_line_that_a_crash_cut_does_not_spoil_the_next(path: Path, flagged: Event) -> None:
    path.write_text('{"actor": "P-00', encoding="utf-8")
    EventFeed(path).happened(flagged)
    assert path.read_text(encoding="utf-8") == '{"actor": "P-00\n' + LINE


def test_line_breaks_in_values_stay_in_their_line(path: Path, event: MakeEvent) -> None:
    EventFeed(path).happened(event("note", 2, words="a\nb"))
    assert path.read_bytes().count(b"\n") == 1


def test_many_at_once_leave_whole_lines(path: Path, flagged: Event) -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: EventFeed(path).happened(flagged), range(40)))
    assert path.read_text(encoding="utf-8") == LINE * 40


def test_a_link_is_not_followed(tmp_path: Path, path: Path, flagged: Event) -> None:
    path.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OSError):
        EventFeed(path).happened(flagged)
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["feed.jsonl"]


def test_a_missing_folder_is_a_fault_so_that_the_event_is_told_again(tmp_path: Path, flagged: Event) -> None:
    with pytest.raises(OSError):
        EventFeed(tmp_path / "nowhere" / "feed.jsonl").happened(flagged)


@pytest.mark.parametrize("path", ["feed.jsonl", "./feed.jsonl", "", "~/feed.jsonl"])
def test_a_path_that_depends_on_where_one_stands_is_refused(path: str) -> None:
    with pytest.raises(ValueError):
        EventFeed(path)
