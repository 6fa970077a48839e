"""Messages: the software writes a neutral draft that keeps to the safety plan, or holds it for a person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from attrs import evolve

from mentorcore.domain.decisions import Guidance
from mentorcore.domain.ids import MESSAGE
from mentorcore.domain.messages import Message, MessageState
from mentorcore.domain.people import SafetyPlan
from mentorcore.engine.candidates import safety_plan
from mentorcore.engine.work import Work
from mentorcore.hooks.confidentiality import Draft, may_send
from mentorcore.hooks.intake import guidance
from mentorcore.storage import messages, people, sealed

NO_CHANNEL = "message.no_safe_channel"


def guidance_for(work: Work, moment: str, role: str) -> tuple[Guidance, ...]:
    """The texts of the programme that belong to a moment."""
    return work.context.hooks.ask_flat(guidance, moment=moment, role=role)


def write_message(
    work: Work,
    template: str,
    recipient: str,
    *,
    about: str,
    shown: Sequence[Guidance] = (),
    params: Mapping[str, str] | None = None,
    due: date | None = None,
) -> Message | None:
    """Write a message to a person; None where the person was erased.

    Args:
        work: the unit of work.
        template: the text's name; ``<template>.subject`` and ``<template>.body`` are its words.
        recipient: public id.
        about: the match or person it belongs to.
        shown: texts of the programme that go with it.
        params: what fills the words; they are sealed with them.
        due: the day by which it goes out; today where not said.
    """
    person = people.person(work.tx, recipient)
    if person is None or person.erased:
        return None
    texts, plan = work.context.texts, safety_plan(work.context, work.tx, recipient)
    channel = safe_channel(work, recipient, plan)
    wording = {
        "subject": texts.say(f"{template}.subject", person.language, params),
        "body": texts.say(f"{template}.body", person.language, params),
    }
    held_for = _held_for(work, Draft(template, wording["subject"], wording["body"], channel), plan)
    message = Message(
        id=work.tx.new_id(MESSAGE),
        template=template,
        recipient=recipient,
        about=about,
        channel=channel,
        state=MessageState.HELD if held_for else MessageState.TO_SEND,
        written_at=work.now,
        due_on=due or work.today,
        documents=_documents(work, shown),
        clauses=tuple(dict.fromkeys(clause for text in shown for clause in text.clauses)),
        held_for=held_for,
    )
    messages.add_message(work.tx, message, wording)
    work.event("message.written", recipient, template=template)
    return message


def reroute(work: Work, person: str) -> None:
    """After a change of how somebody can be reached, what has not gone out yet takes a way that is safe now."""
    plan = safety_plan(work.context, work.tx, person)
    channel = safe_channel(work, person, plan)
    unsent = (MessageState.TO_SEND.value, MessageState.HELD.value)
    for message in messages.messages_in(work.tx, unsent, recipient=person):
        words = messages.wording(work.tx, message)
        draft = Draft(message.template, str(words.get("subject", "")), str(words.get("body", "")), channel)
        held_for = _held_for(work, draft, plan)
        state = MessageState.HELD if held_for else MessageState.TO_SEND
        messages.save_message(work.tx, evolve(message, channel=channel, state=state, held_for=held_for))


def safe_channel(work: Work, person: str, plan: SafetyPlan) -> str:
    """The best safe channel for which an address is known; empty where there is none."""
    for channel_id in plan.channels:
        channel = work.bundle.channel(channel_id)
        if channel is not None and (not channel.address or address(work, person, channel_id)):
            return channel_id
    return ""


def address(work: Work, person: str, channel_id: str) -> str:
    """The number or address of a person on a channel; empty where there is none."""
    channel = work.bundle.channel(channel_id)
    question = work.bundle.question(channel.address) if channel and channel.address else None
    return str(sealed.get(work.tx, person, question.tier).get(question.id, "")) if question else ""


def _held_for(work: Work, draft: Draft, plan: SafetyPlan) -> str:
    if not draft.channel:
        return NO_CHANNEL
    objections = work.context.hooks.objections(may_send, draft=draft, plan=plan)
    return objections[0].code if objections else ""


def _documents(work: Work, shown: Sequence[Guidance]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for text in shown:
        document = work.bundle.document(text.document)
        if document is not None:
            found[f"{document.id}@{document.version}"] = None
    return tuple(found)
