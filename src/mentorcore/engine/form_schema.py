"""A form as JSON Schema (2020-12), so that any front end can ask it and check the answers as the software does.

What a schema accepts, `form_answers.clean_form` accepts, but for four kinds of answers at which the software looks
more closely than a schema can: phone numbers, e-mail addresses, lists of names and places; for days of birth, which cannot
lie in the future; and for texts that grow when their signs are put in the usual form (NFC).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from mentorcore.domain.bundle import Bundle, Question
from mentorcore.domain.forms import LATER
from mentorcore.domain.tidy import LONG_TEXT_MOST, TEXT_MOST
from mentorcore.engine.form_answers import form_of, questions_asked
from mentorcore.engine.places import CODE_MOST
from mentorcore.engine.texts import Texts

DIALECT = "https://json-schema.org/draft/2020-12/schema"
EMAIL_MOST = 254
"""Characters of an e-mail address, as RFC 5321 has it."""
PHONE_MOST = 60
"""Characters of a phone number as people write them, with room for signs between the digits."""

Schema = dict[str, Any]
Say = Callable[[str, str], str]

# As `domain.tidy` has it, in words that every regular expression of ECMA-262 understands: first the control signs
# that are refused, then all that white space or nothing is left of. Halves of surrogate pairs are refused, too, but
# stand in no pattern: where a sign counts as two halves, one would keep out every emoji.
_REFUSED = "\\u0000-\\u0008\\u000e-\\u001f\\u007f-\\u0084\\u0086-\\u009f"
_BLANK = "\\t-\\r \\u0085\\u00a0\\u1680\\u2000-\\u200b\\u2028-\\u202e\\u202f\\u205f\\u2060\\u2066-\\u2069\\u3000\\ufeff"
_DAY = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
_VERSION = "^(?=.*[0-9])[0-9A-Za-z][0-9A-Za-z._-]{0,31}$"


def form_schema(bundle: Bundle, form: str, *, language: str = "") -> Schema:
    """The schema of a form.

    Args:
        bundle: the programme.
        form: id of a form of any use.
        language: of titles and descriptions; the programme's first where it is empty or not spoken.

    Returns:
        A schema of an object with a property for each question. A question that is not answered is left out.

    Raises:
        InputFault: ``form.unknown``.
    """
    found = form_of(bundle, form)
    texts = Texts((bundle.package, "mentorcore"), bundle.programme.languages)
    chosen = texts.language(language)

    def say(kind: str, name: str) -> str:
        return texts.label(kind, name, chosen)

    asked = questions_asked(bundle, found)
    return {
        "$schema": DIALECT,
        "$id": f"urn:mentorcore:{bundle.programme.id}:{found.id}:{found.version}",
        "title": say("form", found.id),
        "type": "object",
        "properties": {question.id: _question(question, say) for question in asked},
        "required": [question.id for question in asked if question.required],
        "additionalProperties": False,
    }


def _question(question: Question, say: Say) -> Schema:
    title = say("question", question.id)
    answer = _KINDS[question.kind](question, say)
    if question.later:
        later = {"const": LATER, "title": say("put_off", LATER)}
        answer = {"anyOf": [answer, later]}
    described = described_in(question, say)
    return {"title": title, **({"description": described} if described else {}), **answer}


def described_in(question: Question, say: Say) -> str:
    """What the bundle says about a question besides its title, and about the numbers of a scale; or nothing."""
    help_ = say("help", question.id)
    words = "; ".join(f"{number}: {word}" for number, word in scale_words(question, say).items())
    return " ".join(found for found in (help_ if help_ != question.id else "", words) if found)


def _text(question: Question, most: int) -> Schema:
    found: Schema = {"type": "string", "maxLength": most, "pattern": f"^[^{_REFUSED}]*$"}
    if question.required:
        found |= {"minLength": 1, "allOf": [{"pattern": f"[^{_BLANK}]"}]}
    return found


def _options(question: Question, say: Say) -> Schema:
    labels = [
        {"const": option, "title": say(f"option.{question.id}", option)} for option in question.option_ids
    ]
    return {"type": "string", "enum": list(question.option_ids), "oneOf": labels}


def _choices(question: Question, say: Say) -> Schema:
    found: Schema = {"type": "array", "items": _options(question, say), "uniqueItems": True}
    return {**found, "minItems": 1} if question.required else found


def _number(question: Question, say: Say) -> Schema:  # noqa: ARG001, one signature for all
    return {"type": "integer", "minimum": question.least, "maximum": question.most}


def scale_words(question: Question, say: Say) -> Mapping[int, str]:
    """The numbers of a scale that the bundle has words for, with them; mostly the two ends."""
    numbers = range(question.least, question.most + 1) if question.kind == "scale" else ()
    said = {number: say(f"scale.{question.id}", str(number)) for number in numbers}
    return {number: words for number, words in said.items() if words != str(number)}


def _date(question: Question, say: Say) -> Schema:  # noqa: ARG001
    return {"type": "string", "format": "date", "pattern": _DAY}


def _yes_no(question: Question, say: Say) -> Schema:  # noqa: ARG001
    return {"type": "boolean"}


def _email(question: Question, say: Say) -> Schema:  # noqa: ARG001
    return {"type": "string", "format": "email", "maxLength": EMAIL_MOST}


def _phone(question: Question, say: Say) -> Schema:  # noqa: ARG001
    return {"type": "string", "minLength": 3, "maxLength": PHONE_MOST}


def _names(question: Question, say: Say) -> Schema:  # noqa: ARG001
    found: Schema = {"type": "array", "items": {"type": "string", "minLength": 1, "maxLength": TEXT_MOST}}
    return {**found, "minItems": 1} if question.required else found


def _acceptance(question: Question, say: Say) -> Schema:  # noqa: ARG001
    given: Schema = {"const": True} if question.required else {"type": "boolean"}
    return {"anyOf": [given, {"type": "string", "pattern": _VERSION}]}


_KINDS: Mapping[str, Callable[[Question, Say], Schema]] = {
    "text": lambda question, _: _text(question, TEXT_MOST),
    "long-text": lambda question, _: _text(question, LONG_TEXT_MOST),
    "choice": _options,
    "choices": _choices,
    "number": _number,
    "scale": _number,
    "date": _date,
    "yes-no": _yes_no,
    "email": _email,
    "phone": _phone,
    "names": _names,
    "acceptance": _acceptance,
    "place": lambda question, _: _text(question, CODE_MOST),
}
