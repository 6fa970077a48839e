"""The facet `matches`: from the round to the introduction, and what may happen to a match afterwards."""

from __future__ import annotations

from datetime import date
from typing import Any

from attrs import evolve, field, frozen

from mentorcore.desk.agreements import Copy, keep_agreement, read_agreement
from mentorcore.desk.avoiding import readable
from mentorcore.desk.endings import (
    check_teller,
    end_by_programme,
    end_match,
    end_open_matches,
    resume_match,
    suspend_match,
)
from mentorcore.desk.facet import ANY, OWN, PARTY, Facet, participation, the_match, the_person
from mentorcore.desk.handling import ask_raisers
from mentorcore.desk.introductions import accept_introduction, introduce, resend
from mentorcore.desk.pairing import pair_by_hand
from mentorcore.desk.referrals import Referral, read_referrals
from mentorcore.desk.reflections import Reflections, note_reflection, read_reflections
from mentorcore.desk.reopening import Reopening, reopen
from mentorcore.desk.rounds import RoundReport, propose_round
from mentorcore.desk.wishes import Wishes, note_wishes, read_wishes
from mentorcore.domain.closing import Reflected
from mentorcore.domain.commands.closing import Reflect, ReopenMatch
from mentorcore.domain.commands.matches import (
    AcceptMatch,
    AskRematch,
    CloseMatch,
    DeclineMatch,
    EndByProgramme,
    ExplainPair,
    IntroduceMatch,
    KeepAgreement,
    ListMatches,
    PairByHand,
    ProposeRound,
    ResendIntroduction,
    ResumeMatch,
    ShowMatch,
    ShowWishes,
    SuspendMatch,
    WishFor,
)
from mentorcore.domain.concerns import ConcernAct
from mentorcore.domain.events import Event
from mentorcore.domain.matches import EndKind, Match, MatchState
from mentorcore.domain.people import RoleHeld
from mentorcore.domain.records import Record, RecordKind
from mentorcore.domain.secret import secret
from mentorcore.engine.histories import end_planned
from mentorcore.engine.pair_rules import rules
from mentorcore.engine.pool import participants, separations, traits, word_weights
from mentorcore.engine.verbs import action, view
from mentorcore.engine.work import Work
from mentorcore.hooks.matching import PairReason
from mentorcore.storage import events, matches, records


@frozen
class MatchFile:
    """One match with its events and records, oldest first.

    Args:
        match: the match.
        events: what happened.
        records: its evidence.
        agreement: the copy of the pair's own agreement, for the two alone.
        other: as a party, what the programme lets them see of the other in this phase: tier to field to value.
        planned_end: the day on which the programme plans an open match to end, where it plans one.
        reflections: how the two looked back, as far as it is the reader's.
        referrals: to whom the mentee was sent on.
    """

    match: Match
    events: tuple[Event, ...]
    records: tuple[Record, ...]
    agreement: str = field(default="", converter=secret, repr=False)
    other: dict[str, dict[str, Any]] = field(factory=dict, converter=secret, repr=False)
    planned_end: date | None = None
    reflections: Reflections = field(factory=Reflections, repr=False)
    referrals: tuple[Referral, ...] = ()


