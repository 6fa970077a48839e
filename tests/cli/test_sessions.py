"""Sessions, tasks and the working agreement as they are typed, in a programme that follows its pairs."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from tests.support.on_files import on_files
from tests.support.packages import Site
from tests.support.pairs import AGREEMENT, CANARY, Pair, pairs_site, write_pairs

from mentorcore import Programme

Type = Callable[..., Result]


@pytest.fixture(scope="module")
def following(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The bundle of a programme that follows its pairs."""
    with pairs_site(tmp_path_factory.mktemp("site")) as site:
        yield site


class House:
    """A folder in which somebody types, as any of three people.

    Args:
        pair: the pair, whose programme is closed.
        type_: types a command.
        monkeypatch: says who sits there.
    """

    def __init__(self, pair: Pair, type_: Type, monkeypatch: pytest.MonkeyPatch) -> None:
        self.pair, self._type, self._patch = pair, type_, monkeypatch

    def types(self, who: str, words: str, **how: Any) -> Result:
        """Somebody types; M, S and T in braces stand for what there is."""
        self._patch.setattr("mentorcore.cli.run.account", lambda: who)
        return self._type(*words.format(M=self.pair.match).split(), **how)

    def answer(self, who: str, words: str, **how: Any) -> Mapping[str, Any]:
        """What a command answers to programs."""
        found = self.types(who, f"{words} --json", **how)
        answer = json.loads(found.stdout)
        assert found.exit_code == 0, answer
        assert isinstance(answer, dict)
        return answer


@pytest.fixture
def home(following: Site, nowhere: Path, type_: Type, monkeypatch: pytest.MonkeyPatch) -> House:
    """A pair on files, whose people sit at accounts named after their side."""
    return make_house(nowhere, type_, monkeypatch)


@pytest.fixture
def formless(following: Site, nowhere: Path, type_: Type, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    """The same in a programme without a form for records."""
    write_pairs(following, forms=AGREEMENT)
    yield make_house(nowhere, type_, monkeypatch)
    write_pairs(following)


def make_house(nowhere: Path, type_: Type, monkeypatch: pytest.MonkeyPatch) -> House:
    """Make the programme of the site that stands, with a pair in it."""
    trial = on_files("small", nowhere / "small.db", nowhere / "keys.db", first_staff="First")
    mentee, mentor = trial.participant("mentee"), trial.participant("mentor")
    pair = Pair(trial, mentee, mentor, trial.introduced(mentee, mentor).id)
    trial.close()
    accounts = {"mentee": mentee, "mentor": mentor, "staff": trial.staff}
    monkeypatch.setattr(Programme, "account_owner", lambda _, account: accounts[account])
    settings = 'programme = "small"\ndb = "small.db"\nkey-file = "keys.db"\n'
    (nowhere / "mentorcore.toml").write_text(settings, "utf-8")
    (nowhere / "agreement.toml").write_text(
        f'level = "strict"\nlimits = "{CANARY}"\ncancelling = "later"\n', "utf-8"
    )
    return House(pair, type_, monkeypatch)


def test_a_pair_from_its_agreement_to_the_record_of_its_first_session(home: House) -> None:
    proposed = home.answer("mentee", "agreement propose {M} --from agreement.toml")["agreement"]
    assert (proposed["version"], proposed["later"]) == (1, ["cancelling"])
    shown = home.types("mentor", "agreement show {M}").stdout
    assert CANARY in shown
    assert f"→ mentorcore agreement accept {home.pair.match} --version 1" in shown
    assert (
        home.answer("mentor", "agreement accept {M} --version 1")["agreement"]["confidentiality"] == "strict"
    )

    planned = home.answer("mentee", "sessions plan {M} --on 2025-02-03 --at 18:30 --minutes 90")["session"][
        "id"
    ]
    moved = home.types("mentor", f"sessions move {{M}} {planned} --on 2025-02-03 --at 19:00")
    assert "2025-02-03 19:00" in moved.stdout
    held = home.answer("mentee", f"sessions log {{M}} --session {planned} --checklist")["session"]
    assert (held["id"], held["minutes"], held["deviations"]) == (planned, 90, [])
    shorter = home.answer("mentor", f"sessions correct {{M}} {planned} --minutes 60")["session"]
    assert shorter["deviations"] == ["shorter"]

    words = f'content = "{CANARY}"'
    home.answer("mentee", f"sessions record {{M}} {planned} --from -", stdin=words)
    for who, seen in (("mentor", True), ("mentee", True), ("staff", False)):
        page = home.types(who, f"sessions show {{M}} {planned}")
        assert (page.exit_code, CANARY in page.stdout) == (0, seen)
        assert "shorter than planned" in page.stdout

    owner = home.pair.mentor
    task = home.answer(
        "mentee", f"tasks agree {{M}} {planned} {owner} --due 2025-02-28 --from -", stdin=CANARY
    )
    done = home.types("mentor", f"tasks done {{M}} {task['task']['id']}")
    assert "done" in done.stdout
    assert CANARY not in done.stdout
    assert CANARY in home.types("mentor", "tasks list {M}").stdout
    assert home.types("mentor", "tasks list {M} --open").stdout.strip() == "There is no task."
    assert "offered to the mentee first" in home.types("mentor", "sessions list {M}").stdout


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("record.toml", f'words = "{CANARY} and courage."'),
        ("record.json", json.dumps({"words": f"{CANARY} and courage."})),
        ("record.txt", f"{CANARY} and courage.\n"),
    ],
)
def test_without_a_form_the_record_is_plain_words_of_a_file(
    formless: House, nowhere: Path, source: str, text: str
) -> None:
    held = formless.answer("mentee", "sessions log {M}")["session"]["id"]
    (nowhere / source).write_text(text, "utf-8")
    noted = formless.types("mentee", f"sessions record {{M}} {held} --from {source}")

    assert (noted.exit_code, CANARY in noted.stdout) == (0, False)
    (shown,) = formless.answer("mentor", f"sessions show {{M}} {held}")["record"]
    assert (shown["words"], shown["form"], shown["answers"]) == (f"{CANARY} and courage.", "", {})


