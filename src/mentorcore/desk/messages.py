"""The facets `messages` and `contacts`: what people have to send, with words, and whom they reached."""

from __future__ import annotations

from attrs import evolve

from mentorcore.desk.facet import ANY, Facet, the_match, the_person
from mentorcore.desk.safe_times import SafeTimes, as_read, with_openings
from mentorcore.domain.commands.messages import (
    ListMessages,
    LogContact,
    MarkSent,
    NextMessage,
    ReleaseMessage,
)
from mentorcore.domain.errors import InputFault
from mentorcore.domain.messages import Message, MessageState, MessageText, NotYet
from mentorcore.domain.people import SafetyPlan
from mentorcore.domain.records import Record, RecordKind
from mentorcore.engine.candidates import safety_plan
from mentorcore.engine.messaging import INTRODUCTION, address, may_meet, shown_tier, shown_words
from mentorcore.engine.verbs import action, view
from mentorcore.engine.work import Work
from mentorcore.storage import matches, messages, people, sealed

_TO_DO = (MessageState.TO_SEND.value, MessageState.HELD.value)


class Messages(Facet):
    """Messages."""

    @view("messages.next", subject="programme", purpose="support", grants=ANY)
    def next(self, work: Work, command: NextMessage) -> MessageText | NotYet | None:
        """The next message to send, with its words and how it may reach the person; none before its day, and only
        within the person's safe hours where they are such that software can read them."""
        waiting = messages.messages_in(work.tx, [MessageState.TO_SEND.value])
        due = [message for message in waiting if message.due_on <= work.today and may_meet(work, message)]
        opens = SafeTimes(work)
        now = next((message for message in due if opens.at(message) <= work.now), None)
        if now is not None:
            return _text(work, now)
        first = min(due, key=opens.at, default=None)
        if first is None:
            return None
        for tier in _tiers_of_way(work, ""):
            work.read(tier, [first.recipient])
        return NotYet(first.id, opens.at(first))

    @view("messages.list", subject="programme", purpose="support", grants=ANY)
    def list(self, work: Work, command: ListMessages) -> tuple[Message, ...]:
        """List messages without their words; those that wait for safe hours say until when, to those who may know."""
        if command.state and command.state not in set(MessageState):
            raise InputFault.one("choice.unknown", "state", allowed=", ".join(MessageState))
        states = [command.state] if command.state else list(_TO_DO)
        asked = {*states, MessageState.HELD.value}  # what is held may read as if it were not
        found = as_read(work, messages.messages_in(work.tx, asked, recipient=command.person))
        return with_openings(work, [message for message in found if message.state.value in states])

    @action("messages.sent", subject="programme", purpose="support", grants=ANY)
    def sent(self, work: Work, command: MarkSent) -> tuple[Message, ...]:
        """Note that messages went out, outside of safe hours too: it happened. The texts that went with them count as
        shown from then on."""
        return tuple(_sent(work, _the_message(work, message_id)) for message_id in command.messages)

    @action("messages.release", subject="programme", purpose="support", grants=ANY)
    def release(self, work: Work, command: ReleaseMessage) -> Message:
        """Release a held message by a channel that the person agreed to."""
        message = _the_message(work, command.message)
        if message.state is not MessageState.HELD:
            raise work.refuse("message.not_held", id=message.id)
        if command.channel not in safety_plan(work.context, work.tx, message.recipient).channels:
            raise work.refuse("message.channel_not_safe", "CORE-2")
        if not may_meet(work, message):
            raise work.refuse("matching.kept_apart", "CORE-1")
        released = evolve(message, state=MessageState.TO_SEND, channel=command.channel, held_for="")
        messages.save_message(work.tx, released)
        work.event("message.released", message.recipient, message=message.id)
        return released


def _the_message(work: Work, message_id: str) -> Message:
    message = messages.message(work.tx, message_id)
    if message is None:
        raise work.refuse("message.unknown")
    match = matches.match(work.tx, message.about) if message.template == INTRODUCTION else None
    if match is not None and work.actor.id in match.parties:  # a refusal could tell why it is held
        raise work.refuse("match.colleague_decides", "CORE-6")
    return message


