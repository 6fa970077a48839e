"""What somebody is given when they ask what is kept about them: all of it, and nothing of anybody else.

Whoever decided or wrote something down stands there by their role. Ids of other people, and of things that only
others know, never come along.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from typing import Any

from attrs import evolve, field, frozen

from mentorcore.desk.avoiding import readable
from mentorcore.desk.own_pair_words import own_pair_words
from mentorcore.desk.survey_drafts import read_drafts
from mentorcore.domain.matches import Match
from mentorcore.domain.messages import Message
from mentorcore.domain.people import Person
from mentorcore.domain.records import Record, RecordKind
from mentorcore.domain.secret import secret
from mentorcore.engine.work import Work
from mentorcore.storage import matches, messages, people, records, sealed, sessions

_AN_ID = re.compile(r"[A-Z]-[0-9A-Z]{8}")
STAFF = "staff"
"""The tier with the name under which colleagues know a member of staff; no bundle has it."""
NOT_SHOWN = ("notes", "others", "protection", "pair", "marks")
"""What never comes along, the same for everybody; see the texts ``own.not_shown.<name>``."""


@frozen
class OwnRecord:
    """One piece of evidence as the person it is about reads it.

    Args:
        id, kind, person, subject, effective_on, recorded_at, on_behalf, how, document, version, supersedes: as in
            `mentorcore.domain.records.Record`.
        by: the role of who wrote it down, ``self`` for the person, or empty where they have no role any more.
        data: further values, without anybody else's id.
    """

    id: str
    kind: str
    person: str
    subject: str
    effective_on: date
    recorded_at: datetime
    by: str
    on_behalf: bool
    how: str
    document: str
    version: str
    supersedes: str
    data: Mapping[str, str | int | bool]


@frozen
class OwnData:
    """Everything that is kept about a person, without anybody else's data.

    Args:
        day: the day it was put together, in the programme's time zone.
        person: the person and their roles.
        tiers: tier to question to answer.
        records: their evidence.
        matches: their matches; the other party is left out.
        messages: what was written to them.
        words: sealed words about the above, by where they belong: what they chose to show in a match, what was
            written to them, reasons of decisions about them and to whom something was told. Staff's notes of
            conversations are left out, since others can be spoken of there; a person looks through them first.
            What they wrote down about sessions, and the tasks that they took on, where they ask for it themselves.
        sessions: meetings of their matches, where they are kept.
        drafts: drafts of surveys; empty where staff put it together, since they are for their owner alone.
        closed: tiers that no grant opens for one's own data, and what is handed to nobody but themselves.
        not_shown: what else does not come along, the same for everybody.
    """

    day: date
    person: Person
    tiers: dict[str, dict[str, Any]] = field(converter=secret, repr=False)
    records: tuple[OwnRecord, ...]
    matches: tuple[dict[str, str], ...]
    messages: tuple[Message, ...]
    words: dict[str, dict[str, Any]] = field(factory=dict, converter=secret, repr=False)
    sessions: tuple[dict[str, str], ...] = ()
    drafts: tuple[dict[str, Any], ...] = field(default=(), converter=secret, repr=False)
    closed: tuple[str, ...] = ()
    not_shown: tuple[str, ...] = NOT_SHOWN


def own_data(work: Work, person: Person) -> OwnData:
    """Put together what is kept about somebody."""
    opened = [tier.id for tier in work.bundle.tiers if work.can_read(tier.id, [person.id])]
    found = matches.matches_of(work.tx, [person.id])
    mine = {person.id, *(match.id for match in found)}
    evidence = seen_by_oneself(records.records_of(work.tx, [person.id])[person.id])
    own = {record.id for record in evidence}
    roles = _roles(work, {record.recorded_by for record in evidence})
    pair_words = own_pair_words(work, person.id, found)
    return OwnData(
        day=work.today,
        person=person,
        tiers={tier: _opened(work, tier, person.id) for tier in opened},
        records=tuple(_own_record(record, roles, mine | own) for record in evidence),
        matches=tuple(_own_side(match, person.id) for match in found),
        messages=tuple(
            evolve(m, about=_if_own(m.about, mine))
            for m in messages.messages_in(work.tx, recipient=person.id)
        ),
        words=_own_words(work, person.id, evidence) | pair_words.words,
        sessions=tuple(_sessions(work, found)),
        drafts=tuple(_drafts(work, person.id)),
        closed=(*(tier.id for tier in work.bundle.tiers if tier.id not in opened), *pair_words.closed),
    )


def _opened(work: Work, tier: str, person: str) -> dict[str, Any]:
    """A tier's values; where a colleague puts them together, without what an avoid-list says of that colleague."""
    return dict(readable(work, tier, work.read(tier, [person])).get(person, {}))


