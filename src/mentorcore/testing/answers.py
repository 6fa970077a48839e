"""Plain answers to any form of any bundle: invented people who fit one another and lack nothing on the form."""

from __future__ import annotations

from mentorcore.domain.bundle import Bundle, Question
from mentorcore.engine.places import places_of

_PLAIN = {
    "called": "Sam {name}",
    "given-name": "Sam",
    "family-name": "{name}",
    "hours": "in the evening",
    "sender": "the library",
    "places": "not at home",
}


def plain_answers(bundle: Bundle, form: str, number: int) -> dict[str, str]:
    """Answers to every question of a form but those on grounds and on people to avoid.

    Of choices the first option is taken, so that any two people have something in common; experience and people
    to avoid are left for a test to say.

    Args:
        bundle: the programme.
        form: id of the form.
        number: which person, from 1; names, days of birth and e-mail addresses differ by it.

    Raises:
        LookupError: there is no such form.
    """
    if bundle.form(form) is None:
        raise LookupError(form)
    grounds = {tier.id for tier in bundle.tiers if tier.grounds}
    asked = [
        question
        for question in bundle.questions_of(form)
        if question.tier not in grounds and question.kind != "names"
    ]
    return {question.id: _plain(bundle, question, number) for question in asked}


def family_name(number: int) -> str:
    """An invented name for a number: letters alone, since signs and digits do not count in names."""
    letters = ""
    while number:
        number, place = divmod(number - 1, 26)
        letters = chr(ord("a") + place) + letters
    return f"Testli{letters}"


def _plain(bundle: Bundle, question: Question, number: int) -> str:
    name = family_name(number)
    if question.means in _PLAIN:
        return _PLAIN[question.means].format(name=name)
    match question.kind:
        case "acceptance" | "yes-no":
            return "yes"
        case "choice" | "choices":
            return question.options[0].id
        case "place":
            return next(iter(places_of(bundle).where), "")
        case "number" | "scale":
            return str(question.least)
        case "date":
            return f"{1960 + number % 40}-{1 + number % 12:02}-{1 + number % 28:02}"
        case "email":
            return f"{name.lower()}@example.org"
        case "phone":
            return _phone(bundle.programme.country, number)
        case _:
            return f"{name} {question.id}".replace("_", " ")


def _phone(country: str, number: int) -> str:
    import phonenumbers  # start-up: it is large, and only forms that ask for a number need it

    example = phonenumbers.example_number_for_type(country, phonenumbers.PhoneNumberType.MOBILE)
    if example is None:
        raise LookupError(country)
    national = str(example.national_number)
    own = f"{national[:-3]}{number % 1000:03}"
    return f"+{example.country_code}{own}"
