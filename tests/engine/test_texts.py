"""Texts: found in the bundle's words first, filled with what comes along, and never missing altogether."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from mentorcore.domain.decisions import Refusal, Requirement
from mentorcore.domain.errors import InputFault, Problem, Refused, SetupFault, StoreBusy
from mentorcore.engine.texts import Texts, document_path, missing

BUNDLE, PLUGIN, CORE = "words_of_a_bundle", "words_of_a_plugin", "words_of_the_core"
WORDS = {
    BUNDLE: {
        "fr": {
            "role.mentee": "mentoré·e",
            "document.code": "Code de conduite",
            "document.free": "C’est gratuit",
            "field.street": "rue",
            "common": "du programme",
        },
        "en": {"role.mentee": "mentee", "document.code": "Code of conduct", "common": "of the bundle"},
    },
    PLUGIN: {
        "fr": {"common": "de la règle", "lacks": "Il manque : {fields}."},
        "en": {"common": "of the policy", "lacks": "Missing: {fields}.", "english_only": "Only here."},
    },
    CORE: {
        "fr": {
            "common": "du noyau",
            "taken": "{person} ({role}) a déjà {count} binôme.",
            "show": "Montrez « {document} », puis {documents}.",
            "busy": "{file} est occupé.",
            "late": "Trop tard ({by}).",
        },
        "en": {"common": "of the core", "taken": "{person} ({role}) has {count} already."},
        "de": {"common": "des Kerns"},
    },
}


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Texts]:
    """The words of a programme in French and English: a bundle, a plugin and the core."""
    root = tmp_path_factory.mktemp("packages")
    for package, languages in WORDS.items():
        for language, entries in languages.items():
            write_catalogue(root / package, language, entries)
        (root / package / "__init__.py").touch()
    for language, words in {
        "fr": "# Le code\n\nUne règle.\n",
        "en": "The code\nA rule.\n\nAnother.\n",
    }.items():
        (root / BUNDLE / "texts" / language).mkdir(parents=True)
        (root / BUNDLE / "texts" / language / "code.md").write_text(words, encoding="utf-8")
    sys.path.insert(0, str(root))
    yield Texts((BUNDLE, PLUGIN, CORE), ("fr", "en"))
    sys.path.remove(str(root))
    for package in WORDS:
        sys.modules.pop(package, None)


def write_catalogue(package: Path, language: str, entries: dict[str, str]) -> None:
    """Compile some texts into a package."""
    catalogue = Catalog(locale=language)
    for code, text in entries.items():
        catalogue.add(code, text)
    folder = package / "locales" / language / "LC_MESSAGES"
    folder.mkdir(parents=True)
    with (folder / "mentorcore.mo").open("wb") as file:
        write_mo(file, catalogue)


def test_the_bundle_speaks_before_its_plugins_and_the_core(texts: Texts) -> None:
    assert [texts.say("common", language) for language in ("fr", "en")] == ["du programme", "of the bundle"]
    assert Texts((PLUGIN, CORE), ("fr",)).say("common", "fr") == "de la règle"
    assert Texts((CORE,), ("fr",)).say("common", "fr") == "du noyau"


@pytest.mark.parametrize("wanted", ["de", "", "fr_CH", "zz"])
def test_a_language_that_the_programme_does_not_speak_becomes_its_first(texts: Texts, wanted: str) -> None:
    assert texts.language(wanted) == "fr"
    assert texts.say("common", wanted) == "du programme"  # though the core would know German
    assert texts.label("role", "mentee", wanted) == "mentoré·e"


def test_the_first_language_is_the_programmes_own_choice(texts: Texts) -> None:
    assert Texts(texts.packages, ("en", "fr")).say("common", "de") == "of the bundle"


def test_a_text_that_is_missing_is_shown_by_its_code(texts: Texts) -> None:
    assert texts.say("nowhere.at_all", "fr", {"person": "P-1"}) == "nowhere.at_all"
    assert texts.say("english_only", "fr") == "english_only"
    assert texts.say("english_only", "en") == "Only here."


def test_what_has_a_text_can_be_asked(texts: Texts) -> None:
    assert texts.has("english_only", "en")
    assert not texts.has("english_only", "fr")
    assert missing(texts, "fr", ["common", "english_only", "taken", "nowhere"]) == ("english_only", "nowhere")
    assert missing(texts, "en", ["common", "english_only"]) == ()


def test_parameters_fill_the_text_and_names_of_the_bundle_are_called_by_their_label(texts: Texts) -> None:
    params = {"person": "P-1", "role": "mentee", "count": 1}
    assert texts.say("taken", "fr", params) == "P-1 (mentoré·e) a déjà 1 binôme."
    assert texts.say("taken", "en", params) == "P-1 (mentee) has 1 already."


def test_lists_are_joined_and_each_is_called_by_its_label(texts: Texts) -> None:
    assert texts.say("lacks", "fr", {"fields": ("street", "town")}) == "Il manque : rue, town."
    assert texts.say("lacks", "en", {"fields": ["street"]}) == "Missing: street."
    assert texts.say("lacks", "fr", {"fields": ()}) == "Il manque : ."
    assert texts.say("lacks", "fr", {"fields": frozenset({"town"})}) == "Il manque : town."
    shown = texts.say("show", "fr", {"document": "code", "documents": ("free", "code")})
    assert shown == "Montrez « Code de conduite », puis C’est gratuit, Code de conduite."


def test_other_parameters_stay_as_they_are(texts: Texts) -> None:
    assert texts.say("late", "fr", {"by": "mentee"}) == "Trop tard (mentee)."
    assert texts.say("late", "fr", {"by": ("mentee", 2)}) == "Trop tard (mentee, 2)."
    assert texts.say("late", "fr", {"by": "{person}", "person": "P-1"}) == "Trop tard ({person})."


def test_a_missing_parameter_leaves_its_name_and_not_a_fault(texts: Texts) -> None:
    assert texts.say("taken", "fr", {"person": "P-1"}) == "P-1 ([role]) a déjà [count] binôme."
    assert texts.say("late", "fr") == "Trop tard ([by])."


def test_a_label_that_is_missing_is_the_name_itself(texts: Texts) -> None:
    assert texts.label("role", "mentee", "fr") == "mentoré·e"
    assert texts.label("role", "guest", "fr") == "guest"
    assert texts.label("document", "free", "en") == "free"


def test_a_decision_is_said_with_the_clauses_it_serves(texts: Texts) -> None:
    lacks = Requirement("lacks", {"fields": ("street",)}, "identity", ("VPS-10", "VPS-10b"))
    assert texts.reason(lacks, "fr") == "Il manque : rue. [VPS-10, VPS-10b]"
    assert texts.reason(Refusal("common"), "en") == "of the bundle"


def test_a_problem_is_said_with_its_place(texts: Texts) -> None:
    assert texts.problem(Problem("late", "row 12, Date", {"by": 3}), "fr") == "row 12, Date: Trop tard (3)."
    assert texts.problem(Problem("late", "", {"by": 3}), "fr") == "Trop tard (3)."


def test_every_error_has_words_with_a_line_for_each_of_its_faults(texts: Texts) -> None:
    refused = Refused([Refusal("late", {"by": "x"}, clauses=("T-1",)), Refusal("common")])
    assert texts.error(refused, "fr") == "Trop tard (x). [T-1]\ndu programme"
    faults = [Problem("common", "a.toml"), Problem("nowhere")]
    assert texts.error(SetupFault(faults), "fr") == texts.error(InputFault(faults), "fr")
    assert texts.error(InputFault(faults), "en") == "a.toml: of the bundle\nnowhere"
    assert texts.error(StoreBusy("busy", file="keys.db"), "fr") == "keys.db est occupé."


def test_a_document_has_a_title_and_a_body(texts: Texts) -> None:
    assert texts.document("code", "fr") == ("Le code", "Une règle.")
    assert texts.document("code", "en") == ("The code", "A rule.\n\nAnother.")
    assert texts.document("code", "de") == ("Le code", "Une règle.")
    assert document_path(BUNDLE, "code", "fr").is_file()


def test_catalogues_are_read_once_for_each_language(texts: Texts, monkeypatch: pytest.MonkeyPatch) -> None:
    mine = Texts((BUNDLE, CORE), ("fr", "en"))
    assert mine.say("common", "fr") == "du programme"
    monkeypatch.setattr("mentorcore.engine.texts._root", lambda package: None)
    assert (
        mine.say("taken", "fr", {"person": "P", "role": "mentee", "count": 2})
        == "P (mentoré·e) a déjà 2 binôme."
    )


def test_a_package_without_words_is_passed_over(texts: Texts) -> None:
    assert Texts(("mentorcore.domain", CORE), ("fr",)).say("common", "fr") == "du noyau"
    assert Texts((), ("fr",)).say("common", "fr") == "common"
