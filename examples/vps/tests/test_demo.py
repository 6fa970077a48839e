"""The demo's year: it leaves the facts that its story tells, names no identity, and cites its clauses."""

from __future__ import annotations

import csv
import io
import re
import shlex
import string
from collections import Counter
from collections.abc import Iterator
from datetime import date
from importlib.resources import files
from pathlib import Path

import click
import pytest
from attrs import frozen

from mentorcore import Programme, StoreError, clause_table, load_bundle
from mentorcore.cli.main import root
from mentorcore.cli.options import Given
from mentorcore.domain.bundle import Bundle
from mentorcore.domain.clock import ManualClock
from mentorcore.domain.commands.agenda import ShowAgenda
from mentorcore.domain.commands.audit import ShowAudit, VerifyAudit
from mentorcore.domain.commands.concerns import ListConcerns
from mentorcore.domain.commands.matches import ListMatches
from mentorcore.domain.commands.participants import ListParticipants
from mentorcore.domain.commands.vetting import ListVetting
from mentorcore.domain.matches import EndKind, MatchState
from mentorcore.stage import DATABASE, KEYS, SETTINGS, system_user
from vps.demo import SCENES, tell
from vps.demo.binder import ADDRESS, BINDER
from vps.demo.look import LAST_DAY
from vps.demo.stage import morning
from vps.demo.words import WORDS

DATA = Path(__file__).parents[1] / "data"
FILES = ("inscriptions.csv", "inscriptions-avril.csv")
IDENTITY = ("Nom", "Date de naissance", "Rue et numéro", "Téléphone", "Courriel", "Remarques", "Heures sûres")
SHOWN_IN_THE_BODY = {
    "code": {"VPS-INTRO-3", "VPS-5"},
    "vetting": {"VPS-INTRO-2", "VPS-INTRO-3", "VPS-3", "VPS-10"},
    "round": {"VPS-INTRO-1", "VPS-11", "CORE-1"},
    "introductions": {"VPS-4b", "VPS-2", "VPS-5", "VPS-INTRO-4", "CORE-8"},
    "limits": {"VPS-1", "VPS-12", "VPS-10", "VPS-4"},
    "distress": {"VPS-6", "VPS-7", "CORE-8"},
    "concern": {"VPS-8", "CORE-5"},
    "closure": {"VPS-9"},
    "rematch": {"VPS-9"},
    "end": {"CORE-5"},
}


@frozen
class Told:
    """One year, told in French.

    Args:
        directory: where its database lies.
        lines: the story.
    """

    directory: Path
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        """The story on one line, so that words can be found that a line break parts."""
        return " ".join(" ".join(self.lines).split())

    def scene(self, name: str) -> str:
        """What stands below the title of a scene."""
        names = [scene.name for scene in SCENES]
        starts = [number for number, line in enumerate(self.lines) if line.startswith("──")]
        ends = [*(start - 2 for start in starts[1:]), len(self.lines)]
        at = names.index(name)
        return "\n".join(self.lines[starts[at] + 1 : ends[at]])


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Told:
    directory = tmp_path_factory.mktemp("year") / "demo"
    lines: list[str] = []
    tell(directory, lines.append, "fr")
    return Told(directory, tuple(lines))


@pytest.fixture(scope="module")
def bundle() -> Bundle:
    return load_bundle("vps")


@pytest.fixture
def programme(told: Told) -> Iterator[Programme]:
    clock = ManualClock(morning(LAST_DAY))
    with Programme.open("vps", told.directory / DATABASE, told.directory / KEYS, clock=clock) as opened:
        yield opened


def anne(programme: Programme) -> str:
    """The coordinator, as the command finds her."""
    owner = programme.account_owner(system_user())
    assert owner is not None
    return owner


def rows() -> Iterator[dict[str, str]]:
    for name in FILES:
        yield from csv.DictReader(io.StringIO((DATA / name).read_text("utf-8-sig")), delimiter=";")


def test_the_database_runs_on_the_installed_programme(programme: Programme, bundle: Bundle) -> None:
    assert programme.adopted
    assert programme.bundle.digest == bundle.digest


def test_five_matches_ended_each_in_its_way_and_one_was_declined(programme: Programme) -> None:
    desk = programme.desk(anne(programme))
    found = desk.matches.list(ListMatches())
    over = [match for match in found if not match.state.open]

    assert {match.state for match in found if match.state.open} == {MatchState.ACTIVE}
    assert Counter(match.state for match in over) == {MatchState.ENDED: 5, MatchState.DECLINED: 1}
    assert Counter(match.end for match in over) == {
        EndKind.LEFT: 4,
        EndKind.PROGRAMME: 1,
        EndKind.DECLINED: 1,
    }


def test_nobody_is_in_more_matches_than_they_may(programme: Programme) -> None:
    desk = programme.desk(anne(programme))
    active = desk.matches.list(ListMatches(state=MatchState.ACTIVE))
    mentors = {person.id: person for person in desk.participants.list(ListParticipants(role="mentor"))}
    held = {person.id: person.role("mentor") for person in mentors.values()}
    taken = Counter(match.mentor for match in active)

    assert max(Counter(match.mentee for match in active).values()) == 1
    assert [m for m, count in taken.items() if (role := held[m]) is None or count > role.capacity] == []


def test_those_who_asked_for_somebody_else_have_somebody_else(told: Told, programme: Programme) -> None:
    asked = re.findall(r"matches rematch (P-\w+)", told.scene("concern") + told.scene("closure"))
    found = programme.desk(anne(programme)).matches.list(ListMatches())

    assert len(asked) == 2
    for person in asked:
        ended, active = (match for match in found if match.mentee == person)
        assert (ended.state, active.state) == (MatchState.ENDED, MatchState.ACTIVE)
        assert ended.mentor != active.mentor


