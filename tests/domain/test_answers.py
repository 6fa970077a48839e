"""Answers are cleaned the same way twice as once, and no problem tells what was answered."""

import subprocess
import sys
import traceback
from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentorcore.domain.answers import Raw, clean_answer
from mentorcore.domain.bundle import QUESTION_KINDS, Option, Question
from mentorcore.domain.errors import InputFault, Problem
from mentorcore.domain.people import Answer
from mentorcore.domain.tidy import LONG_TEXT_MOST, TEXT_MOST, clean_text, split_list

TODAY = date(2025, 1, 31)
CANARY = "Zyxwquine"


def question(kind: str, *, means: str = "", required: bool = False) -> Question:
    options = (Option("sms"), Option("via-someone"))
    return Question(
        "asked", kind, ("mentee",), "wishes", required=required, options=options, means=means, most=5
    )


def clean(kind: str, raw: Raw, means: str = "") -> Answer:
    return clean_answer(question(kind, means=means), raw, today=TODAY, country="CH")


def problem_of(kind: str, raw: Raw, means: str = "") -> Problem:
    with pytest.raises(InputFault) as caught:
        clean(kind, raw, means)
    (problem,) = caught.value.problems
    assert problem.where == "asked"
    return problem


@pytest.mark.parametrize(
    ("kind", "raw", "kept"),
    [
        ("text", "  Rue\u00a0du Sablier\t12 ", "Rue du Sablier 12"),
        ("text", "Gae\u0308l", "Gaël"),
        ("text", "two\r\nlines", "two lines"),
        ("text", "\u202aMoutier\u202c\ufeff", "Moutier"),
        ("text", "=> not a formula", "=> not a formula"),
        ("long-text", " c/o Foyer\r\nRue 9\x0bNyon\u2028", "c/o Foyer\nRue 9\nNyon"),
        ("choice", " sms ", "sms"),
        ("choices", "sms, via-someone,sms", ("sms", "via-someone")),
        ("choices", ["via-someone", "sms"], ("via-someone", "sms")),
        ("choices", ("via-someone", ""), ("via-someone",)),
        ("number", " 2 ", 2),
        ("number", 5, 5),
        ("date", "1988-02-29", "1988-02-29"),
        ("date", date(1988, 2, 29), "1988-02-29"),
        ("date", "2031-01-01", "2031-01-01"),  # only a birth cannot lie ahead
        ("yes-no", "Yes", True),
        ("yes-no", "no", False),
        ("yes-no", False, False),
        ("email", " ZOE.Lambercier@Example.COM", "ZOE.Lambercier@example.com"),
        ("phone", "079/555.83.76", "+41795558376"),
        ("phone", "0041 79 555 92 66", "+41795559266"),
        ("phone", "+41\u00a0(0)79 555 92 66", "+41795559266"),
        ("phone", "\u202a+41 79 555 92 66\u202c", "+41795559266"),
        ("phone", "+33 6 12 34 56 78", "+33612345678"),
        ("names", "Bastien Corbezat, Maryline Corbezat", ("Bastien Corbezat", "Maryline Corbezat")),
        (
            "names",
            "Loïc Perrodaz (02.11.1983)\nLéa Roy (1990-01-02)",
            ("Loïc Perrodaz (1983-11-02)", "Léa Roy (1990-01-02)"),
        ),
        ("names", ["Léa Roy(3.4.1990)"], ("Léa Roy (1990-04-03)",)),
        ("names", "Jean Roy (ex, à Nyon); Léa Roy", ("Jean Roy (ex, à Nyon)", "Léa Roy")),
        ("names", "Jean Roy (ex, Léa Roy", ("Jean Roy (ex", "Léa Roy")),  # nobody hides in an open bracket
        ("acceptance", "2024-1", "2024-1"),
        ("acceptance", "yes", True),
        ("acceptance", True, True),
        ("acceptance", "no", None),
        ("acceptance", False, None),
    ],
)
def test_answers_are_kept_in_one_form(kind: str, raw: Raw, kept: Answer) -> None:
    assert clean(kind, raw) == kept


@pytest.mark.parametrize("kind", QUESTION_KINDS)
@pytest.mark.parametrize("raw", [None, "", " \u00a0", "\u200b"])
def test_nothing_is_no_answer_and_a_required_one_is_missing(kind: str, raw: Raw) -> None:
    assert clean(kind, raw) is None
    with pytest.raises(InputFault) as caught:
        clean_answer(question(kind, required=True), raw, today=TODAY, country="CH")
    assert caught.value.problems == (Problem("answer.required", "asked"),)


