"""Personal values come by prompt, by file or by standard input, and are taken as they are meant."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from click.testing import Result

from mentorcore.cli import sources
from mentorcore.cli.params import Asked
from mentorcore.domain.errors import InputFault

Type = Callable[..., Result]
NOTE, PLACE = Asked("note", "a note"), Asked("place", "a place")


def test_what_is_required_is_asked_for(house: Path, ids: Mapping[str, str], type_: Type) -> None:
    found = type_("find", stdin=f"{ids['canary'][:5]}\n", terminal=True)
    assert found.exit_code == 0
    assert found.stderr.startswith("a name or a part of it: ")
    assert found.stdout.split()[0] == ids["applicant"]
    assert f"→ mentorcore vetting record {ids['applicant']} admission" in found.stdout


def test_the_card_tells_how_to_reach_and_not_who(house: Path, ids: Mapping[str, str], type_: Type) -> None:
    found = type_("find", "--from", "-", stdin=ids["canary"])
    assert ids["canary"] not in found.stdout
    assert "text message" in found.stdout


def test_optional_values_are_asked_for_and_may_stay_empty(
    house: Path, ids: Mapping[str, str], type_: Type
) -> None:
    found = type_("contacts", "log", ids["mentee1"], stdin="\n", terminal=True)
    assert found.exit_code == 0
    assert "what matters, in words (may stay empty): " in found.stderr


def test_without_a_terminal_optional_values_stay_empty(
    house: Path, ids: Mapping[str, str], type_: Type
) -> None:
    assert type_("contacts", "log", ids["mentee1"]).exit_code == 0


def test_a_list_is_never_emptied_in_silence(house: Path, ids: Mapping[str, str], type_: Type) -> None:
    found = type_("safety", "avoid", ids["mentee1"])
    assert found.exit_code == 2
    assert found.stderr.startswith("names: ")
    assert type_("safety", "avoid", ids["mentee1"], "--from", "-", stdin="").exit_code == 0


def test_some_values_are_asked_for_on_request(house: Path, ids: Mapping[str, str], type_: Type) -> None:
    without = type_("vetting", "record", ids["applicant"], "rejection", terminal=True)
    assert (without.exit_code, without.stdout) == (1, "")
    assert "[CORE-6]" in without.stderr
    with_reason = type_(
        "vetting", "record", ids["applicant"], "rejection", "--reason", stdin="We talked\n", terminal=True
    )
    assert with_reason.exit_code == 0


def test_a_mistyped_id_is_told_before_anybody_is_asked(house: Path, type_: Type) -> None:
    found = type_("contacts", "log", "P-7K3F9Q2X", terminal=True)
    assert found.exit_code == 2
    assert "may stay empty" not in found.stderr


def test_whoever_may_not_act_is_not_asked(
    house: Path, ids: Mapping[str, str], type_: Type, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mentorcore.cli.run.account", lambda: "stranger")
    found = type_("contacts", "log", ids["mentee1"], stdin="secret\n", terminal=True)
    assert found.exit_code == 1
    assert "may stay empty" not in found.stderr


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.toml", 'shown_name = "Lou"\n'),
        ("a.json", '{"shown_name": "Lou"}'),
        ("a.txt", '  {"shown_name": "Lou"}'),
        ("a", '\ufeffshown_name = "Lou"'),
    ],
)
def test_files_of_either_kind(name: str, content: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_text(content, "utf-8")
    asked = (Asked("shown_name", ""), Asked("shown_address", "", required=False))
    assert sources.personal_values(str(path), asked) == {"shown_name": "Lou"}


def test_a_single_value_may_stand_there_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "note.txt"
    path.write_text("Line one\nLine = two\n", "utf-8")
    assert sources.personal_values(str(path), [NOTE]) == {"note": "Line one\nLine = two"}


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.toml", b'note = "Ophelia', "setup.not_toml"),
        ("a.toml", b'note = "Oph\xe9lia"', "setup.not_utf8"),
        ("a.toml", b'Ophelia = "x"', "cli.from_unknown"),
        ("a.toml", b"note = 12", "cli.from_text"),
        ("a.json", b'{"note": Ophelia}', "cli.not_json"),
        ("a.json", b'{"note": "Ophelia", "note": "x"}', "cli.not_json"),
        ("a.json", b'{"note": NaN}', "cli.not_json"),
        ("a.json", b'["Ophelia"]', "cli.not_json"),
        ("a.json", b"[" * 100_000, "cli.not_json"),
        ("a.toml", b"note = " + b"[" * 100_000, "setup.not_toml"),
        ("a.txt", b"x" * (sources.MOST + 1), "cli.from_too_large"),
        ("missing.txt", None, "cli.from_unreadable"),
    ],
)
def test_faulty_files_are_refused_without_their_words(
    name: str, content: bytes | None, code: str, tmp_path: Path
) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InputFault) as caught:
        sources.personal_values(str(path), [NOTE, PLACE])
    fault: BaseException | None = caught.value
    assert [problem.code for problem in caught.value.problems] == [code]
    while fault is not None:
        assert "Ophelia" not in repr(fault)
        fault = fault.__context__


def test_answers_are_texts_numbers_days_and_lists(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_text('a = "x"\nb = 3\nc = 1990-02-01\nd = ["x", "y"]\ne = true\n', "utf-8")
    assert list(sources.answers(str(path))) == ["a", "b", "c", "d", "e"]
    path.write_text("a = { b = 1 }\n", "utf-8")
    with pytest.raises(InputFault) as caught:
        sources.answers(str(path))
    assert [problem.code for problem in caught.value.problems] == ["cli.from_answer"]


def test_an_account_arrives_whole(house: Path, ids: Mapping[str, str], type_: Type) -> None:
    words = "Every evening.\n« Encore »"
    raised = type_("concerns", "raise", "listen-only", ids["mentor1"], "--from", "-", "--json", stdin=words)
    concern = json.loads(raised.stdout)["id"]
    shown = json.loads(type_("concerns", "show", concern, "--json").stdout)
    assert shown["account"] == words
