"""Pages of values that examples do not come by: nothing at all, and things that seldom happen."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from click.testing import Result

from mentorcore.cli.language import LANGUAGES
from mentorcore.cli.render import database
from mentorcore.cli.render.page import Page
from mentorcore.desk.agreements import Copy
from mentorcore.desk.concerns import ConcernFile
from mentorcore.desk.programme import Adoption, Change
from mentorcore.desk.rounds import RoundReport
from mentorcore.domain.concerns import Concern, ConcernKind, ConcernState, ConcernWish
from mentorcore.domain.matches import EndKind, Match, MatchState
from mentorcore.domain.sessions import Session, SessionState
from mentorcore.engine.texts import Texts
from mentorcore.hooks.indicators import Indicator
from mentorcore.hooks.matching import Unmatched
from mentorcore.storage.checks import CheckReport
from mentorcore.storage.maintenance import Restored

Type = Callable[..., Result]
DAY = date(2025, 2, 3)
MATCH = Match("M-7K3F9Q2H", "P-7K3F9Q2H", "P-4T8W2NXX", MatchState.PROPOSED, "R-7K3F9Q2H", DAY, score=4000)


@pytest.fixture(autouse=True)
def _wide_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page is as wide as the terminal, and a test runner may have a narrow one."""
    monkeypatch.setenv("COLUMNS", "100")


def page_of(verb: str, value: Any, language: str = "en") -> str:
    """What a verb's page says about a value."""
    texts = Texts(("vps", "mentorcore"), ("fr", "en"))
    own = Texts(("mentorcore.cli", "mentorcore"), LANGUAGES)
    page = Page(own, texts, language)
    import_module(f"mentorcore.cli.render.{verb.partition('.')[0]}").SHAPES[verb][1](page, value)
    return str(page)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("verb", "nothing"),
    [
        ("participants.list", ()),
        ("participants.find", ()),
        ("vetting.list", ()),
        ("matches.list", ()),
        ("drafts.list", ()),
        ("messages.next", None),
        ("messages.list", ()),
        ("concerns.list", ()),
        ("programme.show", ()),
        ("programme.adopt", Adoption((), 0, False)),
    ],
)
def test_where_there_is_nothing_a_sentence_says_so(verb: str, nothing: object, language: str) -> None:
    said = page_of(verb, nothing, language)
    assert said.endswith(".")
    assert "\n" not in said


def test_what_holds_back_many_is_said_once() -> None:
    left = (
        Unmatched("P-1", "mentee", "matching.needs_decision", {"a.answered": 2}, undecided=("P-8",)),
        Unmatched("P-2", "mentee", "matching.all_ruled_out", {"near": 2}, {"near": 1}, {"near": (45, 1)}),
        Unmatched("P-3", "mentee", "matching.needs_decision", undecided=("P-9",)),
    )
    page = page_of("matches.propose", RoundReport("R-1", (), {}, left, 3, 2, "optimal"))
    assert page.splitlines()[2:] == [
        "Without a proposal this time",
        "────────────────────────────",
        "Nobody can be proposed without your decision. Look at the people named with “mentorcore matches",
        "explain”, and bring two together with “mentorcore matches pair”.",
        "P-1  mentee  ruled out by a.answered (2)",
        "  → mentorcore matches explain P-1 P-8",
        "P-3  mentee",
        "  → mentorcore matches explain P-3 P-9",
        "",
        "Everybody with a free place is ruled out by at least one rule.",
        "P-2  mentee  ruled out by near (2); 1 would be within “near” at 45",
    ]


def test_an_empty_programme_says_what_is_not_there(nowhere: Path, type_: Type) -> None:
    type_("init", "vps", "--from", "-", stdin="Anne")
    for words in (
        "agenda",
        "vetting list",
        "matches list",
        "concerns list",
        "messages next",
        "participants list",
    ):
        found = type_(*words.split())
        assert (found.exit_code, len(found.stdout.splitlines())) == (0, 1), words


