"""What handlers do about a concern: each act with what it changes, and the notes that lie sealed in its dossier."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from attrs import evolve

from mentorcore.desk.endings import end_by_programme, resume_match, suspend_match
from mentorcore.desk.facet import the_match
from mentorcore.desk.handling import the_concern
from mentorcore.domain.concerns import Concern, ConcernAct, ConcernState
from mentorcore.domain.matches import Match
from mentorcore.engine.work import Work
from mentorcore.storage import concerns, events, matches, sealed

ACCOUNT = "account"
"""The tier of a concern's dossier that holds account and notes."""
DISCLOSURE = "disclosure"


def open_concern(work: Work, concern_id: str) -> Concern:
    """A concern that the actor handles, as long as no outcome was recorded.

    Raises:
        Refused: there is none, or it is closed.
    """
    concern = the_concern(work, concern_id)
    if concern.state is not ConcernState.OPEN:
        raise work.refuse("concern.resolved", id=concern.id)
    return concern


def perform(work: Work, concern: Concern, act: ConcernAct, words: str) -> Concern:
    """Do what an act stands for; returns the concern as it is afterwards.

    Args:
        work: the unit of work.
        concern: an open concern that the actor handles.
        act: what is done.
        words: what was said or agreed.

    Raises:
        Refused: it was done already, the concern names no match, or its match does not stand so.
    """
    if act is ConcernAct.HEARING and not words.strip():
        raise work.refuse("concern.agreed_words", "CORE-7")
    if act is ConcernAct.ACKNOWLEDGEMENT and _acknowledged(work, concern):
        raise work.refuse("concern.acknowledged", id=concern.id)
    if act is ConcernAct.AGREEMENT:
        concern = evolve(concern, agreed=True)
        concerns.save_concern(work.tx, concern)
    if act is ConcernAct.PROTECTION:
        protect(work, concern)
    if act in _ON_MATCH:
        if not concern.match:
            raise work.refuse("concern.no_match")
        _ON_MATCH[act](work, the_match(work, concern.match))
    return concern


_ON_MATCH: Mapping[ConcernAct, Callable[[Work, Match], Match]] = {
    ConcernAct.SUSPENSION: suspend_match,
    ConcernAct.LIFTING: resume_match,
    ConcernAct.TERMINATION: end_by_programme,
}


def _acknowledged(work: Work, concern: Concern) -> bool:
    happened = events.events_about(work.tx, [concern.id])[concern.id]
    return any(event.data.get("act") == ConcernAct.ACKNOWLEDGEMENT.value for event in happened)


def protect(work: Work, concern: Concern) -> None:
    """Keep those named apart from the raiser and from the other party of the match in later rounds."""
    others = {concerns.raiser(work.tx, concern.id)}
    if concern.match:
        match = matches.match(work.tx, concern.match)
        others |= set(match.parties) if match else set()
    for named in concern.named:
        for other in sorted(others - {named}):
            concerns.protect(work.tx, concern.id, other, named, work.day)


def note(work: Work, concern: Concern, act: str, words: str, **more: str) -> None:
    """Write down what was done, sealed in the concern's dossier; `more` is left out where it is empty."""
    content = sealed.get(work.tx, concern.id, ACCOUNT)
    written = {
        "day": work.day.isoformat(),
        "act": act,
        "by": work.actor.id,
        "note": words,
        **{name: value for name, value in more.items() if value},
    }
    sealed.put(work.tx, concern.id, {ACCOUNT: {**content, "notes": [*content.get("notes", []), written]}})


def note_disclosure(work: Work, concern_id: str, person: str, record: str) -> None:
    """Let a disclosure appear in the file of the concern that it belongs to; nothing of the record points back.

    Raises:
        Refused: the actor does not handle that concern; it reads the same where there is none.
    """
    concern = the_concern(work, concern_id)
    note(work, concern, DISCLOSURE, "", record=record, person=person)
    work.event("concern.disclosed", concern.id)


def notes_of(work: Work, content: Mapping[str, Any]) -> tuple[dict[str, Any], ...]:
    """The notes of a concern, each disclosure with what its own envelope says."""
    return tuple(_with_words(work, written) for written in content.get("notes", ()))


def _with_words(work: Work, written: dict[str, Any]) -> dict[str, Any]:
    if "record" not in written:
        return written
    told = sealed.get(work.tx, written["person"], f"record:{written['record']}")
    return {**written, **{name: value for name, value in told.items() if value}}
