"""Values in the wrong place: typed after a command, misspelt in a file, or handed over as something else."""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable

import pytest
from tests.canary import fields
from tests.canary.planting import Garden, Label
from tests.canary.steps import STEPS, Step
from tests.canary.sweep import Sweep

from mentorcore.cli.params import Param
from mentorcore.cli.table import COMMANDS
from mentorcore.domain.commands.fields import LONGEST

WRONG_USE, REFUSED = 2, 1
FIRST = {path: next(step for step in STEPS if f"{step.line} ".startswith(f"{path} ")) for path in COMMANDS}
"""The first step of each command."""
ASKING = [path for path in COMMANDS if fields.asked(path)]

NAMES_OF_FILES = {"bad", "copy", "dir", "file", "folder", "html", "ics", "into", "new_master"}
"""Parameters that name a file: it is repeated, so that people find it."""
KEPT = {"staff bind": {"account"}, "workshops announce": {"title", "place"}}
"""Parameters whose value is stored in the clear, and on purpose: a system user is known by it, a workshop is public."""

Broken = Callable[[Garden], str | bytes]
SOURCES: dict[str, Broken] = {
    "TOML without an end": lambda garden: f'a = "{garden.text("slip")}\nb = {garden.number("slip")}',
    "JSON without an end": lambda garden: f'{{"a": "{garden.text("slip")}", {garden.text("slip")}',
    "a field that there is not": lambda garden: json.dumps({garden.text("slip"): garden.text("slip")}),
    "the same field twice": lambda garden: f'{{"a": "{garden.text("slip")}", "a": "{garden.text("slip")}"}}',
    "another alphabet": lambda garden: f'a = "{garden.text("slip")}"'.encode("latin-1"),
    "no text": lambda garden: json.dumps(
        [garden.text("slip"), {garden.text("slip"): [garden.address("slip")]}]
    ),
}


def wrong(path: str) -> list[tuple[int, frozenset[Label]]]:
    """How a command ends that is handed nonsense; what nobody may type for somebody else can be refused before."""
    return [(code, frozenset()) for code in ((WRONG_USE, REFUSED) if FIRST[path].refused else (WRONG_USE,))]


@pytest.mark.parametrize("path", ASKING)
def test_a_source_that_cannot_be_read_is_not_repeated(path: str, sweep: Sweep) -> None:
    for number, broken in enumerate(SOURCES.values()):
        content = broken(sweep.garden)
        file = sweep.given / f"broken{number}.{'toml' if number == 0 else 'json'}"
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        first, words = sweep.words(FIRST[path].line)
        found = sweep.run([*first.split(), *words, "--from", str(file)], by="anne", json=bool(number % 2))
        assert (found.code, found.labels) in wrong(path), found.err


@pytest.mark.parametrize("path", ASKING)
def test_a_value_that_is_too_long_or_no_text_is_not_repeated(path: str, sweep: Sweep) -> None:
    long = f"{sweep.garden.text('slip')} " * (LONGEST // 10)
    for value in (long, [sweep.garden.text("slip")], {sweep.garden.text("slip"): 1}):
        first, words = sweep.words(FIRST[path].line)
        names = [name.partition(".")[2] for name in fields.asked(path)]
        file = sweep.given / "values.json"
        file.write_text(json.dumps(dict.fromkeys(names, value)), "utf-8")
        found = sweep.run([*first.split(), *words, "--from", str(file)], by="anne")
        assert (found.code, found.labels) in wrong(path), found.err


@pytest.mark.parametrize("path", COMMANDS)
def test_a_value_where_none_is_expected_is_not_repeated(path: str, sweep: Sweep) -> None:
    first, words = sweep.words(FIRST[path].line)
    value = sweep.garden.text("slip")
    for more in ([value], [f"--{value}"], [f"-z{value}"], ["--json=" + value], ["--happened", value]):
        if more == [value] and any(param.many for param in fields.leaf(path).own.params):
            continue  # one more id, which is tried below
        found = sweep.run([*first.split(), *words, *more], by="anne")
        assert (found.code, found.labels) == (WRONG_USE, frozenset()), found.err


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("init {slip}", "setup.unknown_programme"),
        ("messages release {held} {slip}", "message.channel_not_safe"),
        ("participants disclose {mentee1} {slip}", "choice.unknown"),
        (
            "consents give {mentee1} support contact --language {slip} --on-behalf-of {mentee1}",
            "consent.language",
        ),
    ],
)
def test_names_are_told_by_what_there_is(line: str, code: str, sweep: Sweep) -> None:
    """Each of these repeated what was typed, or kept it in the clear."""
    ids = {**sweep.ids, "slip": sweep.garden.text("slip")}
    found = sweep.type(line, ids=ids, json=True)

    assert (json.loads(found.out)["error"]["problems"][0]["code"], found.labels) == (code, frozenset())


def misplaced(step: Step, param: Param, words: list[str], value: str) -> list[str]:
    """The words of a step with a value in place of one parameter's own."""
    if param.place == "option":
        return [*words, param.shown, value]
    given = [place for place, word in enumerate(words) if not word.startswith("--")]
    arguments = [found.name for found in fields.leaf(path_of(step)).own.params if found.place == "argument"]
    return [
        value if place == given[arguments.index(param.name)] else word for place, word in enumerate(words)
    ]


def path_of(step: Step) -> str:
    """The command of a step."""
    return next(path for path, first in FIRST.items() if first is step)


@pytest.mark.parametrize("path", COMMANDS)
def test_a_value_in_place_of_another_is_neither_repeated_nor_kept(path: str, sweep: Sweep) -> None:
    """Names and ids are checked against what there is: whatever else stands there goes nowhere."""
    step = FIRST[path]
    for param in fields.leaf(path).own.params:
        if param.place == "flag" or param.name in NAMES_OF_FILES | KEPT.get(path, set()):
            continue
        sweep.again(step.before)
        value = sweep.garden.text("slip")
        _, words = sweep.words(step.line)
        typed = misplaced(step, param, words, value)
        found = sweep.type(" ".join([path, *map(shlex.quote, typed)]), by=step.by, without=step.without)
        assert "slip" not in found.kinds, param.name
