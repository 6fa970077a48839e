"""The programme of the sweep, made once and copied for each test."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from attrs import frozen
from tests.canary.exports import write_export
from tests.canary.people import settle
from tests.canary.planting import Garden
from tests.canary.sweep import Sweep
from tests.support.following import NAME, following_site

from mentorcore.domain.bundle import Bundle
from mentorcore.domain.clock import ManualClock
from mentorcore.loading.bundle import load_bundle
from mentorcore.testing import START


@frozen
class Planted:
    """The programme as all tests find it.

    Args:
        folder: where its files are.
        packages: where its bundle is.
        ids: who and what is in it, by part.
        garden: the canaries.
        bundle: its values.
        count: how many canaries were planted before anything was typed.
    """

    folder: Path
    packages: Path
    ids: Mapping[str, str]
    garden: Garden
    bundle: Bundle
    count: int


@pytest.fixture(scope="session")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Planted]:
    """Everybody and everything, and an export of the online form; the bundle is installed as long as it is needed."""
    folder, garden, packages = (
        tmp_path_factory.mktemp("canary"),
        Garden(),
        tmp_path_factory.mktemp("packages"),
    )
    with following_site(packages):
        bundle = load_bundle(NAME)
        (folder / "house").mkdir()
        (folder / "given").mkdir()
        ids = settle(folder / "house", garden)
        write_export(folder / "given" / "inscriptions.csv", bundle, garden)
        yield Planted(folder, packages, ids, garden, bundle, len(garden))


@pytest.fixture
def garden() -> Garden:
    """An empty one, for the controls."""
    return Garden()


@pytest.fixture
def sweep(
    planted: Planted, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> Iterator[Sweep]:
    """A copy of it for a test, which stands in its folder, at the trial's time; whatever is written lies below one."""
    for name in [found for found in os.environ if found.startswith("MENTORCORE_")]:
        monkeypatch.delenv(name)
    for name in ("given", "logs", "tmp"):
        (tmp_path / name).mkdir()
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setenv("TMPDIR", str(tmp_path / "tmp"))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))
    monkeypatch.setattr("mentorcore.cli.asking.interactive", lambda: False)
    monkeypatch.setattr("mentorcore.programme.SystemClock", lambda: ManualClock(START))
    monkeypatch.setattr("mentorcore.cli.commands.database.SystemClock", lambda: ManualClock(START))
    monkeypatch.setattr("vps.demo.tell", lambda folder, say: say("A story."))  # its people are invented
    shutil.copy(planted.folder / "given" / "inscriptions.csv", tmp_path / "given")
    first = len(request.node.name)  # so that each command has its turn at other levels of the log
    made = Sweep(
        planted.folder,
        planted.packages,
        tmp_path,
        planted.ids,
        planted.garden,
        planted.bundle,
        monkeypatch,
        typed=first,
    )
    made.again()
    yield made
    made.look()
    assert made.left == {}
