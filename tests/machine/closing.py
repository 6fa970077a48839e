"""What surrounds the end of a match: looking back, taking it up again, sending somebody on; and workshops."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule
from tests.machine.machine import ODD, PICK, Core, does

from mentorcore.domain.closing import ReflectionHow
from mentorcore.domain.commands.closing import NoteReferral, Reflect, ReopenMatch
from mentorcore.domain.commands.workshops import AnnounceWorkshop, AttendWorkshop

PAIR = ("mentee", "mentor")
WAY = st.sampled_from(list(ReflectionHow))


class Closing(Core):
    """Ends, and what leads beyond a match."""

    @does("matches.reflect")
    @precondition(lambda self: self.now.matches())
    @rule(pick=PICK, way=WAY, words=st.sampled_from(("", "It did me good.")), odd=ODD, behalf=st.booleans())
    def reflect(self, pick: int, way: ReflectionHow, words: str, odd: bool, behalf: bool) -> None:
        """One of the two looks back, or would rather not, and then writes nothing."""
        match = self.choose(pick, (self.now.matches("ended") if not odd else []) or self.now.matches())
        command = Reflect(match["id"], way, words=words)
        outcome = self.by_party("matches.reflect", match[PAIR[pick % 2]], command, behalf)
        assert not (outcome.done and words and way is ReflectionHow.DECLINED)
        assert not (outcome.done and match["introduced_on"] is None)

    @does("matches.reopen")
    @precondition(lambda self: self.now.matches("ended"))
    @rule(pick=PICK, side=st.integers(0, 1), take_back=ODD, odd=ODD, behalf=st.booleans())
    def reopen(self, pick: int, side: int, take_back: bool, odd: bool, behalf: bool) -> None:
        """One of the two wants an ended match to go on; nobody decides that alone."""
        match = self.choose(pick, self.now.matches() if odd else self.now.matches("ended"))
        command = ReopenMatch(match=match["id"], take_back=take_back)
        party, other = match[PAIR[side]], match[PAIR[1 - side]]
        outcome = self.by_party("matches.reopen", party, command, behalf)
        if outcome.done and outcome.value.reopened:
            wished = {row["person"] for row in self.now["records"] if row["kind"] == "reopening"}
            assert {party, other} <= wished
            assert not take_back
            Core.done["a match that goes on"] += 1

    @does("referrals.note")
    @precondition(lambda self: self.now.matches())
    @rule(pick=PICK, by=st.sampled_from(("mentor", "mentor", "behalf", "staff", "mentee")), odd=ODD)
    def refer(self, pick: int, by: str, odd: bool) -> None:
        """A mentee is sent on: the mentor says so, or the team; it is nothing that a mentee notes."""
        match = self.choose(pick, (self.now.matches("active") if not odd else []) or self.now.matches())
        command = NoteReferral(match["id"], to="The house of advice", why="Debts.")
        if by == "staff":
            outcome = self.act("referrals.note", self.cast.staff, command)
        else:
            party = match["mentee" if by == "mentee" else "mentor"]
            outcome = self.by_party("referrals.note", party, command, by == "behalf")
        assert not (outcome.done and by == "mentee")

    @does("workshops.announce")
    @rule(days=st.sampled_from((0, 0, 7, -1)))
    def announce(self, days: int) -> None:
        """A workshop is announced."""
        command = AnnounceWorkshop(title="Budgets", on=self.today + timedelta(days=days), place="Lausanne")
        self.act("workshops.announce", self.cast.staff, command)

    @does("workshops.attend")
    @precondition(lambda self: self.now["workshops"] and self.now.people(*PAIR))
    @rule(pick=PICK, other=PICK, self_=st.booleans(), behalf=st.booleans())
    def attend(self, pick: int, other: int, self_: bool, behalf: bool) -> None:
        """Somebody was there, once however often it is said; nobody was where it has not taken place yet."""
        person = self.choose(pick, self.now.people(*PAIR))
        workshop = self.choose(other, self.now["workshops"])
        command = AttendWorkshop(person=person, workshop=workshop["id"])
        if self_:
            outcome = self.by_party("workshops.attend", person, command, behalf)
        else:
            outcome = self.act("workshops.attend", self.cast.staff, command)
        assert not (outcome.done and workshop["held_on"] > self.today)
