"""The standing of a person: suspended for now, or put out of the programme. Why, lies sealed, and nobody can infer it.

A suspension takes somebody out of the pool at once. Their matches pause, and both people of each are called in words
that give nothing away, as at any other pause; proposals are taken back. Lifting it lets go on what paused for it, and nothing else: a match that was
interrupted for another reason, or that somebody has ended meanwhile, stays as it is. Whoever is suspended or was put out can still leave, read and erase
their data, change how they are reached and raise a concern.

Where a concern that the actor handles names the person, its raiser has to agree first: what a handler may not do about a
concern, they may not do past it either.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from attrs import evolve, field, frozen

from mentorcore.desk.endings import end_match, resume_match, suspend_match, withdraw_messages
from mentorcore.desk.facet import NOT_AVAILABLE, the_person
from mentorcore.desk.handling import ask_raisers, handled
from mentorcore.domain.concerns import ConcernAct
from mentorcore.domain.matches import EndKind, Match, MatchState
from mentorcore.domain.people import Person, RoleState
from mentorcore.domain.secret import secret
from mentorcore.engine.identity import barred
from mentorcore.engine.work import Work
from mentorcore.hooks.reporting import may_act_on_concern
from mentorcore.storage import matches, people, sealed, standings
from mentorcore.storage.kept import drop_unneeded
from mentorcore.storage.standings import Standing, StandingState

TIER = "standing:reasons"
"""Reasons of decisions about a standing, in the person's dossier: staff's words, which can speak of others. No tier
of a bundle can have this name, and nothing that a person or a party reads of a dossier takes it along."""


@frozen
class Decided:
    """What became of a decision about somebody's standing.

    Args:
        person: the person with the states of their roles.
        state: ``suspended``, ``terminated``, or empty where nothing is special any more.
        matches: the matches that paused, went on or ended with it.
    """

    person: Person
    state: str
    matches: tuple[str, ...] = ()


@frozen
class StandingFile:
    """How somebody stands, for staff who protect.

    Args:
        person: public id.
        state: ``suspended``, ``terminated``, or empty.
        since: the day it began, or None.
        made_by: public id of who decided it, or empty.
        notes: every decision, oldest first: its day, act, who decided and the reason.
    """

    person: str
    state: str
    since: date | None
    made_by: str
    notes: tuple[dict[str, Any], ...] = field(converter=secret, repr=False)


def suspend(work: Work, person_id: str, reason: str) -> Decided:
    """Take somebody out of the pool, pause their matches and take back proposals."""
    person = _decided_about(work, person_id)
    if standings.standing_of(work.tx, person.id) is not None:
        raise work.refuse("standing.already", person=person.id)
    before = _roles(work, person)
    if not before:
        raise work.refuse("standing.no_role", person=person.id)
    active = [match for match in _open_matches(work, person.id) if match.state is MatchState.ACTIVE]
    _ask_raisers(work, person.id, ConcernAct.SUSPENSION, active)
    _store(work, person, StandingState.SUSPENDED, before)
    paused = [match.id for match in _open_matches(work, person.id) if _pause(work, match, person.id)]
    _note(work, person.id, "suspended", reason)
    work.event("participant.suspended", person.id)
    return _result(work, person.id, paused)


def lift(work: Work, person_id: str, reason: str) -> Decided:
    """Put somebody's roles back where they stood, and let go on what paused for nobody else."""
    person = _decided_about(work, person_id)
    standing = standings.standing_of(work.tx, person.id)
    if standing is None or standing.state is not StandingState.SUSPENDED:
        raise work.refuse("standing.not_suspended", person=person.id)
    paused = [m for m in _open_matches(work, person.id) if person.id in standings.pausing(work.tx, m.id)]
    _ask_raisers(work, person.id, ConcernAct.LIFTING, paused)
    for held in person.roles:
        if held.state is RoleState.SUSPENDED:  # who left meanwhile stays away
            state = RoleState(standing.roles[held.role])
            people.set_role(work.tx, person.id, evolve(held, state=state, since=work.day))
    standings.clear_standing(work.tx, person.id)
    resumed = [found for found in standings.unpause(work.tx, person=person.id) if _resume(work, found)]
    drop_unneeded(work.tx)
    _note(work, person.id, "lifted", reason)
    work.event("participant.lifted", person.id)
    return _result(work, person.id, resumed)


def terminate(work: Work, person_id: str, reason: str) -> Decided:
    """Put somebody out: proposals are taken back, matches end by the programme, unsent messages never go out."""
    person = _decided_about(work, person_id)
    standing = standings.standing_of(work.tx, person.id)
    if standing is not None and standing.state is StandingState.TERMINATED:
        raise work.refuse("standing.already", person=person.id)
    if standing is None and not _roles(work, person):
        raise work.refuse("standing.no_role", person=person.id)
    begun = [match for match in _open_matches(work, person.id) if match.state is not MatchState.PROPOSED]
    _ask_raisers(work, person.id, ConcernAct.TERMINATION, begun)
    _store(work, person, StandingState.TERMINATED, _roles(work, person))
    ended = [_end(work, match) for match in _open_matches(work, person.id)]
    standings.unpause(work.tx, person=person.id)
    withdraw_messages(work, recipient=person.id)
    for held in person.roles:
        matches.stop_waiting(work.tx, person.id, held.role)
    _note(work, person.id, "terminated", reason)
    work.event("participant.terminated", person.id)
    for step in work.later:  # nobody leaves here, so there is nothing that must be committed first
        step(work)
    return _result(work, person.id, ended)


