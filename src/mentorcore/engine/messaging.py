"""Messages: the software writes a neutral draft that keeps to the safety plan, or holds it for a person."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from attrs import evolve

from mentorcore.domain.decisions import Guidance
from mentorcore.domain.ids import MESSAGE
from mentorcore.domain.messages import Message, MessageState
from mentorcore.domain.people import SafetyPlan
from mentorcore.engine.apart import KEPT_APART, wished_apart
from mentorcore.engine.candidates import safety_plan
from mentorcore.engine.safe_words import unsafe_words
from mentorcore.engine.work import Work
from mentorcore.hooks.confidentiality import Draft, may_send
from mentorcore.hooks.intake import guidance
from mentorcore.storage import matches, messages, people, sealed

NO_CHANNEL = "message.no_safe_channel"
INTRODUCTION = "message.introduction"


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
    message = Message(
        id=work.tx.new_id(MESSAGE),
        template=template,
        recipient=recipient,
        about=about,
        channel=channel,
        state=MessageState.TO_SEND,
        written_at=work.now,
        due_on=due or work.today,
        documents=_documents(work, shown),
        clauses=tuple(dict.fromkeys(clause for text in shown for clause in text.clauses)),
    )
    message = _sorted(work, message, wording, plan, person.language)
    messages.add_message(work.tx, message, wording)
    work.event("message.written", recipient, template=template)
    return message


def reroute(work: Work, person: str) -> None:
    """After a change of how somebody can be reached, what has not gone out yet takes a way that is safe now."""
    found = people.person(work.tx, person)
    if found is None:
        return
    plan = safety_plan(work.context, work.tx, person)
    channel = safe_channel(work, person, plan)
    unsent = (MessageState.TO_SEND.value, MessageState.HELD.value)
    for message in messages.messages_in(work.tx, unsent, recipient=person):
        words = messages.wording(work.tx, message)
        moved = evolve(message, channel=channel)
        messages.save_message(work.tx, _sorted(work, moved, words, plan, found.language))


def reroute_pairs(work: Work, person: str) -> None:
    """After a change of who somebody is or whom they avoid: introductions that have not gone out yet are looked at
    again, on both sides."""
    together = matches.matches_of(work.tx, [person], states=matches.OPEN_STATES)
    for other in sorted({person, *(match.other(person) for match in together)}):
        reroute(work, other)


def shown_tier(match_id: str) -> str:
    """The tier, in a party's own dossier, of what the other sees in a match; an erasure takes it along."""
    return f"shown:{match_id}"


def shown_words(work: Work, shown: Mapping[str, Any], language: str) -> str:
    """What an introduction says of the other.

    Args:
        work: the unit of work.
        shown: what the other chose to show, from their own dossier; it is stored nowhere else.
        language: the reader's.
    """
    values = {
        "name": shown.get("name", "…"),
        "channel": work.context.texts.label("channel", str(shown.get("channel", "…")), language),
        "address": shown.get("address", "…"),
    }
    return work.context.texts.say("message.introduction.shown", language, values)


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


def _sorted(
    work: Work, message: Message, wording: Mapping[str, Any], plan: SafetyPlan, language: str
) -> Message:
    """A message as it can go out, or as it is held for a person, with the reason."""
    draft = Draft(
        message.template, str(wording.get("subject", "")), str(wording.get("body", "")), message.channel
    )
    held_for = (
        ("" if may_meet(work, message) else KEPT_APART)
        or _held_for(work, draft, plan)
        or unsafe_words(message.template, _all_words(work, message, draft, language), plan)
    )
    return evolve(message, state=MessageState.HELD if held_for else MessageState.TO_SEND, held_for=held_for)


def may_meet(work: Work, message: Message) -> bool:
    """Whether a message tells somebody of nobody whom they must be kept apart from, by now."""
    match = matches.match(work.tx, message.about) if message.template == INTRODUCTION else None
    return match is None or match.parties not in wished_apart(work.tx, match.parties)


def _held_for(work: Work, draft: Draft, plan: SafetyPlan) -> str:
    if not draft.channel:
        return NO_CHANNEL
    objections = work.context.hooks.objections(may_send, draft=draft, plan=plan)
    return objections[0].code if objections else ""


def _all_words(work: Work, message: Message, draft: Draft, language: str) -> Iterator[str]:
    """Everything that the recipient, or whoever looks over their shoulder, would read."""
    yield from (draft.subject, draft.body)
    match = matches.match(work.tx, message.about) if message.template == INTRODUCTION else None
    if match is not None:  # compared here, and disclosed to nobody
        shown = sealed.get(work.tx, match.other(message.recipient), shown_tier(match.id))
        yield shown_words(work, shown, language)
    for attached in message.documents:
        yield from work.context.texts.document(attached.partition("@")[0], language)


def _documents(work: Work, shown: Sequence[Guidance]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for text in shown:
        document = work.bundle.document(text.document)
        if document is not None:
            found[f"{document.id}@{document.version}"] = None
    return tuple(found)
