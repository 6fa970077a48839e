"""The table and the desk say the same; every word of the command line stands in both catalogues."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import attrs
import pytest
from babel.messages.pofile import read_po

from mentorcore.cli import first
from mentorcore.cli.leaf import Leaf, build, command_class
from mentorcore.cli.table import COMMANDS
from mentorcore.desk.desk import FACETS, facet_class
from mentorcore.engine.verbs import Verb, verbs_of

CLI = Path(__file__).resolve().parents[2] / "src" / "mentorcore" / "cli"
UNSEEN = {"participants.import-part", "participants.import-undo", "agenda.calendar"}
"""Verbs that `participants import` and `agenda --ics` consist of; nobody types them."""
FAMILIES = ("title", "head", "word")
"""Families of codes that only the command line's own tables use."""
BEYOND = {"event", *FAMILIES, "cli", "page"}


def every_verb() -> dict[str, Verb[object, object]]:
    found = [verb for facet in FACETS for verb in verbs_of(facet_class(facet))]
    return {verb.spec.name: verb for verb in found if verb.spec.name not in UNSEEN}


def test_every_verb_of_the_desk_can_be_typed() -> None:
    typed = [row.verb for row in COMMANDS.values() if row.verb]
    assert sorted(typed) == sorted(every_verb())


def test_commands_are_made_of_the_classes_that_their_verbs_take() -> None:
    verbs = every_verb()
    named = {row.verb: command_class(row).__name__ for row in COMMANDS.values() if row.command}
    taken = {name: verbs[name].body.__annotations__["command"] for name in named}
    assert named == taken


def test_every_verb_has_a_page() -> None:
    facets = {row.verb.partition(".")[0] for row in COMMANDS.values() if row.verb}
    shapes = {verb for facet in facets for verb in import_module(f"mentorcore.cli.render.{facet}").SHAPES}
    assert shapes == {row.verb for row in COMMANDS.values() if row.verb}


def test_the_first_page_shows_every_command_once() -> None:
    shown = [name for section in first.SECTIONS for name in section.names]
    assert sorted(shown) == sorted({path.partition(" ")[0] for path in COMMANDS})
    assert set(first.GROUPS) == {path.partition(" ")[0] for path in COMMANDS if " " in path}


def test_lines_of_help_pages_fit() -> None:
    lines = [text for row in COMMANDS.values() for text in (row.en, row.fr)]
    assert [line for line in lines if len(line) > 100 or line.endswith(".")] == []


# Words


def written(language: str) -> dict[str, str]:
    path = CLI / "locales" / language / "LC_MESSAGES" / "mentorcore.po"
    with path.open("rb") as file:
        return {str(message.id): str(message.string) for message in read_po(file) if message.id}


def literals() -> Iterator[str]:
    for path in CLI.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value


def test_every_word_of_the_tables_is_written_and_used() -> None:
    shape = re.compile(rf"({'|'.join(FAMILIES)})\.[a-z_]+")
    used = {text for text in literals() if shape.fullmatch(text)}
    known = {code for code in written("en") if shape.fullmatch(code)}
    built_from_parts = {"head.mentee", "head.mentor"}  # by the side of a match
    assert used - known == set()
    assert known - used - built_from_parts == set()


def helps(leaf: Leaf) -> set[str]:
    """What the help page of a command says about its parameters and its questions."""
    return {param.help for param in leaf.own.params} | {asked.help for asked in leaf.own.asked}


@pytest.mark.parametrize("path", COMMANDS)
def test_every_help_text_is_written_in_both_languages(path: str) -> None:
    leaf = build(path, "fr")
    assert leaf is not None
    texts = helps(leaf)
    assert texts - written("fr").keys() == set()
    assert {text for text in texts if written("en").get(text) != text} == set()


def test_no_help_text_is_left_of_an_option_that_is_gone() -> None:
    leaves = [leaf for path in COMMANDS if (leaf := build(path, "en")) is not None]
    used = {text for leaf in leaves for text in helps(leaf)}
    written_help = {text for text in written("en") if text.partition(".")[0] not in BEYOND}
    assert written_help - used == set()


def test_personal_fields_are_never_parameters() -> None:
    """A flag may ask for one; nothing takes its value."""
    for path, row in COMMANDS.items():
        leaf = build(path, "en")
        assert leaf is not None
        if row.command:
            personal = {f.name for f in attrs.fields(command_class(row)) if f.metadata.get("personal")}
            with_value = {param.name for param in leaf.own.params if param.place != "flag"}
            assert personal & with_value == set(), path