def test_the_concern_is_resolved_and_the_one_it_named_waits_outside(programme: Programme) -> None:
    desk = programme.desk(anne(programme))
    (concern,) = desk.concerns.list(ListConcerns(all=True))
    held = {row.person for row in desk.vetting.list(ListVetting()) if "vetting.held" in codes(row.lacks)}

    assert concern.outcome == "match-ended"
    assert held == set(concern.named)


def test_one_of_last_year_has_not_accepted_the_new_code(told: Told, programme: Programme) -> None:
    asked = set(re.findall(r"(P-\w+) \(Agathe\)", told.text))
    admitted = programme.desk(anne(programme)).participants.list(ListParticipants(state="admitted"))
    open_ = programme.desk(anne(programme)).vetting.list(ListVetting())
    lacking = {row.person for row in open_ if codes(row.lacks) == ["vetting.acceptance"]}

    assert lacking & {person.id for person in admitted} == asked


def test_one_person_is_erased(told: Told, programme: Programme) -> None:
    (erased,) = re.findall(r"participants erase (P-\w+)", told.text)
    listed = {person.id for person in programme.desk(anne(programme)).participants.list(ListParticipants())}

    assert erased not in listed
    assert len(listed) == len(BINDER) + 85 + 7 - 1


def test_the_agenda_holds_what_was_left_undone(told: Told, programme: Programme) -> None:
    agenda = programme.desk(anne(programme)).agenda.show(ShowAgenda())

    assert [(duty.rule, duty.due_on) for duty in agenda.overdue] == [("neutral-call", date(2025, 11, 29))]
    assert (agenda.concerns, agenda.due) == ((), ())
    assert len(re.findall(r"^    Agenda du ", "\n".join(told.lines), re.MULTILINE)) == 3


def test_the_audit_is_whole_and_fits_the_anchor_of_the_story(told: Told, programme: Programme) -> None:
    (anchor,) = re.findall(r"\b[0-9a-f]{64}\b", told.text)
    desk = programme.desk(anne(programme))
    shown = desk.audit.show(ShowAudit(last=10_000))

    assert desk.audit.verify(VerifyAudit(anchor=anchor)) == len(shown) + 1  # the showing itself


def test_the_story_names_no_identity(told: Told) -> None:
    secrets = {row[column].strip() for row in rows() for column in IDENTITY if row[column]}
    secrets |= {re.sub(r"\D", "", row["Téléphone"])[-9:] for row in rows() if row["Téléphone"]}
    for _, answers in BINDER.values():
        secrets |= {answers[name] for name in ("family_name", "born_on", "street", "phone")}
    secrets.add(ADDRESS["street"])
    found = {secret for secret in secrets if len(secret) > 3 and " ".join(secret.split()) in told.text}

    assert len(secrets) > 400
    assert found == set()


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.name)
def test_each_scene_cites_the_clauses_that_it_shows(told: Told, bundle: Bundle, scene: object) -> None:
    found = next(each for each in SCENES if each is scene)
    (title,) = [line for line in told.lines if WORDS["fr"][f"{found.name}.title"] in line]
    cited = set(re.findall(r"\b(?:VPS|CORE)-(?:INTRO-)?\d+b?", told.scene(found.name)))

    assert title.endswith(f"  [{', '.join(found.clauses)}]")
    assert SHOWN_IN_THE_BODY.get(found.name, set()) - cited == set()
    assert set(found.clauses) - {clause.id for clause in bundle.clauses} == set()


def test_the_table_tells_of_every_clause(told: Told, bundle: Bundle) -> None:
    table = clause_table(bundle)
    shown = re.findall(r"^ +([✓✗]) ([A-Z]\S+)", told.scene("end"), re.MULTILINE)

    assert shown == [("✓" if row.met else "✗", row.clause.id) for row in table]


def test_a_second_demo_is_refused_and_changes_nothing(told: Told) -> None:
    before = (told.directory / DATABASE).read_bytes()
    said: list[str] = []

    with pytest.raises(StoreError) as refused:
        tell(told.directory, said.append, "en")

    assert refused.value.code == "files.exists"
    assert str(told.directory) in " ".join(said)
    assert (told.directory / DATABASE).read_bytes() == before


def test_the_settings_name_the_database_from_where_they_stand(told: Told) -> None:
    settings = (told.directory / SETTINGS).read_text("utf-8")

    assert settings == 'programme = "vps"\ndb = "demo.db"\nkey-file = "demo.keys"\n'
    assert {path.name for path in told.directory.glob("demo*") if path.stat().st_mode & 0o077} == set()


@pytest.mark.parametrize("name", FILES)
def test_the_package_carries_its_files(name: str) -> None:
    assert (files("vps") / "data" / name).read_bytes() == (DATA / name).read_bytes()


def test_what_anne_types_is_what_the_command_understands(told: Told) -> None:
    typed = {
        line.removeprefix("  $ mentorcore ") for line in told.lines if line.startswith("  $ mentorcore ")
    }

    assert len(typed) > 60
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


def test_both_languages_tell_the_same() -> None:
    filled = {
        language: {name: holes(text) for name, text in words.items()} for language, words in WORDS.items()
    }

    assert filled["en"] == filled["fr"]


def holes(text: str) -> set[str | None]:
    """The names of the braces in a sentence."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def codes(reasons: object) -> list[str]:
    """The codes of decisions."""
    assert isinstance(reasons, tuple)
    return [reason.code for reason in reasons]