def readmit(work: Work, person_id: str, reason: str) -> Decided:
    """Let somebody who was put out register anew, also after their data were erased; another one decides."""
    standing = standings.standing_of(work.tx, person_id)
    if work.actor.id == person_id:
        raise work.refuse(NOT_AVAILABLE.code)
    if standing is None or standing.state is not StandingState.TERMINATED:
        the_person(work, person_id)
        raise work.refuse("standing.not_terminated", person=person_id)
    if standing.made_by == work.actor.id:
        raise work.refuse("standing.another_decides", "CORE-6")
    (person,) = people.people(work.tx, [person_id])
    for held in person.roles:
        if held.state is RoleState.TERMINATED:
            people.leave_role(work.tx, person.id, held.role, work.day)
    standings.clear_standing(work.tx, person.id)
    drop_unneeded(work.tx)
    if not person.erased:  # with the dossier the reasons went, too
        _note(work, person.id, "readmitted", reason)
    work.event("participant.readmitted", person.id)
    return _result(work, person.id, ())


def read_standing(work: Work, person_id: str) -> StandingFile:
    """How somebody stands and why; never for the person themselves, nor for whoever shared a match with them."""
    partners = {party for match in matches.matches_of(work.tx, [person_id]) for party in match.parties}
    if work.actor.id in {person_id, *partners}:
        raise work.refuse(NOT_AVAILABLE.code)
    the_person(work, person_id)
    standing = standings.standing_of(work.tx, person_id)
    notes = tuple(work.words("record-words", person_id, TIER).get(TIER, {}).get("notes", ()))
    if standing is None:
        return StandingFile(person_id, "", None, "", notes)
    return StandingFile(person_id, standing.state.value, standing.since, standing.made_by, notes)


def refuse_barred(work: Work, marks: Sequence[Mapping[str, str]], person: str = "") -> None:
    """Nobody who is suspended or was put out registers anew, under this id or another.

    Args:
        work: the unit of work.
        marks: the blind index of who registers.
        person: public id of who takes part already and applies for one more role, or empty.

    Raises:
        Refused: ``standing.barred``, with who they probably are.
    """
    found = barred(work.tx, [person] if person else [], marks)
    if found:
        raise work.refuse("standing.barred", "CORE-6", ids=tuple(standing.person for standing in found))


def _decided_about(work: Work, person_id: str) -> Person:
    """The person, who is somebody else than who decides."""
    if work.actor.id == person_id:
        raise work.refuse(NOT_AVAILABLE.code)
    return the_person(work, person_id)


def _roles(work: Work, person: Person) -> dict[str, str]:
    """The participant roles that are not over, with their states; those before a suspension where there is one."""
    kinds = {role.id: role.kind for role in work.bundle.roles}
    over = (RoleState.LEFT, RoleState.TERMINATED)
    return {
        h.role: h.state.value for h in person.roles if kinds[h.role] == "participant" and h.state not in over
    }


def _store(work: Work, person: Person, state: StandingState, before: Mapping[str, str]) -> None:
    standings.set_standing(work.tx, Standing(person.id, state, work.day, work.actor.id, before))
    for held in person.roles:
        if held.role in before:
            people.set_role(work.tx, person.id, evolve(held, state=RoleState(state.value), since=work.day))


def _ask_raisers(work: Work, person: str, act: ConcernAct, changing: Sequence[Match]) -> None:
    """Have those agree whose concerns name somebody, or are about one of their matches that it would change."""
    for concern in handled(work, only_open=True):
        if person in concern.named:
            work.veto(may_act_on_concern, concern=concern, act=act)
    for match in changing:
        ask_raisers(work, match, act)


def _open_matches(work: Work, person: str) -> tuple[Match, ...]:
    return matches.matches_of(work.tx, [person], states=matches.OPEN_STATES)


def _pause(work: Work, match: Match, person: str) -> bool:
    """Pause a match for somebody; one that pauses for the other already pauses for both, and any other stays as it is."""
    if match.state is MatchState.PROPOSED:
        end_match(work, match, EndKind.WITHDRAWN)
        return False
    if match.state is MatchState.SUSPENDED and not standings.pausing(work.tx, match.id):
        return False
    if match.state is MatchState.ACTIVE:
        suspend_match(work, match)
    standings.pause(work.tx, match.id, person)
    return True


def _resume(work: Work, match_id: str) -> bool:
    match = matches.match(work.tx, match_id)
    if (
        match is None
        or match.state is not MatchState.SUSPENDED
        or standings.standings_of(work.tx, match.parties)
    ):
        return False
    resume_match(work, match)
    return True


def _end(work: Work, match: Match) -> str:
    proposed = match.state is MatchState.PROPOSED
    standings.unpause(work.tx, match=match.id)
    end_match(work, match, EndKind.WITHDRAWN if proposed else EndKind.PROGRAMME)
    return match.id


def _note(work: Work, person: str, act: str, reason: str) -> None:
    held = sealed.get(work.tx, person, TIER)
    note = {"day": work.day.isoformat(), "act": act, "by": work.actor.id, "reason": reason}
    sealed.put(work.tx, person, {TIER: {"notes": [*held.get("notes", ()), note]}})


def _result(work: Work, person_id: str, touched: Sequence[str]) -> Decided:
    (person,) = people.people(work.tx, [person_id])
    standing = standings.standing_of(work.tx, person_id)
    return Decided(person, standing.state.value if standing else "", tuple(touched))
