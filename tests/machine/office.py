"""What happens at the office: messages, duties, staff, bundles, days that pass, and everything that goes wrong."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from unittest.mock import patch

from attrs import evolve
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule
from tests.machine.machine import ABOUT_PASSES, KINDS, ODD, PICK, Core, does
from tests.machine.worlds import World
from tests.support.policies import answering
from tests.support.verbs import UNKNOWN, VERBS, command_for

from mentorcore.domain.commands.audit import VerifyAudit
from mentorcore.domain.commands.concerns import ActOnConcern, ResolveConcern
from mentorcore.domain.commands.duties import DeferDuties, DoneDuties, PlanDuties, WaiveDuties
from mentorcore.domain.commands.messages import LogContact, MarkSent, NextMessage, ReleaseMessage
from mentorcore.domain.commands.participants import Apply, ShowParticipant
from mentorcore.domain.commands.programme import AdoptBundle
from mentorcore.domain.commands.sessions import LogSession, PlanSession
from mentorcore.domain.commands.staff import AddStaff, BindAccount, EndStaff
from mentorcore.domain.commands.vetting import RecordEvidence
from mentorcore.domain.concerns import ConcernAct
from mentorcore.domain.decisions import Refusal
from mentorcore.domain.errors import Incident
from mentorcore.domain.events import Event
from mentorcore.domain.records import RecordKind
from mentorcore.hooks import ALL
from mentorcore.hooks.caller import Hooks, Named
from mentorcore.hooks.kinds import Veto
from mentorcore.storage import events
from mentorcore.storage.transaction import Tx

PATIENCE = 5
"""Steps for which a bundle that was installed waits at most."""
STAFF = ("coordinator", "committee")
VETOES = {hook.name: hook for hook in ALL if isinstance(hook, Veto)}
VETOED = {
    "may_admit": "vetting.record",
    "may_apply": "participants.apply",
    "may_act_on_concern": "concerns.act",
    "may_resolve_concern": "concerns.resolve",
    "may_log_session": "sessions.log",
    "may_plan_session": "sessions.plan",
}
"""Veto to a verb that asks it; what is said about a disclosure is tried by itself."""
OBJECTED = Refusal("objector.no", {}, "objector", ("X-1",))
PURPOSES = st.sampled_from(("", "", "vetting", "support", "protection", "subject-access"))


class Office(Core):
    """Staff's own work."""

    @does("duties.plan")
    @rule(days=st.sampled_from((1, 3, 30, 200)))
    def days_pass(self, days: int) -> None:
        """Days pass, and duties are planned as they are every day."""
        self.pass_time(days)
        self.act("duties.plan", self.cast.staff, PlanDuties())

    @does("messages.next", "messages.sent")
    @precondition(lambda self: self.now["messages"])
    @rule(pick=PICK, odd=ODD)
    def send(self, pick: int, odd: bool) -> None:
        """A message is read and goes out."""
        self.act("messages.next", self.cast.staff, NextMessage())
        waiting = [row for row in self.now["messages"] if odd or row["state"] == "to-send"]
        if waiting:
            command = MarkSent(messages=(self.choose(pick, waiting)["id"],))
            self.act("messages.sent", self.cast.staff, command)

    @does("messages.release")
    @precondition(lambda self: self.now["messages"])
    @rule(pick=PICK, channel=st.sampled_from(("sms", "call", "via-someone", "signal")), odd=ODD)
    def release(self, pick: int, channel: str, odd: bool) -> None:
        """A held message is released by a way that the person agreed to."""
        held = [row for row in self.now["messages"] if row["state"] == "held" and not odd]
        message = self.choose(pick, held or self.now["messages"])
        self.act("messages.release", self.cast.staff, ReleaseMessage(message=message["id"], channel=channel))

    @does("duties.done", "duties.waive", "duties.defer")
    @precondition(lambda self: self.now["duties"])
    @rule(
        pick=PICK,
        what=st.sampled_from(("done", "waive", "defer")),
        by=st.sampled_from(("staff", "named", "committee")),
        odd=ODD,
        days=st.integers(-1, 40),
    )
    def duty(self, pick: int, what: str, by: str, odd: bool, days: int) -> None:
        """A duty is done, waived or put off."""
        found = [row for row in self.now["duties"] if odd or row["state"] == "open"] or self.now["duties"]
        duty = (self.choose(pick, found)["id"],)
        day = self.today + timedelta(days=days)
        command = {
            "done": DoneDuties(duties=duty),
            "waive": WaiveDuties(duties=duty, reason="They moved away."),
            "defer": DeferDuties(duties=duty, until=day),
        }[what]
        secret = self.about_secret(*duty)
        outcome = self.act(f"duties.{what}", getattr(self.cast, by), command, secret=secret and by != "named")
        assert not (outcome.done and secret and by == "named")

    @does("staff.add")
    @rule(role=st.sampled_from((*STAFF, "mentee")), pick=PICK, new=st.booleans())
    def add_staff(self, role: str, pick: int, new: bool) -> None:
        """Somebody gets a staff role; at times somebody who takes part already."""
        person = "" if new else self.anybody(pick)
        if person == self.cast.named or (person and self._is_known_in_secret(person)):
            return  # the twin's coordinator stays one, and whom a secret is about stays staff
        self.act("staff.add", self.cast.staff, AddStaff(role=role, called="Colleague", person=person))

    def _is_known_in_secret(self, person: str) -> bool:
        return person in {row["raised_by"] for row in self.now.concerns() if row["id"] in self.secrets}

    @does("staff.end")
    @rule(pick=PICK, role=st.sampled_from(STAFF))
    def end_staff(self, pick: int, role: str) -> None:
        """Somebody leaves a staff role; the last one stays."""
        kept = {self.cast.staff, self.cast.named, self.cast.committee}
        holders = self.now.people(role, state="active")
        others = [person for person in holders if person not in kept]
        if others or len(holders) == 1:
            command = EndStaff(person=self.choose(pick, others or holders), role=role)
            self.act("staff.end", self.cast.staff, command)

    @does("staff.bind")
    @rule(pick=PICK, account=st.sampled_from(("anne", "bob")))
    def bind(self, pick: int, account: str) -> None:
        """A system user is bound to somebody."""
        self.act("staff.bind", self.cast.staff, BindAccount(person=self.anybody(pick), account=account))

    @initialize(other=st.booleans())
    def begin(self, other: bool) -> None:
        """Some programmes follow their pairs from the start."""
        if other:
            self.install()
            self.adopt(dry_run=False)

    @rule(later=ODD)
    def change_bundle(self, later: bool) -> None:
        """Another bundle is installed: until it is adopted nothing is written, but people can leave."""
        self.install()
        outcome = self.act("safety.set", self.cast.staff, command_for(VERBS["safety.set"], UNKNOWN))
        codes = [refusal.code for refusal in outcome.refusals]
        assert codes == [("person.unknown" if self.adopted else "programme.not_adopted")]
        if not (self.adopted or later):
            self.adopt(dry_run=False)

    @invariant()
    def somebody_adopts_it(self) -> None:
        """Not for long does a database wait."""
        self.unadopted = 0 if self.adopted else self.unadopted + 1
        if self.unadopted > PATIENCE:
            self.adopt(dry_run=False)

    @does("programme.adopt")
    @precondition(lambda self: not self.adopted)
    @rule(dry_run=ODD)
    def adopt(self, dry_run: bool) -> None:
        """Somebody looks at what changed, and adopts it."""
        assert self.act("programme.adopt", self.cast.staff, AdoptBundle(dry_run=dry_run)).done
        assert self.adopted is not dry_run

    @does("audit.verify")
    @rule()
    def look_at_the_audit(self) -> None:
        """The chain fits an anchor that was kept elsewhere."""
        assert self.act(
            "audit.verify", self.cast.staff, lambda world: VerifyAudit(self.anchors[world.name])
        ).done

    @rule(
        verb=st.sampled_from(sorted(VERBS)),
        actor=PICK,
        picks=st.tuples(*[PICK] * len(KINDS)),
        purpose=PURPOSES,
        odd=ODD,
    )
    def anything(self, verb: str, actor: int, picks: tuple[int, ...], purpose: str, odd: bool) -> None:
        """Anybody tries anything about anything; a participant gets no further than their own."""
        ids = dict(UNKNOWN)
        for (table, kind), pick in zip(KINDS.items(), picks, strict=True):
            if self.now[table] and not odd:
                ids[kind] = self.choose(pick, self.now[table])["id"]
        who = self.anybody(actor)
        named = [ids["P"]] if verb == "concerns.raise" and ids["P"] != who else []
        if verb == "audit.anchor" and self.secrets:
            return  # from there on the twin has its own hashes
        if who == self.cast.named and verb in ABOUT_PASSES and ids["P"] in self.shut_off():
            return  # a refusal tells that they are kept from one another, though not why
        if (
            verb in ("staff.end", "retention.run")
            or (verb == "staff.add" and who)
            or (verb.startswith("privacy.") and who == ids["P"])
        ):
            return  # have rules of their own, which keep the cast together
        command = command_for(VERBS[verb], ids)
        meant = [found for found in ids.values() if found in repr(command)]
        secret = who != self.cast.named and (self.is_secret(named) or self.about_secret(*meant))
        outcome = self.act(verb, who, command, secret=secret, purpose=purpose)
        self.hear(outcome, named) if verb == "concerns.raise" else None
        if outcome.done and who not in self.now.people(*STAFF):
            match = next((row for row in self.now["matches"] if row["id"] == ids["M"]), {})
            own = who == ids["P"] or who in (match.get("mentee"), match.get("mentor"))
            assert own or verb == "concerns.raise", verb

    @precondition(lambda self: self.adopted and self.now.people("mentee", "mentor"))
    @rule(pick=PICK, veto=st.sampled_from(("may_disclose", *VETOED)))
    def a_policy_objects(self, pick: int, veto: str) -> None:
        """One more policy says no: that is enough, whatever all others and the grants say."""
        person = self.choose(pick, self.now.people("mentee", "mentor"))
        policy = answering(VETOES[veto], OBJECTED)
        with self._with_policy(policy):
            if veto == "may_disclose":
                outcome = self.act("participants.show", self.cast.staff, ShowParticipant(person=person))
                assert (outcome.value.tiers, outcome.value.called, outcome.value.plan) == ({}, "", None)
                assert self.now["audit"][-1]["tiers"] == ""
                return
            verb, command = VETOED[veto], self._vetoed(veto, person)
            if command is None:
                return
            actor, secret = self.cast.staff, self.about_secret(getattr(command, "concern", ""))
            if veto in ("may_act_on_concern", "may_resolve_concern"):
                actor = self.handler(getattr(command, "concern", ""), "")
            outcome = self.act(verb, actor, command, secret=secret)
            assert not outcome.done
            own = [refusal for refusal in outcome.refusals if refusal.policy == "objector"]
            Core.done[f"an objection of {veto}"] += bool(own)

    @precondition(lambda self: self.now.people("mentee", "mentor"))
    @rule(pick=PICK)
    def the_software_stumbles(self, pick: int) -> None:
        """It fails after facts and events were written: none of them is kept, and no duty of theirs."""
        person = self.choose(pick, self.now.people("mentee", "mentor"))
        add = events.add_events

        def written_in_vain(tx: Tx, found: Iterable[Event]) -> None:
            add(tx, found)
            raise ZeroDivisionError

        with patch.object(events, "add_events", written_in_vain):
            command = LogContact(person=person, note="She is well.")
            outcome = self.act("contacts.log", self.cast.staff, command, breaks=Incident)
        assert not outcome.done
        Core.done["a stumble"] += outcome.broke == "incident"

    def _vetoed(self, veto: str, person: str) -> object:
        """Something that the veto is asked about; None where there is nothing of the kind."""
        if veto == "may_apply":
            return Apply(form="mentor", answers=self.answers("mentor"))
        if veto in ("may_log_session", "may_plan_session"):
            active = [row["id"] for row in self.now.matches("active")]
            log = veto == "may_log_session"
            return (
                (LogSession(active[0]) if log else PlanSession(active[0], on=self.today)) if active else None
            )
        if veto in ("may_act_on_concern", "may_resolve_concern"):
            found = self.open_concerns()
            if not found:
                return None
            act = ActOnConcern(concern=found[0], act=ConcernAct.NOTE, note="We talked.")
            return act if veto == "may_act_on_concern" else ResolveConcern(found[0], outcome="resolved")
        role = next(row["role"] for row in self.now.roles[person] if row["role"] in ("mentee", "mentor"))
        return RecordEvidence(person=person, kind=RecordKind.ADMISSION, role=role, reason="We talked.")

    @contextmanager
    def _with_policy(self, policy: object) -> Iterator[None]:
        """All worlds with one more policy, the last of all."""
        before = [world.programme.context for world in self.worlds]
        for world in self.worlds:
            self._set(world, lambda: policy)
        try:
            yield
        finally:
            for world, context in zip(self.worlds, before, strict=True):
                world.programme.context = context

    def _set(self, world: World, build: object) -> None:
        context = world.programme.context
        assert callable(build)
        hooks = Hooks(ALL, (*context.hooks.policies, Named("objector", ("X-1",), build)))
        world.programme.context = evolve(context, hooks=hooks)
