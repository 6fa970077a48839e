"""Answers of forms of every use: one validation, and a schema that says the same to a front end."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker
from tests.support.surveyed import ANSWERS, surveyed_bundle

import mentorcore
from mentorcore import InputFault
from mentorcore.domain.bundle import Bundle, Form, Option, Question
from mentorcore.domain.errors import Problem
from mentorcore.domain.forms import LATER, QUESTION_KINDS
from mentorcore.engine.form_answers import clean_form, form_of
from mentorcore.engine.form_schema import form_schema

DAY = date(2025, 2, 3)
CLOSER_LOOK = ("email", "phone", "names", "place")
"""Kinds at which the software looks more closely than a schema can."""
PLAIN = [kind for kind in QUESTION_KINDS if kind not in CLOSER_LOOK]


def bundle_with(*questions: Question) -> Bundle:
    """The bundle of VPS with one more form, a survey, that asks these questions."""
    base = surveyed_bundle()
    form = Form("asked", use="survey", occasions=("closing",))
    return evolve(base, forms=(*base.forms, form), questions=(*base.questions, *questions))


def clean(bundle: Bundle, answers: Mapping[str, Any], form: str = "asked") -> dict[str, Any]:
    return dict(clean_form(bundle, form_of(bundle, form), answers, day=DAY).answers)


def problems(bundle: Bundle, answers: Mapping[str, Any], form: str = "asked") -> tuple[Problem, ...]:
    with pytest.raises(InputFault) as caught:
        clean(bundle, answers, form)
    return caught.value.problems


def validator(bundle: Bundle, form: str = "asked") -> Draft202012Validator:
    schema = form_schema(bundle, form)
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema, format_checker=FormatChecker())


def as_sent(answers: Mapping[str, Any]) -> Any:
    """Answers as they come out of JSON."""
    return json.loads(json.dumps(answers))


def accepted(bundle: Bundle, answers: Mapping[str, Any]) -> bool:
    try:
        clean(bundle, answers)
    except InputFault:
        return False
    return True


# One room for all


def test_answers_come_with_their_version_tiers_and_what_was_put_off() -> None:
    bundle = surveyed_bundle()
    filled = clean_form(
        bundle, form_of(bundle, "review"), ANSWERS | {"helped": " later ", "until": LATER}, day=DAY
    )

    assert (filled.form, filled.version, filled.acceptances) == ("review", "2", ())
    answers = {
        "trust": 4,
        "helped": LATER,
        "goes_on": True,
        "words": "Zaphodia listens well.",
        "until": LATER,
    }
    assert filled.answers == answers
    assert filled.tiers == {"reviews": answers}
    assert filled.put_off == ("helped", "until")
    assert "Zaphodia" not in repr(filled)


def test_every_problem_is_told_at_once_and_nothing_is_repeated() -> None:
    wrong = {
        "trust": 9,
        "helped": ["listening", "Zaphodia"],
        "until": "soon",
        "born_on": "1990-01-01",
        "x": 1,
    }
    found = problems(surveyed_bundle(), wrong, "review")

    assert [(problem.where, problem.code) for problem in found] == [
        ("trust", "number.range"),
        ("helped", "choice.unknown"),
        ("until", "date.form"),
        ("born_on", "question.not_asked"),
        ("x", "question.unknown"),
    ]
    assert "Zaphodia" not in repr(found)


def test_later_is_an_answer_only_where_the_question_allows_it() -> None:
    (problem,) = problems(surveyed_bundle(), {"trust": LATER}, "review")
    assert (problem.where, problem.code) == ("trust", "number.invalid")
    free = bundle_with(Question("free", "text", ("asked",), "reviews"))
    assert clean(free, {"free": LATER}) == {"free": LATER}


def test_a_form_of_another_use_is_not_known() -> None:
    bundle = surveyed_bundle()
    with pytest.raises(InputFault) as caught:
        form_of(bundle, "mentee", "survey", where="survey")
    (problem,) = caught.value.problems
    expected = {"forms": "review, mentor-review, farewell"}
    assert (problem.code, problem.where, problem.params) == ("form.unknown", "survey", expected)


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (2.5, "number.invalid"),
        (float("nan"), "number.invalid"),
        (1e300, "number.range"),
        (10**30, "number.range"),
    ],
)
def test_numbers_that_json_knows_are_no_whole_number_between_the_bounds(raw: float, code: str) -> None:
    bundle = bundle_with(Question("count", "number", ("asked",), "reviews", least=0, most=5))
    assert [problem.code for problem in problems(bundle, {"count": raw})] == [code]
    assert clean(bundle, {"count": 3.0}) == {"count": 3}


# The schema


def test_the_schema_of_a_survey_in_the_readers_language() -> None:
    schema = mentorcore.form_schema(surveyed_bundle(), "review", language="en")

    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["$id"] == "urn:mentorcore:small_surveyed:review:2"
    assert schema["required"] == ["trust"]
    assert schema["additionalProperties"] is False
    assert list(schema["properties"]) == ["trust", "helped", "goes_on", "words", "until"]
    assert schema["properties"]["trust"] == {
        "title": "trust",
        "type": "integer",
        "minimum": 1,
        "maximum": 5,
    }
    choices, later = schema["properties"]["helped"]["anyOf"]
    assert choices["items"]["enum"] == ["listening", "advice", "contacts"]
    assert later == {"const": "later", "title": "Decide later"}
    french = form_schema(surveyed_bundle(), "review", language="fr")
    assert french["properties"]["until"]["anyOf"][1]["title"] == "À décider plus tard"


def test_every_form_of_the_bundle_has_a_schema_and_plain_answers_fit_it() -> None:
    bundle = surveyed_bundle()
    for form in bundle.forms:
        schema = form_schema(bundle, form.id)
        Draft202012Validator.check_schema(schema)
        assert set(schema["properties"]) == {question.id for question in bundle.questions_of(form.id)}


def test_a_role_that_allows_for_less_bounds_the_schema_too() -> None:
    bundle = surveyed_bundle()
    fewer = evolve(bundle, roles=tuple(evolve(r, most=2) if r.id == "mentor" else r for r in bundle.roles))
    assert form_schema(bundle, "mentor")["properties"]["capacity"]["maximum"] == 5
    assert form_schema(fewer, "mentor")["properties"]["capacity"]["maximum"] == 2


OPTIONS = ("a", "b", "c")


@st.composite
def questions(draw: st.DrawFn, kinds: list[str]) -> Question:
    kind = draw(st.sampled_from(kinds))
    least = draw(st.integers(-20, 20))
    return Question(
        "asked",
        kind,
        ("asked",),
        "" if kind == "acceptance" else "reviews",
        required=draw(st.booleans()),
        options=tuple(Option(name) for name in OPTIONS) if kind in ("choice", "choices") else (),
        document="code" if kind == "acceptance" else "",
        least=least,
        most=least + draw(st.integers(1, 30)),
        later=kind != "acceptance" and draw(st.booleans()),
    )


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=220)
JSON = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-40, 40),
    st.floats(allow_nan=False, allow_infinity=False),
    st.integers(-40, 40).map(float),
    TEXT,
    st.text(" \t\n\x00\x1f\x85\u200b\ufeff\u3000a", max_size=4),
    st.sampled_from([LATER, "a", "yes", "no", "2024-1", "v1", "2025-02-29", "2024-02-29", "2025-1-1", ""]),
    st.dates().map(str),
    st.lists(st.one_of(st.sampled_from([*OPTIONS, "d", ""]), st.integers(0, 3)), max_size=4),
    st.dictionaries(st.sampled_from(OPTIONS), st.integers(), max_size=2),
)


FITTING: Mapping[str, st.SearchStrategy[Any]] = {
    "text": TEXT,
    "long-text": TEXT,
    "choice": st.sampled_from(OPTIONS),
    "choices": st.lists(st.sampled_from(OPTIONS), max_size=3),
    "number": st.integers(-25, 55) | st.integers(-25, 55).map(float),
    "scale": st.integers(-25, 55),
    "date": st.dates().map(str),
    "yes-no": st.booleans(),
    "acceptance": st.booleans() | st.sampled_from(["2024-1", "v.2", "new"]),
    "email": st.emails(),
    "phone": st.integers(790000000, 799999999).map(lambda number: f"+41{number}"),
    "place": st.sampled_from(["1004", "Nyon"]),
    "names": st.lists(st.sampled_from(["Berthe Testli", "Åsa", "??"]), max_size=2),
}
"""Answers as a front end would send them, right ones mostly."""


@st.composite
def answered(draw: st.DrawFn, kinds: list[str]) -> tuple[Question, Any]:
    """A question with an answer of any kind: more often one that could be right."""
    question = draw(questions(kinds))
    return question, draw(FITTING[question.kind] | FITTING[question.kind] | JSON)


def grows(answer: object) -> bool:
    """Whether a text is longer in the form in which it is kept; a schema counts before."""
    return isinstance(answer, str) and len(unicodedata.normalize("NFC", answer)) > len(answer)


@settings(max_examples=800)
@given(answered(PLAIN))
def test_what_the_schema_accepts_the_software_accepts(given_: tuple[Question, Any]) -> None:
    question, answer = given_
    bundle, answers = bundle_with(question), as_sent({"asked": answer})

    assert accepted(bundle, answers) >= (validator(bundle).is_valid(answers) and not grows(answer))


@settings(max_examples=800)
@given(answered([*QUESTION_KINDS]))
def test_what_the_software_keeps_the_schema_accepts(given_: tuple[Question, Any]) -> None:
    question, answer = given_
    bundle, answers = bundle_with(question), as_sent({"asked": answer})
    kept = as_sent(clean(bundle, answers)) if accepted(bundle, answers) else None

    if kept is not None:
        assert [error.message for error in validator(bundle).iter_errors(kept)] == []
        assert as_sent(clean(bundle, kept)) == kept


@settings(max_examples=200)
@given(question=questions([*QUESTION_KINDS]))
def test_an_answer_that_is_missing_is_missed_by_both(question: Question) -> None:
    bundle = bundle_with(question)
    assert validator(bundle).is_valid({}) == accepted(bundle, {}) == (not question.required)


@pytest.mark.parametrize(
    ("kind", "right", "wrong"),
    [
        ("email", "a@example.org", "a@"),
        ("phone", "+41 79 123 45 67", "+41 7"),
        ("names", ["Berthe Testli"], ["??"]),
    ],
)
def test_where_the_software_looks_more_closely(kind: str, right: Any, wrong: Any) -> None:
    """The exceptions: a schema lets these pass, and the software says what is wrong with them."""
    bundle = bundle_with(Question("asked", kind, ("asked",), "reviews"))

    assert validator(bundle).is_valid({"asked": right})
    assert accepted(bundle, {"asked": right})
    assert validator(bundle).is_valid({"asked": wrong})
    assert not accepted(bundle, {"asked": wrong})


def test_what_a_form_does_not_ask_is_refused_by_both() -> None:
    bundle = bundle_with(Question("asked", "text", ("asked",), "reviews"))
    assert not validator(bundle).is_valid({"other": "x"})
    assert not accepted(bundle, {"other": "x"})
