"""Introductions: nothing is sent until both accepted; each sees the name and channel that the other chose."""

from __future__ import annotations

from datetime import date

from attrs import evolve

from mentorcore.desk.endings import roles_in
from mentorcore.desk.facet import the_match
from mentorcore.desk.pairing import capacity_of, require_pair
from mentorcore.domain.commands.matches import AcceptMatch
from mentorcore.domain.decisions import Refusal
from mentorcore.domain.errors import InputFault, Refused
from mentorcore.domain.matches import MENTEE, Match, MatchState
from mentorcore.domain.records import RecordKind
from mentorcore.engine.messaging import address, guidance_for, shown_tier, write_message
from mentorcore.engine.pool import participants
from mentorcore.engine.work import Work
from mentorcore.storage import matches, records, sealed

CONFIDENTIALITY = "confidentiality"
"""The document that both accept before they meet, where the bundle has one."""


def accept_introduction(work: Work, command: AcceptMatch) -> Match:
    """Store a party's acceptance and what the other will see."""
    match = the_match(work, command.match)
    if match.state is not MatchState.PROPOSED:
        raise work.refuse("match.not_proposed", id=match.id)
    document = work.bundle.document(CONFIDENTIALITY)
    if document is not None:
        if not command.confidential:
            raise work.refuse("match.confidentiality_first", *document.serves, document=document.id)
        work.record(
            RecordKind.ACCEPTANCE,
            work.party,
            subject=match.id,
            document=document.id,
            version=document.version,
        )
    sealed.put(work.tx, work.party, {shown_tier(match.id): _shown(work, command)})
    work.event("match.accepted", match.id, side=str(match.side(work.party)))
    work.concerns(*match.parties)
    return matches.save_match(work.tx, _accepted(match, work.party, work.day))


def _accepted(match: Match, party: str, day: date) -> Match:
    if match.side(party) == MENTEE:
        return evolve(match, mentee_accepted_on=match.mentee_accepted_on or day)
    return evolve(match, mentor_accepted_on=match.mentor_accepted_on or day)


def _shown(work: Work, command: AcceptMatch) -> dict[str, str]:
    channel = work.bundle.channel(command.shown_channel)
    if channel is None or not channel.shown:
        allowed = ", ".join(found.id for found in work.bundle.channels if found.shown)
        raise InputFault.one("choice.unknown", "shown_channel", allowed=allowed)
    where = command.shown_address.strip() or address(work, work.party, channel.id)
    if not where:
        raise InputFault.one("answer.required", "shown_address")
    return {"name": command.shown_name.strip(), "channel": channel.id, "address": where}


def introduce(work: Work, match_id: str) -> Match:
    """Send each of the two what the other chose to show, after every rule was asked once more."""
    match = the_match(work, match_id)
    if match.state is not MatchState.PROPOSED:
        raise work.refuse("match.not_proposed", id=match.id)
    _require_both(work, match)
    _require_still_fitting(work, match)
    for person, role in roles_in(work, match):
        shown = guidance_for(work, "introduction", role)
        write_message(work, "message.introduction", person, about=match.id, shown=shown)
        if not _seats_left(work, person, role):
            matches.stop_waiting(work.tx, person, role)
    work.event("match.introduced", match.id)
    work.concerns(*match.parties)
    return matches.save_match(work.tx, evolve(match, state=MatchState.ACTIVE, introduced_on=work.day))


def _require_both(work: Work, match: Match) -> None:
    document = work.bundle.document(CONFIDENTIALITY)
    clauses = document.serves if document is not None else ()
    missing = [
        Refusal("match.acceptance_missing", {"role": role, "person": person}, "core", clauses)
        for person, role in roles_in(work, match)
        if match.accepted_on(str(match.side(person))) is None or _taken_back(work, person)
    ]
    if missing:
        raise Refused(missing)


def _taken_back(work: Work, person: str) -> bool:
    """Whether the newest thing a party said about confidentiality is that they take their acceptance back."""
    kinds = (RecordKind.ACCEPTANCE, RecordKind.WITHDRAWAL)
    said = [r for r in records.records_of(work.tx, [person], kinds)[person] if r.document == CONFIDENTIALITY]
    return bool(said) and said[-1].kind == RecordKind.WITHDRAWAL


def _require_still_fitting(work: Work, match: Match) -> None:
    """What was true at the proposal may not be so any more: requirements and hard rules are asked again."""
    found = participants(work.context, work.tx, match.parties)
    pair = tuple(p for p in found if p.side == match.side(p.candidate.person))
    if len(pair) != 2:
        raise work.refuse("match.party_left", id=match.id)
    lacking = [Refusal(r.code, r.params, r.policy, r.clauses) for p in pair for r in p.lacks]
    if lacking:
        raise Refused(lacking)
    if any(p.silently_held for p in pair):
        raise work.refuse("matching.kept_apart", "CORE-1")
    require_pair(work, pair, match.mentee, match.mentor)


def _seats_left(work: Work, person: str, role: str) -> bool:
    taken = matches.seats_taken(work.tx, role, [person]).get(person, set())
    return len(taken) < capacity_of(work, person, role)


def resend(work: Work, match_id: str) -> Match:
    """Write the introduction again for a party who asks for it; that it was sent again is in the match's events."""
    match = the_match(work, match_id)
    if match.state is not MatchState.ACTIVE:
        raise work.refuse("match.not_active", id=match.id)
    role = dict(roles_in(work, match))[work.party]
    write_message(
        work,
        "message.introduction",
        work.party,
        about=match.id,
        shown=guidance_for(work, "introduction", role),
    )
    work.event("match.introduction_resent", match.id, side=str(match.side(work.party)))
    return match