def _sent(work: Work, message: Message) -> Message:
    if message.state is MessageState.HELD:
        raise work.refuse("message.held", "CORE-2", id=message.id)
    if message.state is MessageState.WITHDRAWN:
        raise work.refuse("message.withdrawn", id=message.id)
    if message.state is MessageState.SENT:
        return message
    outside = SafeTimes(work).outside(message)
    sent = evolve(message, state=MessageState.SENT, sent_on=work.day, outside_hours=outside)
    messages.save_message(work.tx, sent)
    for shown in message.documents:
        document, _, version = shown.partition("@")
        subject = message.about
        work.record(RecordKind.SHOWN, message.recipient, subject=subject, document=document, version=version)
    work.event("message.sent", message.recipient, template=message.template)
    return sent


def _text(work: Work, message: Message) -> MessageText:
    for tier in _tiers_of_way(work, message.channel):  # whoever sends it has to be allowed to know how
        work.read(tier, [message.recipient])
    plan = safety_plan(work.context, work.tx, message.recipient)
    tier = messages.words_tier(message.id)
    words = work.words("message-words", message.recipient, tier).get(tier, {})
    person = people.person(work.tx, message.recipient)
    language = person.language if person else work.bundle.programme.languages[0]
    texts = work.context.texts
    sender = plan.sender or texts.say("message.neutral_sender", language)
    attached = [texts.document(name.partition("@")[0], language) for name in message.documents]
    parts = [_filled(work, message, "\n".join((words.get("body", ""), sender)), language)]
    parts += [f"{title}\n\n{body}" for title, body in attached]
    return MessageText(
        message=message,
        subject=str(words.get("subject", "")),
        body="\n\n---\n\n".join(parts),
        sender=sender,
        hours=plan.hours,
        voicemail=plan.voicemail,
        address=address(work, message.recipient, message.channel),
        cautions=tuple(filter(None, [_caution(work, message, plan)])),
    )


def _caution(work: Work, message: Message, plan: SafetyPlan) -> str:
    """The code of what to mind before this goes out, or empty."""
    channel = work.bundle.channel(message.channel)
    voice = channel is not None and channel.voice and not plan.voicemail
    return "message.no_voicemail" if voice else ""


def _tiers_of_way(work: Work, channel_id: str) -> tuple[str, ...]:
    """The tiers that tell how a message reaches somebody: the safety plan's, and that of the address."""
    channel = work.bundle.channel(channel_id)
    asked = (work.bundle.meaning("channels"), work.bundle.question(channel.address) if channel else None)
    return tuple(dict.fromkeys(question.tier for question in asked if question is not None))


def _filled(work: Work, message: Message, body: str, language: str) -> str:
    """An introduction gets what the other chose to show only now, from the other's own dossier."""
    match = matches.match(work.tx, message.about) if message.template == INTRODUCTION else None
    if match is None:
        return body
    other = match.other(message.recipient)
    tier = shown_tier(match.id)
    shown = work.words("shown-in-match", other, tier).get(tier, {})
    return f"{body}\n\n{shown_words(work, shown, language)}"


class Contacts(Facet):
    """Contacts."""

    @action("contacts.log", subject="person", purpose="support", grants=ANY)
    def log(self, work: Work, command: LogContact) -> Record:
        """Note that somebody of the staff reached, or tried to reach, a person."""
        person = the_person(work, command.person)
        match = the_match(work, command.match) if command.match else None
        if match is not None and person.id not in match.parties:
            raise work.refuse("match.not_a_party", id=match.id)
        data: dict[str, str | int | bool] = {"reached": not command.failed, "person": person.id}
        record = work.record(RecordKind.CONTACT, person.id, subject=match.id if match else "", data=data)
        if command.note.strip():
            sealed.put(work.tx, person.id, {f"record:{record.id}": {"note": command.note}})
        if not command.failed:
            work.event("contact.logged", person.id, person=person.id)
            open_matches = matches.matches_of(work.tx, [person.id]) if match is None else (match,)
            for found in open_matches:
                work.event("contact.logged", found.id, person=person.id)
        return record