def test_a_round_shows_its_pairs_and_what_to_do_next() -> None:
    report = RoundReport("R-7K3F9Q2H", (MATCH,), {}, (), 1, 1, "exact")
    assert page_of("matches.propose", report).splitlines()[-4:] == [
        "match       mentee      mentor      points",
        "M-7K3F9Q2H  P-7K3F9Q2H  P-4T8W2NXX  40",
        "→ mentorcore messages next",
        "→ mentorcore matches explain MENTEE MENTOR",
    ]


@pytest.mark.parametrize(
    ("changes", "line", "command"),
    [
        ({}, "proposed", "matches accept M-7K3F9Q2H CHANNEL --confidential --on-behalf-of P-4T8W2NXX --how phone"),
        ({"mentor_accepted_on": DAY}, "proposed (accepted: mentor)", None),
        ({"mentee_accepted_on": DAY, "mentor_accepted_on": DAY}, "(accepted: mentee, mentor)", "matches introduce M-7K3F9Q2H"),
        ({"state": MatchState.SUSPENDED, "suspended_on": DAY}, "suspended", "matches resume M-7K3F9Q2H"),
        ({"state": MatchState.ENDED, "ended_on": DAY, "end": EndKind.LEFT}, "2025-02-03  one of the two left", None),
    ],
)  # fmt: skip
def test_a_match_says_what_it_waits_for(changes: dict[str, Any], line: str, command: str | None) -> None:
    said = page_of("matches.pair", evolve(MATCH, **changes))
    assert line in said
    assert command is None or f"→ mentorcore {command}" in said


def test_a_copy_of_an_agreement() -> None:
    assert (
        page_of("matches.keep", Copy("M-7K3F9Q2H", ("mentee",), True)) == "M-7K3F9Q2H  a copy is kept  mentee"
    )


def test_a_concern_that_was_closed_asks_for_nothing() -> None:
    concern = Concern(
        "C-7K3F9Q2H", ConcernKind.WORRY, ConcernWish.ACT, ConcernState.RESOLVED, DAY, "", ("P-7K3F9Q2H",),
        outcome="referred",
    )  # fmt: skip
    note = {"day": "2025-02-03", "by": "P-4T8W2NXX", "act": "note", "note": "They were called."}
    said = page_of("concerns.show", ConcernFile(concern, "", (note,), ()))
    assert "unnamed" in said
    assert "They were called." in said
    assert "→" not in said


def test_figures_and_adoptions() -> None:
    figures = (Indicator("indicator.x", 5, True), Indicator("indicator.y", 7, False))
    assert page_of("programme.show", figures).splitlines() == ["≈ 5  indicator.x", "7    indicator.y"]
    change = Change("documents.code.version", "", "2025-1")
    assert page_of("programme.adopt", Adoption((change,), 0, False)).endswith("→ mentorcore programme adopt")
    assert "3 duties" in page_of("programme.adopt", Adoption((change,), 3, True))


def test_a_session_where_a_programme_keeps_them() -> None:
    session = Session("S-7K3F9Q2H", "M-7K3F9Q2H", SessionState.HELD, held_on=DAY, minutes=60)
    lines = page_of("sessions.log", session).splitlines()
    assert [line.split(maxsplit=1) for line in lines] == [
        ["session", "S-7K3F9Q2H"],
        ["match", "M-7K3F9Q2H"],
        ["state", "held"],
        ["when", "2025-02-03"],
        ["minutes", "60"],
        ["channel", "in person"],
    ]


def test_pages_of_the_database(nowhere: Path) -> None:
    own = Texts(("mentorcore.cli", "mentorcore"), LANGUAGES)
    restored, checked, upgraded = Page(own, own, "en"), Page(own, own, "en"), Page(own, own, "en")
    database.restored(restored, database.Back("vps.db", Restored("0000", Path("vps.db.before-1"), ())))
    database.checked(checked, CheckReport("0001", orphans=("P-7K3F9Q2H",)))
    database.upgraded(upgraded, {"revision": "0001", "copy": "vps.db.0000.bak"})
    assert str(restored).endswith("vps.db.before-1 now.\n→ mentorcore db upgrade")
    assert str(checked).endswith("seal nothing: 1. They do no harm.")
    assert "vps.db.0000.bak" in str(upgraded)
