"""What everybody must be able to do, and what nobody may learn, tried out in copies of the worlds after each step."""

from __future__ import annotations

import logging
from functools import cache
from typing import Any

from attrs import evolve
from hypothesis.stateful import invariant
from tests.machine.checks import OPEN
from tests.machine.machine import KINDS, Core
from tests.machine.worlds import copied
from tests.support.policies import raising
from tests.support.verbs import UNKNOWN, VERBS, call, command_for

from mentorcore import Programme, Refused
from mentorcore.domain.commands.access import ListAccess
from mentorcore.domain.commands.agenda import ShowAgenda
from mentorcore.domain.commands.audit import ShowAudit, VerifyAudit
from mentorcore.domain.commands.concerns import ListBlocks, ListConcerns, ShowConcern, ShowSafety
from mentorcore.domain.commands.consents import ListConsents
from mentorcore.domain.commands.duties import PlanDuties
from mentorcore.domain.commands.matches import CloseMatch, DeclineMatch, ListMatches, ShowMatch
from mentorcore.domain.commands.messages import ListMessages
from mentorcore.domain.commands.participants import (
    ErasePerson,
    Find,
    ListParticipants,
    ShowParticipant,
    ShowStanding,
    Withdraw,
)
from mentorcore.domain.commands.privacy import ListHolds, RunRetention
from mentorcore.domain.commands.programme import ShowProgramme
from mentorcore.domain.commands.sessions import ListSessions
from mentorcore.domain.commands.staff import ListStaff
from mentorcore.domain.commands.surveys import ListSurveys
from mentorcore.domain.commands.vetting import ListVetting, ShowVetting
from mentorcore.domain.errors import MentorcoreError
from mentorcore.engine import planner
from mentorcore.engine.histories import everything
from mentorcore.hooks import ALL
from mentorcore.hooks.caller import Hooks, Named
from mentorcore.hooks.confidentiality import grants

FAULT = RuntimeError("broken")
LAPS = 12
"""Steps after which everything was looked at once."""


