"""What people may ask for at any time, and what keeps or ends their data: consents, holds, receipts, retention, keys."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule
from tests.machine.machine import ODD, PICK, Core, does

from mentorcore.domain.commands.consents import GiveConsent, ListConsents, WithdrawConsent
from mentorcore.domain.commands.privacy import HoldPerson, ReleasePerson, RunRetention, ShowReceipt
from mentorcore.domain.holds import HoldGround
from mentorcore.storage.masters import new_master

SIDES = ("mentee", "mentor")
REQUEST = "erasure-request"


class Rights(Core):
    """Consents, holds, receipts, retention, keys."""

    @does("consents.give")
    @precondition(lambda self: self.now.people("mentee", "mentor"))
    @rule(
        pick=PICK,
        purpose=st.sampled_from(("protection", "support", "pastime")),
        outside=st.booleans(),
        days=st.sampled_from((None, None, 3, -1)),
        behalf=st.booleans(),
    )
    def consent(self, pick: int, purpose: str, outside: bool, days: int | None, behalf: bool) -> None:
        """Somebody agrees that something is read, or told outside, perhaps for a time."""
        person = self.choose(pick, self.now.people(*SIDES))
        until = None if days is None else self.today + timedelta(days=days)
        recipient = "the court" if outside else ""
        command = GiveConsent(person, purpose, "contact, wishes", recipient=recipient, until=until)
        outcome = self.by_party("consents.give", person, command, behalf)
        assert not (outcome.done and (purpose == "pastime" or days == -1))

    @does("consents.withdraw")
    @precondition(lambda self: self.consents())
    @rule(pick=PICK, other=ODD, behalf=st.booleans())
    def take_back(self, pick: int, other: bool, behalf: bool) -> None:
        """Somebody takes a consent back: nothing can hold that up, and nobody else's consent ends by it."""
        given, person = self.choose(pick, self.consents())
        if other:
            person = self.choose(pick + 1, self.now.people(*SIDES) or [person])
        command = WithdrawConsent(person=person, consent=given)
        outcome = self.by_party("consents.withdraw", person, command, behalf)
        assert outcome.done is ((given, person) in self.consents())
        if outcome.done:
            found = self.act("consents.list", person, ListConsents(person=person)).value
            assert [c.id for c in found if c.taken_back_on is None and c.id == given] == []

    def consents(self) -> list[tuple[str, str]]:
        """Consents and whose they are, of those who are there."""
        gone = set(self.now.erased)
        kept = [row for row in self.now["records"] if row["kind"] == "consent" and row["person"] not in gone]
        return [(row["id"], row["person"]) for row in kept]

    @does("privacy.hold")
    @rule(
        pick=PICK,
        ground=st.sampled_from(list(HoldGround)),
        months=st.sampled_from((1, 6, 12, 13)),
        by=st.sampled_from(("staff", "staff", "committee", "named")),
    )
    def hold(self, pick: int, ground: HoldGround, months: int, by: str) -> None:
        """Somebody's data are held; nobody is held by themselves, and whoever is held learns nothing of it."""
        person, actor = self.anybody(pick), getattr(self.cast, by)
        command = HoldPerson(person=person, ground=ground, words="A court asked.", months=months)
        outcome = self.act("privacy.hold", actor, command)
        assert not (outcome.done and (months > 12 or person == actor))
        if outcome.done:
            assert self.now.held(person)

    @does("privacy.release")
    @rule(pick=PICK, by=st.sampled_from(("staff", "staff", "committee", "named")), odd=ODD)
    def release_hold(self, pick: int, by: str, odd: bool) -> None:
        """A hold ends; what waited for that is destroyed."""
        held = [row["person"] for row in self.now["legal_holds"] if row["released_on"] is None]
        waiting = {
            person for concern in self.open_concerns(secret=True) for person in self.touched_by(concern)
        }
        found = [person for person in held if person not in waiting]
        person = self.choose(pick, found) if found and not odd else self.anybody(pick)
        if person in waiting:
            return  # the hold on whoever raised a secret concern is what makes the worlds alike
        outcome = self.act("privacy.release", getattr(self.cast, by), ReleasePerson(person=person))
        assert not (outcome.done and person not in held)

    @does("privacy.receipt")
    @rule(pick=PICK)
    def look_up_receipt(self, pick: int) -> None:
        """Whoever was erased can have their receipt shown again; it leads to nothing else."""
        found = [row for row in self.now["records"] if row["kind"] == REQUEST]
        if found:
            asked = self.choose(pick, found)
            outcome = self.act("privacy.receipt", self.cast.staff, ShowReceipt(receipt=asked["id"]))
            assert (outcome.value.person, outcome.value.code) == (asked["person"], asked["id"])

    @does("retention.run")
    @rule(dry_run=ODD, pick=PICK)
    def retention(self, dry_run: bool, pick: int) -> None:
        """What was kept for its time goes, and nothing of anybody who is held; a second run finds nothing."""
        held = [person for person in self.now.living if self.now.held(person) or self.now.touched(person)]
        actor = (self.cast.staff, self.cast.named)[pick % 2]
        outcome = self.act("retention.run", actor, RunRetention(dry_run=dry_run))
        assert sorted(set(held) & set(self.now.erased)) == []
        if outcome.done and not dry_run:
            Core.done["what retention let go of"] += any(line.count for line in outcome.value.gone)
            Core.done["who retention let go of"] += any(
                line.count for line in outcome.value.gone if line.then == "erase-person"
            )
            again = self.act("retention.run", actor, RunRetention(dry_run=True))
            assert [line for line in again.value.gone if line.count] == []

    @rule()
    def rotate_keys(self) -> None:
        """The master key is changed: nobody notices, and everything opens as before."""
        for world in self.worlds:
            live, _, _ = world.keys.census()
            assert world.keys.rewrap(lambda old: new_master()) == live
        assert self.agreed_state() == self.now
        Core.done["keys rotate"] += 1
