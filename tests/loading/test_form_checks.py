"""What forms of every use have to keep; each fault is told with its place."""

from __future__ import annotations

from typing import Any

import pytest
from attrs import evolve
from tests.support.surveyed import surveyed_bundle

from mentorcore.domain.bundle import Bundle, Form, Grant, Option, Question
from mentorcore.loading.checks import problems_in

REVIEW = "forms.review"


def faults(bundle: Bundle) -> list[tuple[str, str, dict[str, Any]]]:
    return [(p.code, p.where, dict(p.params)) for p in problems_in(bundle)]


def with_question(*changed: str, **values: Any) -> Bundle:
    """The bundle with another question `trust`, or the one named."""
    name = changed[0] if changed else "trust"
    bundle = surveyed_bundle()
    return evolve(
        bundle, questions=tuple(evolve(q, **values) if q.id == name else q for q in bundle.questions)
    )


def with_form(name: str = "review", **values: Any) -> Bundle:
    bundle = surveyed_bundle()
    return evolve(bundle, forms=tuple(evolve(f, **values) if f.id == name else f for f in bundle.forms))


def test_the_bundle_with_surveys_is_fine() -> None:
    assert faults(surveyed_bundle()) == []


@pytest.mark.parametrize(
    ("name", "values", "expected"),
    [
        ("trust", {"least": 5}, ("setup.bounds", "questions.trust", {"least": 5, "most": 5})),
        ("capacity", {"least": 6}, ("setup.bounds", "questions.capacity", {"least": 6, "most": 5})),
        (
            "helped",
            {"options": (Option("a"), Option("a"))},
            ("setup.twice", "questions.helped.options", {"id": "a"}),
        ),
        (
            "helped",
            {"options": (Option("later"),)},
            ("setup.reserved", "questions.helped.options", {"name": "later"}),
        ),
        ("code", {"later": True}, ("setup.later_acceptance", "questions.code", {})),
        ("languages", {"later": True}, ("setup.later_read", "questions.languages", {})),
        (
            "words",
            {"counted": True},
            ("setup.counted_kind", "questions.words", {"kinds": "scale, choice, choices, yes-no"}),
        ),
        (
            "canton",
            {"counted": True},
            ("setup.counted_use", "questions.canton", {"uses": "survey, reflection"}),
        ),
        (
            "trust",
            {"forms": ("review",), "tier": "grounds", "required": False},
            ("setup.grounds_elsewhere", "questions.trust", {"form": "review", "clause": "CORE-3"}),
        ),
        (
            "code",
            {"forms": ("mentee", "review")},
            ("setup.acceptance_elsewhere", "questions.code", {"form": "review"}),
        ),
        (
            "capacity",
            {"forms": ("mentor", "review")},
            ("setup.read_elsewhere", "questions.capacity", {"form": "review"}),
        ),
        (
            "words",
            {"forms": ("review",), "compared": True},
            ("setup.read_elsewhere", "questions.words", {"form": "review"}),
        ),
        ("words", {"compared": True, "later": True}, ("setup.later_read", "questions.words", {})),
        ("words", {"compared": True, "trait": True}, ("setup.compared_trait", "questions.words", {})),
        (
            "words",
            {"compared": True, "tier": "grounds"},
            ("setup.compared_grounds", "questions.words", {"clause": "CORE-3"}),
        ),
        (
            "words",
            {"compared": True, "means": "places"},
            ("setup.compared_meaning", "questions.words", {"means": "places"}),
        ),
        (
            "languages",
            {"compared": True},
            ("setup.compared_kind", "questions.languages", {"kinds": "text, long-text"}),
        ),
        (
            "words",
            {"forms": ("review",), "trait": True},
            ("setup.read_elsewhere", "questions.words", {"form": "review"}),
        ),
    ],
)
def test_questions(name: str, values: dict[str, Any], expected: tuple[str, str, dict[str, Any]]) -> None:
    found = faults(with_question(name, **values))
    assert [fault for fault in found if fault[0] == expected[0]] == [expected]


@pytest.mark.parametrize("use", ["session-record", "agreement", "reflection"])
def test_no_form_of_a_pair_asks_for_the_grounds(use: str) -> None:
    bundle = surveyed_bundle()
    form = Form("together", use=use)  # type: ignore[arg-type]  # a use of the list
    question = Question("why", "long-text", ("together",), "grounds")
    found = faults(evolve(bundle, forms=(*bundle.forms, form), questions=(*bundle.questions, question)))
    assert found == [("setup.grounds_elsewhere", "questions.why", {"form": "together", "clause": "CORE-3"})]


def test_a_required_account_of_the_grounds_is_refused_in_every_form() -> None:
    found = faults(with_question("words", tier="grounds", required=True))
    assert ("setup.required_account", "questions.words", {"clause": "CORE-3"}) in found


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"occasions": ()}, [("setup.missing_key", f"{REVIEW}.occasions", {})]),
        ({"occasions": ("month:0",)}, [("setup.occasion", f"{REVIEW}.occasions", {"found": "month:0"})]),
        ({"occasions": ("year:1",)}, [("setup.occasion", f"{REVIEW}.occasions", {"found": "year:1"})]),
        ({"occasions": ("month:3", "month:3")}, [("setup.twice", f"{REVIEW}.occasions", {"id": "month:3"})]),
        ({"draft_days": 0}, [("number.range", f"{REVIEW}.draft_days", {"least": 1, "most": 366})]),
        ({"version": " "}, [("setup.missing_key", f"{REVIEW}.version", {})]),
        ({"use": "agreement"}, [("setup.occasions_of_survey", f"{REVIEW}.occasions", {})]),
    ],
)
def test_forms(values: dict[str, Any], expected: list[tuple[str, str, dict[str, Any]]]) -> None:
    found = faults(with_form(**values))
    assert [fault for fault in found if fault[0] != "setup.counted_use"] == expected


def test_a_survey_has_a_plain_id_and_asks_something() -> None:
    bundle = surveyed_bundle()
    form = Form("How:is it", use="survey", occasions=("closing",))
    assert faults(evolve(bundle, forms=(*bundle.forms, form))) == [
        ("setup.no_questions", "forms.How:is it", {}),
        ("setup.form_id", "forms.How:is it", {}),
    ]


def test_registrations_have_no_occasions_and_exports_lead_to_registrations() -> None:
    assert faults(with_form("mentee", occasions=("closing",))) == [
        ("setup.occasions_of_survey", "forms.mentee.occasions", {})
    ]
    bundle = surveyed_bundle()
    assert bundle.imports is not None
    imports = evolve(bundle.imports, forms={"Bilan": "farewell"})
    expected = ("setup.unknown_name", "imports.forms.Bilan", {"found": "farewell", "known": "mentee, mentor"})
    assert faults(evolve(bundle, imports=imports)) == [expected]


def test_no_grant_opens_answers_to_the_other_party() -> None:
    bundle = surveyed_bundle()
    grant = Grant("mentor", "party", ("support",), (), ("survey-answers",))
    where = f"grants[{len(bundle.grants) + 1}].tiers"
    expected = [("setup.never_to_party", where, {"tier": "survey-answers"})]
    assert faults(evolve(bundle, grants=(*bundle.grants, grant))) == expected
