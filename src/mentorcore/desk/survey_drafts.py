"""Drafts of surveys: sealed in their owner's dossier, for the owner alone, and destroyed after some days.

The last day stands in the name of the envelope, so that what is too old is found without being opened.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from math import isfinite
from typing import Any

from attrs import evolve, frozen

from mentorcore.desk.held_data import cut_logs
from mentorcore.desk.survey_places import Place, due_on, place_of
from mentorcore.domain.commands.surveys import DraftSurvey
from mentorcore.domain.errors import InputFault, Problem
from mentorcore.domain.surveys import SurveyLine
from mentorcore.domain.tidy import LONG_TEXT_MOST
from mentorcore.engine.form_answers import not_asked
from mentorcore.engine.work import Work
from mentorcore.storage import holds, sealed, surveys
from mentorcore.storage.transaction import Tx

BEGINNING = "draft:"
_MOST_PARTS = 100
"""Answers of one question that a draft takes; no form has so many options."""


@frozen
class Draft:
    """Where a draft lies.

    Args:
        tier: the envelope's name.
        until: the last day on which it is kept.
        match, form, occasion: which survey it is for.
    """

    tier: str
    until: date
    match: str
    form: str
    occasion: str


def drafts_of(tx: Tx, person: str, today: date) -> tuple[Draft, ...]:
    """Somebody's drafts that are not too old; what they hold stays shut."""
    found = (_read(tier) for tier in sealed.tiers_of(tx, person) if tier.startswith(BEGINNING))
    return tuple(draft for draft in found if draft.until >= today)


def _read(tier: str) -> Draft:
    _, day, match, form, occasion = tier.split(":", 4)
    return Draft(tier, date.fromisoformat(day), match, form, occasion)


def keep_draft(work: Work, command: DraftSurvey) -> SurveyLine:
    """Keep what a party typed so far; it is looked at only when it is given as an answer.

    Raises:
        InputFault: an answer to something that the survey does not ask, or nothing that an answer can be.
        Refused: as `place_of`; ``survey.answered``.
    """
    place = _the_place(work, command)
    answers = _typed(work, place, command.answers)
    until = work.today + timedelta(days=place.form.draft_days)
    _forget(work, place)
    tier = f"{BEGINNING}{until}:{place.match.id}:{place.form.id}:{place.occasion}"
    sealed.put(work.tx, place.person, {tier: {"answers": answers}})
    return evolve(_line(work, place), draft_until=until)


def forget_draft(work: Work, command: DraftSurvey) -> SurveyLine:
    """Destroy a party's draft; nothing happens where there is none.

    Raises:
        Refused, InputFault: as `place_of`; ``survey.answered``.
    """
    place = _the_place(work, command)
    if _forget(work, place):
        cut_logs(work)
    return _line(work, place)


def drop_draft(work: Work, place: Place) -> None:
    """A survey that was answered needs its draft no more."""
    _forget(work, place)


def read_drafts(work: Work, person: str) -> tuple[tuple[Draft, dict[str, Any]], ...]:
    """Somebody's own drafts with what they hold; nothing where somebody else reads, also for the owner."""
    if work.actor.id != person:
        return ()
    found = drafts_of(work.tx, person, work.today)
    held = sealed.get_many(work.tx, [person], [draft.tier for draft in found]).get(person, {})
    return tuple((draft, dict(held.get(draft.tier, {}).get("answers", {}))) for draft in found)


def destroy_expired_drafts(work: Work) -> int:
    """Destroy every draft that is too old, but of people whose data may not be destroyed. Returns how many.

    Programmes without a survey have none, and nothing is looked for.
    """
    if not any(form.use == "survey" for form in work.bundle.forms):
        return 0
    kept = holds.kept_for_now(work.tx)
    old = [
        (person, tier)
        for person, tier in sorted(sealed.places(work.tx, BEGINNING))
        if person not in kept and _read(tier).until < work.today
    ]
    for person, tier in old:
        sealed.remove(work.tx, person, [tier])
    if old:
        cut_logs(work)
    return len(old)


def _the_place(work: Work, command: DraftSurvey) -> Place:
    place = place_of(work, command)
    if surveys.survey(work.tx, place.match.id, place.person, place.form.id, place.occasion) is not None:
        raise work.refuse("survey.answered", survey=place.form.id)
    return place


def _line(work: Work, place: Place) -> SurveyLine:
    form, match = place.form, place.match
    due = due_on(work.tx, match.id, place.person, form.id, place.occasion)
    return SurveyLine(match.id, form.id, place.occasion, place.side, form.version, "open", due)


def _forget(work: Work, place: Place) -> bool:
    wanted = (place.match.id, place.form.id, place.occasion)
    tiers = [tier for tier in sealed.tiers_of(work.tx, place.person) if tier.startswith(BEGINNING)]
    old = [tier for tier in tiers if (d := _read(tier)) and (d.match, d.form, d.occasion) == wanted]
    sealed.remove(work.tx, place.person, old)
    return bool(old)


def _typed(work: Work, place: Place, answers: Mapping[str, Any]) -> dict[str, Any]:
    """Answers as they were typed, where each is one that a form can hand in."""
    problems = not_asked(work.bundle, work.bundle.questions_of(place.form.id), answers)
    for name, raw in answers.items():
        problems += _shape(name, raw)
    if problems:
        raise InputFault(problems)
    return {name: _plain(raw) for name, raw in answers.items() if raw not in (None, "")}


def _shape(name: str, raw: object) -> Iterator[Problem]:
    parts: Iterable[object] = raw if isinstance(raw, (list, tuple)) else (raw,)
    listed = list(parts)
    if len(listed) > _MOST_PARTS:
        yield Problem("text.too_long", name, {"most": LONG_TEXT_MOST})
    for part in listed:
        if isinstance(part, str) and len(part) > LONG_TEXT_MOST:
            yield Problem("text.too_long", name, {"most": LONG_TEXT_MOST})
        elif not (part is None or isinstance(part, (str, int, date)) or _finite(part)):
            yield Problem("text.expected", name)


def _finite(part: object) -> bool:
    return isinstance(part, float) and isfinite(part)


def _plain(raw: Any) -> Any:
    if isinstance(raw, (list, tuple)):
        return [_plain(part) for part in raw]
    return raw.isoformat() if isinstance(raw, date) else raw
