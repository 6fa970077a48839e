"""When messages may go out: within a person's safe hours, where software can read them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from attrs import asdict, evolve

from mentorcore.domain.hours import SafeHours
from mentorcore.domain.messages import Message, MessageState, WaitingMessage
from mentorcore.engine.apart import KEPT_APART
from mentorcore.engine.candidates import safety_plan
from mentorcore.engine.work import Work
from mentorcore.storage import matches


class SafeTimes:
    """The safe hours of those to whom messages go, each read once and told to nobody.

    Args:
        work: the unit of work.
    """

    def __init__(self, work: Work) -> None:
        self._work = work
        self._hours: dict[str, SafeHours | None] = {}

    def _of(self, person: str) -> SafeHours | None:
        if person not in self._hours:
            self._hours[person] = safety_plan(self._work.context, self._work.tx, person).windows
        return self._hours[person]

    def at(self, message: Message) -> datetime:
        """The first instant from now on at which a message may go out, in the programme's time zone; now where hours
        are in words."""
        hours, zone = self._of(message.recipient), self._work.context.zone
        return (hours.next_opening(self._work.now, zone) if hours else self._work.now).astimezone(zone)

    def outside(self, message: Message) -> bool:
        """Whether a message that goes out as it is noted does so outside of safe hours.

        Of a past day nobody knows the hour: it counts as outside where that day has no safe hours at all.
        """
        hours = self._of(message.recipient)
        if hours is None:
            return False
        if self._work.day != self._work.today:
            return not hours.open_on(self._work.day)
        return not hours.open_at(self._work.now, self._work.context.zone)


def as_read(work: Work, found: Iterable[Message]) -> tuple[Message, ...]:
    """Messages as the actor reads them: one that is held because of a separation from the actor looks as if it were not."""
    own = {match.id for match in matches.matches_of(work.tx, [work.actor.id])}
    return tuple(
        evolve(message, state=MessageState.TO_SEND, held_for="")
        if message.about in own and message.held_for == KEPT_APART
        else message
        for message in found
    )


def with_openings(work: Work, found: Iterable[Message]) -> tuple[Message, ...]:
    """Messages with the instant until which they wait, for a reader to whom the safety plans are open."""
    listed, question, times = tuple(found), work.bundle.meaning("hours"), SafeTimes(work)
    unsent = [m for m in listed if m.state is MessageState.TO_SEND and times.at(m) > work.now]
    recipients = sorted({message.recipient for message in unsent})
    if not unsent or question is None or not work.can_read(question.tier, recipients):
        return listed
    opened = work.read(question.tier, recipients)
    opens = {message.id: times.at(message) for message in unsent if message.recipient in opened}
    return tuple(
        WaitingMessage(**asdict(message, recurse=False), opens_at=opens[message.id])
        if message.id in opens
        else message
        for message in listed
    )
