"""Words are found by their code: the bundle's first, then its plugins', then the core's."""

from __future__ import annotations

from mentorcore import load_bundle
from mentorcore.domain.decisions import Refusal
from mentorcore.domain.errors import InputFault, PluginFault, Problem, Refused, SetupFault, StoreError
from mentorcore.engine.texts import Texts, missing

TEXTS = Texts(("vps", "mentorcore_vetting", "mentorcore"), ("fr", "en"))


def test_a_language_that_the_programme_does_not_speak_becomes_its_first() -> None:
    assert [TEXTS.language(wanted) for wanted in ("en", "fr", "de", "")] == ["en", "fr", "fr", "fr"]
    assert (
        TEXTS.say("state.active", "de") == TEXTS.say("state.active", "fr") != TEXTS.say("state.active", "en")
    )


def test_a_code_without_a_text_is_shown_itself() -> None:
    assert TEXTS.say("nothing.at.all", "en", {"a": 1}) == "nothing.at.all"
    assert (TEXTS.has("state.active", "en"), TEXTS.has("nothing.at.all", "en")) == (True, False)
    assert missing(TEXTS, "en", ["state.active", "nothing.at.all"]) == ("nothing.at.all",)


def test_a_package_without_texts_is_passed_over() -> None:
    assert Texts(("mentorcore.domain", "mentorcore"), ("en",)).say("state.active", "en") == "active"


def test_names_of_the_bundle_are_shown_by_their_label() -> None:
    role = TEXTS.label("role", "mentee", "fr")
    assert role != "mentee"
    assert TEXTS.label("role", "juggler", "fr") == "juggler"
    said = TEXTS.say("person.has_role", "fr", {"role": "mentee"})
    assert role in said
    assert "mentee" not in said


def test_lists_are_joined_and_a_hole_shows_its_name() -> None:
    assert "P-1, P-2" in TEXTS.say("person.duplicate", "en", {"ids": ("P-1", "P-2")})
    assert "[ids]" in TEXTS.say("person.duplicate", "en")


def test_a_parameter_is_never_taken_for_a_pattern() -> None:
    said = TEXTS.say("person.duplicate", "en", {"ids": ("{secret}", "{0.__class__}")})

    assert "{secret}, {0.__class__}" in said


def test_errors_in_words_have_a_line_for_each_reason() -> None:
    refused = Refused([Refusal("grant.none"), Refusal("person.unknown", clauses=("VPS-4", "CORE-1"))])
    lines = TEXTS.error(refused, "en").splitlines()
    assert lines == [TEXTS.say("grant.none", "en"), f"{TEXTS.say('person.unknown', 'en')} [VPS-4, CORE-1]"]

    place = Problem("answer.required", "row 3, Nom")
    said = TEXTS.say("answer.required", "en")
    for fault in (
        InputFault([place, Problem("answer.required")]),
        SetupFault([place, Problem("answer.required")]),
    ):
        assert TEXTS.error(fault, "en").splitlines() == [f"row 3, Nom: {said}", said]
    assert TEXTS.error(StoreError("store.busy"), "en") == TEXTS.say("store.busy", "en")
    raised = PluginFault("plugin.raised", policy="mine", hook="requirements", fault="RuntimeError")
    assert "mine" in TEXTS.error(raised, "en")


def test_a_document_has_a_title_and_a_body() -> None:
    for document in load_bundle("vps").documents:
        for language in ("fr", "en"):
            title, body = TEXTS.document(document.id, language)
            assert (bool(title), bool(body), title.startswith("#")) == (True, True, False)
    assert TEXTS.document("code", "de") == TEXTS.document("code", "fr")
