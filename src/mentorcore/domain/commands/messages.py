"""Commands of the facets `messages` and `contacts`."""

from __future__ import annotations

from attrs import frozen

from mentorcore.domain.commands.fields import an_id, flag, ids, name, personal
from mentorcore.domain.ids import MATCH, MESSAGE, PERSON


@frozen
class NextMessage:
    """The next message that somebody has to send, with its words."""


@frozen
class ListMessages:
    """Which messages to list.

    Args:
        state: ``to-send``, ``held``, ``handed-over`` or ``sent``; empty for what is still to be done.
        person: only those to this person; empty for all.
    """

    state: str = name("only this state", default="")
    person: str = an_id(PERSON, "only those to this person", optional=True)


@frozen
class MarkSent:
    """Messages that went out."""

    messages: tuple[str, ...] = ids(MESSAGE, "the messages")


@frozen
class ReleaseMessage:
    """A held message is released after a person looked at it.

    Args:
        message: the message.
        channel: the channel that the person agreed to.
    """

    message: str = an_id(MESSAGE, "the message")
    channel: str = name("the channel that the person agreed to")


@frozen
class LogContact:
    """Somebody of the staff reached, or tried to reach, a person.

    Args:
        person: whom.
        match: the match it was about, or empty.
        failed: nobody was reached.
        note: what matters, in words; sealed.
    """

    person: str = an_id(PERSON, "whom")
    match: str = an_id(MATCH, "the match it was about", optional=True)
    failed: bool = flag("nobody was reached")
    note: str = personal("what matters, in words", required=False)
