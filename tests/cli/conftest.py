"""A programme on files with people in every situation, made once and copied for each test, and a way to type."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tests.support.on_files import on_files

from mentorcore.cli import asking
from mentorcore.cli.main import root
from mentorcore.domain.clock import ManualClock
from mentorcore.domain.commands.access import AskAccess, BreakGlass
from mentorcore.domain.commands.agenda import ShowAgenda
from mentorcore.domain.commands.concerns import FlagDistress, RaiseConcern
from mentorcore.domain.commands.consents import GiveConsent
from mentorcore.domain.commands.drafts import ProposeDraft
from mentorcore.domain.commands.matches import AcceptMatch, CloseMatch, SuspendMatch
from mentorcore.domain.commands.messages import ListMessages
from mentorcore.domain.commands.participants import TerminatePerson
from mentorcore.domain.commands.staff import BindAccount
from mentorcore.domain.concerns import ConcernWish
from mentorcore.testing import START, Trial

ACCOUNT = "anne"
CANARY = "Zaphodia"
"""A name that nothing may repeat where it has no business."""


Type = Callable[..., Result]


def people_and_matches(trial: Trial) -> dict[str, str]:
    """Everybody and everything that commands are tried on, by part."""
    ids = {"staff": trial.staff, "colleague": trial.hire("coordinator"), "committee": trial.hire("committee")}
    ids["applicant"] = trial.applicant("mentee", family_name=CANARY)
    for number in range(1, 6):
        ids[f"mentee{number}"] = trial.participant("mentee")
        ids[f"mentor{number}"] = trial.participant("mentor")
    ids["silent"] = trial.participant("mentee", safe_channels="sms,email", phone=None, email=None)
    proposed = trial.proposed(ids["mentee2"], ids["mentor2"])
    by_phone = trial.for_(ids["mentor2"])
    by_phone.matches.accept(
        AcceptMatch(match=proposed.id, shown_name="Lou", shown_channel="sms", confidential=True)
    )
    active = trial.introduced(ids["mentee3"], ids["mentor3"])
    suspended = trial.introduced(ids["mentee4"], ids["mentor4"])
    trial.desk().matches.suspend(SuspendMatch(match=suspended.id))
    ended = trial.introduced(ids["mentee5"], ids["mentor5"])
    trial.desk(ids["mentee5"]).matches.close(CloseMatch(match=ended.id, told_by="staff"))
    trial.desk(ids["mentee3"]).safety.distress(FlagDistress(person=ids["mentee3"], contact=True))
    raised = trial.desk(ids["mentee3"]).concerns.raise_(
        RaiseConcern(
            wish=ConcernWish.ACT, about=(ids["mentor3"],), match=active.id, account=f"{CANARY} said so"
        )
    )
    consent = trial.desk(ids["mentee1"]).consents.give(GiveConsent(ids["mentee1"], "research", "wishes"))
    asked = trial.desk(ids["colleague"]).access.ask(AskAccess(ids["mentee1"], f"{CANARY} asked for it"))
    danger = BreakGlass(ids["mentee1"], ids["committee"], f"{CANARY} is in danger")
    opened = trial.desk(ids["colleague"]).access.break_glass(danger)
    ids["excluded"] = trial.participant("mentor")
    trial.desk(ids["colleague"]).participants.terminate(
        TerminatePerson(person=ids["excluded"], reason=f"{CANARY} was told of it.")
    )
    draft, other_draft = (trial.desk().drafts.propose(ProposeDraft(seed=seed)) for seed in (0, 1))
    waiting = trial.desk().messages.list(ListMessages(state="to-send"))
    held = trial.desk().messages.list(ListMessages(state="held"))
    return {
        **ids,
        "proposed": proposed.id,
        "active": active.id,
        "suspended": suspended.id,
        "ended": ended.id,
        "concern": raised.id,
        "message": waiting[0].id,
        "held": held[0].id,
        "consent": consent.id,
        "asked": asked.id,
        "opened": opened.id,
        "draft": draft.draft.id,
        "other_draft": other_draft.draft.id,
    }


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Mapping[str, str]]:
    """The programme that all tests copy, and who and what is in it, by part."""
    folder = tmp_path_factory.mktemp("cli") / "house"
    folder.mkdir()
    with on_files("vps", folder / "vps.db", folder / "keys.db") as trial:
        ids = people_and_matches(trial)
        trial.desk().staff.bind(BindAccount(person=trial.staff, account=ACCOUNT))
        due = trial.desk().agenda.show(ShowAgenda(until=date(2025, 3, 1))).due
        ids["duty"] = next(duty.id for duty in due if duty.rule == "neutral-call")
    (folder / "mentorcore.toml").write_text(
        'programme = "vps"\ndb = "vps.db"\nkey-file = "keys.db"\n', "utf-8"
    )
    return folder, ids


@pytest.fixture
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder in which the test stands, on a machine whose user is Anne, at the trial's time."""
    for name in [found for found in os.environ if found.startswith("MENTORCORE_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setattr("mentorcore.cli.run.account", lambda: ACCOUNT)
    monkeypatch.setattr("mentorcore.programme.SystemClock", lambda: ManualClock(START))
    monkeypatch.setattr("mentorcore.cli.commands.database.SystemClock", lambda: ManualClock(START))
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def house(built: tuple[Path, Mapping[str, str]], nowhere: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a copy of the programme; the test stands in it."""
    folder = nowhere / "house"
    shutil.copytree(built[0], folder)
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def ids(built: tuple[Path, Mapping[str, str]]) -> Mapping[str, str]:
    """Who and what is in the house, by part; `canary` is a name that nothing may repeat."""
    return {**built[1], "canary": CANARY}


@pytest.fixture
def type_(monkeypatch: pytest.MonkeyPatch) -> Type:
    """Type a command: its words, what is typed into prompts or piped, whether there is a terminal, the language."""

    def typed(*words: str, stdin: str | bytes = "", terminal: bool = False, language: str = "en") -> Result:
        monkeypatch.setattr(asking, "interactive", lambda: terminal)
        return CliRunner().invoke(root(language), list(words), input=stdin)

    return typed
