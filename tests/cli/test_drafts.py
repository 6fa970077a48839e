"""Drafts on the command line: made with either word, weighed, compared in a table, shown as a page."""

from __future__ import annotations

import json
import stat
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from click.testing import Result

Type = Callable[..., Result]


def made(found: Result) -> Any:
    assert (found.exit_code, found.stderr) == (0, "")
    return json.loads(found.stdout)


def problems(found: Result) -> list[tuple[str, str]]:
    assert found.exit_code == 2
    return [(problem["code"], problem["where"]) for problem in json.loads(found.stdout)["error"]["problems"]]


def test_matches_propose_makes_a_draft_where_it_is_asked_to(house: Path, type_: Type) -> None:
    words = ("--set", "weight.near=60", "--set", "weight.experience=2", "--seed", "3", "--json")

    draft = made(type_("matches", "propose", "--draft", *words))["draft"]
    same = made(type_("drafts", "propose", *words))["draft"]

    assert (draft["weights"], draft["seed"]) == ({"near": 60, "experience": 2}, 3)
    assert [draft[name] for name in ("score", "matched", "facts")] == [
        same[name] for name in ("score", "matched", "facts")
    ]
    assert made(type_("matches", "list", "--state", "proposed", "--json"))["matches"] != []
    following = made(type_("matches", "propose", "--draft", "--from", draft["id"], "--json"))["draft"]
    assert (following["basis"], following["weights"]) == (draft["id"], draft["weights"])


def test_what_is_for_drafts_alone_says_so(house: Path, ids: Mapping[str, str], type_: Type) -> None:
    for option, value in (("--set", "weight.near=60"), ("--from", ids["draft"])):
        assert problems(type_("matches", "propose", option, value, "--json")) == [("cli.only_with", option)]


def test_a_weight_that_will_not_do_is_told_at_its_rule(house: Path, type_: Type) -> None:
    found = type_("drafts", "propose", "--set", "weight.near=-1", "--set", "weight.waiting=nan", "--json")
    assert problems(found) == [
        ("draft.weight_number", "weight.near"),
        ("draft.weight_number", "weight.waiting"),
    ]
    assert problems(type_("drafts", "propose", "--set", "weight.languages=3", "--json")) == [
        ("draft.rule_hard", "weight.languages")
    ]


def test_a_comparison_is_a_table_with_either_word(house: Path, ids: Mapping[str, str], type_: Type) -> None:
    words = (ids["draft"], ids["other_draft"], "--by", "canton")

    found = type_("drafts", "compare", *words)

    assert found.stdout == type_("matches", "compare", *words).stdout
    lines = found.stdout.splitlines()
    assert lines[0].split() == [ids["draft"], ids["other_draft"]]
    assert [line.split()[0] for line in lines[1:4]] == ["matched", "waiting", "points"]
    assert "too few to show" in found.stdout


def test_a_draft_is_a_page_that_nobody_else_can_open(
    house: Path, ids: Mapping[str, str], type_: Type
) -> None:
    found = type_("drafts", "show", ids["draft"], "--html", "page.html")

    assert (found.exit_code, found.stderr) == (0, "")
    assert "page.html" in found.stdout
    assert stat.S_IMODE((house / "page.html").stat().st_mode) == 0o600
    assert (house / "page.html").read_text("utf-8").startswith("<!doctype html>")
    again = type_("drafts", "show", ids["draft"], "--html", "page.html", "--json")
    assert problems(again) == [("files.exists", "--html")]


def test_what_is_released_names_what_fell_out(house: Path, ids: Mapping[str, str], type_: Type) -> None:
    one, other = ids["draft"], ids["other_draft"]
    for draft in (one, other):
        pair = (ids["mentee1"], ids["mentor1"])
        (found,) = made(type_("drafts", "lock", draft, *pair, "--json"))["pairs"]
        assert ((found["mentee"], found["mentor"]), found["locked"]) == (pair, True)
    assert len(made(type_("drafts", "release", one, "--json"))["proposed"]) == 1

    refused = type_("drafts", "release", other)

    assert refused.exit_code == 1
    assert "Nobody was told anything" in refused.stderr
    states = {draft["id"]: draft["state"] for draft in made(type_("drafts", "list", "--json"))["drafts"]}
    assert states == {one: "released", other: "open"}
