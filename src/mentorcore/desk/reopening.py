"""A match that ended is taken up again: under its own id, with its history, and only where both want it.

Each of the two says so, or staff for them. The first wish is noted, whatever stands in the way; with the second one every
obstacle is looked for in the same transaction. To a party all obstacles read alike: a new match, a full mentor,
something still missing, a concern, a block. Staff are told whom to ask where nothing is to be kept from them. The wish of
somebody who blocked the other since, or raised a concern, counts no more: to the other it is as if they had never wished.
"""

from __future__ import annotations

from collections.abc import Collection

from attrs import evolve, frozen

from mentorcore.desk.early_ends import no_news_any_more
from mentorcore.desk.endings import roles_in, withdraw_messages
from mentorcore.desk.facet import the_match
from mentorcore.desk.handling import touches
from mentorcore.desk.pairing import capacity_of, take_seats
from mentorcore.domain.closing import last_day_to_reopen
from mentorcore.domain.commands.closing import ReopenMatch
from mentorcore.domain.decisions import Refusal
from mentorcore.domain.errors import Refused
from mentorcore.domain.matches import EndKind, Match, MatchState
from mentorcore.domain.records import Record, RecordKind
from mentorcore.engine.apart import kept_apart
from mentorcore.engine.candidates import candidates, lacking
from mentorcore.engine.messaging import write_message
from mentorcore.engine.work import Work
from mentorcore.storage import blocks, concerns, events, matches, records, standings


@frozen
class Reopening:
    """What became of the wish to take a match up again.

    Args:
        match: the match.
        wished: whether the wish of whoever said so stands.
        reopened: whether the match goes on.
    """

    match: Match
    wished: bool
    reopened: bool


def reopen(work: Work, command: ReopenMatch) -> Reopening:
    """Note a party's wish, and let the match go on where both want it and nothing stands in the way.

    Raises:
        Refused: ``match.not_ended``; ``match.reopen_never`` and ``match.reopen_late`` by the programme's own rule;
            ``match.reopen_team`` for everything that is nobody else's business; for staff, whom to ask.
    """
    match = the_match(work, command.match)
    if work.on_behalf_of and work.actor.id in match.parties:
        raise work.refuse("match.colleague_decides", "CORE-6")
    _require_in_time(work, match)
    said = _said(work, match)
    wishes = _standing(said)
    mine = wishes.get(work.party)
    if command.take_back:
        if mine is not None:
            _note(work, match, wished=False, supersedes=mine.id)
        return Reopening(match, wished=False, reopened=False)
    hidden = _kept_from_each_other(work, match)
    if mine is None:
        _note(work, match, wished=True)
    other = match.other(work.party)
    if other not in wishes or _turned_away(work, match, other):
        if not hidden and all(record.person != work.party for record in said):  # nobody is asked twice
            write_message(work, "message.reopening", other, about=match.id)
        return Reopening(match, wished=True, reopened=False)
    if hidden:
        raise work.refuse("match.reopen_team", *work.bundle.closing.serves)
    _require_able(work, match)
    return Reopening(_go_on(work, match), wished=True, reopened=True)


def _require_in_time(work: Work, match: Match) -> None:
    """What everybody may know: whether the programme has such a thing, and until when."""
    clauses = work.bundle.closing.serves
    if match.state is not MatchState.ENDED or match.ended_on is None:
        raise work.refuse("match.not_ended", id=match.id)
    last = last_day_to_reopen(match.ended_on, work.bundle.closing.reopen_days)
    if last is None:
        raise work.refuse("match.reopen_never", *clauses)
    if work.today > last:
        raise work.refuse("match.reopen_late", *clauses, last=last.isoformat())
    if match.end is EndKind.PROGRAMME:
        raise work.refuse("match.reopen_team", *clauses)


def _said(work: Work, match: Match) -> tuple[Record, ...]:
    """What the two said since the newest end; what they said after an earlier one counts no more."""
    ends = _ends(work, match)
    found = records.records_about(work.tx, match.id)
    return tuple(r for r in found if r.kind == RecordKind.REOPENING and r.data.get("ends") == ends)


def _standing(said: Collection[Record]) -> dict[str, Record]:
    """Party to their wish, unless it was taken back."""
    taken_back = {record.supersedes for record in said}
    return {r.person: r for r in said if r.data.get("wished") is True and r.id not in taken_back}


def _ends(work: Work, match: Match) -> int:
    happened = events.events_about(work.tx, [match.id])[match.id]
    return sum(event.type == "match.ended" for event in happened)


def _note(work: Work, match: Match, *, wished: bool, supersedes: str = "") -> None:
    data: dict[str, str | int | bool] = {"wished": wished, "ends": _ends(work, match)}
    work.record(RecordKind.REOPENING, work.party, subject=match.id, data=data, supersedes=supersedes)


def _kept_from_each_other(work: Work, match: Match) -> bool:
    """Whether a concern, a protection, a block, an avoid-list or how somebody stands is in the way."""
    touched = any(
        touches(work, concern, match) and not concern.harmless
        for concern in concerns.concerns_for_core(work.tx)
    )
    silently = not concerns.silently_held(work.tx).isdisjoint(match.parties)
    apart = match.parties in kept_apart(work.tx, match.parties)
    return touched or silently or apart or bool(standings.standings_of(work.tx, match.parties))


def _turned_away(work: Work, match: Match, person: str) -> bool:
    """Whether somebody blocked the other of a match, or raised a concern that touches it."""
    blocking = any(found.other == match.other(person) for found in blocks.blocks_of(work.tx, person))
    return blocking or any(
        concerns.raiser(work.tx, concern.id) == person
        for concern in concerns.concerns_for_core(work.tx)
        if touches(work, concern, match) and not concern.harmless
    )


def _require_able(work: Work, match: Match) -> None:
    """See that both still take part, lack nothing and have a free seat, which is taken.

    Raises:
        Refused: they do not; to a party in words that tell nothing of the other.
    """
    try:
        _lacks(work, match)
        take_seats(work, match)
    except Refused:
        if work.actor.staff and work.on_behalf_of:
            raise
        raise work.refuse("match.reopen_team", *work.bundle.closing.serves) from None


def _lacks(work: Work, match: Match) -> None:
    roles = roles_in(work, match)
    found = [c for c in candidates(work.context, work.tx, match.parties) if (c.person, c.role) in roles]
    if len(found) != len(roles):
        raise work.refuse("match.party_left", id=match.id)
    missing = [lack for candidate in found for lack in lacking(work.context, candidate)]
    if missing:
        raise Refused([Refusal(lack.code, lack.params, lack.policy, lack.clauses) for lack in missing])


def _go_on(work: Work, match: Match) -> Match:
    """The match is active again; its end stays in its events."""
    withdraw_messages(work, about=match.id)  # what was to be said about the end is not true any more
    no_news_any_more(work, match)
    for person, role in roles_in(work, match):
        if len(matches.seats_taken(work.tx, role, [person]).get(person, set())) >= capacity_of(
            work, person, role
        ):
            matches.stop_waiting(work.tx, person, role)
    write_message(work, "message.reopened", match.other(work.party), about=match.id)
    work.event("match.reopened", match.id)
    work.concerns(*match.parties)
    again = evolve(match, state=MatchState.ACTIVE, ended_on=None, end=None, ended_by="", suspended_on=None)
    return matches.save_match(work.tx, again)
