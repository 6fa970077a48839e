"""The answers of a form of any use: cleaned, put in their tiers, with every problem at once.

Registrations, surveys, agreements, session records and reflections all pass here, from whichever door they come.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import date

from attrs import evolve, field, frozen

from mentorcore.domain.answers import Raw, clean_answer
from mentorcore.domain.bundle import Bundle, Form, Question
from mentorcore.domain.errors import InputFault, Problem
from mentorcore.domain.forms import LATER, FormUse
from mentorcore.domain.people import Answer
from mentorcore.domain.secret import secret
from mentorcore.engine.places import places_of

_ID = re.compile(r"[a-z][a-z0-9_-]{0,39}")


@frozen
class FilledForm:
    """A form that was filled in so that it can be kept.

    Args:
        form: id of the form.
        version: the version of its questions.
        answers: question to answer; questions without an answer are left out.
        tiers: tier to question to answer, without acceptances.
        acceptances: documents accepted, each with the version.
        put_off: questions answered with "decide later", in their order.
    """

    form: str
    version: str
    answers: Mapping[str, Answer] = field(converter=secret, repr=False)
    tiers: Mapping[str, Mapping[str, Answer]] = field(converter=secret, repr=False)
    acceptances: tuple[tuple[str, str], ...] = ()
    put_off: tuple[str, ...] = ()


def form_of(bundle: Bundle, form_id: str, *uses: FormUse, where: str = "") -> Form:
    """A form of the bundle that is for one of these uses.

    Args:
        bundle: the programme.
        form_id: id of the form.
        uses: see `FormUse`; any where none is named.
        where: where the problem is reported.

    Raises:
        InputFault: ``form.unknown``, with the forms that there are.
    """
    known = [form for form in bundle.forms if not uses or form.use in uses]
    found = next((form for form in known if form.id == form_id), None)
    if found is None:
        raise InputFault.one("form.unknown", where, forms=", ".join(form.id for form in known))
    return found


def form_for(bundle: Bundle, use: FormUse) -> Form | None:
    """The first form of the bundle that is for something, or None."""
    return next((form for form in bundle.forms if form.use == use), None)


def questions_asked(bundle: Bundle, form: Form) -> tuple[Question, ...]:
    """The questions of a form, bounded as whoever fills it in may answer them: a role can allow for less."""
    most = _most_matches(bundle, form)
    return tuple(_bounded(question, most) for question in bundle.questions_of(form.id))


def clean_form(
    bundle: Bundle,
    form: Form,
    raw: Mapping[str, Raw],
    *,
    day: date,
    source: str = "",
    headers: Mapping[str, str] | None = None,
    faulty: Collection[str] = (),
) -> FilledForm:
    """Clean all answers of a form.

    Args:
        bundle: the programme.
        form: one of its forms, such as `form_of` finds.
        raw: question to answer, as `clean_answer` takes it.
        day: the day that counts as today, in the programme's time zone.
        source: a label for problems, such as ``row 12``.
        headers: question to the name that problems call it by, such as the header of its column.
        faulty: questions whose answer is known to be unusable; they are passed over.

    Raises:
        InputFault: every problem at once, at ``source, question``: those of `clean_answer`, and
            ``question.unknown`` and ``question.not_asked`` for answers that the form does not ask for.
    """
    asked = bundle.questions_of(form.id)
    answers, problems = _cleaned(bundle, form, asked, raw, day, faulty)
    problems += not_asked(bundle, asked, raw)
    if problems:
        raise InputFault(
            evolve(problem, where=_where(source, problem.where, headers or {})) for problem in problems
        )
    return FilledForm(
        form.id,
        form.version,
        answers,
        _by_tier(asked, answers),
        _acceptances(bundle, asked, answers),
        tuple(q.id for q in asked if q.later and answers.get(q.id) == LATER),
    )


def cleaned(bundle: Bundle, question: Question, raw: Raw, day: date) -> Answer:
    """One answer, cleaned with what the programme knows; see `clean_answer`.

    Args:
        bundle: the programme.
        question: one of its questions.
        raw: what was answered.
        day: the day that counts as today, in the programme's time zone.

    Raises:
        InputFault: as `clean_answer`.
    """
    places = places_of(bundle).codes if question.kind == "place" else {}
    return clean_answer(question, raw, today=day, country=bundle.programme.country, places=places)


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


def _most_matches(bundle: Bundle, form: Form) -> int | None:
    """The largest number of matches that the form's role can state; None where the form is for no role."""
    role = bundle.role(form.role) if form.role else None
    return None if role is None else role.most


def _bounded(question: Question, most: int | None) -> Question:
    if most is not None and question.means == "capacity" and most < question.most:
        return evolve(question, most=most)
    return question


def _cleaned(
    bundle: Bundle,
    form: Form,
    asked: tuple[Question, ...],
    raw: Mapping[str, Raw],
    day: date,
    faulty: Collection[str],
) -> tuple[dict[str, Answer], list[Problem]]:
    answers: dict[str, Answer] = {}
    problems: list[Problem] = []
    most = _most_matches(bundle, form)
    for question in asked:
        value = raw.get(question.id)
        if (value is None and not question.required) or question.id in faulty:
            continue
        try:
            answer = cleaned(bundle, _bounded(question, most), value, day)
        except InputFault as fault:
            problems += fault.problems
        else:
            if answer is not None:
                answers[question.id] = answer
    return answers, problems


def _by_tier(asked: tuple[Question, ...], answers: Mapping[str, Answer]) -> dict[str, dict[str, Answer]]:
    tiers: dict[str, dict[str, Answer]] = {}
    for question in asked:
        if question.kind != "acceptance" and question.id in answers:
            tiers.setdefault(question.tier, {})[question.id] = answers[question.id]
    return tiers


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


def _where(source: str, question: str, headers: Mapping[str, str]) -> str:
    return ", ".join(filter(None, (source, headers.get(question, question))))
