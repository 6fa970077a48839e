"""The pair's own agreement: it belongs to the two, and a copy is kept only where both of them ask for it.

Nothing depends on it, no member of staff reads it, and either of the two can have the copy forgotten.
"""

from __future__ import annotations

from attrs import frozen

from mentorcore.desk.facet import the_match
from mentorcore.domain.commands.matches import KeepAgreement
from mentorcore.domain.matches import Match
from mentorcore.domain.records import Record, RecordKind
from mentorcore.engine.work import Work
from mentorcore.storage import matches, records, sealed

TIER = "agreement"
"""In the dossier of the match; no tier of a bundle, so that no grant opens it."""


@frozen
class Copy:
    """What became of the wish to have a copy kept.

    Args:
        match: public id of the match.
        asked_by: sides that asked for it, ``mentee`` and ``mentor``.
        kept: whether there is a copy now.
    """

    match: str
    asked_by: tuple[str, ...]
    kept: bool


def keep_agreement(work: Work, command: KeepAgreement) -> Copy:
    """Note that a party wants a copy kept or forgotten; keep it where both want it.

    Raises:
        Refused: ``agreement.not_both``: there is a text, and the other has not asked; it was not stored.
    """
    match = the_match(work, command.match)
    mine = _asked(work, match).get(work.party)
    if command.forget:
        if mine is not None:
            _note(work, match, asked=False, supersedes=mine.id)
        forget_copy(work, match.id)
        return _copy(work, match)
    if not match.state.open:
        raise work.refuse("match.over", id=match.id)
    if mine is None:
        _note(work, match, asked=True)
    if command.agreement.strip():
        if len(_asked(work, match)) < len(match.parties):
            raise work.refuse("agreement.not_both", id=match.id)
        sealed.put(work.tx, match.id, {TIER: {"text": command.agreement}})
    return _copy(work, match)


def read_agreement(work: Work, match: Match) -> str:
    """The copy, for the two alone; empty where none is kept."""
    if work.on_behalf_of or work.party not in match.parties:
        return ""
    if not work.can_read("agreement"):
        return ""
    return str(work.words("agreement", match.id, TIER).get(TIER, {}).get("text", ""))


def forget_copy(work: Work, match_id: str) -> None:
    """Destroy the copy of one match; what else is sealed about the match stays."""
    if _kept(work, match_id):
        sealed.put(work.tx, match_id, {TIER: {}})


def forget_copies(work: Work, person: str) -> None:
    """Destroy every copy of somebody whose data are erased; `held_data` destroys the keys once that is stored."""
    for match in matches.matches_of(work.tx, [person]):
        sealed.drop(work.tx, match.id)


def _kept(work: Work, match_id: str) -> bool:
    return bool(sealed.get(work.tx, match_id, TIER).get("text"))


def _asked(work: Work, match: Match) -> dict[str, Record]:
    """Party to their standing wish for a copy."""
    found = [r for r in records.records_about(work.tx, match.id) if r.kind == RecordKind.AGREEMENT_COPY]
    taken_back = {record.supersedes for record in found}
    return {r.person: r for r in found if r.id not in taken_back and r.data.get("asked") is True}


def _note(work: Work, match: Match, *, asked: bool, supersedes: str = "") -> None:
    data: dict[str, str | int | bool] = {"asked": asked}
    kind = RecordKind.AGREEMENT_COPY
    work.record(kind, work.party, subject=match.id, data=data, supersedes=supersedes)


def _copy(work: Work, match: Match) -> Copy:
    asked = _asked(work, match)
    sides = tuple(str(match.side(person)) for person in match.parties if person in asked)
    return Copy(match.id, sides, _kept(work, match.id))