class Matches(Facet):
    """Matches."""

    @action("matches.propose", subject="programme", purpose="matching", grants=ANY)
    def propose(self, work: Work, command: ProposeRound) -> RoundReport:
        """Make a round: everybody in the pool is proposed to somebody where that is possible."""
        return propose_round(work, command.seed, command.by)

    @action("matches.pair", subject="mentee", purpose="matching", grants=ANY)
    def pair(self, work: Work, command: PairByHand) -> Match:
        """Bring two people together by hand; every hard rule still holds."""
        _refuse_own(work, command.mentee, command.mentor)
        return pair_by_hand(work, command.mentee, command.mentor)

    @view("matches.list", subject="programme", purpose="matching", grants=ANY)
    def list(self, work: Work, command: ListMatches) -> tuple[Match, ...]:
        """List matches, oldest first."""
        states = (MatchState(command.state).value,) if command.state in set(MatchState) else ()
        if command.state and not states:
            raise work.refuse("match.unknown_state")
        return matches.matches_of(work.tx, [command.person] if command.person else None, states=states)

    @view("matches.show", subject="match", purpose="support", grants=("any", "party", "on-behalf"))
    def show(self, work: Work, command: ShowMatch) -> MatchFile:
        """Show one match; a party sees the match, and of the other what the bundle opens in this phase."""
        match = the_match(work, command.match)
        agreement = read_agreement(work, match)
        history = events.events_about(work.tx, [match.id])[match.id]
        ends = end_planned(work.context, match, history) if match.state.open else None
        noted, sent_on = read_reflections(work, match, history), read_referrals(work, match, history)
        if not _runs_it(work, match):
            other = _of_the_other(work, match)
            return MatchFile(_as_seen(work, match), (), (), agreement, other, ends, noted, sent_on)
        evidence = records.records_about(work.tx, match.id)
        return MatchFile(
            match, history, evidence, agreement, planned_end=ends, reflections=noted, referrals=sent_on
        )

    @view("matches.explain", subject="mentee", purpose="matching", grants=ANY)
    def explain(self, work: Work, command: ExplainPair) -> tuple[PairReason, ...]:
        """What every rule says about two people, for the coordinator alone."""
        from mentorcore.matching.rounds import explain_pair  # NumPy is loaded only where pairs are judged

        _refuse_own(work, command.mentee, command.mentor)
        found = participants(work.context, work.tx, [command.mentee, command.mentor])
        work.concerns(command.mentor)
        return explain_pair(
            [participant.member for participant in found],
            traits(work.context),
            rules(work.context),
            separations(work.context, work.tx, found),
            mentee=command.mentee,
            mentor=command.mentor,
            words=word_weights(work.context, work.tx),
        )

    @action("matches.accept", subject="match", purpose="introduction", grants=PARTY)
    def accept(self, work: Work, command: AcceptMatch) -> Match:
        """A party accepts confidentiality and the introduction, and chooses what the other will see."""
        return _as_seen(work, accept_introduction(work, command))

    @action("matches.decline", subject="match", purpose="introduction", grants=PARTY, leaves=True)
    def decline(self, work: Work, command: DeclineMatch) -> Match:
        """A party does not want the introduction; no reason is asked for."""
        match = the_match(work, command.match)
        if match.state is not MatchState.PROPOSED:
            raise work.refuse("match.not_proposed", id=match.id)
        return _as_seen(work, end_match(work, match, EndKind.DECLINED, left_by=work.party, told_by="self"))

    @action("matches.introduce", subject="match", purpose="introduction", grants=ANY)
    def introduce(self, work: Work, command: IntroduceMatch) -> Match:
        """Introduce two people who both accepted: each receives what the other chose to show."""
        _refuse_own(work, *the_match(work, command.match).parties)
        return introduce(work, command.match)

    @action("matches.resend", subject="match", purpose="introduction", grants=PARTY)
    def resend(self, work: Work, command: ResendIntroduction) -> Match:
        """Send a party the introduction again, at their request."""
        return _as_seen(work, resend(work, command.match))

    @action("matches.keep", subject="match", purpose="support", grants=PARTY)
    def keep(self, work: Work, command: KeepAgreement) -> Copy:
        """A party wants a copy of the pair's own agreement kept; it is kept once both have asked."""
        return keep_agreement(work, command)

    @action("matches.suspend", subject="match", purpose="protection", grants=ANY)
    def suspend(self, work: Work, command: SuspendMatch) -> Match:
        """Interrupt a match; both are called in words that give nothing away."""
        match = the_match(work, command.match)
        ask_raisers(work, match, ConcernAct.SUSPENSION)
        return suspend_match(work, match)

    @action("matches.resume", subject="match", purpose="protection", grants=ANY)
    def resume(self, work: Work, command: ResumeMatch) -> Match:
        """Let a suspended match go on."""
        match = the_match(work, command.match)
        if match.state is MatchState.SUSPENDED:
            ask_raisers(work, match, ConcernAct.LIFTING)
        return resume_match(work, match)

    @action("matches.close", subject="match", purpose="support", grants=PARTY, leaves=True)
    def close(self, work: Work, command: CloseMatch) -> Match:
        """A party ends the match; it takes effect at once and needs no reason."""
        check_teller(command.told_by)
        match = the_match(work, command.match)
        if not match.state.open:
            raise work.refuse("match.over", id=match.id)
        offered = not command.no_reflection
        told_by = command.told_by
        return _as_seen(
            work, end_match(work, match, command.as_, left_by=work.party, told_by=told_by, reflection=offered)
        )

    @action("matches.reflect", subject="match", purpose="support", grants=PARTY)
    def reflect(self, work: Work, command: Reflect) -> Reflected:
        """A party looks back on a match, with the other or alone, or says that they would rather not."""
        return note_reflection(work, command)

    @action("matches.reopen", subject="match", purpose="support", grants=PARTY)
    def reopen(self, work: Work, command: ReopenMatch) -> Reopening:
        """A party wants a match that ended to go on; it does once both want it."""
        made = reopen(work, command)
        return evolve(made, match=_as_seen(work, made.match))

    @action("matches.end", subject="match", purpose="protection", grants=ANY)
    def end(self, work: Work, command: EndByProgramme) -> Match:
        """The programme ends a match, or takes a proposal back; nobody is left without a word."""
        match = the_match(work, command.match)
        if match.state.open and match.state is not MatchState.PROPOSED:
            ask_raisers(work, match, ConcernAct.TERMINATION)
        return end_by_programme(work, match)

    @action("matches.wish", subject="person", purpose="matching", grants=OWN)
    def wish(self, work: Work, command: WishFor) -> Record:
        """A participant names people with whom they would like to be; nobody else is told, and it binds nobody."""
        return note_wishes(work, command)

    @view("matches.wishes", subject="person", purpose="matching", grants=OWN)
    def wishes(self, work: Work, command: ShowWishes) -> Wishes:
        """Whom a participant named, for nobody but themselves and whoever writes it down for them."""
        return read_wishes(work, command)

    @action("matches.rematch", subject="person", purpose="support", grants=OWN, leaves=True)
    def rematch(self, work: Work, command: AskRematch) -> Record:
        """A participant asks for a new match; a present one ends first."""
        check_teller(command.told_by)
        person = the_person(work, command.person)
        held = participation(work, person, command.role)
        if not held.open:
            raise work.refuse("person.not_taking_part")
        if command.again_with:
            _pair_again(work, person.id, command.again_with)
        _end_first(work, person.id, held, command.told_by)
        matches.start_waiting(work.tx, person.id, held.role, work.day)
        return work.record(RecordKind.REMATCH, person.id, data={"role": held.role})


