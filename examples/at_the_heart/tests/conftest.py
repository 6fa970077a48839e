"""The scheme with two people of the team and a trustee, and a mentee and a mentor who fit."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from mentorcore import Programme
from mentorcore.cli.main import root
from mentorcore.domain.bundle import Bundle
from mentorcore.domain.clock import ManualClock
from mentorcore.domain.commands.sessions import LogSession
from mentorcore.domain.commands.staff import BindAccount
from mentorcore.domain.commands.working_agreement import AcceptAgreement, ProposeAgreement
from mentorcore.domain.ids import numbered_ids
from mentorcore.domain.matches import Match
from mentorcore.domain.sessions import Session
from mentorcore.domain.working_agreement import AgreementVersion
from mentorcore.loading.bundle import load_bundle
from mentorcore.testing import START, Trial, plain_answers

Reopen = Callable[..., Trial]


@pytest.fixture
def heart(programme_of: Callable[..., Trial]) -> Trial:
    """In memory, with a team and a trustee."""
    return programme_of("at_the_heart", team=2, trustee=1)


@pytest.fixture
def mentee(heart: Trial) -> str:
    """In the pool."""
    return heart.participant("mentee")


@pytest.fixture
def mentor(heart: Trial) -> str:
    """In the pool."""
    return heart.participant("mentor")


@pytest.fixture
def pair(heart: Trial, mentee: str, mentor: str) -> Match:
    """The two, introduced on the first day of the trial, Monday 3 February 2025."""
    return heart.introduced(mentee, mentor)


Settle = Callable[..., AgreementVersion]


@pytest.fixture
def settle(heart: Trial) -> Settle:
    """The mentee proposes plain answers to the working agreement, some of them changed, and the mentor accepts."""

    def settled(match: Match, **changes: str) -> AgreementVersion:
        answers = {**plain_answers(heart.bundle, "agreement", 1), **changes}
        version = heart.desk(match.mentee).agreement.propose(ProposeAgreement(match.id, answers)).version
        return heart.desk(match.mentor).agreement.accept(AcceptAgreement(match.id, version=version))

    return settled


Hold = Callable[..., Session]


@pytest.fixture
def hold(heart: Trial) -> Hold:
    """The mentee notes a session of today, perhaps one that was planned."""

    def held(match: Match, minutes: int = 60, **said: Any) -> Session:
        return heart.desk(match.mentee).sessions.log(LogSession(match.id, minutes=minutes, **said))

    return held


ANNE = "anne"
Type = Callable[..., Result]


@pytest.fixture
def house(on_disk: Reopen, bundle: Bundle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Trial:
    """A programme in files; the first of its team is the user of this machine, whose clock is the trial's."""
    heart = on_disk(bundle)
    heart.desk().staff.bind(BindAccount(person=heart.staff, account=ANNE))
    for name in [found for found in os.environ if found.startswith("MENTORCORE_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("MENTORCORE_PROGRAMME", "at_the_heart")
    monkeypatch.setenv("MENTORCORE_DB", str(tmp_path / "heart.db"))
    monkeypatch.setenv("MENTORCORE_KEY_FILE", str(tmp_path / "heart.keys"))
    monkeypatch.setattr("mentorcore.cli.run.account", lambda: ANNE)
    monkeypatch.setattr("mentorcore.programme.SystemClock", lambda: heart.clock)
    return heart


@pytest.fixture
def type_(house: Trial, tmp_path: Path) -> Type:
    """Type a command; `said` is what stands in the file after ``--from``, `for_` whose own act it is."""

    def typed(words: str, *, said: str = "", for_: str = "") -> Result:
        typed_words = words.split()
        if for_:
            typed_words += ["--on-behalf-of", for_, "--how", "phone"]
        if said:
            source = tmp_path / "said.toml"
            source.write_text(said, "utf-8")
            typed_words += ["--from", str(source)]
        return CliRunner().invoke(root("en"), typed_words)

    return typed


@pytest.fixture(scope="session")
def bundle() -> Bundle:
    """The bundle as it is installed."""
    return load_bundle("at_the_heart")


@pytest.fixture
def on_disk(tmp_path: Path) -> Iterator[Reopen]:
    """Makes a programme in files at the first call, and opens it again, perhaps with another bundle, at the next."""
    clock, ids = ManualClock(START), numbered_ids()
    opened: list[Trial] = []

    def make(bundle: Bundle) -> Trial:
        places = tmp_path / "heart.db", tmp_path / "heart.keys"
        if opened:
            opened[-1].close()
            programme = Programme.open(bundle, *places, clock=clock, new_id=ids)
            opened.append(Trial(programme, opened[0].staff, clock))
        else:
            programme, first = Programme.create(bundle, *places, first_staff="Anne", clock=clock, new_id=ids)
            opened.append(Trial(programme, first, clock))
        return opened[-1]

    yield make
    opened[-1].close()
