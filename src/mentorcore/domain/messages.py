"""Messages: what the programme tells somebody is a row; people or a plugin send it."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from attrs import field, frozen

from mentorcore.domain.secret import secret


class MessageState(StrEnum):
    """Where a message stands."""

    TO_SEND = "to-send"
    HANDED_OVER = "handed-over"
    SENT = "sent"
    HELD = "held"
    """A person has to decide how: no safe channel is known, or the wording would tell too much."""
    WITHDRAWN = "withdrawn"
    """Overtaken: the match ended before it went out."""


@frozen
class Message:
    """A message without its wording; the wording lies sealed in the recipient's dossier.

    Args:
        id: public id, such as ``G-7K3F9Q2X``.
        template: the text's name, such as ``message.introduction``.
        recipient: public id of the person it is for.
        about: the match, concern or person it belongs to.
        channel: the safe channel it goes by (an id of the bundle's channels), empty when held for want of one.
        state: see `MessageState`.
        written_at: the instant it was written, UTC.
        due_on: the day by which it goes out.
        documents: ids of the documents shown with it, each ``id@version``.
        clauses: the clauses served by showing them.
        held_for: code of the reason it is held, or empty.
        sent_on: the day it went out.
        outside_hours: whether it went out, or was noted, outside of the hours that are safe for the person.
    """

    id: str
    template: str
    recipient: str
    about: str
    channel: str
    state: MessageState
    written_at: datetime
    due_on: date
    documents: tuple[str, ...] = ()
    clauses: tuple[str, ...] = ()
    held_for: str = ""
    sent_on: date | None = None
    outside_hours: bool = False


@frozen
class WaitingMessage(Message):
    """A message that has to wait for the person's safe hours, in a list for a reader who may know of them.

    Args:
        opens_at: the instant at which the next safe hours begin, in the programme's time zone.
    """

    opens_at: datetime | None = None


@frozen
class NotYet:
    """Nothing may go out now: every message that is due waits for somebody's safe hours.

    Args:
        message: public id of the one that can go first.
        opens_at: when, in the programme's time zone.
    """

    message: str
    opens_at: datetime


@frozen
class MessageText:
    """The wording of a message, for whoever sends it; never in a log.

    Args:
        message: the message.
        subject: a title that does not tell what the programme is.
        body: the words.
        sender: the neutral name to send it under.
        hours: when it is safe, in the person's words.
        voicemail: whether a voice message may be left.
        address: where it goes on that channel (number or e-mail).
        cautions: codes of what to mind before anything is sent, such as that no voice message may be left.
    """

    message: Message
    subject: str = field(converter=secret, repr=False)
    body: str = field(converter=secret, repr=False)
    sender: str = field(converter=secret, repr=False)
    hours: str = field(converter=secret, repr=False)
    voicemail: bool
    address: str = field(converter=secret, repr=False)
    cautions: tuple[str, ...] = ()
