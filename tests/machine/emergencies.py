"""Accesses that a grant alone does not open: taken in an emergency, or agreed to by a second person."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule
from tests.machine.dump import Row
from tests.machine.machine import ODD, PICK, Core, does

from mentorcore.domain.commands.access import ApproveAccess, AskAccess, BreakGlass, EndAccess, ReviewAccess
from mentorcore.domain.commands.participants import ShowParticipant
from mentorcore.domain.passes import Verdict

STAFF = st.sampled_from(("staff", "committee", "named"))
IN_EMERGENCIES = ("avoid", "notes")
"""What the committee reads in an emergency alone."""
LONGEST = timedelta(hours=24)


class Emergencies(Core):
    """Accesses."""

    def open_to(self, by: str, people: list[str]) -> list[str]:
        """Those of whom a member of staff can take an access without learning of a concern by being refused."""
        return [person for person in people if by != "named" or person not in self.shut_off()]

    def passes(self, *kinds: str) -> list[Row]:
        """Accesses of these kinds that the cast's coordinator may know of as well."""
        return [row for row in self.now["passes"] if row["kind"] in kinds]

    @does("access.break-glass")
    @rule(
        pick=PICK,
        by=STAFF,
        second=STAFF,
        hours=st.sampled_from((None, 1, 24, 25)),
        wrong=ODD,
    )
    def break_glass(self, pick: int, by: str, second: str, hours: int | None, wrong: bool) -> None:
        """Somebody's data are opened at once; a second person is told, for a day at most, and nobody by themselves."""
        people = self.open_to(by, self.open_to(second, [row["id"] for row in self.now["persons"]]))
        person, actor = self.choose(pick, people), getattr(self.cast, by)
        command = BreakGlass(
            person=person, second=getattr(self.cast, second), risk="She is in danger.", hours=hours
        )
        outcome = self.act("access.break-glass", actor, command, purpose="support" if wrong else "")
        if outcome.done:
            found = outcome.value
            assert (found.actor, found.person, found.purpose) == (actor, person, "protection")
            assert found.second != actor != person
            assert found.ends_at - found.opened_at <= LONGEST

    @does("access.ask")
    @precondition(lambda self: self.now.people("mentee", "mentor"))
    @rule(pick=PICK, by=STAFF)
    def ask_access(self, pick: int, by: str) -> None:
        """Somebody asks a colleague to agree to an access; until then it opens nothing."""
        found = self.open_to(by, self.now.people("mentee", "mentor"))
        if found:
            command = AskAccess(person=self.choose(pick, found), why="We talk on Monday.")
            outcome = self.act("access.ask", getattr(self.cast, by), command)
            assert not (outcome.done and outcome.value.opened_at)

    @does("access.approve")
    @precondition(lambda self: self.passes("approval", "emergency"))
    @rule(pick=PICK, by=STAFF, odd=ODD)
    def approve(self, pick: int, by: str, odd: bool) -> None:
        """A colleague agrees to an access, never to their own."""
        waiting = [row for row in self.passes("approval") if row["opened_at"] is None and not odd]
        found = self.choose(pick, waiting or self.now["passes"])
        actor = getattr(self.cast, by)
        if self.open_to(by, [found["person"]]):
            outcome = self.act("access.approve", actor, ApproveAccess(access=found["id"]))
            assert not (outcome.done and found["actor"] == actor)

    @does("access.end")
    @precondition(lambda self: self.now["passes"])
    @rule(pick=PICK, by=STAFF)
    def end_access(self, pick: int, by: str) -> None:
        """An access ends before its time."""
        found = self.choose(pick, self.now["passes"])
        if self.open_to(by, [found["person"]]):
            self.act("access.end", getattr(self.cast, by), EndAccess(access=found["id"]))

    @does("access.review")
    @precondition(lambda self: self.passes("emergency"))
    @rule(pick=PICK, by=STAFF, verdict=st.sampled_from(list(Verdict)), odd=ODD)
    def review_access(self, pick: int, by: str, verdict: Verdict, odd: bool) -> None:
        """Another person looks at an access afterwards, never whoever took it."""
        waiting = [row for row in self.passes("emergency") if not row["verdict"] and not odd]
        found = self.choose(pick, waiting or self.now["passes"])
        actor = getattr(self.cast, by)
        if self.open_to(by, [found["person"]]):
            command = ReviewAccess(access=found["id"], verdict=verdict, note="We talked it over.")
            outcome = self.act("access.review", actor, command)
            assert not (outcome.done and found["actor"] == actor)

    @precondition(lambda self: self.adopted and self.now.people("mentee", "mentor"))
    @rule(pick=PICK, passed=st.booleans())
    def read_in_an_emergency(self, pick: int, passed: bool) -> None:
        """The committee reads what an emergency opens: of those alone for whom it took one, and while it lasts."""
        me, now = self.cast.committee, self.sqlite.clock.now()
        mine = [row for row in self.passes("emergency") if row["actor"] == me]
        found = [row["person"] for row in mine if row["person"] in self.now.living]
        person = self.choose(pick, found if passed and found else self.now.people("mentee", "mentor"))
        outcome = self.act("participants.show", me, ShowParticipant(person=person), purpose="protection")
        opened = [row for row in mine if row["person"] == person and row["opened_at"] <= now < row["ends_at"]]
        may = bool(opened) and me not in self.conflicted(person)
        read = set(self.now["audit"][-1]["tiers"].split())
        assert read & set(IN_EMERGENCIES) == (set(IN_EMERGENCIES) if may else set())
        if outcome.done:
            assert set(outcome.value.tiers) <= read
        Core.done["a reading in an emergency"] += may

    def conflicted(self, person: str) -> set[str]:
        """Those who must be kept from somebody, as the state says."""
        found = {person}
        for concern in self.now.concerns():
            if person in (*concern["named"], concern["raised_by"]):
                found |= set(concern["named"])
        for row in self.now["protections"]:
            if row["lifted_on"] is None and person in (row["one"], row["other"]):
                found |= {row["one"], row["other"]}
        return found
