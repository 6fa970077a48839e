"""The facets `messages` and `contacts`: what people have to send, with words, and whom they reached."""

from __future__ import annotations

from attrs import evolve

from mentorcore.desk.facet import ANY, Facet, the_match, the_person
from mentorcore.desk.introductions import TEMPLATE, shown_tier
from mentorcore.domain.commands.messages import (
    ListMessages,
    LogContact,
    MarkSent,
    NextMessage,
    ReleaseMessage,
)
from mentorcore.domain.errors import InputFault
from mentorcore.domain.messages import Message, MessageState, MessageText
from mentorcore.domain.records import Record, RecordKind
from mentorcore.engine.candidates import safety_plan
from mentorcore.engine.messaging import address
from mentorcore.engine.verbs import action, view
from mentorcore.engine.work import Work
from mentorcore.storage import matches, messages, people, sealed

_TO_DO = (MessageState.TO_SEND.value, MessageState.HELD.value)


class Messages(Facet):
    """Messages."""

    @view("messages.next", subject="programme", purpose="support", grants=ANY)
    def next(self, work: Work, command: NextMessage) -> MessageText | None:
        """The next message to send, with its words and how it may reach the person; none before its day."""
        waiting = messages.messages_in(work.tx, [MessageState.TO_SEND.value])
        due = next((message for message in waiting if message.due_on <= work.today), None)
        return _text(work, due) if due is not None else None

    @view("messages.list", subject="programme", purpose="support", grants=ANY)
    def list(self, work: Work, command: ListMessages) -> tuple[Message, ...]:
        """List messages without their words."""
        if command.state and command.state not in set(MessageState):
            raise InputFault.one("choice.unknown", "state", allowed=", ".join(MessageState))
        states = [command.state] if command.state else list(_TO_DO)
        return messages.messages_in(work.tx, states, recipient=command.person)

    @action("messages.sent", subject="programme", purpose="support", grants=ANY)
    def sent(self, work: Work, command: MarkSent) -> tuple[Message, ...]:
        """Note that messages went out; the texts that went with them count as shown from then on."""
        return tuple(_sent(work, _the_message(work, message_id)) for message_id in command.messages)

    @action("messages.release", subject="programme", purpose="support", grants=ANY)
    def release(self, work: Work, command: ReleaseMessage) -> Message:
        """Release a held message by a channel that the person agreed to."""
        message = _the_message(work, command.message)
        if message.state is not MessageState.HELD:
            raise work.refuse("message.not_held", id=message.id)
        if command.channel not in safety_plan(work.context, work.tx, message.recipient).channels:
            raise work.refuse("message.channel_not_safe", "CORE-2")
        released = evolve(message, state=MessageState.TO_SEND, channel=command.channel, held_for="")
        messages.save_message(work.tx, released)
        work.event("message.released", message.recipient, message=message.id)
        return released


def _the_message(work: Work, message_id: str) -> Message:
    message = messages.message(work.tx, message_id)
    if message is None:
        raise work.refuse("message.unknown")
    return message


def _sent(work: Work, message: Message) -> Message:
    if message.state is MessageState.HELD:
        raise work.refuse("message.held", "CORE-2", id=message.id)
    if message.state is MessageState.WITHDRAWN:
        raise work.refuse("message.withdrawn", id=message.id)
    if message.state is MessageState.SENT:
        return message
    sent = evolve(message, state=MessageState.SENT, sent_on=work.day)
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
    attached = [texts.document(name.partition("@")[0], language) for name in message.documents]
    parts = [_filled(work, message, str(words.get("body", "")), language)]
    parts += [f"{title}\n\n{body}" for title, body in attached]
    return MessageText(
        message=message,
        subject=str(words.get("subject", "")),
        body="\n\n---\n\n".join(parts),
        sender=plan.sender or texts.say("message.neutral_sender", language),
        hours=plan.hours,
        voicemail=plan.voicemail,
        address=address(work, message.recipient, message.channel),
    )


def _tiers_of_way(work: Work, channel_id: str) -> tuple[str, ...]:
    """The tiers that tell how a message reaches somebody: the safety plan's, and that of the address."""
    channel = work.bundle.channel(channel_id)
    asked = (work.bundle.meaning("channels"), work.bundle.question(channel.address) if channel else None)
    return tuple(dict.fromkeys(question.tier for question in asked if question is not None))


def _filled(work: Work, message: Message, body: str, language: str) -> str:
    """An introduction gets what the other chose to show only now, from the other's own dossier."""
    match = matches.match(work.tx, message.about) if message.template == TEMPLATE else None
    if match is None:
        return body
    other = match.other(message.recipient)
    tier = shown_tier(match.id)
    shown = work.words("shown-in-match", other, tier).get(tier, {})
    values = {
        "name": shown.get("name", "…"),
        "channel": work.context.texts.label("channel", str(shown.get("channel", "…")), language),
        "address": shown.get("address", "…"),
    }
    return f"{body}\n\n{work.context.texts.say('message.introduction.shown', language, values)}"


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
