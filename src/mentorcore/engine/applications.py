"""Applications: the answers of one registration form, cleaned, put in their tiers and ready to be stored.

Here is also what is derived from the answers: the traits that rules may see, the age, and the values under
which the blind index finds a person again.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from attrs import evolve, field, frozen

from mentorcore.domain.answers import Raw, clean_answer
from mentorcore.domain.bundle import Bundle, Form, Question, RoleDef
from mentorcore.domain.calendar import years_between
from mentorcore.domain.clock import aware, day_in
from mentorcore.domain.errors import InputFault, Problem
from mentorcore.domain.names import listed_name_key, listed_name_parts, name_key, name_parts
from mentorcore.domain.people import Answer

Tiers = Mapping[str, Mapping[str, Answer]]
"""Tier to question to answer; questions without an answer are left out."""

MARKS: Final = ("name", "name-part", "name-born", "phone", "email", "avoid")
"""The kinds of values by which the blind index finds people, or those whom they avoid."""

_ID = re.compile(r"[a-z][a-z0-9_-]{0,39}")


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
    tiers: Tiers = field(repr=False)
    acceptances: tuple[tuple[str, str], ...]
    marks: Mapping[str, tuple[tuple[str, ...], ...]] = field(repr=False)
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
    form, role = _form_and_role(bundle, form_id, source)
    if registered_at is not None:
        registered_at = aware(registered_at)
        day = day_in(registered_at, ZoneInfo(bundle.programme.time_zone))
    asked = bundle.questions_of(form.id)
    answers, problems = _cleaned(bundle, role, asked, raw, day, faulty)
    problems += not_asked(bundle, asked, raw)
    if problems:
        raise InputFault(
            evolve(problem, where=_where(source, problem.where, headers or {})) for problem in problems
        )
    tiers, meant = _sorted(asked, answers)
    capacity, language, languages = meant.get("capacity"), meant.get("language"), bundle.programme.languages
    return Application(
        form=form.id,
        role=role.id,
        language=language if isinstance(language, str) and language in languages else languages[0],
        capacity=capacity if isinstance(capacity, int) else 1,
        registered_on=day,
        registered_at=registered_at,
        tiers=tiers,
        acceptances=_acceptances(bundle, asked, answers),
        marks=_marks(meant),
        source=source,
        key=key,
    )


def _sorted(
    asked: Iterable[Question], answers: Mapping[str, Answer]
) -> tuple[dict[str, dict[str, Answer]], dict[str, Answer]]:
    """The answers by tier, and by what they mean."""
    tiers: dict[str, dict[str, Answer]] = {}
    meant: dict[str, Answer] = {}
    for question in asked:
        if question.kind != "acceptance" and question.id in answers:
            answer = answers[question.id]
            tiers.setdefault(question.tier, {})[question.id] = answer
            if question.means:
                meant[question.means] = answer
    return tiers, meant


def derive_traits(bundle: Bundle, tiers: Tiers) -> Mapping[str, str | frozenset[str] | float | None]:
    """What rules of matching and vetting may see of somebody's answers.

    Args:
        bundle: the programme; its questions say which of them are traits.
        tiers: answers, also as they come out of their envelopes.

    Returns:
        A value for each trait of the bundle: text, a set for several answers, a float for a number, ``yes`` or
        ``no``; None where not answered.
    """
    return {question.id: _trait(_answer(tiers, question)) for question in bundle.traits}


def derive_marks(bundle: Bundle, tiers: Tiers) -> Mapping[str, tuple[tuple[str, ...], ...]]:
    """The values under which the blind index finds a person, for each kind of `MARKS`; those of nothing are ()."""
    return _marks(_meanings(bundle.questions, tiers))


def age_on(bundle: Bundle, tiers: Tiers, day: date) -> int | None:
    """Whole years of age on a day of the programme's calendar, or None where no day of birth is known."""
    question = bundle.meaning("born-on")
    born = _answer(tiers, question) if question else None
    return years_between(date.fromisoformat(born), day) if isinstance(born, str) else None


def _form_and_role(bundle: Bundle, form_id: str, source: str) -> tuple[Form, RoleDef]:
    form = bundle.form(form_id)
    role = bundle.role(form.role) if form and form.use == "registration" else None
    if form is None or role is None:
        known = (found.id for found in bundle.forms if found.use == "registration")
        raise InputFault.one("form.unknown", source, forms=", ".join(known))
    return form, role


def _cleaned(
    bundle: Bundle,
    role: RoleDef,
    asked: tuple[Question, ...],
    raw: Mapping[str, Raw],
    day: date,
    faulty: Collection[str],
) -> tuple[dict[str, Answer], list[Problem]]:
    answers: dict[str, Answer] = {}
    problems: list[Problem] = []
    country = bundle.programme.country
    for question in asked:
        value = raw.get(question.id)
        if (value is None and not question.required) or question.id in faulty:
            continue
        bounded = question
        if question.means == "capacity" and role.most < question.most:
            bounded = evolve(question, most=role.most)
        try:
            answer = clean_answer(bounded, value, today=day, country=country)
        except InputFault as fault:
            problems += fault.problems
        else:
            if answer is not None:
                answers[question.id] = answer
    return answers, problems


def not_asked(bundle: Bundle, asked: tuple[Question, ...], raw: Mapping[str, Raw]) -> list[Problem]:
    """Answers that the form does not ask for: often the wrong form was ticked, so nothing is passed over."""
    problems = []
    for name in sorted(raw.keys() - [question.id for question in asked]):
        if bundle.question(name) is None:
            where = name if _ID.fullmatch(name) else ""  # anything else may be an answer in the wrong place
            problems.append(Problem("question.unknown", where))
        elif raw[name] not in (None, "", (), []):
            problems.append(Problem("question.not_asked", name))
    return problems


def _where(source: str, question: str, headers: Mapping[str, str]) -> str:
    return ", ".join(filter(None, (source, headers.get(question, question))))


def _acceptances(
    bundle: Bundle, asked: tuple[Question, ...], answers: Mapping[str, Answer]
) -> tuple[tuple[str, str], ...]:
    """The documents accepted: a form tells the version that it showed, or only that one agreed to the present one."""
    found = []
    for question in asked:
        if question.kind == "acceptance" and question.id in answers:
            document, answer = bundle.document(question.document), answers[question.id]
            if document is not None:
                found.append((document.id, answer if isinstance(answer, str) else document.version))
    return tuple(found)


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


def _trait(answer: Answer) -> str | frozenset[str] | float | None:
    if isinstance(answer, bool):
        return "yes" if answer else "no"
    if isinstance(answer, int):
        return float(answer)
    return frozenset(answer) if isinstance(answer, (tuple, list)) else answer
