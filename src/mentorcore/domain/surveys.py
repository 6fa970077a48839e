"""Surveys: that a party of a match answered one at an occasion, and the counts of what all answered.

What was answered lies sealed in the answerer's own dossier; here is only that it was, and when.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from attrs import field, frozen

from mentorcore.domain.secret import secret


@frozen
class Survey:
    """One survey as one party answered it; there is never a second one for the same occasion.

    Args:
        match: public id of the match.
        person: public id of who answered.
        form: id of the form.
        occasion: such as ``month:3`` or ``closing``.
        side: ``mentee`` or ``mentor``.
        version: the version of the form that the present answers were given to.
        record: public id of the evidence that the present answers belong to.
        answered_on: the day of the first answers, in the programme's time zone.
        due_on: the day by which it was wanted when it was answered, or None where nothing said so.
        corrected_on: the day of the last correction, or None.
    """

    match: str
    person: str
    form: str
    occasion: str
    side: str
    version: str
    record: str
    answered_on: date
    due_on: date | None = None
    corrected_on: date | None = None

    @property
    def timing(self) -> str:
        """``early``, ``on-the-day`` or ``late``; empty where nothing said when it was wanted."""
        return timing(self.answered_on, self.due_on)


def timing(answered_on: date, due_on: date | None) -> str:
    """Whether an answer came before, on or after the day by which it was wanted; empty where there is none."""
    if due_on is None:
        return ""
    if answered_on == due_on:
        return "on-the-day"
    return "early" if answered_on < due_on else "late"


@frozen
class SurveyLine:
    """One survey at one occasion as lists show it: facts, and no answer.

    Args:
        match, survey, occasion: which one; `survey` is the form's id.
        side: whose of the two.
        version: the version answered, or the present one where it is open.
        state: ``open`` or ``answered``.
        due_on: the day by which it is wanted, or None.
        answered_on, corrected_on: the days, or None.
        timing: as `Survey.timing`.
        draft_until: the last day on which one's own draft is kept; None for everybody else.
    """

    match: str
    survey: str
    occasion: str
    side: str
    version: str
    state: str
    due_on: date | None = None
    answered_on: date | None = None
    corrected_on: date | None = None
    timing: str = ""
    draft_until: date | None = None


@frozen
class SurveyAnswers:
    """What somebody answered.

    Args:
        record: public id of the evidence.
        match, survey, occasion, side, version: which survey, and the version of its questions.
        day: the day it was answered or corrected.
        timing: as `Survey.timing`, of the first answers.
        answers: question to answer; empty where they were destroyed since, or are a draft without any.
        state: ``answered``, ``replaced`` by a later correction, ``destroyed``, or ``draft``.
        until: of a draft, the last day on which it is kept.
    """

    record: str
    match: str
    survey: str
    occasion: str
    side: str
    version: str
    day: date | None
    timing: str
    answers: Mapping[str, Any] = field(converter=secret, repr=False)
    state: str = "answered"
    until: date | None = None


@frozen
class Tally:
    """How often something was answered, by whomever.

    Args:
        form: id of the form.
        version: the version of its questions.
        question: id of the question.
        value: an option's id, a number of a scale, ``yes`` or ``no``; empty for how many answered the question.
        count: how often.
    """

    form: str
    version: str
    question: str
    value: str
    count: int
