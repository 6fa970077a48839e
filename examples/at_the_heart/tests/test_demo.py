"""The demonstration: its six months leave the facts that the story tells, name nobody, and leave nothing unmet."""

from __future__ import annotations

import csv
import re
import shlex
from collections import Counter
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import click
import pytest
from attrs import frozen

from at_the_heart.demo import SCENES, tell
from at_the_heart.demo.acts import HELPED, LEFT, WELL, ZONE
from at_the_heart.demo.beginning import FILE
from at_the_heart.demo.words import WORDS
from mentorcore import Programme, StoreError
from mentorcore.cli.main import root
from mentorcore.cli.options import Given
from mentorcore.domain.bundle import Bundle
from mentorcore.domain.clock import ManualClock
from mentorcore.domain.commands.audit import VerifyAudit
from mentorcore.domain.commands.duties import ShowAdherence
from mentorcore.domain.commands.matches import ListMatches, ShowMatch
from mentorcore.domain.matches import EndKind, MatchState
from mentorcore.stage import DATABASE, KEYS, SETTINGS, morning, system_user

DATA = Path(__file__).parents[1] / "data"
IDENTITY = ("Surname", "Date of birth", "Email", "Phone", "Anything else?", "Safe times")


@frozen
class Told:
    """The six months, told once.

    Args:
        directory: where the database lies.
        lines: the story.
    """

    directory: Path
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        """The story on one line, so that words can be found that a line break parts."""
        return " ".join(" ".join(self.lines).split())

    def pair(self, part: str) -> str:
        """Public id of the match that plays a part."""
        (found,) = re.findall(rf"The pair that {part}: (M-\w+)", self.text)
        return str(found)


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Told:
    directory = tmp_path_factory.mktemp("months") / "demo"
    lines: list[str] = []
    tell(directory, lines.append)
    return Told(directory, tuple(lines))


@pytest.fixture
def programme(told: Told) -> Iterator[Programme]:
    clock = ManualClock(morning(SCENES[-1].day, ZONE))
    places = told.directory / DATABASE, told.directory / KEYS
    with Programme.open("at_the_heart", *places, clock=clock) as opened:
        yield opened


@pytest.fixture
def wren(programme: Programme) -> str:
    """She who tells it, as the command finds her."""
    owner = programme.account_owner(system_user())
    assert owner is not None
    return owner


def test_forty_pairs_ended_and_one_of_them_was_left(programme: Programme, wren: str, told: Told) -> None:
    found = programme.desk(wren).matches.list(ListMatches())

    assert Counter(match.state for match in found) == {MatchState.ENDED: 40}
    assert [match.id for match in found if match.end is EndKind.LEFT] == [told.pair(LEFT)]
    ends = {match.id: match.end for match in found}
    assert (ends[told.pair(WELL)], ends[told.pair(HELPED)]) == (EndKind.INDEPENDENT, EndKind.PLANNED)


def test_each_pair_kept_to_the_rhythm_as_it_is_told(programme: Programme, wren: str, told: Told) -> None:
    def months(part: str) -> tuple[int, int]:
        lines = programme.desk(wren).duties.adherence(ShowAdherence(told.pair(part)))
        (found,) = [line for line in lines if line.rule == "sessions"]
        return found.done, found.missed

    assert {part: months(part) for part in (WELL, HELPED, LEFT)} == {
        WELL: (6, 0),
        HELPED: (4, 2),
        LEFT: (4, 0),
    }
    assert len(re.findall(r"keeps to it:", told.text)) == 9
    helped = programme.desk(wren).matches.show(ShowMatch(told.pair(HELPED)))
    assert len(helped.referrals) == 1


def test_nothing_is_unmet(told: Told, bundle: Bundle) -> None:
    shown = re.findall(r"^ +([✓✗]) ((?:ATH|CORE)-\S+)", "\n".join(told.lines), re.MULTILINE)

    assert shown == [("✓", clause.id) for clause in bundle.clauses]
    assert "Unmet: —" in told.text


def test_each_scene_cites_clauses_of_the_programme(told: Told, bundle: Bundle) -> None:
    known = {clause.id for clause in bundle.clauses}
    for scene in SCENES:
        (title,) = [line for line in told.lines if WORDS[f"{scene.name}.title"] in line]
        assert title.endswith(f"  [{', '.join(scene.clauses)}]")
        assert set(scene.clauses) - known == set()


def test_the_story_names_no_identity(told: Told) -> None:
    with (DATA / FILE).open(encoding="utf-8-sig", newline="") as source:
        rows = list(csv.DictReader(source))
    secrets = {" ".join(row[column].split()) for row in rows for column in IDENTITY if row[column]}
    secrets = {secret for secret in secrets if len(secret) > 3}

    assert len(secrets) > 300
    assert {secret for secret in secrets if secret in told.text} == set()


def test_what_is_typed_is_what_the_command_understands(told: Told) -> None:
    typed = {
        line.removeprefix("  $ mentorcore ") for line in told.lines if line.startswith("  $ mentorcore ")
    }

    assert len(typed) > 50
    assert [line for line in sorted(typed) if not understood(shlex.split(line))] == []


def understood(words: list[str]) -> bool:
    """Whether the command line takes these words; nothing is run."""
    command: click.Command = root("en")
    context = click.Context(command, obj=Given())
    while isinstance(command, click.Group):
        name, found, words = command.resolve_command(context, words)
        if name is None or found is None:
            return False
        command = found
    try:
        command.make_context(command.name, words, parent=context)
    except click.UsageError:
        return False
    return True


def test_the_database_is_whole_and_stays_open_to_look_at(told: Told, programme: Programme, wren: str) -> None:
    assert programme.adopted
    assert programme.desk(wren, purpose="review").audit.verify(VerifyAudit()) > 1000
    settings = (told.directory / SETTINGS).read_text("utf-8")
    assert settings == f'programme = "at_the_heart"\ndb = "{DATABASE}"\nkey-file = "{KEYS}"\n'
    assert {path.name for path in told.directory.glob("demo*") if path.stat().st_mode & 0o077} == set()


def test_a_second_demo_is_refused_and_changes_nothing(told: Told) -> None:
    before = (told.directory / DATABASE).read_bytes()
    said: list[str] = []
    with pytest.raises(StoreError) as refused:
        tell(told.directory, said.append)

    assert (refused.value.code, str(told.directory) in " ".join(said)) == ("files.exists", True)
    assert (told.directory / DATABASE).read_bytes() == before


def test_the_package_carries_its_file() -> None:
    assert (files("at_the_heart") / "data" / FILE).read_bytes() == (DATA / FILE).read_bytes()
