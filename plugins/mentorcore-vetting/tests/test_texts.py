"""Every code has a text in both languages, its placeholders are parameters, and what is compiled is what was written."""

import ast
from importlib.resources import files
from string import Formatter

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

PACKAGE = files("mentorcore_vetting")
PREFIX = "vetting."
LANGUAGES = ("en", "fr")
USED: dict[str, set[str]] = {
    "vetting.acceptance": {"document", "version"},
    "vetting.admission": set(),
    "vetting.age_bound": {"least"},
    "vetting.held": set(),
    "vetting.incomplete": {"fields"},
    "vetting.region": {"trait", "served"},
    "vetting.region_reason": {"trait", "served"},
    "vetting.safe_channel": set(),
}
"""Each code of the package with the parameters that come with it."""


def compiled(language: str) -> Catalog:
    with PACKAGE.joinpath("locales", language, "LC_MESSAGES", "mentorcore.mo").open("rb") as file:
        return read_mo(file)


def written(language: str) -> Catalog:
    with PACKAGE.joinpath("locales", language, "LC_MESSAGES", "mentorcore.po").open("rb") as file:
        return read_po(file)


def texts(catalogue: Catalog) -> dict[str, str]:
    return {str(message.id): str(message.string) for message in catalogue if message.id}


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def test_the_list_holds_every_code_that_the_package_spells_out() -> None:
    found = set()
    for source in PACKAGE.iterdir():
        if source.name.endswith(".py"):
            nodes = ast.walk(ast.parse(source.read_text(encoding="utf-8")))
            words = [node.value for node in nodes if isinstance(node, ast.Constant)]
            found |= {
                word
                for word in words
                if isinstance(word, str) and word.startswith(PREFIX) and " " not in word
            }
    assert found == {code for code in USED if code.startswith(PREFIX)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_has_a_text_and_every_text_a_code(language: str) -> None:
    found = texts(compiled(language))
    assert sorted(found) == sorted(USED)
    assert [code for code, text in found.items() if not text.strip()] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_texts_are_filled_by_parameters_that_are_there(language: str) -> None:
    unfilled = {code: placeholders(text) - USED[code] for code, text in texts(compiled(language)).items()}
    assert unfilled == {code: set() for code in USED}


def test_both_languages_say_the_same_things() -> None:
    english, french = (texts(compiled(language)) for language in LANGUAGES)
    assert {code: placeholders(english[code]) for code in USED} == {
        code: placeholders(french[code]) for code in USED
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_compiled_catalogues_are_the_written_ones(language: str) -> None:
    assert texts(compiled(language)) == texts(written(language))
