"""Surveys and forms on the command line, in a programme that has them: every example, every way in, both languages."""

from __future__ import annotations

import json
import shlex
import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from jsonschema import Draft202012Validator
from tests.support.surveyed import ANSWERS, NAME, surveyed_site

from mentorcore import Programme
from mentorcore.cli.table import COMMANDS
from mentorcore.cli.table.row import MATCH, PERSON
from mentorcore.domain.clock import ManualClock
from mentorcore.domain.commands.staff import AddStaff, BindAccount
from mentorcore.domain.ids import numbered_ids
from mentorcore.testing import START, Trial

Type = Callable[..., Result]
EXAMPLES = [path for path in COMMANDS if path.startswith("surveys ")]
TOML = 'trust = 4\nhelped = ["listening", "advice"]\ngoes_on = true\nwords = "Zaphodia listens well."\n'


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Mapping[str, str]]]:
    """A programme with surveys; its coordinator Anne is a mentee besides, so that she has a match of her own."""
    folder = tmp_path_factory.mktemp("surveyed")
    with surveyed_site(folder):
        house, clock = folder / "house", ManualClock(START)
        house.mkdir()
        made, first = Programme.create(
            NAME, house / "a.db", house / "keys.db", first_staff="Anne", clock=clock, new_id=numbered_ids()
        )
        with made:
            trial = Trial(made, first, clock)
            mentee, mentor = trial.participant("mentee"), trial.participant("mentor")
            match = trial.introduced(mentee, mentor).id
            trial.desk().staff.add(AddStaff(role="coordinator", person=mentee))
            trial.desk().staff.add(AddStaff(role="committee", person=first))
            trial.desk().staff.bind(BindAccount(person=first, account="anne"))
            trial.desk().staff.bind(BindAccount(person=mentee, account="berthe"))
        (house / "mentorcore.toml").write_text(
            f'programme = "{NAME}"\ndb = "a.db"\nkey-file = "keys.db"\n', "utf-8"
        )
        (house / "review.toml").write_text(TOML, "utf-8")
        yield house, {"mentee": mentee, "mentor": mentor, "match": match}


@pytest.fixture
def ids(made: tuple[Path, Mapping[str, str]]) -> Mapping[str, str]:
    """Who is in the house."""
    return made[1]


