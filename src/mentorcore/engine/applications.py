"""Applications: the answers of one registration form, cleaned, put in their tiers and ready to be stored.

Here is also what is derived from the answers: the traits that rules may see, the texts that the matching compares, the age, and
the values under which the blind index finds a person again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from attrs import field, frozen

from mentorcore.domain.answers import Raw
from mentorcore.domain.bundle import Bundle, Question
from mentorcore.domain.calendar import years_between
from mentorcore.domain.clock import aware, day_in
from mentorcore.domain.names import listed_name_key, listed_name_parts, name_key, name_parts
from mentorcore.domain.people import Answer
from mentorcore.domain.secret import SecretMap, secret
from mentorcore.engine.form_answers import clean_form, form_of
from mentorcore.engine.places import LatLon, places_of

Tiers = Mapping[str, Mapping[str, Answer]]
"""Tier to question to answer; questions without an answer are left out."""

MARKS: Final = ("name", "name-part", "name-born", "phone", "email", "avoid")
"""The kinds of values by which the blind index finds people, or those whom they avoid."""


@frozen
class Application:
    """A registration that can be stored.

    Args:
        form: id of the form.
        role: the participant role applied for.
        language: language of messages, one of the bundle.
        capacity: how many matches at once.
        registered_on: the day of the registration, in the programme's time zone.
        registered_at: the instant of the registration, UTC, where it is known.
        tiers: the answers.
        acceptances: documents accepted, each with the version.
        marks: per kind of `MARKS` the values that find the person; none are empty, kinds without are ().
        source: where it came from, such as ``row 12``.
        key: the form tool's own running number, or empty.
    """

    form: str
    role: str
    language: str
    capacity: int
    registered_on: date
    registered_at: datetime | None
    tiers: Tiers = field(converter=secret, repr=False)
    acceptances: tuple[tuple[str, str], ...]
    marks: Mapping[str, tuple[tuple[str, ...], ...]] = field(converter=secret, repr=False)
    source: str = ""
    key: str = ""


def build_application(
    bundle: Bundle,
    form_id: str,
    raw: Mapping[str, Raw],
    *,
    day: date,
    registered_at: datetime | None = None,
    source: str = "",
    key: str = "",
    headers: Mapping[str, str] | None = None,
    faulty: Collection[str] = (),
) -> Application:
    """Clean all answers of a form.

    Args:
        bundle: the programme.
        form_id: the form that was filled in.
        raw: question to answer, as `clean_answer` takes it.
        day: the day of the registration in the programme's time zone, where `registered_at` is not known.
        registered_at: the instant of the registration, aware; it decides about the day.
        source: a label for problems, such as ``row 12``.
        key: the form tool's own running number.
        headers: question to the name that problems call it by, such as the header of its column.
        faulty: questions whose answer is known to be unusable; they are passed over.

    Raises:
        InputFault: every problem at once, at ``source, question``: those of `clean_answer`, and
            ``question.unknown`` and ``question.not_asked`` for answers that the form does not ask for.
            ``form.unknown`` alone where there is no such form.
        ValueError: `registered_at` is naive.
    """
    form = form_of(bundle, form_id, "registration", where=source)
    if registered_at is not None:
        registered_at = aware(registered_at)
        day = day_in(registered_at, ZoneInfo(bundle.programme.time_zone))
    filled = clean_form(bundle, form, raw, day=day, source=source, headers=headers, faulty=faulty)
    meant = {q.means: filled.answers[q.id] for q in bundle.meant if q.id in filled.answers}
    capacity, language, languages = meant.get("capacity"), meant.get("language"), bundle.programme.languages
    return Application(
        form=form.id,
        role=form.role,
        language=language if isinstance(language, str) and language in languages else languages[0],
        capacity=capacity if isinstance(capacity, int) else 1,
        registered_on=day,
        registered_at=registered_at,
        tiers=filled.tiers,
        acceptances=filled.acceptances,
        marks=_marks(meant),
        source=source,
        key=key,
    )


Derived = str | frozenset[str] | float | LatLon | None
"""What is derived of one answer for rules; None where there is none."""


def derive_traits(bundle: Bundle, tiers: Tiers) -> Mapping[str, Derived]:
    """What rules of matching and vetting may see of somebody's answers.

    Args:
        bundle: the programme; its questions say which of them are traits.
        tiers: answers, also as they come out of their envelopes.

    Returns:
        A value for each trait of the bundle: text, a set for several answers, a float for a number, ``yes`` or
        ``no``, latitude and longitude for a place; None where not answered, or where the place is no longer known.
    """
    return {question.id: _derived(bundle, question, _answer(tiers, question)) for question in bundle.traits}


def derive_texts(bundle: Bundle, tiers: Tiers) -> Mapping[str, str]:
    """What somebody wrote freely and the matching may compare; it is handed to the matching alone, never to a policy.

    Args:
        bundle: the programme; its questions say which of them are compared.
        tiers: as for `derive_traits`.

    Returns:
        Question to text; those without an answer are left out.
    """
    answers = {question.id: _answer(tiers, question) for question in bundle.compared}
    return SecretMap({name: text for name, text in answers.items() if isinstance(text, str)})


def derive_marks(bundle: Bundle, tiers: Tiers) -> Mapping[str, tuple[tuple[str, ...], ...]]:
    """The values under which the blind index finds a person, for each kind of `MARKS`; those of nothing are ()."""
    return _marks(_meanings(bundle.questions, tiers))


def age_on(bundle: Bundle, tiers: Tiers, day: date) -> int | None:
    """Whole years of age on a day of the programme's calendar, or None where no day of birth is known."""
    question = bundle.meaning("born-on")
    born = _answer(tiers, question) if question else None
    return years_between(date.fromisoformat(born), day) if isinstance(born, str) else None


def _answer(tiers: Tiers, question: Question) -> Answer:
    return tiers.get(question.tier, {}).get(question.id)


def _meanings(questions: Iterable[Question], tiers: Tiers) -> dict[str, Answer]:
    """The answers whose meaning the core knows."""
    return {question.means: _answer(tiers, question) for question in questions if question.means}


def _marks(meant: Mapping[str, Answer]) -> Mapping[str, tuple[tuple[str, ...], ...]]:
    def text(means: str) -> str:
        answer = meant.get(means)
        return answer if isinstance(answer, str) else ""

    name, born = name_key(text("family-name"), text("given-name")), text("born-on")
    phone, email, avoid = text("phone"), text("email").casefold(), meant.get("avoid")
    entries = avoid if isinstance(avoid, (tuple, list)) else ()
    parts = name_parts(text("family-name"), text("given-name"), text("called"))
    listed = dict.fromkeys(
        key for entry in entries for key in (listed_name_key(entry), *listed_name_parts(entry))
    )
    return {
        "name": ((name,),) if name else (),
        "name-part": tuple((part,) for part in parts),
        "name-born": ((name, born),) if name and born else (),
        "phone": ((phone,),) if phone else (),
        "email": ((email,),) if email else (),
        "avoid": tuple((key,) for key in listed if key),
    }


def _derived(bundle: Bundle, question: Question, answer: Answer) -> Derived:
    if question.kind == "place":
        return places_of(bundle).where.get(answer) if isinstance(answer, str) else None
    return _trait(answer)


def _trait(answer: Answer) -> Derived:
    if isinstance(answer, bool):
        return "yes" if answer else "no"
    if isinstance(answer, int):
        return float(answer)
    return frozenset(answer) if isinstance(answer, (tuple, list)) else answer
