"""A remembered bundle opens as the one that was read: the same values, the same policies, and only while no file
has changed."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from tests.support.packages import BUNDLE, NEEDS, Site

from mentorcore import Programme
from mentorcore.domain.commands.programme import AdoptBundle
from mentorcore.hooks.vetting import requirements
from mentorcore.loading.opening import files_digest, is_plain, recall
from mentorcore.testing import sample_arguments

NESTED = """
    from attrs import define, frozen
    from mentorcore.domain.decisions import Requirement
    from mentorcore.hooks import hookimpl

    @frozen
    class Step:
        code: str

    @define(eq=False)
    class Needs:
        steps: tuple[Step, ...]

        @hookimpl
        def requirements(self, candidate):
            return [Requirement(step.code) for step in self.steps]
"""


def needs(programme: Programme) -> list[Any]:
    found = programme.context.hooks.ask_flat(requirements, **sample_arguments("requirements"))
    return [(need.code, dict(need.params)) for need in found]


@pytest.fixture
def database(site: Site, tmp_path: Path) -> tuple[Path, Path]:
    """A database of the small programme, and its keys."""
    return tmp_path / "a.db", tmp_path / "k.db"


def create(database: tuple[Path, Path]) -> tuple[list[Any], str]:
    made, first = Programme.create("small", *database, first_staff="Anne")
    with made:
        return needs(made), first


def test_it_opens_as_it_was(site: Site, database: tuple[Path, Path]) -> None:
    before, _ = create(database)

    with Programme.open("small", *database) as programme:
        assert programme.adopted
        assert programme.context.hooks.hooks_of("code") == ("requirements",)
        assert needs(programme) == before == [("small.needs", {"document": "code", "times": 2})]


def test_settings_that_are_no_plain_values_are_made_anew(site: Site, database: tuple[Path, Path]) -> None:
    site.write({"small_plugin/needs.py": NESTED})
    settings = 'settings = { steps = [{ code = "a" }, { code = "b" }] }'
    site.bundle(main=BUNDLE.replace('settings = { document = "code", times = 2 }', settings))
    before, _ = create(database)

    with Programme.open("small", *database) as programme:
        assert needs(programme) == before == [("a", {}), ("b", {})]
    assert not is_plain("small_plugin.needs:Needs")
    assert is_plain("mentorcore_matching.policies:SharedSetPolicy")


def test_a_changed_policy_is_read_anew_and_nothing_has_to_be_adopted(
    site: Site, database: tuple[Path, Path]
) -> None:
    create(database)
    site.write({"small_plugin/needs.py": NEEDS.replace("small.needs", "small.wants")})

    with Programme.open("small", *database) as programme:
        assert programme.adopted
        assert [code for code, _ in needs(programme)] == ["small.wants"]


def test_a_changed_bundle_waits_for_its_adoption(site: Site, database: tuple[Path, Path]) -> None:
    _, first = create(database)
    site.bundle(main=BUNDLE.replace("times = 2", "times = 3").replace('"participants.*"', '"programme.*"').replace(
        '["support"]', '["administration"]'
    ))  # fmt: skip

    with Programme.open("small", *database) as programme:
        before = programme.adopted
        assert programme.desk(first).programme.adopt(AdoptBundle()).adopted
        assert (before, programme.adopted) == (False, True)
    with Programme.open("small", *database) as programme:
        assert [params["times"] for _, params in needs(programme)] == [3]


def test_whoever_can_only_write_to_the_database_chooses_no_class(
    site: Site, database: tuple[Path, Path]
) -> None:
    """The files are as they were, and the digest of them is right: only the keys tell."""
    before, _ = create(database)
    with closing(sqlite3.connect(database[0])) as raw, raw:
        (kept,) = raw.execute("SELECT snapshot FROM bundles").fetchone()
        forged = kept.replace("small_plugin.needs:Needs", "small_plugin.needs:Other")
        raw.execute("UPDATE bundles SET snapshot = ?", (forged,))
    assert recall(forged) is not None

    with Programme.open("small", *database) as programme:
        assert needs(programme) == before


def test_nothing_is_recalled_of_nothing() -> None:
    assert recall(None) is None


def test_a_module_that_is_gone_counts_as_changed(site: Site) -> None:
    there = files_digest("small_bundle", ["small_plugin.needs:Needs"])

    assert files_digest("small_bundle", ["small_plugin.nothing:Needs"]) != there
    assert files_digest("small_bundle", ["small_nothing.needs:Needs"]) != there
