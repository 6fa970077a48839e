"""Answering a survey once, correcting it, and reading what was answered.

The answers lie in the answerer's own dossier, each version under the id of its evidence. What was counted lies
beside them, so that a correction takes back exactly that, also after a question stopped counting.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import evolve

from mentorcore.desk.survey_drafts import drop_draft, read_drafts
from mentorcore.desk.survey_lines import line
from mentorcore.desk.survey_places import Place, due_on, place_of
from mentorcore.domain.answers import Raw
from mentorcore.domain.commands.surveys import AnswerSurvey, CorrectSurvey
from mentorcore.domain.matches import Match
from mentorcore.domain.people import Person
from mentorcore.domain.records import Record, RecordKind
from mentorcore.domain.surveys import Survey, SurveyAnswers, SurveyLine
from mentorcore.engine import tallies
from mentorcore.engine.form_answers import FilledForm, clean_form
from mentorcore.engine.work import Work
from mentorcore.storage import matches, records, sealed, surveys

CONTENT = "survey-answers"


def envelope(record: str) -> str:
    """Where the answers of a piece of evidence lie in the dossier."""
    return f"survey:{record}"


def answer(work: Work, command: AnswerSurvey) -> SurveyLine:
    """Store what a party answers; it can be done once for each occasion.

    Raises:
        Refused, InputFault: as `place_of` and `store_answers`.
    """
    place = place_of(work, command)
    stored = store_answers(work, place, command.answers, version=command.version)
    _event(work, "survey.answered", place)
    return line(stored)


def store_answers(work: Work, place: Place, answers: Mapping[str, Raw], *, version: str = "") -> Survey:
    """Store the answers of one party to a form of a match, once for each occasion; the event is the caller's.

    The form can be of another use than a survey, such as a reflection: what is counted, read, corrected, kept and
    destroyed is the same.

    Args:
        work: the unit of work of a verb that writes.
        place: the match, the party, the form and the occasion.
        answers: question to raw answer.
        version: the version of the form that was shown, or empty.

    Raises:
        Refused: ``survey.answered``, ``form.other_version``.
        InputFault: every problem of the answers, as `clean_form`.
    """
    if _answered(work, place) is not None:
        raise work.refuse("survey.answered", survey=place.form.id)
    filled = _filled(work, place, answers, version)
    due = due_on(work.tx, place.match.id, place.person, place.form.id, place.occasion)
    record = _write(work, place, filled)
    stored = Survey(
        match=place.match.id,
        person=place.person,
        form=place.form.id,
        occasion=place.occasion,
        side=place.side,
        version=filled.version,
        record=record.id,
        answered_on=work.day,
        due_on=due,
    )
    surveys.add_survey(work.tx, stored)
    tallies.move(work.tx, filled.form, filled.version, into=tallies.counted(work.bundle, filled))
    drop_draft(work, place)
    return stored


def correct(work: Work, command: CorrectSurvey) -> SurveyLine:
    """Store answers that take the place of earlier ones, which are kept; the counts follow.

    Raises:
        Refused, InputFault: as `place_of` and `store_correction`.
    """
    place = place_of(work, command)
    newer = store_correction(work, place, command.answers, version=command.version)
    _event(work, "survey.corrected", place)
    return line(newer)


def store_correction(work: Work, place: Place, answers: Mapping[str, Raw], *, version: str = "") -> Survey:
    """Store answers in place of earlier ones, which are kept; arguments and faults as for `store_answers`.

    Raises:
        Refused: ``survey.not_answered``, ``survey.destroyed``, ``form.other_version``.
        InputFault: every problem of the answers, as `clean_form`.
    """
    before = _answered(work, place)
    if before is None:
        raise work.refuse("survey.not_answered", survey=place.form.id)
    old = sealed.get(work.tx, place.person, envelope(before.record))
    if not old:  # what was counted could not be taken back
        raise work.refuse("survey.destroyed", survey=place.form.id)
    filled = _filled(work, place, answers, version)
    record = _write(work, place, filled, supersedes=before.record)
    newer = evolve(before, version=filled.version, record=record.id, corrected_on=work.day)
    surveys.save_survey(work.tx, newer)
    tallies.move(work.tx, before.form, before.version, out=old["counted"])
    tallies.move(work.tx, filled.form, filled.version, into=tallies.counted(work.bundle, filled))
    return newer


def _answered(work: Work, place: Place) -> Survey | None:
    return surveys.survey(work.tx, place.match.id, place.person, place.form.id, place.occasion)


def _filled(work: Work, place: Place, answers: Mapping[str, Raw], version: str) -> FilledForm:
    if version and version != place.form.version:
        raise work.refuse("form.other_version", version=place.form.version)
    return clean_form(work.bundle, place.form, answers, day=work.day)


def _write(work: Work, place: Place, filled: FilledForm, *, supersedes: str = "") -> Record:
    data: dict[str, str | int | bool] = {
        "survey": filled.form,
        "occasion": place.occasion,
        "side": place.side,
        "of": filled.version,
    }
    kind, match = RecordKind.SURVEY, place.match.id
    record = work.record(kind, place.person, subject=match, data=data, supersedes=supersedes)
    held = {"answers": dict(filled.answers), "counted": tallies.counted(work.bundle, filled)}
    sealed.put(work.tx, place.person, {envelope(record.id): held})
    return record


def _event(work: Work, type_: str, place: Place) -> None:
    data = {"survey": place.form.id, "occasion": place.occasion, "by": place.side}
    work.event(type_, place.match.id, **data)


def answers_of(work: Work, person: Person, *, match: str = "", survey: str = "") -> tuple[SurveyAnswers, ...]:
    """What somebody answered, oldest first, versions before corrections too; and their own drafts, to them alone.

    Raises:
        Refused: no grant opens the answers for this purpose, a policy objects, or this person is not open.
    """
    evidence = [
        record
        for record in records.records_of(work.tx, [person.id], [RecordKind.SURVEY])[person.id]
        if match in ("", record.subject) and survey in ("", record.data["survey"])
    ]
    words = work.words(CONTENT, person.id, *(envelope(record.id) for record in evidence))
    first = {(s.match, s.form, s.occasion): s for s in surveys.surveys_of(work.tx, person.id)}
    replaced = {record.supersedes for record in evidence}
    found = [
        _read(record, first, words.get(envelope(record.id)), record.id in replaced) for record in evidence
    ]
    return (*found, *_drafts(work, person, match, survey))


def _read(
    record: Record,
    first: Mapping[tuple[str, str, str], Survey],
    words: Mapping[str, Any] | None,
    replaced: bool,
) -> SurveyAnswers:
    form, occasion = str(record.data["survey"]), str(record.data["occasion"])
    answered = first[record.subject, form, occasion]
    return SurveyAnswers(
        record=record.id,
        match=record.subject,
        survey=form,
        occasion=occasion,
        side=str(record.data["side"]),
        version=str(record.data["of"]),
        day=record.effective_on,
        timing=answered.timing,
        answers=dict(words["answers"]) if words else {},
        state="destroyed" if not words else "replaced" if replaced else "answered",
    )


def _drafts(work: Work, person: Person, match: str, survey: str) -> tuple[SurveyAnswers, ...]:
    together = {found.id: found for found in matches.matches_of(work.tx, [person.id])}
    return tuple(
        SurveyAnswers(
            record="",
            match=draft.match,
            survey=draft.form,
            occasion=draft.occasion,
            side=_side(together.get(draft.match), person.id),
            version=_version(work, draft.form),
            day=None,
            timing="",
            answers=typed,
            state="draft",
            until=draft.until,
        )
        for draft, typed in read_drafts(work, person.id)
        if match in ("", draft.match) and survey in ("", draft.form)
    )


def _side(match: Match | None, person: str) -> str:
    return str(match.side(person)) if match else ""


def _version(work: Work, form_id: str) -> str:
    form = work.bundle.form(form_id)
    return form.version if form else ""
