"""Answers of forms: from what somebody typed or ticked to what is kept, or to one problem with its code.

An answer that is cleaned again stays the same. No problem ever repeats what was answered, not even as the
context of an exception.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, NoReturn

from mentorcore.domain.bundle import Question
from mentorcore.domain.calendar import years_between
from mentorcore.domain.errors import InputFault, Param
from mentorcore.domain.forms import LATER
from mentorcore.domain.names import listed_name_key
from mentorcore.domain.people import Answer
from mentorcore.domain.tidy import LONG_TEXT_MOST, TEXT_MOST, clean_text, split_list

if TYPE_CHECKING:
    from email_validator import ValidatedEmail

Raw = str | int | float | bool | date | Sequence[str] | None
"""What a form hands in: text, or the Python value of an answer; lists for questions with several answers."""

AGE_MOST = 125
"""Years since birth; the oldest person whose age was proven reached 122, so more is a slip in the year."""

_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_DATE_IN_BRACKETS = re.compile(
    r"(.+?) ?\((?:(\d{4})-(\d{2})-(\d{2})|(\d{1,2})\.(\d{1,2})\.(\d{4}))\)", re.ASCII
)
_WHOLE = re.compile(r"[+-]?\d{1,9}", re.ASCII)
_PHONE = re.compile(r"\+?[0-9(][0-9 ()./\-\u2010-\u2015]*", re.ASCII)
_VERSION = re.compile(r"(?=.*\d)[0-9A-Za-z][0-9A-Za-z._-]{0,31}", re.ASCII)


def clean_answer(
    question: Question,
    raw: Raw,
    *,
    today: date,
    country: str,
    places: Mapping[str, str] = MappingProxyType({}),
) -> Answer:
    """Turn what was answered into what is kept.

    Args:
        question: the question; its kind decides about the form of the answer, and `means`, ``born-on`` that a
            day cannot lie in the future.
        raw: text, or a value of the type that is returned. Days are ISO text or a `date`; several answers are
            a list, or a text with commas; ``yes-no`` is ``yes``, ``no`` or a bool; a whole number can come as
            ``3.0``, since JSON knows no other. ``later`` is an answer where the question allows it.
        today: the day that counts as today, in the programme's time zone.
        country: ISO 3166 code; the region of phone numbers written without a country code.
        places: for a ``place``, what is compared (`place_key`) to the code that is kept.

    Returns:
        Text in NFC and trimmed; an option's id; a tuple of ids or names; an int; ISO text of a day; a bool;
        an e-mail address; a phone number in E.164; for acceptances True or the version accepted; `LATER`. None where
        there is no answer, or where an acceptance was not given.

    Raises:
        InputFault: one problem at `question.id`: ``answer.required``, ``answer.required_or_later``, ``date.form``, ``date.impossible``,
            ``date.future``, ``date.too_long_ago``, ``number.invalid``, ``number.range``, ``choice.unknown``,
            ``yes-no.unknown``, ``email.invalid``, ``phone.invalid``, ``names.form``, ``places.unknown``, ``text.too_long``,
            ``text.control`` or ``text.expected``.
    """
    if question.later and isinstance(raw, str) and raw.strip() == LATER:
        return LATER
    answer = None if raw is None or raw == "" else _CLEANERS[question.kind](question, raw, today, country)
    if answer is not None and answer != "" and answer != ():
        return answer if question.kind != "place" else _place(question, str(answer), places)
    if question.required:
        _wrong(question, "answer.required_or_later" if question.later else "answer.required")
    return None


def _wrong(question: Question, code: str, **params: Param) -> NoReturn:
    raise InputFault.one(code, question.id, **params)


def _text(question: Question, raw: Raw, today: date, country: str) -> Answer:  # noqa: ARG001, one signature for all
    return clean_text(raw, question.id, most=TEXT_MOST)


def _long_text(question: Question, raw: Raw, today: date, country: str) -> Answer:  # noqa: ARG001
    return clean_text(raw, question.id, lines=True)


def _option(question: Question, raw: Raw) -> str:
    if isinstance(raw, str) and raw in question.option_ids:  # most answers are ids already
        return raw
    text = clean_text(raw, question.id)
    if text and text not in question.option_ids:
        _wrong(question, "choice.unknown", allowed=", ".join(question.option_ids))
    return text


def _choice(question: Question, raw: Raw, today: date, country: str) -> Answer:  # noqa: ARG001
    return _option(question, raw)


def _parts(question: Question, raw: Raw, separators: str) -> Iterator[str]:
    """The single answers, whether they came as a text or as a list."""
    given = [raw] if isinstance(raw, str) else raw
    if not isinstance(given, Sequence):
        _wrong(question, "text.expected")
    for text in given:
        yield from split_list(clean_text(text, question.id, lines=True), separators)


def _choices(question: Question, raw: Raw, today: date, country: str) -> Answer:  # noqa: ARG001
    parts = raw if isinstance(raw, tuple) else _parts(question, raw, ",")
    return tuple(option for option in dict.fromkeys([_option(question, part) for part in parts]) if option)


def _number(question: Question, raw: Raw, today: date, country: str) -> Answer:  # noqa: ARG001
    number = int(raw) if isinstance(raw, float) and raw.is_integer() else raw
    if type(number) is not int:
        text = "-" if isinstance(raw, float) else clean_text(raw, question.id)
        if not text:
            return None
        if not _WHOLE.fullmatch(text):
            _wrong(question, "number.invalid", least=question.least, most=question.most)
        number = int(text)
    if not question.least <= number <= question.most:
        _wrong(question, "number.range", least=question.least, most=question.most)
    return number


def _day(question: Question, year: str, month: str, day: str) -> date:
    found: date | None = None
    with suppress(ValueError):  # raised below, so that nothing of the answer stays in the exception's context
        found = date(int(year), int(month), int(day))
    return found or _wrong(question, "date.impossible")


def _date(question: Question, raw: Raw, today: date, country: str) -> Answer:  # noqa: ARG001
    text = raw.isoformat() if type(raw) is date else clean_text(raw, question.id)
    if not text:
        return None
    parts = _ISO.fullmatch(text)
    if parts is None:
        _wrong(question, "date.form", expected="yyyy-mm-dd")
    day = _day(question, *parts.groups())
    if question.means == "born-on":
        if day > today:
            _wrong(question, "date.future")
        if years_between(day, today) > AGE_MOST:
            _wrong(question, "date.too_long_ago", most=AGE_MOST)
    return text


def _yes_no(question: Question, raw: Raw, today: date, country: str) -> Answer:  # noqa: ARG001
    if isinstance(raw, bool):
        return raw
    text = clean_text(raw, question.id).lower()
    if text and text not in ("yes", "no"):
        _wrong(question, "yes-no.unknown", options="yes, no")
    return text == "yes" if text else None


def _acceptance(question: Question, raw: Raw, today: date, country: str) -> Answer:  # noqa: ARG001
    text = clean_text(raw, question.id) if not isinstance(raw, bool) else "yes" if raw else "no"
    if text.lower() in ("yes", "no", ""):
        return text.lower() == "yes" or None
    if not _VERSION.fullmatch(text):
        _wrong(question, "yes-no.unknown", options="yes, no")
    return text


@cache
def _email_validator() -> tuple[Callable[..., ValidatedEmail], type[Exception]]:
    from email_validator import EmailNotValidError, validate_email  # start-up: most commands see no address

    return validate_email, EmailNotValidError


def _email(question: Question, raw: Raw, today: date, country: str) -> Answer:  # noqa: ARG001
    validate_email, wrong = _email_validator()
    text = clean_text(raw, question.id)
    if not text:
        return None
    found = ""
    with suppress(wrong):  # raised below, as the error quotes the address
        found = validate_email(text, check_deliverability=False).normalized
    return found or _wrong(question, "email.invalid")


def _phone(question: Question, raw: Raw, today: date, country: str) -> Answer:  # noqa: ARG001
    import phonenumbers  # start-up: most commands see no number

    text = unicodedata.normalize("NFKC", clean_text(raw, question.id))
    if not text:
        return None
    found = ""
    with suppress(phonenumbers.NumberParseException):
        # Without the pattern, letters would be dropped or read as keys of a telephone.
        number = phonenumbers.parse(text if _PHONE.fullmatch(text) else "", country)
        if phonenumbers.is_valid_number(number):
            found = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return found or _wrong(question, "phone.invalid", country=country)


def place_key(text: str) -> str:
    """A place's code as it is compared: spaces, capitals and the form of signs make no difference."""
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()


