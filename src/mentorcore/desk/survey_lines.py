"""The surveys that somebody can answer now, and those that they answered: facts, and no answer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from mentorcore.desk.survey_drafts import drafts_of
from mentorcore.desk.survey_places import asks, due_on
from mentorcore.domain.bundle import Bundle, Form
from mentorcore.domain.matches import Match, MatchState
from mentorcore.domain.people import Person
from mentorcore.domain.surveys import Survey, SurveyLine
from mentorcore.engine.work import Work
from mentorcore.storage import matches, surveys

CLOSING = "closing"


def line(found: Survey) -> SurveyLine:
    """An answered survey as lists show it."""
    return SurveyLine(
        match=found.match,
        survey=found.form,
        occasion=found.occasion,
        side=found.side,
        version=found.version,
        state="answered",
        due_on=found.due_on,
        answered_on=found.answered_on,
        corrected_on=found.corrected_on,
        timing=found.timing,
    )


def lines_of(work: Work, person: Person) -> tuple[SurveyLine, ...]:
    """What somebody can answer now, and what they answered; their drafts are known to themselves alone."""
    answered = {(s.match, s.form, s.occasion): s for s in surveys.surveys_of(work.tx, person.id)}
    own = person.id == work.actor.id
    drafts = {
        (d.match, d.form, d.occasion): d.until for d in drafts_of(work.tx, person.id, work.today) if own
    }
    found = []
    for match in matches.matches_of(work.tx, [person.id]):
        for form, occasion in _offered(work.bundle, match, person.id):
            key = (match.id, form.id, occasion)
            if key not in answered:
                by = due_on(work.tx, match.id, person.id, form.id, occasion)
                if not _over(match, occasion, by) or key in drafts:
                    found.append(_open(match, person.id, form, occasion, by, drafts.get(key)))
    return (*found, *(line(one) for one in answered.values()))


def _offered(bundle: Bundle, match: Match, person: str) -> Iterator[tuple[Form, str]]:
    if match.introduced_on is None:
        return
    for form in bundle.forms:
        if form.use == "survey" and asks(bundle, form, str(match.side(person))):
            for occasion in form.occasions:
                yield form, occasion


def _over(match: Match, occasion: str, due: date | None) -> bool:
    """Whether an unanswered survey is offered no more, or not yet: what lies after the end, and the end before it."""
    ended = match.state is MatchState.ENDED
    if occasion == CLOSING:
        return not ended and due is None
    return ended


def _open(
    match: Match, person: str, form: Form, occasion: str, due: date | None, draft_until: date | None
) -> SurveyLine:
    return SurveyLine(
        match=match.id,
        survey=form.id,
        occasion=occasion,
        side=str(match.side(person)),
        version=form.version,
        state="open",
        due_on=due,
        draft_until=draft_until,
    )
