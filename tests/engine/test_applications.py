"""An application holds every answer in its tier, and every mistake of a form is told at once."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from attrs import evolve

from mentorcore.domain.bundle import Bundle, DocumentDef, Form, Option, ProgrammeHeader, Question, RoleDef
from mentorcore.domain.errors import InputFault, Problem
from mentorcore.engine.applications import (
    MARKS,
    Application,
    age_on,
    build_application,
    derive_marks,
    derive_traits,
)

DAY = date(2025, 1, 31)
BOTH = ("mentee", "mentor")
COUNTRIES = (Option("GE"), Option("VD"))
ROW = {
    "channels": "sms",
    "called": "Coralie",
    "family": "Despontin",
    "given": "Coralie",
    "born": "1990-09-28",
    "phone": "076 555 88 16",
    "email": "Coralie@Example.com",
    "canton": "VD",
    "lived": "physical, economic",
    "smoker": "no",
    "avoid": "Yvan Tornarel (14.06.1979), TORNAREL yvan",
    "code": "2024-1",
    "consent": "yes",
}


def a_question(name: str, kind: str, means: str = "", tier: str = "wishes", **more: Any) -> Question:
    return Question(name, kind, more.pop("forms", BOTH), tier, means=means, **more)


@pytest.fixture(scope="module")
def bundle() -> Bundle:
    header = ProgrammeHeader(
        "test", "Test", "1", 1, "Europe/Zurich", ("fr", "en"), "CH", "coordinator", "board", ()
    )
    lived = (Option("physical"), Option("economic"))
    return Bundle(
        programme=header,
        roles=(
            RoleDef("mentee", "participant", "mentee"),
            RoleDef("mentor", "participant", "mentor", most=3),
        ),
        tiers=(),
        channels=(),
        grants=(),
        documents=(DocumentDef("code", "2025-1"), DocumentDef("consent", "2024-2")),
        policies=(),
        forms=(Form("mentee", "mentee"), Form("mentor", "mentor")),
        questions=(
            a_question("channels", "choices", "channels", "safety", required=True, options=(Option("sms"),)),
            a_question("called", "text", "called", "contact", required=True),
            a_question("phone", "phone", "phone", "contact"),
            a_question("email", "email", "email", "contact"),
            a_question("family", "text", "family-name", "identity"),
            a_question("given", "text", "given-name", "identity"),
            a_question("born", "date", "born-on", "identity"),
            a_question("language", "choice", "language", options=(Option("en"), Option("it"))),
            a_question("canton", "choice", "region", trait=True, options=COUNTRIES),
            a_question("smoker", "yes-no", trait=True),
            a_question("hours", "number", trait=True),
            a_question("capacity", "number", "capacity", forms=("mentor",), most=5),
            a_question("lived", "choices", "grounds", "grounds", trait=True, options=lived),
            a_question("avoid", "names", "avoid", "avoid"),
            a_question("code", "acceptance", tier="", document="code"),
            a_question("consent", "acceptance", tier="", document="consent"),
        ),
        clauses=(),
    )


def problems_of(bundle: Bundle, form: str, raw: dict[str, Any], **more: Any) -> tuple[Problem, ...]:
    with pytest.raises(InputFault) as caught:
        build_application(bundle, form, raw, day=DAY, **more)
    return caught.value.problems


def test_every_answer_lies_in_its_tier_and_the_rest_is_derived(bundle: Bundle) -> None:
    assert build_application(bundle, "mentee", ROW, day=DAY, source="row 2", key="2031") == Application(
        form="mentee",
        role="mentee",
        language="fr",
        capacity=1,
        registered_on=DAY,
        registered_at=None,
        tiers={
            "safety": {"channels": ("sms",)},
            "contact": {"called": "Coralie", "phone": "+41765558816", "email": "Coralie@example.com"},
            "identity": {"family": "Despontin", "given": "Coralie", "born": "1990-09-28"},
            "wishes": {"canton": "VD", "smoker": False},
            "grounds": {"lived": ("physical", "economic")},
            "avoid": {"avoid": ("Yvan Tornarel (1979-06-14)", "TORNAREL yvan")},
        },
        acceptances=(("code", "2024-1"), ("consent", "2024-2")),
        marks={
            "name": (("coralie despontin",),),
            "name-part": (("despontin",), ("coralie",), ("coralie despontin",)),
            "name-born": (("coralie despontin", "1990-09-28"),),
            "phone": (("+41765558816",),),
            "email": (("coralie@example.com",),),
            "avoid": (("tornarel yvan",), ("yvantornarel",), ("tornarelyvan",)),
        },
        source="row 2",
        key="2031",
    )


def test_core_3_the_least_that_a_form_needs_is_enough(bundle: Bundle) -> None:
    found = build_application(bundle, "mentor", {"channels": "sms", "called": "C.", "lived": ""}, day=DAY)
    assert found.tiers == {"safety": {"channels": ("sms",)}, "contact": {"called": "C."}}
    assert found.acceptances == ()
    assert found.marks == {**dict.fromkeys(MARKS, ()), "name-part": (("c",),)}


def test_all_problems_come_at_once_and_name_their_columns(bundle: Bundle) -> None:
    raw = {
        "called": " ",
        "born": "1990-02-31",
        "phone": "x",
        "capacity": "2",
        "Jean Roy": "x",
        "shoe_size": "4",
    }
    assert problems_of(bundle, "mentee", raw, source="row 7", headers={"phone": "Téléphone"}) == (
        Problem("answer.required", "row 7, channels"),
        Problem("answer.required", "row 7, called"),
        Problem("phone.invalid", "row 7, Téléphone", {"country": "CH"}),
        Problem("date.impossible", "row 7, born"),
        Problem("question.unknown", "row 7"),  # the name of the field is told only where it looks like one
        Problem("question.not_asked", "row 7, capacity"),
        Problem("question.unknown", "row 7, shoe_size"),
    )


def test_an_empty_answer_to_a_question_of_another_form_is_no_answer(bundle: Bundle) -> None:
    assert build_application(bundle, "mentee", {**ROW, "capacity": ""}, day=DAY).capacity == 1


def test_a_faulty_question_is_passed_over(bundle: Bundle) -> None:
    raw = {name: answer for name, answer in ROW.items() if name != "called"}
    assert (
        "called" not in build_application(bundle, "mentee", raw, day=DAY, faulty={"called"}).tiers["contact"]
    )


def test_an_unknown_form_is_refused_with_the_known_ones(bundle: Bundle) -> None:
    expected = (Problem("form.unknown", "row 3", {"forms": "mentee, mentor"}),)
    assert problems_of(bundle, "godmother", {}, source="row 3") == expected


@pytest.mark.parametrize(("stated", "capacity"), [(None, 1), ("", 1), ("1", 1), ("3", 3), (2, 2)])
def test_vps_12_a_mentor_has_one_seat_unless_they_stated_more(
    bundle: Bundle, stated: str | int | None, capacity: int
) -> None:
    assert build_application(bundle, "mentor", {**ROW, "capacity": stated}, day=DAY).capacity == capacity


def test_vps_12_the_bound_of_the_role_holds_over_that_of_the_form(bundle: Bundle) -> None:
    expected = (Problem("number.range", "capacity", {"least": 1, "most": 3}),)
    assert problems_of(bundle, "mentor", {**ROW, "capacity": "4"}) == expected


@pytest.mark.parametrize(("said", "language"), [("en", "en"), ("it", "fr"), ("", "fr")])
def test_messages_come_in_a_language_of_the_programme(bundle: Bundle, said: str, language: str) -> None:
    assert build_application(bundle, "mentee", {**ROW, "language": said}, day=DAY).language == language


@pytest.mark.parametrize(
    ("said", "accepted"),
    [
        ("", ()),
        ("no", ()),
        (False, ()),
        ("yes", (("code", "2025-1"),)),
        (True, (("code", "2025-1"),)),
        ("2024-1", (("code", "2024-1"),)),
    ],
)
def test_vps_intro_3_an_acceptance_names_the_version(
    bundle: Bundle, said: str | bool, accepted: tuple[tuple[str, str], ...]
) -> None:
    found = build_application(bundle, "mentee", {**ROW, "code": said, "consent": ""}, day=DAY)
    assert found.acceptances == accepted


def test_nothing_is_accepted_that_the_bundle_does_not_hold(bundle: Bundle) -> None:
    found = build_application(evolve(bundle, documents=()), "mentee", ROW, day=DAY)
    assert found.acceptances == ()


def test_the_day_is_that_of_the_programme_and_the_instant_is_kept_in_utc(bundle: Bundle) -> None:
    moment = datetime(2024, 12, 31, 23, 12, 41, tzinfo=UTC)
    found = build_application(bundle, "mentee", ROW, day=DAY, registered_at=moment)
    assert (found.registered_on, found.registered_at) == (date(2025, 1, 1), moment)
    with pytest.raises(ValueError, match="without time zone"):
        build_application(bundle, "mentee", ROW, day=DAY, registered_at=datetime(2025, 1, 1))  # noqa: DTZ001


def test_traits_are_derived_from_what_comes_out_of_an_envelope(bundle: Bundle) -> None:
    tiers: Any = {"wishes": {"canton": "GE", "smoker": False, "hours": 3}, "grounds": {"lived": ["physical"]}}
    expected = {"canton": "GE", "smoker": "no", "hours": 3.0, "lived": frozenset({"physical"})}
    assert derive_traits(bundle, tiers) == expected
    assert derive_traits(bundle, {}) == dict.fromkeys(expected)
    assert derive_traits(bundle, {"wishes": {"smoker": True}})["smoker"] == "yes"


def test_marks_of_half_a_name_and_of_a_list_out_of_an_envelope(bundle: Bundle) -> None:
    tiers: Any = {"identity": {"family": "Roy"}, "avoid": {"avoid": ["Léa Roy (1990-01-02)"]}}
    none = dict.fromkeys(MARKS, ())
    assert derive_marks(bundle, tiers) == {
        **none,
        "name": (("roy",),),
        "name-part": (("roy",),),
        "avoid": (("lea roy",), ("learoy",)),
    }


def test_age_is_counted_in_whole_years(bundle: Bundle) -> None:
    tiers = {"identity": {"born": "2007-01-31"}}
    assert [age_on(bundle, tiers, date(2025, 1, day)) for day in (30, 31)] == [17, 18]
    assert age_on(bundle, {}, DAY) is None


def test_vps_4_an_application_shows_no_answer(bundle: Bundle) -> None:
    shown = repr(build_application(bundle, "mentee", ROW, day=DAY))
    assert [
        text for text in ("oralie", "espontin", "41765", "ornarel", "1990", "physical") if text in shown
    ] == []
