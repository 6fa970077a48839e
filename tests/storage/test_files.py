"""Private files: born 0600, never through a link, never over another, whole or not at all."""

import errno
import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from mentorcore.domain.errors import StoreError
from mentorcore.storage.files import create_private, ensure_private, private_draft, write_private_atomic


@pytest.fixture(autouse=True)
def generous_umask() -> Iterator[None]:
    before = os.umask(0)
    yield
    os.umask(before)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "file"


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def names(folder: Path) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir())


def refused(code: str, act: Callable[[], object]) -> dict[str, str | int]:
    with pytest.raises(StoreError) as caught:
        act()
    assert caught.value.code == code
    return dict(caught.value.params)


def draft_of(path: Path, content: bytes = b"new") -> None:
    with private_draft(path) as draft:
        draft.write_bytes(content)


def test_a_new_file_is_private(path: Path) -> None:
    create_private(path, b"content")
    assert (mode(path), path.read_bytes()) == (0o600, b"content")


def test_a_new_file_is_usable_under_a_mean_umask(path: Path) -> None:
    os.umask(0o777)
    create_private(path)
    assert mode(path) == 0o600


@pytest.mark.parametrize("make", [create_private, draft_of])
def test_nothing_is_replaced(path: Path, make: Callable[[Path], None]) -> None:
    path.write_bytes(b"old")
    assert refused("files.exists", lambda: make(path)) == {"file": str(path)}
    assert path.read_bytes() == b"old"
    assert names(path.parent) == ["file"]


@pytest.mark.parametrize("make", [create_private, draft_of, lambda path: write_private_atomic(path, b"new")])
@pytest.mark.parametrize("target", ["there", "nowhere"])
def test_no_link_is_followed(path: Path, make: Callable[[Path], None], target: str) -> None:
    (path.parent / "there").write_bytes(b"old")
    path.symlink_to(target)
    assert refused("files.symlink", lambda: make(path)) == {"file": str(path)}
    assert (path.parent / "there").read_bytes() == b"old"
    assert names(path.parent) == ["file", "there"]


@pytest.mark.parametrize("make", [create_private, draft_of, lambda path: write_private_atomic(path, b"new")])
def test_a_missing_folder_is_named(tmp_path: Path, make: Callable[[Path], None]) -> None:
    path = tmp_path / "nowhere" / "file"
    assert refused("files.no_folder", lambda: make(path)) == {"file": str(path), "folder": str(path.parent)}
    assert names(tmp_path) == []


@pytest.mark.parametrize("make", [create_private, draft_of, lambda path: write_private_atomic(path, b"new")])
def test_a_full_disk_leaves_nothing_behind(
    path: Path, make: Callable[[Path], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(os, "fsync", full)
    params = refused("files.unusable", lambda: make(path))
    assert params["reason"] == os.strerror(errno.ENOSPC)
    assert names(path.parent) == []


def test_rights_of_others_go_and_the_owners_stay(path: Path) -> None:
    path.write_bytes(b"")
    for before, after in ((0o644, 0o600), (0o440, 0o400), (0o602, 0o600), (0o400, 0o400), (0o755, 0o600)):
        path.chmod(before)
        ensure_private(path)
        assert mode(path) == after


def test_what_does_not_exist_needs_nothing(path: Path) -> None:
    ensure_private(path)
    ensure_private(path / "below")
    assert names(path.parent) == []


def test_a_file_that_cannot_be_made_private_is_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def read_only(self: Path, mode: int) -> None:
        raise OSError(errno.EROFS, "read-only")

    path.write_bytes(b"")
    path.chmod(0o644)
    for chmod in (read_only, lambda self, mode: None):  # some file systems refuse, others pretend
        monkeypatch.setattr(Path, "chmod", chmod)
        assert refused("files.not_private", lambda: ensure_private(path)) == {
            "file": str(path),
            "mode": "0644",
        }


def test_only_regular_files_count(path: Path) -> None:
    path.symlink_to("elsewhere")
    assert refused("files.symlink", lambda: ensure_private(path)) == {"file": str(path)}
    assert refused("files.not_regular", lambda: ensure_private(path.parent)) == {"file": str(path.parent)}


def test_atomic_writing_replaces_and_makes_private(path: Path) -> None:
    write_private_atomic(path, b"one")
    path.chmod(0o644)
    write_private_atomic(path, b"two")
    assert (mode(path), path.read_bytes(), names(path.parent)) == (0o600, b"two", ["file"])


def test_atomic_writing_keeps_the_old_content_when_it_fails(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_private_atomic(path, b"old")

    def fail(draft: str, name: Path) -> None:
        raise OSError(errno.EIO, "broken")

    monkeypatch.setattr(os, "replace", fail)
    refused("files.unusable", lambda: write_private_atomic(path, b"new"))
    assert (path.read_bytes(), names(path.parent)) == (b"old", ["file"])


def test_a_draft_appears_when_its_block_succeeds(path: Path) -> None:
    with private_draft(path) as draft:
        assert (mode(draft), mode(draft.parent)) == (0o600, 0o700)
        draft.with_name("side file").write_bytes(b"")
        draft.write_bytes(b"content")
        assert not path.exists()
    assert (mode(path), path.read_bytes(), names(path.parent)) == (0o600, b"content", ["file"])


def test_a_draft_vanishes_when_its_block_fails(path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), private_draft(path):
        raise KeyboardInterrupt
    assert names(path.parent) == []
