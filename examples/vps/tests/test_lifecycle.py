"""Whatever coordinators and parties do, in whatever order: what has to hold holds, through the desk alone."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from mentorcore import Desk, InputFault, Refused
from mentorcore.domain.bundle import Bundle
from mentorcore.domain.commands.agenda import ShowAgenda
from mentorcore.domain.commands.audit import ShowAudit, VerifyAudit
from mentorcore.domain.commands.concerns import (
    ActOnConcern,
    FlagDistress,
    ListConcerns,
    RaiseConcern,
    ResolveConcern,
)
from mentorcore.domain.commands.duties import PlanDuties
from mentorcore.domain.commands.matches import (
    AskRematch,
    CloseMatch,
    DeclineMatch,
    EndByProgramme,
    IntroduceMatch,
    ListMatches,
    PairByHand,
    ProposeRound,
    ResumeMatch,
    SuspendMatch,
)
from mentorcore.domain.commands.messages import LogContact
from mentorcore.domain.commands.participants import EditAnswers, Withdraw
from mentorcore.domain.commands.vetting import RecordEvidence
from mentorcore.domain.concerns import Concern, ConcernAct, ConcernKind, ConcernWish
from mentorcore.domain.matches import Match, MatchState
from mentorcore.domain.records import RecordKind, TalkedOver
from mentorcore.loading.bundle import load_bundle
from mentorcore.testing import Trial, held_in, staffed, traces

BUNDLE: Bundle = load_bundle("vps")
ANY = st.integers(min_value=0, max_value=11)
YES_NO = st.booleans()


def attempt(act: Callable[[Any], object], command: object) -> None:
    """Do it, or be told why not; anything else is a fault."""
    try:
        act(command)
    except (Refused, InputFault):
        return


class Lifecycle(RuleBasedStateMachine):
    """Two mentees, two mentors, two coordinators and a committee, one day after the other."""

    @initialize()
    def people(self) -> None:
        self.vps: Trial = staffed(BUNDLE, coordinator=2, committee=1)
        self.ben = next(p for p in self.vps.staff_of("coordinator") if p != self.vps.staff)
        self.mentees = [self.vps.participant("mentee", experience="physical") for _ in range(2)]
        self.mentors = [
            self.vps.participant("mentor", experience="physical", capacity=number) for number in ("1", "2")
        ]
        self.stated = dict(zip(self.mentors, (1, 2), strict=True))
        self.open: dict[str, int] = {}
        self.ended: dict[str, tuple[object, ...]] = {}
        self.concerns: list[Concern] = []
        self.steps = 0

    def teardown(self) -> None:
        if hasattr(self, "vps"):
            self.whole()
            self.vps.close()

    # Who and what

    @property
    def matches(self) -> tuple[Match, ...]:
        return self.vps.desk().matches.list(ListMatches())

    def person(self, number: int) -> str:
        return [*self.mentees, *self.mentors][number % 4]

    def match(self, number: int, *, open_: bool = True) -> Match:
        found = [match for match in self.matches if match.state.open or not open_]
        return found[number % len(found)]

    def any_open(self) -> bool:
        return any(self.open.values())

    def of_party(self, party: str, by_staff: bool) -> Desk:
        return self.vps.for_(party, how="phone") if by_staff else self.vps.desk(party)

    # What coordinators do

    @rule(seed=ANY)
    def round(self, seed: int) -> None:
        attempt(self.vps.desk().matches.propose, ProposeRound(seed=seed))

    @rule(one=ANY, other=ANY)
    def pair(self, one: int, other: int) -> None:
        pair = PairByHand(mentee=self.mentees[one % 2], mentor=self.mentors[other % 2])
        attempt(self.vps.desk(self.ben).matches.pair, pair)

    @precondition(any_open)
    @rule(which=ANY)
    def introduce(self, which: int) -> None:
        match = self.match(which)
        for party in match.parties:
            attempt(partial(self.vps.accept, party=party), match)
        attempt(self.vps.desk().matches.introduce, IntroduceMatch(match=match.id))

    @precondition(any_open)
    @rule(which=ANY, what=ANY)
    def intervene(self, which: int, what: int) -> None:
        match, desk = self.match(which), self.vps.desk(self.ben)
        verbs: list[tuple[Callable[[Any], object], object]] = [
            (desk.matches.suspend, SuspendMatch(match=match.id)),
            (desk.matches.resume, ResumeMatch(match=match.id)),
            (desk.matches.end, EndByProgramme(match=match.id)),
            (desk.contacts.log, LogContact(person=match.mentee, match=match.id)),
        ]
        attempt(*verbs[what % 4])

    @rule(who=ANY, kind=st.sampled_from([RecordKind.ADMISSION, RecordKind.HOLD, RecordKind.REVIEW]))
    def decide(self, who: int, kind: RecordKind) -> None:
        decision = RecordEvidence(person=self.person(who), kind=kind, reason="Talked about it.")
        attempt(self.vps.desk(self.ben).vetting.record, decision)

    @rule(days=st.integers(min_value=1, max_value=40))
    def time_passes(self, days: int) -> None:
        self.vps.clock.advance(days)

    # What parties do, themselves or through staff

    @precondition(any_open)
    @rule(which=ANY, side=YES_NO, by_staff=YES_NO, told_by=st.sampled_from(["self", "staff"]))
    def leave(self, which: int, side: bool, by_staff: bool, told_by: str) -> None:
        """Nobody is ever refused."""
        match = self.match(which)
        party = match.mentee if side else match.mentor
        desk = self.of_party(party, by_staff)
        if match.state is MatchState.PROPOSED:
            ended = desk.matches.decline(DeclineMatch(match=match.id))
        else:
            ended = desk.matches.close(CloseMatch(match=match.id, told_by=told_by))
        assert (ended.state.open, ended.ended_by, ended.ended_on) == (False, party, self.vps.today)

    @rule(who=ANY, other=ANY, again=YES_NO)
    def ask_for_another(self, who: int, other: int, again: bool) -> None:
        person, other_person = self.person(who), self.person(other)
        wish = AskRematch(person=person, again_with=other_person if again else "")
        attempt(self.vps.desk(person).matches.rematch, wish)

    @rule(which=ANY, number=st.integers(min_value=1, max_value=3))
    def state_capacity(self, which: int, number: int) -> None:
        mentor = self.mentors[which % 2]
        own = self.vps.desk(mentor, purpose="subject-access")
        own.participants.edit(EditAnswers(person=mentor, answers={"capacity": str(number)}))
        self.stated[mentor] = number

    @rule(who=ANY, document=st.sampled_from(["code", "consent"]), back=YES_NO)
    def say_yes_or_no(self, who: int, document: str, back: bool) -> None:
        person = self.person(who)
        kind = RecordKind.WITHDRAWAL if back else RecordKind.ACCEPTANCE
        self.vps.desk(person).vetting.record(RecordEvidence(person=person, kind=kind, document=document))

    @rule(who=ANY, contact=YES_NO)
    def distress(self, who: int, contact: bool) -> None:
        person = self.person(who)
        self.vps.desk(person).safety.distress(FlagDistress(person=person, contact=contact))

    @precondition(lambda self: self.steps > 12)
    @rule(who=ANY)
    def withdraw(self, who: int) -> None:
        person = self.person(who)
        self.vps.desk(person).participants.withdraw(Withdraw(person=person))
        assert [match for match in self.matches if person in match.parties and match.state.open] == []

    # Concerns

    @rule(
        who=ANY,
        named=ANY,
        ben_too=YES_NO,
        unnamed=YES_NO,
        wish=st.sampled_from(ConcernWish),
        kind=st.sampled_from(ConcernKind),
    )
    def worry(
        self, who: int, named: int, ben_too: bool, unnamed: bool, wish: ConcernWish, kind: ConcernKind
    ) -> None:
        about = (self.person(named), *([self.ben] if ben_too else []))
        command = RaiseConcern(
            wish=wish, kind=kind, about=about, unnamed=unnamed, talked_over=TalkedOver.NOT_SAFE
        )
        self.concerns.append(self.vps.desk(self.person(who)).concerns.raise_(command))

    @precondition(lambda self: bool(self.concerns))
    @rule(which=ANY, act=st.sampled_from(ConcernAct), by_ben=YES_NO)
    def handle(self, which: int, act: ConcernAct, by_ben: bool) -> None:
        concern = self.concerns[which % len(self.concerns)]
        desk = self.vps.desk(self.ben if by_ben else "")
        attempt(desk.concerns.act, ActOnConcern(concern=concern.id, act=act, note="Words."))

    @precondition(lambda self: bool(self.concerns))
    @rule(which=ANY, outcome=st.sampled_from(["resolved", "unfounded"]))
    def resolve(self, which: int, outcome: str) -> None:
        concern = self.concerns[which % len(self.concerns)]
        attempt(self.vps.desk().concerns.resolve, ResolveConcern(concern=concern.id, outcome=outcome))

    # What has to hold

    @invariant()
    def seats_hold(self) -> None:
        self.steps += 1
        taken: dict[str, int] = {}
        for match in self.matches:
            for party in match.parties:
                taken[party] = taken.get(party, 0) + match.state.open
        for mentee in self.mentees:
            assert taken.get(mentee, 0) <= 1
        for mentor, stated in self.stated.items():  # who states less keeps the matches they have
            assert taken.get(mentor, 0) <= max(stated, self.open.get(mentor, 0))
        self.open = taken

    @invariant()
    def what_ended_keeps_its_end(self) -> None:
        now: dict[str, tuple[object, ...]] = {
            match.id: (match.end, match.ended_on, match.ended_by, match.introduced_on, match.parties)
            for match in self.matches
            if not match.state.open
        }
        assert {name: now.get(name) for name in self.ended} == self.ended
        assert [kept for kept in now.values() if None in kept[:2]] == []
        self.ended = now

    @rule()
    def whole(self) -> None:
        """The chain is whole, planning again changes nothing, and whoever is named finds no trace."""
        desk = self.vps.desk()
        desk.duties.plan(PlanDuties())
        everything = ShowAgenda(until=self.vps.today.replace(year=self.vps.today.year + 2))
        before = desk.agenda.show(everything)
        assert desk.duties.plan(PlanDuties()) == 0
        assert desk.agenda.show(everything) == before
        desk.audit.verify(VerifyAudit())

        hidden = [concern.id for concern in self.concerns if self.ben in concern.named]
        theirs = self.vps.desk(self.ben)
        seen = [
            theirs.concerns.list(ListConcerns(all=True)),
            theirs.agenda.show(everything),
            theirs.audit.show(ShowAudit(last=100_000)),
        ]
        assert traces(hidden, held_in(seen)) == []
        known = {concern.id for concern in theirs.concerns.list(ListConcerns(all=True))}
        assert known == {concern.id for concern in self.concerns} - set(hidden)
        raised = {row.subjects for row in seen[2] if getattr(row, "verb", "") == "concerns.raise"}  # type: ignore[attr-defined]  # rows of the audit
        assert {subject for subjects in raised for subject in subjects} <= known


TestLifecycle = Lifecycle.TestCase
TestLifecycle.settings = settings(
    max_examples=12,
    stateful_step_count=30,
    derandomize=True,
    database=None,
    phases=[Phase.generate],  # shrinking takes minutes: add it when something fails
    suppress_health_check=list(HealthCheck),
)
