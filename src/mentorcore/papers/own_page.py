"""The page that gives somebody their own data: every part of it, what it means, and what is not shown and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from mentorcore.desk.own_data import STAFF, OwnData, OwnRecord
from mentorcore.domain.bundle import Bundle
from mentorcore.domain.messages import Message
from mentorcore.domain.records import RecordKind
from mentorcore.domain.secret import revealed
from mentorcore.engine.texts import Texts
from mentorcore.papers.own_surveys import surveys_part
from mentorcore.papers.sheet import Grid, Part, Sheet
from mentorcore.papers.words import Words, words_for

DECISIONS = (RecordKind.ADMISSION, RecordKind.HOLD, RecordKind.REJECTION, RecordKind.REVIEW)
OUTSIDE = (RecordKind.CONSENT, RecordKind.DISCLOSURE)


def own_sheet(found: OwnData, bundle: Bundle, texts: Texts) -> Sheet:
    """Somebody's own data as a sheet in their language.

    Args:
        found: what `desk.privacy.export` gave.
        bundle: the programme's values.
        texts: its words.
    """
    words = words_for(texts, bundle, found.person.language)
    return Sheet(
        words.language,
        words.say("own.title"),
        (words.say("own.what", day=words.day(found.day)), words.say("own.keep_safe")),
        tuple(_parts(words, found)),
    )


def _parts(words: Words, found: OwnData) -> Iterator[Part]:
    yield _person(words, found)
    for tier, answers in found.tiers.items():
        rows = [(words.label("question", name), words.answer(name, value)) for name, value in answers.items()]
        heads = (words.say("own.question"), words.say("own.answer"))
        yield _table(words.label("tier", tier), words.say("own.told_us"), heads, [r for r in rows if r[1]])
    yield _decisions(words, found)
    yield _outside(words, found)
    yield _records(words, found)
    yield _matches(words, found)
    yield _sessions(words, found)
    yield surveys_part(words, found)
    yield _messages(words, found)
    closed = [words.say("own.closed", names=words.label("tier", tier)) for tier in found.closed]
    not_shown = (*closed, *(words.label("not_shown", name) for name in found.not_shown))
    yield Part(words.say("own.not_shown"), (words.say("own.not_shown_same"),), points=not_shown)
    rights = (words.say("own.correct"), words.say("own.erase"), words.say("own.withdraw"))
    yield Part(words.say("own.rights"), points=rights)


def _table(heading: str, caption: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> Part:
    """A part with a table; without a row the part holds nothing, and is left out."""
    return Part(heading, grid=Grid(caption, heads, rows) if rows else None)


def _person(words: Words, found: OwnData) -> Part:
    person = found.person
    rows = [
        (words.say("own.id"), person.id),
        (words.say("own.registered"), words.day(person.registered_on)),
        (words.say("own.language"), person.language),
        *(
            (words.label("role", h.role), f"{words.label('state', h.state.value)} ({words.day(h.since)})")
            for h in person.roles
        ),
        (words.say("own.called"), revealed(found.words.get(STAFF, {}).get("called", ""))),
    ]
    heads = (words.say("own.what_it_is"), words.say("own.answer"))
    return _table(words.say("own.you"), words.say("own.you_caption"), heads, [r for r in rows if r[1]])


def _said(found: OwnData, record: OwnRecord, *names: str) -> str:
    """The sealed words that belong to a record."""
    held = found.words.get(f"record:{record.id}", {})
    return "\n".join(str(revealed(held[name])) for name in names if held.get(name))


def _by(words: Words, record: OwnRecord) -> str:
    """Who wrote it down, by role; and that it was the person's own act, where it was."""
    by = words.say("own.yourself") if record.by == "self" else words.label("role", record.by)
    by = by or words.say("own.somebody")
    return words.say("own.on_behalf", by=by, how=record.how or "—") if record.on_behalf else by


def _decisions(words: Words, found: OwnData) -> Part:
    rows = [
        (
            words.day(record.effective_on),
            words.label("record", record.kind),
            words.label("record_means", record.kind),
            words.label("role", str(record.data.get("role", ""))),
            _by(words, record),
            _said(found, record, "reason"),
        )
        for record in found.records
        if record.kind in DECISIONS
    ]
    heads = (
        words.say("own.day"),
        words.say("own.decision"),
        words.say("own.meaning"),
        words.say("own.in_role"),
        words.say("own.by"),
        words.say("own.reason"),
    )
    return _table(
        words.say("own.decisions"),
        words.say("own.decisions_caption"),
        heads,
        rows,
    )


