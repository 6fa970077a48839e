"""What the bundle's rules say may go today, and the duty that tells staff so.

Whoever is under a legal hold, or touched by an open concern, is passed over as if their time had not come.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date

from attrs import frozen

from mentorcore.domain.concerns import ConcernState
from mentorcore.domain.duties import Duty, DutyState
from mentorcore.domain.messages import MessageState
from mentorcore.domain.people import Person, RoleState
from mentorcore.domain.records import RecordKind
from mentorcore.domain.retention import RetentionRule
from mentorcore.engine.authority import roles_that
from mentorcore.engine.core_duties import close_core, open_core
from mentorcore.engine.work import Work
from mentorcore.storage import concerns, duties, events, holds, matches, messages, people, records, sealed

OVERDUE = "retention"
"""Rule of the duty to let a run go through what is kept too long."""
ACCOUNTS = "concern-accounts"
ABOUT = "programme"


@frozen
class Due:
    """One thing whose time has come.

    Args:
        id: public id: of the person who is erased, or of what the words belong to.
        dossier: where its words lie; the person, or a concern.
        tier: the words' place there; empty where all of it goes.
    """

    id: str
    dossier: str
    tier: str = ""


@frozen
class _State:
    """What the rules look at, read once for all of them."""

    kept: frozenset[str]
    people: Mapping[str, Person]
    together: Mapping[str, tuple[bool, date | None]]


Finder = Callable[[Work, _State], Iterator[tuple[date, Due]]]


def due_now(work: Work, *, without: tuple[str, ...] = ()) -> dict[str, tuple[RetentionRule, tuple[Due, ...]]]:
    """Kind to its rule and to what may go today, in the bundle's order, sorted by id.

    Args:
        work: the unit of work.
        without: kinds to leave out.
    """
    rules = [rule for rule in work.bundle.retention if rule.kind not in without]
    if not rules:
        return {}
    state = _state(work)
    found: dict[str, tuple[RetentionRule, tuple[Due, ...]]] = {}
    for rule in rules:
        things = (due for start, due in _FINDERS[rule.kind](work, state) if rule.due_on(start) <= work.today)
        found[rule.kind] = (rule, tuple(sorted(things, key=lambda due: due.id)))
    return found


def _state(work: Work) -> _State:
    together: dict[str, tuple[bool, date | None]] = {}
    for match in matches.matches_of(work.tx):
        for person in match.parties:
            is_open, last = together.get(person, (False, None))
            days = [day for day in (last, match.ended_on if match.introduced_on else None) if day is not None]
            together[person] = (is_open or match.state.open, max(days, default=None))
    living = {person.id: person for person in people.people(work.tx) if not person.erased}
    return _State(holds.kept_for_now(work.tx), living, together)


def _applications(work: Work, state: _State) -> Iterator[tuple[date, Due]]:
    """People who were rejected, or went, before anybody was introduced to them."""
    sides = {role.id for role in work.bundle.roles if role.kind == "participant"}
    for person, closed, last in _closed(state):
        if last is None and all(held.role in sides for held in person.roles):
            yield closed, Due(person.id, person.id)


def _left(work: Work, state: _State) -> Iterator[tuple[date, Due]]:
    """People who took part, or ran the programme, and hold no role any more."""
    sides = {role.id for role in work.bundle.roles if role.kind == "participant"}
    for person, closed, last in _closed(state):
        if last is not None or any(held.role not in sides for held in person.roles):
            yield max(closed, last or closed), Due(person.id, person.id)


def _closed(state: _State) -> Iterator[tuple[Person, date, date | None]]:
    """Everybody without an open role or match, with the day that their last role closed, and their last match ended."""
    for person in state.people.values():
        is_open, last = state.together.get(person.id, (False, None))
        # who is suspended can be back tomorrow, and nothing of theirs may have gone by then
        is_open = is_open or any(h.open or h.state is RoleState.SUSPENDED for h in person.roles)
        if person.roles and not is_open and person.id not in state.kept:
            yield person, max(held.since for held in person.roles), last


def _messages(work: Work, state: _State) -> Iterator[tuple[date, Due]]:
    """Words of messages that went out, or never will; these count from the day by which they were to go out."""
    places = _places(work, state, "message:")
    over = (MessageState.SENT.value, MessageState.HANDED_OVER.value, MessageState.WITHDRAWN.value)
    for message in messages.messages_in(work.tx, over):
        tier = f"message:{message.id}"
        if (message.recipient, tier) in places:
            yield message.sent_on or message.due_on, Due(message.id, message.recipient, tier)


def _records(kind: RecordKind, beginning: str = "record:") -> Finder:
    """Words of records of a kind, each from its own day; their envelopes begin so."""

    def found(work: Work, state: _State) -> Iterator[tuple[date, Due]]:
        places = _places(work, state, beginning)
        for record in records.records_of_kind(work.tx, kind.value):
            tier = f"{beginning}{record.id}"
            if (record.person, tier) in places:
                yield record.effective_on, Due(record.id, record.person, tier)

    return found


def _shown(work: Work, state: _State) -> Iterator[tuple[date, Due]]:
    """What two people chose to show one another, in matches that ended."""
    places = _places(work, state, "shown:")
    for match in matches.matches_of(work.tx):
        if match.ended_on is not None:
            for person in match.parties:
                tier = f"shown:{match.id}"
                if (person, tier) in places:
                    yield match.ended_on, Due(match.id, person, tier)


_PAIR_WORDS = ("session:", "session-record:", "task:", "agreement:")
"""Beginnings of the places in which words of a pair lie, in the dossier of their match."""


def _pair_words(work: Work, state: _State) -> Iterator[tuple[date, Due]]:
    """What the two of a match wrote down together, once it ended."""
    found = sorted(place for beginning in _PAIR_WORDS for place in sealed.places(work.tx, beginning))
    over = {match.id: match for match in matches.matches_of(work.tx) if match.ended_on} if found else {}
    for dossier, tier in found:
        match = over.get(dossier)
        if match is not None and match.ended_on and state.kept.isdisjoint(match.parties):
            yield match.ended_on, Due(match.id, dossier, tier)


def _closing_words(work: Work, state: _State) -> Iterator[tuple[date, Due]]:
    """What two people wrote when they looked back on a match, and to whom a mentee was sent on, once it ended."""
    places = _places(work, state, "reflection:")
    sent_on = sealed.places(work.tx, "referral:")
    for match in matches.matches_of(work.tx) if places or sent_on else ():
        if match.ended_on is None:
            continue
        for person in match.parties:
            if (person, f"reflection:{match.id}") in places:
                yield match.ended_on, Due(match.id, person, f"reflection:{match.id}")
        if state.kept.isdisjoint(match.parties):
            for dossier, tier in sent_on:
                if dossier == match.id:
                    yield match.ended_on, Due(match.id, dossier, tier)


def _accounts(work: Work, state: _State) -> Iterator[tuple[date, Due]]:
    """Accounts of concerns that are over, and touch nobody whose data may not be destroyed."""
    over = concerns.circles(work.tx, ConcernState.RESOLVED)
    happened = events.events_about(work.tx, over)
    held = sealed.holding(work.tx, over)
    for concern, circle in over.items():
        days = [e.effective_on for e in happened[concern] if e.type == "concern.resolved"]
        if days and state.kept.isdisjoint(circle.touched) and concern in held:
            yield days[-1], Due(concern, concern)


def _places(work: Work, state: _State, beginning: str) -> set[tuple[str, str]]:
    """People and tiers that begin so, of those whose words may be destroyed."""
    found = sealed.places(work.tx, beginning)
    return {(who, tier) for who, tier in found if who in state.people and who not in state.kept}


_FINDERS: Mapping[str, Finder] = {
    "closed-applications": _applications,
    "people-left": _left,
    "message-words": _messages,
    "contact-notes": _records(RecordKind.CONTACT),
    "disclosure-words": _records(RecordKind.DISCLOSURE),
    "shown-addresses": _shown,
    "session-records": _pair_words,
    "closing-words": _closing_words,
    ACCOUNTS: _accounts,
    "survey-answers": _records(RecordKind.SURVEY, "survey:"),
}


def plan_retention(work: Work) -> tuple[Duty, ...]:
    """Open a duty where something is kept too long, or close it where nothing is any more.

    Accounts of concerns open none: somebody named in one would see a duty with nothing behind it.
    """
    stored = duties.duties_about(work.tx, [ABOUT])[ABOUT]
    waiting = [duty for duty in stored if duty.rule == OVERDUE and duty.state is DutyState.OPEN]
    owed = {kind: rule for kind, (rule, found) in due_now(work, without=(ACCOUNTS,)).items() if found}
    if bool(owed) == bool(waiting):
        return ()
    if not owed:
        return close_core(work, OVERDUE, ABOUT)
    clauses = dict.fromkeys(clause for rule in owed.values() for clause in rule.serves)
    handlers = work.bundle.programme.handler_role
    owner = next(iter(roles_that(work.context.grants, "retention.run", handlers)), handlers)
    remedy = "retention run --dry-run"
    return (open_core(work, OVERDUE, ABOUT, owner, work.today, remedy=remedy, clauses=tuple(clauses)),)