class Looks(Core):
    """Invariants."""

    @invariant()
    def the_chain_is_whole(self) -> None:
        """The audit verifies."""
        self.chain_holds()

    @invariant()
    def planning_again_changes_nothing(self) -> None:
        """The duties stored are those that the policies want: planned anew, none is opened, moved or closed."""
        if not self.adopted:
            return
        context = self.sqlite.programme.context
        try:
            with context.store.write() as tx:
                self.sqlite.ids.begin(950)
                changes = planner.plan(context, tx, list(everything(tx)))
                raise _Back
        except _Back:
            pass
        assert [(found.rule, found.state, found.subject) for found in changes] == [], changes

    @invariant()
    def everybody_can_leave(self) -> None:
        """Some in turn: a match is left, and the programme, although every policy is broken."""
        people, matches = self.now.people("mentee", "mentor"), self.now.matches(*OPEN)
        if not people or self.step % 2:
            return
        logging.getLogger("mentorcore").disabled = True  # each fault is logged, and all are meant
        try:
            programme = copied(self.sqlite, "tried", _broken)
            if matches:
                match = matches[self.step % len(matches)]
                party = match[("mentee", "mentor")[self.step % 2]]
                proposed = match["state"] == "proposed"
                verb = "matches.decline" if proposed else "matches.close"
                command = DeclineMatch(match=match["id"]) if proposed else CloseMatch(match=match["id"])
                assert not call(programme, verb, party, command).state.open
            person = people[self.step % len(people)]
            roles = call(programme, "participants.withdraw", person, Withdraw(person=person)).roles
            assert [held.role for held in roles if held.open and held.role in ("mentee", "mentor")] == []
            if not self.now.people("coordinator", "committee") or not any(held.open for held in roles):
                call(programme, "privacy.erase", person, ErasePerson(person=person))
        finally:
            logging.getLogger("mentorcore").disabled = False

    @invariant()
    def who_is_named_sees_no_difference(self, *, every: bool = False) -> None:
        """The coordinator whom secret concerns name sees what they would see, had nobody raised them; likewise with a
        hold on them. After each step some pages are looked at, and every page at the end."""
        if self.secrets or self.now.held(self.cast.named):
            reader = self.cast.named
            seen = self._view(copied(self.sqlite, "tried"), reader, every=every)
            alike = self._view(copied(self.twin, "mirror"), reader, every=every)
            other = {look: _apart(found, alike[look]) for look, found in seen.items() if found != alike[look]}
            assert other == {}, other

    @invariant()
    def without_a_grant_nobody_passes(self) -> None:
        """Some verbs in turn: without grants each is refused, whatever it is about, and nothing is left but that."""
        programme = copied(self.sqlite, "tried")
        shut = Programme(evolve(programme.context, grants=()))
        ids = {kind: self.now[table][0]["id"] for table, kind in KINDS.items() if self.now[table]}
        for name in sorted(VERBS)[self.step % LAPS :: LAPS]:
            verb = VERBS[name]
            refused = _seen(shut, name, self.cast.committee, command_for(verb, UNKNOWN | ids), "")
            waits = not (self.adopted or verb.spec.unadopted or verb.spec.leaves)
            # staff who could do it for somebody are told that they forgot for whom
            closed = "grant.on_behalf" if verb.spec.leaves else "grant.none"
            code = "programme.not_adopted" if waits else closed
            assert [found.code for found in refused] == [code], name

    def teardown(self) -> None:
        """All pages are looked at once more."""
        self.who_is_named_sees_no_difference(every=True)

    def _view(self, programme: Programme, reader: str, *, every: bool) -> dict[str, Any]:
        """What a coordinator can look at: some of it in turn, or all."""
        people = self.now.people("mentee", "mentor")
        looks: list[tuple[str, Any, str]] = [
            ("agenda.show", ShowAgenda(until=self.sqlite.clock.now().date().replace(year=2040)), ""),
            ("concerns.list", ListConcerns(all=True), ""),
            *(("concerns.show", ShowConcern(concern=found), "") for found in sorted(self.secrets)[:1]),
            ("participants.list", ListParticipants(), ""),
            ("vetting.list", ListVetting(), ""),
            ("matches.list", ListMatches(), ""),
            *(("messages.list", ListMessages(state=state), "") for state in ("", "sent", "withdrawn")),
            ("programme.show", ShowProgramme(), ""),
            ("duties.plan", PlanDuties(), ""),
            ("audit.verify", VerifyAudit(), ""),
            ("audit.show", ShowAudit(last=100_000), ""),
            ("access.list", ListAccess(all=True), ""),
            ("privacy.holds", ListHolds(), ""),
            ("retention.run", RunRetention(dry_run=True), ""),
            ("staff.list", ListStaff(), ""),
            ("participants.find", Find(words="Sam"), ""),
        ]
        if people:
            person = people[self.step % len(people)]
            looks += [
                ("vetting.show", ShowVetting(person=person), ""),
                ("participants.show", ShowParticipant(person=person), "protection"),
                ("safety.show", ShowSafety(person=person), "protection"),
                ("consents.list", ListConsents(person=person), ""),
                ("participants.standing", ShowStanding(person=person), ""),
                ("safety.blocks", ListBlocks(person=person), ""),
                ("surveys.list", ListSurveys(person=person), ""),
            ]
        if self.now["matches"]:
            match = self.now["matches"][self.step % len(self.now["matches"])]["id"]
            looks.append(("matches.show", ShowMatch(match=match), ""))
            looks.append(("sessions.list", ListSessions(match=match), ""))
        chosen = looks if every else looks[self.step % LAPS :: LAPS]
        return {
            f"{verb} {command}": _seen(programme, verb, reader, command, why) for verb, command, why in chosen
        }


class _Back(Exception):
    """What was tried is rolled back."""


def _apart(one: Any, other: Any) -> Any:
    """What is only on one side."""
    if isinstance(one, tuple) and isinstance(other, tuple):
        return [item for item in one if item not in other], [item for item in other if item not in one]
    return one, other


def _seen(programme: Programme, verb: str, reader: str, command: Any, purpose: str) -> Any:
    try:
        return call(programme, verb, reader, command, purpose=purpose)
    except Refused as refused:
        return refused.refusals
    except MentorcoreError as error:
        return str(error)


@cache
def _broken(hooks: Hooks) -> Hooks:
    """The same policies, after one that fails in every hook but the one that is asked before anything happens."""
    fails = [hook for hook in ALL if hook is not grants]
    return Hooks(ALL, (Named("broken", (), lambda: raising(FAULT, *fails)), *hooks.policies))