def _outside(words: Words, found: OwnData) -> Part:
    rows = [
        (
            words.day(record.effective_on),
            words.label("record", record.kind),
            ", ".join(words.label("tier", tier) for tier in _tiers(record)),
            _said(found, record, "recipient"),
            _said(found, record, "legal_basis"),
        )
        for record in found.records
        if record.kind in OUTSIDE
    ]
    heads = (
        words.say("own.day"),
        words.say("own.what_it_is"),
        words.say("own.which_data"),
        words.say("own.to_whom"),
        words.say("own.ground"),
    )
    part = _table(words.say("own.outside"), words.say("own.outside_caption"), heads, rows)
    return part if rows else Part(part.heading, (words.say("own.outside_none"),))


def _tiers(record: OwnRecord) -> list[str]:
    """What was agreed to, or told."""
    return str(record.data.get("tiers") or record.data.get("tier", "")).split()


def _records(words: Words, found: OwnData) -> Part:
    rows = [
        (
            words.day(record.effective_on),
            words.label("record", record.kind),
            words.label("record_means", record.kind),
            words.listed((words.label("document", record.document), record.version)),
            _by(words, record),
        )
        for record in found.records
        if record.kind not in (*DECISIONS, *OUTSIDE)
    ]
    heads = (
        words.say("own.day"),
        words.say("own.what_it_is"),
        words.say("own.meaning"),
        words.say("own.document"),
        words.say("own.by"),
    )
    return _table(words.say("own.records"), words.say("own.records_caption"), heads, rows)


def _matches(words: Words, found: OwnData) -> Part:
    rows = []
    for match in found.matches:
        shown = found.words.get(f"shown:{match['id']}", {})
        told = (
            shown.get("name", ""),
            words.label("channel", revealed(shown.get("channel", ""))),
            shown.get("address", ""),
        )
        rows.append(
            (
                match["id"],
                words.label("side", match["side"]),
                words.label("state", match["state"]),
                words.day(match.get("proposed_on", "")),
                words.day(match.get("introduced_on", "")),
                words.day(match.get("ended_on", "")),
                words.listed(revealed(one) for one in told),
            )
        )
    heads = (
        words.say("own.match"),
        words.say("own.side"),
        words.say("own.state"),
        words.say("own.proposed"),
        words.say("own.introduced"),
        words.say("own.ended"),
        words.say("own.shown"),
    )
    return _table(words.say("own.matches"), words.say("own.matches_caption"), heads, rows)


def _sessions(words: Words, found: OwnData) -> Part:
    rows = [
        (
            words.day(one["held_on"]),
            one["match"],
            words.label("session_state", one["state"]),
            one["minutes"],
            words.label("channel", one["channel"]),
            _written(words, found.words.get(f"session-record:{one['id']}", {})),
        )
        for one in found.sessions
    ]
    heads = (
        words.say("own.day"),
        words.say("own.match"),
        words.say("own.state"),
        words.say("own.minutes"),
        words.say("own.channel"),
        words.say("own.words"),
    )
    return _table(
        words.say("own.sessions"),
        words.say("own.sessions_caption"),
        heads,
        rows,
    )


def _written(words: Words, record: Mapping[str, Any]) -> str:
    """What somebody wrote down about a session, as it stands now."""
    answers = record.get("answers", {})
    said = (
        f"{words.label('question', name)}: {words.answer(name, answer)}" for name, answer in answers.items()
    )
    return words.listed(said) or revealed(record.get("words", ""))


def _messages(words: Words, found: OwnData) -> Part:
    rows = [_message(words, found, message) for message in found.messages]
    heads = (
        words.say("own.day"),
        words.say("own.state"),
        words.say("own.channel"),
        words.say("own.subject"),
        words.say("own.words"),
        words.say("own.documents"),
    )
    return _table(
        words.say("own.messages"),
        words.say("own.messages_caption"),
        heads,
        rows,
    )


def _message(words: Words, found: OwnData, message: Message) -> tuple[str, ...]:
    said = found.words.get(f"message:{message.id}", {})
    documents = (words.label("document", name.partition("@")[0]) for name in message.documents)
    return (
        words.day(message.sent_on or message.due_on),
        words.label("state", message.state.value),
        words.label("channel", message.channel),
        revealed(said.get("subject", "")),
        revealed(said.get("body", "")),
        words.listed(documents),
    )