def seen_by_oneself(evidence: Iterable[Record]) -> tuple[Record, ...]:
    """Somebody's evidence as they read it: without what was told outside to protect others from them, and without
    the ids of others."""
    return tuple(
        evolve(record, data=_without_others(record.data, {record.person, record.subject}))
        for record in evidence
        if record.kind != RecordKind.DISCLOSURE or record.data.get("ground") == "consent"
    )


def _without_others(
    data: Mapping[str, str | int | bool], own: Collection[str]
) -> dict[str, str | int | bool]:
    return {name: value for name, value in data.items() if not _strange(value, own)}


def _strange(value: object, own: Collection[str]) -> bool:
    """Whether a value is the id of something that is not the person's own, or a list with one of them."""
    parts = value.split() if isinstance(value, str) else []
    return any(_AN_ID.fullmatch(part) and part not in own for part in parts)


def _if_own(value: str, own: Collection[str]) -> str:
    return "" if _strange(value, own) else value


def _own_record(record: Record, roles: Mapping[str, str], own: Collection[str]) -> OwnRecord:
    by = record.recorded_by
    return OwnRecord(
        id=record.id,
        kind=record.kind,
        person=record.person,
        subject=_if_own(record.subject, own),
        effective_on=record.effective_on,
        recorded_at=record.recorded_at,
        by="self" if by == record.person else roles.get(by, ""),
        on_behalf=record.on_behalf,
        how=record.how,
        document=record.document,
        version=record.version,
        supersedes=_if_own(record.supersedes, own),
        data=record.data,
    )


def _roles(work: Work, ids: Collection[str]) -> dict[str, str]:
    """Member of staff to the staff role they hold, or held last; nobody stands there by their name."""
    staff = {role.id for role in work.bundle.roles if role.kind == "staff"}
    found: dict[str, str] = {}
    for person in people.people(work.tx, ids):
        held = [role for role in person.roles if role.role in staff]
        now = [role for role in held if role.open] or sorted(held, key=lambda role: role.since)[-1:]
        if now:
            found[person.id] = now[0].role
    return found


def record_words(work: Work, person: str, evidence: Iterable[Record]) -> dict[str, dict[str, Any]]:
    """Record to the words that belong to it, where the actor may read them."""
    if not work.can_read("record-words", [person]):
        return {}
    found = work.words("record-words", person, *(f"record:{record.id}" for record in evidence))
    return {tier.partition(":")[2]: words for tier, words in found.items()}


_OWN_WORDS = {
    "shown": "shown-in-match",
    "message": "message-words",
    "survey": "survey-answers",
    "reflection": "reflection",
}
"""What somebody's dossier holds besides tiers and evidence, and they read themselves."""


def _own_words(work: Work, person: str, evidence: Iterable[Record]) -> dict[str, dict[str, Any]]:
    """The sealed words of a dossier that stand in no tier of the bundle, without staff's own notes."""
    decided = {f"record:{record.id}" for record in evidence if record.kind != RecordKind.CONTACT}
    found = sealed.get_many(work.tx, [person], [STAFF]).get(person, {})
    for tier in sealed.tiers_of(work.tx, person):
        kind = "record-words" if tier in decided else _OWN_WORDS.get(tier.partition(":")[0])
        if kind is not None and work.can_read(kind, [person]):
            found |= work.words(kind, person, tier)
    return found


def _own_side(match: Match, person: str) -> dict[str, str]:
    days = {
        "proposed_on": match.proposed_on,
        "introduced_on": match.introduced_on,
        "ended_on": match.ended_on,
    }
    shown = {name: day.isoformat() for name, day in days.items() if day is not None}
    return {"id": match.id, "side": str(match.side(person)), "state": match.state.value, **shown}


def _drafts(work: Work, person: str) -> Iterable[dict[str, Any]]:
    for draft, answers in read_drafts(work, person):
        yield {
            "match": draft.match,
            "survey": draft.form,
            "occasion": draft.occasion,
            "until": draft.until.isoformat(),
            "answers": answers,
        }


def _sessions(work: Work, found: Iterable[Match]) -> Iterable[dict[str, str]]:
    for match in found:
        for one in sessions.sessions_of(work.tx, match.id):
            if one.day is not None:  # else it was noted by mistake, and taken back
                yield {
                    "id": one.id,
                    "match": one.match,
                    "state": one.state.value,
                    "held_on": one.day.isoformat(),
                    "minutes": str(one.minutes or one.planned_minutes),
                    "channel": one.channel,
                }
