"""Telling somebody outside what a mentee wrote down about one session: with their consent, or against a danger."""

from __future__ import annotations

from typing import Any

from attrs import frozen

from mentorcore.desk.session_records import CONTENT, record_tier
from mentorcore.desk.versions import newest
from mentorcore.domain.commands.participants import Disclose
from mentorcore.domain.errors import InputFault
from mentorcore.domain.people import Person
from mentorcore.domain.sessions import HERE
from mentorcore.engine.work import Work
from mentorcore.storage import matches, sessions


@frozen
class RecordToTell:
    """The record of one session.

    Args:
        match: the dossier in which it lies.
        tier: its place there.
        agreement: the level of confidentiality that the two settled.
    """

    match: str
    tier: str
    agreement: str

    def open(self, work: Work) -> dict[str, Any]:
        """What stands there now, without what was written before.

        Raises:
            Refused: no grant opens it for this purpose, or a policy objects.
        """
        held = work.words(CONTENT, self.match, self.tier).get(self.tier, {})
        return newest(held)


def record_to_tell(work: Work, person: Person, command: Disclose) -> RecordToTell | None:
    """The record that is meant; None where it is something else that is told.

    Raises:
        InputFault: a session was named for another tier, or none for this one: never more than one is told at once.
        Refused: ``session.no_record``: the person wrote down nothing about such a session.
    """
    if command.tier != CONTENT:
        if command.session:
            raise InputFault.one("session.other_tier", "session", tier=CONTENT)
        return None
    if not command.session:
        raise InputFault.one("answer.required", "session")
    found = sessions.session(work.tx, command.session)
    match = matches.match(work.tx, found.match) if found is not None else None
    if found is None or match is None or match.mentee != person.id or found.recorded != HERE:
        raise work.refuse("session.no_record")
    work.concerns(match.id)
    return RecordToTell(match.id, record_tier(found.id), match.confidentiality)