def test_without_a_form_answers_of_one_are_not_taken(formless: House, nowhere: Path) -> None:
    held = formless.answer("mentee", "sessions log {M}")["session"]["id"]
    for name, text, code in (
        ("answers.toml", f'content = "{CANARY}"', "cli.from_unknown"),
        ("list.toml", f'words = ["{CANARY}"]', "cli.from_text"),
        ("empty.toml", "", "answer.required"),
    ):
        (nowhere / name).write_text(text, "utf-8")
        found = formless.types("mentee", f"sessions record {{M}} {held} --from {name} --json")
        assert (found.exit_code, json.loads(found.stdout)["error"]["code"]) == (2, code)
        assert CANARY not in found.output
    assert formless.answer("mentor", f"sessions show {{M}} {held}")["record"] == []


def test_the_mentee_is_asked_question_by_question(home: House) -> None:
    asked = home.types("mentee", "agreement propose {M}", stdin="open\n\nBy day.\nlater\n", terminal=True)
    assert asked.exit_code == 0, asked.stderr
    held = home.answer("mentee", "sessions log {M}")["session"]["id"]
    home.types("mentee", f"sessions record {{M}} {held}", stdin=f"{CANARY}\n\n", terminal=True)

    shown = home.answer("mentor", f"sessions show {{M}} {held}")
    assert [version["answers"] for version in shown["record"]] == [{"content": CANARY}]


def test_what_is_personal_is_typed_into_prompts_alone(home: House) -> None:
    found = home.types(
        "mentee", "sessions log {M} --place --themes", stdin=f"{CANARY}\nmoney, courage\n", terminal=True
    )
    assert found.exit_code == 0
    assert CANARY not in found.stdout
    refused = home.types("mentee", "tasks agree {M} S-7K3F9Q2H P-7K3F9Q2H Sing")
    assert refused.exit_code == 2


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("sessions plan {M} --on 2025-02-10 --minutes 300", "15 to 180 minutes"),
        ("sessions plan {M} --on 2025-03-30 --at 02:30", "does not exist"),
        ("sessions plan {M} --on 2025-10-26 --at 02:30", "first, second"),
        ("sessions plan {M} --on 2025-02-02", "before the introduction"),
        ("sessions log {M} --checklist", "checklist is not complete"),
        ("sessions cancel {M} S-7K3F9Q2H mentee agreed", "no such session"),
        ("agreement accept {M} --version 1", "no such version"),
        ("sessions plan {M} --on tomorrow", "yyyy-mm-dd"),
    ],
)
def test_refusals_say_what_to_do(home: House, words: str, said: str) -> None:
    found = home.types("mentee", words)
    assert found.exit_code in (1, 2)
    assert said in " ".join(found.stderr.split())


def test_a_night_that_comes_twice_is_planned_once_it_is_said_which(home: House) -> None:
    found = home.answer("mentee", "sessions plan {M} --on 2025-10-26 --at 02:30 --which second")
    assert found["session"]["starts_at"] == "2025-10-26T01:30:00+00:00"


def test_staff_note_for_a_party_what_they_said(home: House) -> None:
    held = home.answer("mentor", "sessions log {M}")["session"]["id"]
    mentee = home.pair.mentee
    noted = home.answer(
        "staff", f"sessions record {{M}} {held} --by-email --on-behalf-of {mentee} --how phone"
    )
    assert noted["session"]["recorded"] == "email"
    planned = home.answer("staff", f"sessions plan {{M}} --on 2025-02-10 --on-behalf-of {mentee} --how phone")
    assert planned["session"]["planned_by"] == "mentee"
    gone = home.types("staff", f"sessions cancel {{M}} {planned['session']['id']} mentor otherwise")
    assert "cancelled" in gone.stdout
    missed = home.types("staff", f"sessions miss {{M}} {held}")
    assert "missed" in missed.stdout
