"""The working agreement of a pair, in versions: settled once both accepted the same one."""

from __future__ import annotations

from datetime import date

from attrs import frozen


@frozen
class AgreementVersion:
    """One version of a pair's working agreement; what it says is sealed elsewhere.

    Args:
        match: the match.
        version: 1 for the first.
        form: the bundle's form whose questions it answers.
        form_version: the version of its questions.
        proposed_by: ``mentee`` or ``mentor``.
        proposed_on: the day, in the programme's time zone.
        mentee_accepted_on, mentor_accepted_on: when each side accepted it; who proposes accepts.
        settled_on: the day on which both had accepted it.
        confidentiality: the level chosen: the id of an option; empty while none is.
        later: ids of the questions that were put off.
    """

    match: str
    version: int
    form: str
    form_version: str
    proposed_by: str
    proposed_on: date
    mentee_accepted_on: date | None = None
    mentor_accepted_on: date | None = None
    settled_on: date | None = None
    confidentiality: str = ""
    later: tuple[str, ...] = ()

    @property
    def settled(self) -> bool:
        """Whether both accepted it."""
        return self.settled_on is not None

    def accepted_on(self, side: str) -> date | None:
        """The day on which a side accepted it, or None."""
        return self.mentee_accepted_on if side == "mentee" else self.mentor_accepted_on
