"""What happens to people: they register, are admitted or not, correct what they said, and leave."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule
from tests.machine.machine import ODD, PICK, Core, does

from mentorcore.desk.imports import DiscardStaged, ReleaseRegistrations, StageRegistrations
from mentorcore.domain.commands.consents import GiveConsent, WithdrawConsent
from mentorcore.domain.commands.participants import (
    Apply,
    Disclose,
    EditAnswers,
    ErasePerson,
    ExportPerson,
    Withdraw,
)
from mentorcore.domain.commands.vetting import RecordEvidence
from mentorcore.domain.records import RecordKind
from mentorcore.engine.applications import build_application

FORMS = st.sampled_from(("mentee", "mentor"))
SIDES = ("mentee", "mentor")
TIERS = st.sampled_from(("safety", "contact", "identity", "grounds", "avoid"))


class People(Core):
    """Registering, vetting, leaving."""

    def own_words(self, person: str, answers: Mapping[str, str]) -> None:
        """Note what must not be readable once somebody was erased."""
        self.canaries[person] = tuple(answers[name] for name in ("email", "phone") if answers.get(name))

    @does("participants.apply")
    @rule(form=FORMS, minor=ODD, twice=ODD)
    def apply(self, form: str, minor: bool, twice: bool) -> None:
        """Somebody registers; a minor may not, and nobody twice."""
        answers = self.answers(form)
        if minor:
            answers["born_on"] = f"{self.sqlite.clock.now().year - 12}-01-01"
        command = Apply(form=form, answers=answers, shown=True)
        outcome = self.act("participants.apply", self.cast.staff, command)
        assert outcome.done is (self.adopted and not minor)
        if outcome.done:
            self.own_words(outcome.value.person.id, answers)
        if outcome.done and twice:
            again = self.act("participants.apply", self.cast.staff, command)
            assert [refusal.code for refusal in again.refusals] == ["person.duplicate"]

    @does("participants.apply")
    @precondition(lambda self: self.now.people("mentee", "mentor"))
    @rule(form=FORMS, pick=PICK)
    def apply_again(self, form: str, pick: int) -> None:
        """Somebody who takes part, or left, applies for one more role."""
        person = self.choose(pick, self.now.people(*SIDES))
        answers = self.answers(form)
        outcome = self.act(
            "participants.apply", self.cast.staff, Apply(form=form, answers=answers, person=person)
        )
        if outcome.done:
            self.own_words(person, answers)

    @does("participants.import-part", "participants.import", "participants.import-undo")
    @rule(rows=st.integers(1, 3), whole=st.booleans(), same=ODD)
    def take_in(self, rows: int, whole: bool, same: bool) -> None:
        """An export is taken in: unseen until it is released, then all at once; or discarded as a whole."""
        forms = [SIDES[number % 2] for number in range(rows)]
        raw = [self.answers(form) for form in forms]
        day = self.sqlite.programme.context.day(self.sqlite.clock.now())
        applications = tuple(
            build_application(self.installed, form, answers, day=day, source=f"row {number}")
            for number, (form, answers) in enumerate(zip(forms, raw, strict=True), 1)
        )
        digest = hashlib.sha256(str(0 if same else self.step).encode()).hexdigest()
        before = self.now.people(*SIDES)
        part = StageRegistrations(applications, digest, first=True)
        if not self.act("participants.import-part", self.cast.staff, part).done:
            return
        staged = [row["id"] for row in self.now["persons"] if row["batch"]]
        assert len(staged) == rows
        if whole:
            self.act("participants.import", self.cast.staff, ReleaseRegistrations(digest))
            assert sorted(self.now.people(*SIDES)) == sorted([*before, *staged])
        else:
            self.act("participants.import-undo", self.cast.staff, DiscardStaged())
            assert sorted(self.now.people(*SIDES)) == sorted(before)

    @does("vetting.record")
    @precondition(lambda self: self.now.people("mentee", "mentor", state="applied"))
    @rule(pick=PICK, committee=ODD)
    def admit(self, pick: int, committee: bool) -> None:
        """Somebody accepts every document, and a named person admits them."""
        person = self.choose(pick, self.now.people(*SIDES, state="applied"))
        for document in ("code", "free", "role", "complement", "consent"):
            accepted = RecordEvidence(person=person, kind=RecordKind.ACCEPTANCE, document=document)
            self.act("vetting.record", self.cast.staff, accepted, on_behalf_of=person, how="phone")
        held = [row["role"] for row in self.now.roles[person] if row["state"] == "applied"]
        decision = RecordEvidence(
            person=person, kind=RecordKind.ADMISSION, role=self.choose(pick, held), reason="We talked."
        )
        self.act("vetting.record", self.cast.committee if committee else self.cast.staff, decision)

    @does("vetting.record")
    @precondition(lambda self: self.now.people("mentee", "mentor"))
    @rule(
        pick=PICK,
        kind=st.sampled_from(("hold", "rejection", "review", "admission")),
        reason=st.sampled_from(("", "Not now.")),
        other=st.booleans(),
    )
    def decide(self, pick: int, kind: str, reason: str, other: bool) -> None:
        """A named person decides about somebody; a rejection is looked at again by another one."""
        person = self.choose(pick, self.now.people(*SIDES))
        role = self.choose(pick, [row["role"] for row in self.now.roles[person] if row["role"] in SIDES])
        command = RecordEvidence(person=person, kind=RecordKind(kind), role=role, reason=reason)
        outcome = self.act("vetting.record", self.cast.committee if other else self.cast.staff, command)
        Core.done[f"vetting.record {kind}"] += outcome.done

    @does("participants.edit")
    @precondition(lambda self: self.now.people("mentee", "mentor"))
    @rule(
        pick=PICK,
        field=st.sampled_from(("phone", "capacity", "safe_channels", "family_name", "nothing")),
        self_=st.booleans(),
        value=st.integers(1, 7),
    )
    def edit(self, pick: int, field: str, self_: bool, value: int) -> None:
        """Somebody's answers are corrected, by themselves or for them."""
        person = self.choose(pick, self.now.people(*SIDES))
        asked = {question.means: question.id for question in self.installed.questions if question.means}
        plain = {
            "phone": "",
            asked["capacity"]: str(value),
            "safe_channels": "call" if value % 2 else "via-someone",
            "family_name": f"Corrected{'abcdefgh'[value]}",
            "nothing": "?",
        }
        name = asked["capacity"] if field == "capacity" else field
        command = EditAnswers(person=person, answers={name: plain[name]})
        how: dict[str, Any] = {} if self_ else {"on_behalf_of": person, "how": "phone"}
        self.act("participants.edit", person if self_ else self.cast.staff, command, **how)

    @does("participants.withdraw")
    @precondition(lambda self: self.now.people("mentee", "mentor"))
    @rule(pick=PICK, told=st.sampled_from(("self", "staff", "nobody")), self_=st.booleans())
    def withdraw(self, pick: int, told: str, self_: bool) -> None:
        """Somebody leaves; nothing holds them."""
        person = self.choose(pick, self.now.people(*SIDES))
        how: dict[str, Any] = {} if self_ else {"on_behalf_of": person, "how": "in person"}
        actor = person if self_ else self.cast.staff
        outcome = self.act("participants.withdraw", actor, Withdraw(person=person, told_by=told), **how)
        assert outcome.done is (told != "nobody")

    @does("privacy.erase")
    @precondition(lambda self: len(self.now.people("mentee", "mentor")) > 5)
    @rule(pick=PICK, self_=st.booleans())
    def erase(self, pick: int, self_: bool) -> None:
        """Somebody has everything personal destroyed; asking again reads as if there never was anybody."""
        person = self.choose(pick, self.now.people(*SIDES))
        how: dict[str, Any] = {} if self_ else {"on_behalf_of": person, "how": "letter"}
        actor = person if self_ else self.cast.staff
        outcome = self.act("privacy.erase", actor, ErasePerson(person=person), **how)
        staff = {row["role"] for row in self.now.roles[person]} & {"coordinator", "committee"}
        assert outcome.done or staff
        if outcome.done:
            again = self.act("privacy.export", person, ExportPerson(person=person))
            assert [refusal.code for refusal in again.refusals] == ["actor.unknown"]

    @does("privacy.disclose")
    @precondition(lambda self: self.now.people("mentee", "mentor"))
    @rule(
        pick=PICK,
        tier=TIERS,
        consented=st.booleans(),
        by_law=st.booleans(),
        taken_back=ODD,
        in_file=st.booleans(),
    )
    def disclose(
        self, pick: int, tier: str, consented: bool, by_law: bool, taken_back: bool, in_file: bool
    ) -> None:
        """Something is told outside: with the person's own consent, or by law, or not at all."""
        person = self.choose(pick, self.now.people(*SIDES))
        consent = ""
        if consented:
            given = GiveConsent(person, "protection", tier, recipient="the court")
            outcome = self.act("consents.give", person, given)
            consent = outcome.value.id if outcome.done else ""
        if consent and taken_back:
            back = WithdrawConsent(person, consent)
            assert self.act("consents.withdraw", person, back).done
        law, risk = ("article 1", "She is in danger.") if by_law else ("", "")
        found = [row for row in self.open_concerns(secret=False) if in_file]
        concern = self.choose(pick, found) if found else ""
        command = Disclose(
            person=person,
            tier=tier,
            recipient="the court",
            legal_basis=law,
            consent=consent,
            risk=risk,
            concern=concern,
        )
        outcome = self.act("privacy.disclose", self.cast.staff, command)
        allowed = (consent and not taken_back) or by_law
        assert not (outcome.done and not allowed)
        if outcome.done:
            assert self.now["audit"][-1]["tiers"] == tier
            Core.done["a disclosure in the file of a concern"] += bool(concern)

    @does("privacy.export")
    @precondition(lambda self: self.now.people("mentee", "mentor"))
    @rule(pick=PICK)
    def export(self, pick: int) -> None:
        """Somebody asks for everything that is kept about them, and every tier of it is noted."""
        person = self.choose(pick, self.now.people(*SIDES))
        outcome = self.act("privacy.export", person, ExportPerson(person=person))
        if outcome.done:
            noted, value = set(self.now["audit"][-1]["tiers"].split()), outcome.value
            assert {tier for tier, answers in value.tiers.items() if answers} <= noted
            assert noted or not value.words