def _refuse_own(work: Work, *people: str) -> None:
    """What decides about one's own pairs is a colleague's: a refusal could tell somebody of a separation from them."""
    if work.actor.id in people:
        raise work.refuse("match.colleague_decides", "CORE-6")


def _as_seen(work: Work, match: Match) -> Match:
    """A party sees the match, not how it came about."""
    return match if _runs_it(work, match) else evolve(match, score=0, round="")


def _runs_it(work: Work, match: Match) -> bool:
    """Whether the actor looks at a match for the programme: staff can be participants, and are a party then."""
    return work.actor.staff and work.actor.id not in match.parties


def _of_the_other(work: Work, match: Match) -> dict[str, dict[str, Any]]:
    if work.party not in match.parties:
        return {}
    other = match.other(work.party)
    opened = [tier.id for tier in work.bundle.tiers if work.can_read(tier.id, [other])]
    return {tier: dict(readable(work, tier, work.read(tier, [other])).get(other, {})) for tier in opened}


def _end_first(work: Work, person: str, held: RoleHeld, told_by: str) -> None:
    """End the match that stands in the way of a new one; who has several and no free seat says which."""
    side = next(role.side for role in work.bundle.roles if role.id == held.role)
    found = matches.matches_of(work.tx, [person], states=matches.OPEN_STATES)
    mine = [match for match in found if match.side(person) == side]
    bound = work.bundle.role(held.role)
    if bound is not None and len(mine) < min(held.capacity, bound.most):
        return
    if len(mine) > 1:
        raise work.refuse("match.which_ends", *(bound.serves if bound else ()))
    end_open_matches(work, person, told_by=told_by, role=held.role)


def _pair_again(work: Work, person: str, other: str) -> None:
    together = matches.matches_of(work.tx, [person])
    ended = [match for match in together if other in match.parties and not match.state.open]
    if not ended:
        raise work.refuse("match.never_together")
    work.record(RecordKind.PAIR_AGAIN, person, subject=ended[-1].id, data={"with": other})
