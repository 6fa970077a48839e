"""Records: the evidence that something was accepted, decided, checked or shown."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum

from attrs import field, frozen

from mentorcore.domain.mappings import frozen_map


class RecordKind(StrEnum):
    """Kinds of evidence that the core itself knows; a policy may ask for others by name."""

    ACCEPTANCE = "acceptance"
    """A person accepted a version of a document."""
    WITHDRAWAL = "withdrawal"
    """A person took an acceptance or a consent back."""
    ADMISSION = "admission"
    """A named person admitted a participant."""
    HOLD = "hold"
    """A named person keeps a participant out of the pool for now."""
    REJECTION = "rejection"
    """A named person rejected an application."""
    REVIEW = "review"
    """Another named person looked at a rejection again."""
    SHOWN = "shown"
    """A text of the programme was shown to a person."""
    CONTACT = "contact"
    """Somebody of the staff reached, or tried to reach, a person."""
    CONSENT = "consent"
    """A person agreed that something is read for a purpose, or told to somebody outside."""
    DISCLOSURE = "disclosure"
    """Something was told to somebody outside."""
    DISTRESS = "distress"
    """A person said that the exchanges weigh on them."""
    REMATCH = "rematch"
    """A person asked for a new match."""
    PAIR_AGAIN = "pair-again"
    """A person asked to be brought together again with somebody of an ended match."""
    WISHES = "wishes"
    """A person named people with whom they would like to be, in their order, or took such a list back."""
    REOPENING = "reopening"
    """A party wants an ended match to go on, or not any more."""
    WORKSHOP = "workshop"
    """A person was at a workshop."""
    AGREEMENT_COPY = "agreement-copy"
    """A party wants a copy of the pair's own agreement kept, or forgotten."""
    SURVEY = "survey"
    """A party of a match answered a survey, or corrected what they had answered."""


OWN_ACTS = (RecordKind.ACCEPTANCE, RecordKind.WITHDRAWAL)
"""What a person does with a document, themselves or written down by staff."""

DECISIONS = (RecordKind.ADMISSION, RecordKind.HOLD, RecordKind.REJECTION, RecordKind.REVIEW)
"""What a named member of staff decides about a participant."""


class TalkedOver(StrEnum):
    """Whether a disclosure was talked over with the person concerned before."""

    YES = "yes"
    NOT_YET = "not-yet"
    NOT_SAFE = "not-safe"
    """Talking about it would have put somebody in danger."""


@frozen
class Record:
    """One piece of evidence. A record is never changed; a later one supersedes it.

    Args:
        id: public id, such as ``E-7K3F9Q2X``.
        kind: a `RecordKind` or a kind that a policy names.
        person: whom it is about.
        subject: the match it belongs to, or the person's id.
        effective_on: the day it happened, in the programme's time zone.
        recorded_at: the instant it was written, UTC.
        recorded_by: public id of who wrote it.
        on_behalf: whether staff wrote down a party's own act.
        how: how the party said it (in person, phone, message...), where staff wrote it down.
        document: the document concerned, or empty.
        version: the document's version, or empty.
        data: further values without personal data.
        supersedes: id of the record that this one replaces, or empty.
    """

    id: str
    kind: str
    person: str
    subject: str
    effective_on: date
    recorded_at: datetime
    recorded_by: str
    on_behalf: bool = False
    how: str = ""
    document: str = ""
    version: str = ""
    data: Mapping[str, str | int | bool] = field(factory=dict, converter=frozen_map)
    supersedes: str = ""