@pytest.fixture
def house(made: tuple[Path, Mapping[str, str]], nowhere: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a copy; the test stands in it, and Anne types."""
    folder = nowhere / "house"
    shutil.copytree(made[0], folder)
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def as_mentee(house: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The same, and the mentee types, who has an account of her own."""
    monkeypatch.setattr("mentorcore.cli.run.account", lambda: "berthe")
    return house


def words_of(path: str, ids: Mapping[str, str], type_: Type) -> list[str]:
    """An example on people who are there; what has to have happened before has happened."""
    parts = {MATCH: ids["match"], PERSON: ids["mentee"]}
    if path == "surveys correct":
        done = shlex.split(COMMANDS["surveys answer"].example)
        assert type_(*(parts.get(word, word) for word in done)).exit_code == 0
    return [parts.get(word, word) for word in shlex.split(COMMANDS[path].example)]


def purpose(path: str) -> list[str]:
    return ["--purpose", "review"] if path == "surveys show" else []


@pytest.mark.parametrize("path", [path for path in EXAMPLES if path != "surveys draft"])
def test_the_example_runs(path: str, house: Path, ids: Mapping[str, str], type_: Type) -> None:
    words = [*words_of(path, ids, type_), *purpose(path)]
    printed = type_(*words)
    spoken = type_(*words, "--json")

    assert (printed.exit_code, printed.stderr) == (0, "")
    assert printed.stdout.strip()
    again = path in ("surveys answer",)
    assert ("error" in json.loads(spoken.stdout)) == again


def test_the_example_of_a_draft_is_for_the_party_itself(
    as_mentee: Path, ids: Mapping[str, str], type_: Type
) -> None:
    words = words_of("surveys draft", ids, type_)
    assert type_(*words).exit_code == 0
    shown = json.loads(type_("surveys", "show", ids["mentee"], "--json").stdout)["answers"]
    assert [(found["state"], found["answers"]) for found in shown] == [("draft", ANSWERS)]

    forgotten = type_(*words[:5], "--forget", "--json")
    assert json.loads(forgotten.stdout)["draft_until"] is None
    assert json.loads(type_("surveys", "show", ids["mentee"], "--json").stdout) == {"answers": []}


def test_staff_have_no_draft_of_somebody_else(house: Path, ids: Mapping[str, str], type_: Type) -> None:
    refused = type_(*words_of("surveys draft", ids, type_))
    assert (refused.exit_code, refused.stdout) == (1, "")


def on_behalf(ids: Mapping[str, str]) -> list[str]:
    return ["--on-behalf-of", ids["mentee"], "--how", "phone"]


@pytest.mark.parametrize("source", ["review.json", "-"])
def test_answers_come_from_a_json_file_or_a_pipe(
    source: str, house: Path, ids: Mapping[str, str], type_: Type
) -> None:
    content = json.dumps({**ANSWERS, "trust": 4.0})
    (house / "review.json").write_text(content, "utf-8")
    words = ["surveys", "answer", ids["match"], "review", "month:3", "--from", source, *on_behalf(ids)]
    assert type_(*words, stdin=content if source == "-" else "").exit_code == 0

    shown = type_("surveys", "show", ids["mentee"], "--purpose", "review", "--json")
    assert json.loads(shown.stdout)["answers"][0]["answers"] == ANSWERS


def test_every_problem_of_a_file_is_told_at_once(house: Path, ids: Mapping[str, str], type_: Type) -> None:
    (house / "review.toml").write_text('trust = 9\nhelped = ["Zaphodia"]\nborn_on = 1990-01-01\n', "utf-8")
    found = type_(*words_of("surveys answer", ids, type_), "--json")
    problems = json.loads(found.stdout)["error"]["problems"]
    assert [(p["where"], p["code"]) for p in problems] == [
        ("trust", "number.range"),
        ("helped", "choice.unknown"),
        ("born_on", "question.not_asked"),
    ]
    assert "Zaphodia" not in found.output


def test_question_by_question_in_the_readers_language(
    house: Path, ids: Mapping[str, str], type_: Type
) -> None:
    words = ["surveys", "answer", ids["match"], "review", "month:3", *on_behalf(ids)]
    typed = "9\n5\nlater\nyes\n\n\n"
    found = type_(*words, stdin=typed, terminal=True, language="fr")

    assert found.exit_code == 0, found.stderr
    assert "Pouvez-vous bien vous parler ? [1-5; 1: pas du tout; 5: très bien]" in found.stderr
    assert "listening: être écouté·e" in found.stderr
    assert "later: À décider plus tard" in found.stderr
    shown = type_("surveys", "show", ids["mentee"], "--purpose", "review", language="fr").stdout
    assert [line.split() for line in shown.splitlines() if line.startswith(("Pouvez", "Qu’est"))] == [
        [*["Pouvez-vous", "bien", "vous", "parler", "?"], "5"],
        [*["Qu’est-ce", "qui", "vous", "a", "aidé·e", "?"], *["À", "décider", "plus", "tard"]],
    ]


def test_nobody_is_asked_where_there_is_no_terminal(house: Path, ids: Mapping[str, str], type_: Type) -> None:
    found = type_("surveys", "answer", ids["match"], "review", "month:3", "--json")
    assert json.loads(found.stdout)["error"]["problems"][0]["code"] == "cli.needs_from"


def test_the_list_says_when_and_what_next(house: Path, ids: Mapping[str, str], type_: Type) -> None:
    english = type_("surveys", "list", ids["mentee"]).stdout
    french = type_("surveys", "list", ids["mentee"], language="fr").stdout
    assert "How is it going?" in english
    assert "month 3" in english
    assert f"surveys answer {ids['match']} review month:3" in english
    assert ("Comment cela se passe-t-il ?" in french, "mois 3" in french) == (True, True)


# Forms


def schema(type_: Type, form: str, language: str) -> dict[str, Any]:
    found = type_("forms", "show", form, "--schema", language=language)
    assert (found.exit_code, found.stderr) == (0, "")
    answer: dict[str, Any] = json.loads(found.stdout)
    return answer


@pytest.mark.parametrize("form", ["mentee", "mentor", "review", "mentor-review", "farewell"])
def test_every_form_prints_its_schema(form: str, house: Path, type_: Type) -> None:
    Draft202012Validator.check_schema(schema(type_, form, "en"))


def test_titles_and_descriptions_are_in_the_readers_language(house: Path, type_: Type) -> None:
    english, french = schema(type_, "review", "en"), schema(type_, "review", "fr")
    assert (english["title"], french["title"]) == ("How is it going?", "Comment cela se passe-t-il ?")
    assert english["properties"]["trust"] == {
        "title": "How well can you talk with one another?",
        "description": "Only you see this answer. 1: not at all; 5: very well",
        "type": "integer",
        "minimum": 1,
        "maximum": 5,
    }
    labels = french["properties"]["helped"]["anyOf"][0]["items"]["oneOf"]
    assert labels[0] == {"const": "listening", "title": "être écouté·e"}
    assert Draft202012Validator(english).is_valid(ANSWERS)


def test_a_form_is_shown_with_its_scales_and_options(house: Path, type_: Type) -> None:
    page = " ".join(type_("forms", "show", "review", language="fr").stdout.split())
    assert ("1-5" in page, "Vous seul·e voyez" in page, "advice: des" in page) == (True, True, True)
    listed = type_("forms", "list").stdout
    assert [line.split()[0] for line in listed.splitlines() if "survey" in line.split()] == [
        "review",
        "mentor-review",
        "farewell",
    ]


def test_a_schema_needs_no_database(nowhere: Path, type_: Type) -> None:
    found = type_("forms", "show", "mentee", "--schema", "--programme", "vps")
    assert json.loads(found.stdout)["$id"] == "urn:mentorcore:vps:mentee:1"
