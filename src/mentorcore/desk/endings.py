"""How matches end, or are interrupted: seats are freed at once; what has to be said comes after, and cannot hold anybody."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from attrs import evolve

from mentorcore.desk.early_ends import tell_team
from mentorcore.desk.handling import touches
from mentorcore.domain.errors import InputFault
from mentorcore.domain.matches import MENTEE, MENTOR, EndKind, Match, MatchState
from mentorcore.domain.messages import MessageState
from mentorcore.engine.apart import kept_apart
from mentorcore.engine.messaging import guidance_for, write_message
from mentorcore.engine.work import Work
from mentorcore.hooks.closure import Closure, closing_guidance
from mentorcore.storage import concerns, matches, messages, standings

TELLERS = ("self", "staff")
WORDS_FIRST = timedelta(days=7)
"""How long the one who leaves has for telling the other themselves."""
UNSENT = (MessageState.TO_SEND.value, MessageState.HELD.value)


def check_teller(told_by: str) -> None:
    """See that it is said who tells the other.

    Raises:
        InputFault: it is neither the one who leaves nor the staff.
    """
    if told_by not in TELLERS:
        raise InputFault.one("choice.unknown", "told_by", allowed=", ".join(TELLERS))


def end_match(
    work: Work,
    match: Match,
    end: EndKind,
    *,
    left_by: str = "",
    told_by: str = "staff",
    reflection: bool = False,
) -> Match:
    """End an open match and free its seats; guidance is written afterwards.

    Args:
        work: the unit of work of a verb that leaves.
        match: an open match.
        end: how it ends.
        left_by: the party who leaves, or empty.
        told_by: who tells the other.
        reflection: whether a closing reflection is offered, unless something speaks against it.
    """
    introduced = match.state is not MatchState.PROPOSED
    state = MatchState.ENDED if introduced else MatchState.DECLINED
    ended = matches.save_match(
        work.tx, evolve(match, state=state, ended_on=work.day, end=end, ended_by=left_by, suspended_on=None)
    )
    matches.release_seats(work.tx, match.id)
    withdraw_messages(work, about=match.id)
    work.event("match.ended", match.id, end=end.value, left_by=left_by, told=told_by, introduced=introduced)
    work.concerns(*match.parties)
    if introduced and end.early:
        tell_team(work, ended)
    if introduced:
        work.afterwards(_say_goodbye(ended, left_by, told_by, reflection))
    return ended


def withdraw_messages(work: Work, *, about: str = "", recipient: str = "") -> None:
    """Messages about a match, or to somebody who leaves, that did not go out yet never will."""
    for message in messages.messages_in(work.tx, UNSENT, about=about, recipient=recipient):
        messages.save_message(work.tx, evolve(message, state=MessageState.WITHDRAWN))


def _say_goodbye(match: Match, left_by: str, told_by: str, reflection: bool) -> Callable[[Work], None]:
    def step(work: Work) -> None:
        after_concern = any(
            touches(work, found, match) and not found.harmless
            for found in concerns.concerns_for_core(work.tx)
        )
        quiet = after_concern or match.parties in kept_apart(work.tx, match.parties)
        for person, role in roles_in(work, match):
            left = person == left_by
            closure = Closure(match, role, left, after_concern, reflection and not quiet)
            shown = (
                *work.context.hooks.ask_flat(closing_guidance, closure=closure),
                *guidance_for(work, "closure", role),
            )
            if left_by and not left and told_by == "self":
                # the one who leaves tells them; what we send comes after their words and does not repeat them
                due = work.today + WORDS_FIRST
                write_message(work, "message.closure.later", person, about=match.id, shown=shown, due=due)
                continue
            template = (
                "message.closure.independent"  # nobody is asked to leave it at that
                if match.end is EndKind.INDEPENDENT
                else "message.closure.completed"
                if match.end in (EndKind.PURPOSE_ACHIEVED, EndKind.PLANNED)
                else "message.closure.left"
                if left
                else "message.closure.other"
            )
            write_message(work, template, person, about=match.id, shown=shown)

    return step


def roles_in(work: Work, match: Match) -> tuple[tuple[str, str], ...]:
    """The two people with their participant roles, the mentee first."""
    sides = zip(match.parties, (MENTEE, MENTOR), strict=True)
    return tuple((person, work.bundle.role_of_side(side).id) for person, side in sides)


def end_open_matches(work: Work, person: str, *, told_by: str, role: str = "") -> tuple[Match, ...]:
    """End every open match of somebody who leaves (in one role, or altogether)."""
    side = next((found.side for found in work.bundle.roles if found.id == role), "")
    found = matches.matches_of(work.tx, [person], states=matches.OPEN_STATES)
    return tuple(
        end_match(work, match, EndKind.LEFT, left_by=person, told_by=told_by)
        for match in found
        if not side or match.side(person) == side
    )


def end_by_programme(work: Work, match: Match) -> Match:
    """The programme ends a match, or takes a proposal back, with a neutral goodbye to both.

    Raises:
        Refused: it is over already.
    """
    if not match.state.open:
        raise work.refuse("match.over", id=match.id)
    proposed = match.state is MatchState.PROPOSED
    ended = end_match(work, match, EndKind.WITHDRAWN if proposed else EndKind.PROGRAMME)
    for step in work.later:  # no party leaves here, so there is nothing that must be committed first
        step(work)
    return ended


def resume_match(work: Work, match: Match) -> Match:
    """Let a suspended match go on.

    Raises:
        Refused: it is not suspended, or one of the two is: what paused for that goes on when it is lifted.
    """
    if match.state is not MatchState.SUSPENDED:
        raise work.refuse("match.not_suspended", id=match.id)
    if standings.standings_of(work.tx, match.parties):
        raise work.refuse("standing.match_pauses", id=match.id)
    work.event("match.resumed", match.id)
    work.concerns(*match.parties)
    return matches.save_match(work.tx, evolve(match, state=MatchState.ACTIVE, suspended_on=None))


def suspend_match(work: Work, match: Match) -> Match:
    """Interrupt an active match; a cadence policy sees to it that both are called."""
    if match.state is MatchState.SUSPENDED and standings.unpause(work.tx, match=match.id):
        return match  # it paused for somebody's standing; from now on it pauses for its own sake
    if match.state is not MatchState.ACTIVE:
        raise work.refuse("match.not_active", id=match.id)
    withdraw_messages(work, about=match.id)
    work.event("match.suspended", match.id)
    work.concerns(*match.parties)
    return matches.save_match(work.tx, evolve(match, state=MatchState.SUSPENDED, suspended_on=work.day))
