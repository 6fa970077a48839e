"""Commands of the facet `surveys`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import frozen

from mentorcore.domain.commands.fields import an_id, flag, name
from mentorcore.domain.commands.participants import answers_field
from mentorcore.domain.ids import MATCH, PERSON


@frozen
class ListSurveys:
    """Which surveys somebody can answer now, and which they answered."""

    person: str = an_id(PERSON, "whose surveys")


@frozen
class AnswerSurvey:
    """A party of a match answers a survey.

    Args:
        match: the match.
        survey: id of the form.
        occasion: such as ``month:3`` or ``closing``.
        answers: question to raw answer; several answers separated by commas or as a list; days as yyyy-mm-dd.
        version: the version of the form that was shown, so that answers to another one are refused; or empty.
    """

    match: str = an_id(MATCH, "the match")
    survey: str = name("the survey")
    occasion: str = name("the occasion, such as month:3 or closing")
    answers: Mapping[str, Any] = answers_field()
    version: str = name("the version of the form that was shown", default="")


@frozen
class CorrectSurvey(AnswerSurvey):
    """All answers of a survey anew; what was answered before is kept beside it. See `AnswerSurvey`."""


@frozen
class DraftSurvey:
    """Answers kept for later by whoever will give them; nobody else reads them.

    Args:
        match, survey, occasion: as in `AnswerSurvey`.
        answers: question to what was typed so far; it replaces what was kept before.
        forget: destroy what was kept instead.
    """

    match: str = an_id(MATCH, "the match")
    survey: str = name("the survey")
    occasion: str = name("the occasion, such as month:3 or closing")
    answers: Mapping[str, Any] = answers_field()
    forget: bool = flag("destroy the draft instead")


@frozen
class ShowSurveys:
    """What somebody answered.

    Args:
        person: whose answers.
        match: only in this match; empty for all.
        survey: only this survey; empty for all.
    """

    person: str = an_id(PERSON, "whose answers")
    match: str = an_id(MATCH, "only in this match", optional=True)
    survey: str = name("only this survey", default="")


@frozen
class SurveyFigures:
    """What all answered together, as far as it may be shown.

    Args:
        survey: only this survey; empty for all.
    """

    survey: str = name("only this survey", default="")