@pytest.mark.parametrize(
    ("kind", "raw", "code", "params"),
    [
        ("text", "a" * (TEXT_MOST + 1), "text.too_long", {"most": TEXT_MOST}),
        ("long-text", "a" * (LONG_TEXT_MOST + 1), "text.too_long", {"most": LONG_TEXT_MOST}),
        ("text", "a\0b", "text.control", {}),
        ("text", "a\x1bb", "text.control", {}),
        ("text", "a\ud800b", "text.control", {}),
        ("text", 7, "text.expected", {}),
        ("choice", "SMS", "choice.unknown", {"allowed": "sms, via-someone"}),
        ("choices", "sms, fax", "choice.unknown", {"allowed": "sms, via-someone"}),
        ("choices", 3, "text.expected", {}),
        ("number", "deux ou trois", "number.invalid", {"least": 1, "most": 5}),
        ("number", "2.0", "number.invalid", {"least": 1, "most": 5}),
        ("number", "٣", "number.invalid", {"least": 1, "most": 5}),
        ("number", "9" * 5000, "number.invalid", {"least": 1, "most": 5}),
        ("number", "0", "number.range", {"least": 1, "most": 5}),
        ("number", "6", "number.range", {"least": 1, "most": 5}),
        ("number", True, "text.expected", {}),
        ("date", "28.09.1990", "date.form", {"expected": "yyyy-mm-dd"}),
        ("date", "1990-9-28", "date.form", {"expected": "yyyy-mm-dd"}),
        ("date", "1990-02-31", "date.impossible", {}),
        ("date", "0000-01-01", "date.impossible", {}),
        ("date", datetime(1990, 1, 1), "text.expected", {}),  # noqa: DTZ001, a wrong type on purpose
        ("yes-no", "perhaps", "yes-no.unknown", {"options": "yes, no"}),
        ("acceptance", "perhaps", "yes-no.unknown", {"options": "yes, no"}),
        ("email", "lea.morandel(at)example.org", "email.invalid", {}),
        ("email", "julien.roulinet@example", "email.invalid", {}),
        ("phone", "079 555 OO 41", "phone.invalid", {"country": "CH"}),
        ("phone", "privé, voir courriel", "phone.invalid", {"country": "CH"}),
        ("phone", "079 555", "phone.invalid", {"country": "CH"}),
        ("phone", "+999 1 234 567", "phone.invalid", {"country": "CH"}),
        ("names", "Léa Roy, (1990-01-02)", "names.form", {}),
        ("names", "Léa Roy (31.02.1990)", "date.impossible", {}),
        ("names", ["a" * 190] * 2 + [f"{'b' * 180}{n}x" for n in range(30)], "text.too_long", {"most": 5000}),
    ],
)
def test_problems_tell_what_was_expected(
    kind: str, raw: Raw, code: str, params: dict[str, str | int]
) -> None:
    assert problem_of(kind, raw) == Problem(code, "asked", params)


def test_vps_10_a_birth_lies_neither_ahead_nor_beyond_any_human_age() -> None:
    assert clean("date", "2025-01-31", "born-on") == "2025-01-31"
    assert clean("date", "1899-02-01", "born-on") == "1899-02-01"
    assert problem_of("date", "2025-02-01", "born-on") == Problem("date.future", "asked")
    assert problem_of("date", "0197-09-12", "born-on") == Problem("date.too_long_ago", "asked", {"most": 125})


RAWS = st.one_of(
    st.text(max_size=60),
    st.text(alphabet="aé\u0301,;()-. \n\u00a0\u200b0123456789/+@", max_size=40),
    st.lists(st.text(max_size=20), max_size=4),
    st.sampled_from(["sms, via-someone", "yes", "2024-1", "079 555 11 22", "a@b.example.org", "1990-01-02"]),
    st.dates().map(lambda day: f"Léa Roy ({day:%d.%m.%Y})"),
    st.dates(),
    st.integers(),
    st.booleans(),
)


@settings(deadline=None)  # the libraries for numbers and addresses are read at the first use
@given(st.sampled_from(QUESTION_KINDS), RAWS)
def test_an_answer_that_is_cleaned_again_stays_the_same(kind: str, raw: Raw) -> None:
    try:
        kept = clean(kind, raw)
    except InputFault:
        return
    assert clean(kind, kept) == kept
    assert kept not in ("", ())
    if isinstance(kept, tuple):
        assert clean(kind, list(kept)) == kept  # as it comes back out of its envelope


@settings(deadline=None)
@given(st.sampled_from(QUESTION_KINDS), st.text(max_size=20), st.text(max_size=20))
def test_vps_4_no_error_repeats_what_was_answered(kind: str, before: str, after: str) -> None:
    raw = f"{before}{CANARY}{after}"
    for given_ in (raw, [raw], f"{CANARY} (31.02.1990)", f"{CANARY}@example", f"{raw}\0", raw * 1000):
        fault = fault_of(kind, given_)
        shown = (
            "".join(traceback.format_exception(fault)) + repr(fault.problems) + repr(fault.args)
            if fault
            else ""
        )
        assert fault is None or fault.__context__ is None
        assert CANARY not in shown


def fault_of(kind: str, raw: Raw) -> InputFault | None:
    try:
        clean(kind, raw)
    except InputFault as fault:
        return fault
    return None


@given(st.text(), st.booleans())
def test_clean_text_needs_no_second_time(text: str, lines: bool) -> None:
    try:
        once = clean_text(text, "remarks", lines=lines)
    except InputFault:
        return
    assert clean_text(once, "remarks", lines=lines) == once


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("a, b ,,c", ["a", "b", "c"]),
        ("a (b, c), d", ["a (b, c)", "d"]),
        ("a (b, c, d", ["a (b", "c", "d"]),
        ("a) b, (c", ["a) b", "(c"]),
        (" , ", []),
    ],
)
def test_lists_are_split_outside_of_brackets(text: str, parts: list[str]) -> None:
    assert split_list(text) == parts


def test_libraries_for_numbers_and_addresses_are_imported_when_they_are_needed() -> None:
    code = (
        "import sys, mentorcore.domain.answers; "
        "sys.exit(bool({'phonenumbers', 'email_validator'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