def _place(question: Question, text: str, places: Mapping[str, str]) -> str:
    code = places.get(place_key(text))
    if code is None:
        _wrong(question, "places.unknown")
    return code


def _names(question: Question, raw: Raw, today: date, country: str) -> Answer:  # noqa: ARG001
    names: dict[str, None] = {}
    for part in _parts(question, raw, ",;\n"):
        name = clean_text(part, question.id, most=TEXT_MOST)
        if dated := _DATE_IN_BRACKETS.fullmatch(name):
            label, *numbers = dated.groups()
            year, month, day = numbers[:3] if numbers[0] else numbers[:2:-1]
            name = f"{label} ({_day(question, year, month, day)})"
        if not listed_name_key(name):
            _wrong(question, "names.form")
        names[name] = None
    if sum(map(len, names)) > LONG_TEXT_MOST:
        _wrong(question, "text.too_long", most=LONG_TEXT_MOST)
    return tuple(names)


_CLEANERS: dict[str, Callable[[Question, Raw, date, str], Answer]] = {
    "text": _text,
    "long-text": _long_text,
    "choice": _choice,
    "choices": _choices,
    "number": _number,
    "date": _date,
    "yes-no": _yes_no,
    "email": _email,
    "phone": _phone,
    "names": _names,
    "acceptance": _acceptance,
    "scale": _number,
    "place": _text,
}
