"""What happens to pairs: from the round to the introduction, interruptions, and every way to end."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule
from tests.machine.checks import OPEN
from tests.machine.dump import Row
from tests.machine.machine import ODD, PICK, Core, Outcome, does

from mentorcore.domain.commands.matches import (
    AcceptMatch,
    AskRematch,
    CloseMatch,
    DeclineMatch,
    EndByProgramme,
    IntroduceMatch,
    KeepAgreement,
    PairByHand,
    ProposeRound,
    ResendIntroduction,
    ResumeMatch,
    SuspendMatch,
    WishFor,
)
from mentorcore.domain.matches import BY_A_PARTY, EndKind

TOLD = st.sampled_from(("self", "staff"))
PAIR = ("mentee", "mentor")


class Pairs(Core):
    """Rounds, matches and their ends."""

    def matches(self, odd: bool, *states: str) -> list[Row]:
        """Matches in these states; any where somebody errs."""
        return (self.now.matches() if odd else []) or self.now.matches(*states)

    def party(self, match: Row, pick: int) -> str:
        """One of the two."""
        found: str = match[PAIR[pick % 2]]
        return found

    @does("matches.propose")
    @rule(seed=st.integers(0, 3))
    def propose(self, seed: int) -> None:
        """A round is made."""
        outcome = self.act("matches.propose", self.cast.staff, ProposeRound(seed=seed))
        if outcome.done:
            Core.done["a match of a round"] += bool(outcome.value.proposed)

    @does("matches.pair")
    @precondition(lambda self: self.now.people("mentee") and self.now.people("mentor"))
    @rule(one=PICK, other=PICK, odd=ODD)
    def pair(self, one: int, other: int, odd: bool) -> None:
        """Two people are brought together by hand."""
        state = "" if odd else "admitted"
        mentees = self.now.people("mentee", state=state) or self.now.people("mentee")
        mentors = self.now.people("mentor", state=state) or self.now.people("mentor")
        self._pair(self.choose(one, mentees), self.choose(other, mentors))

    def _pair(self, mentee: str, mentor: str) -> Outcome:
        return self.act("matches.pair", self.cast.staff, PairByHand(mentee=mentee, mentor=mentor))

    def _accept(self, match: Row, party: str, behalf: bool, confidential: bool = True) -> Outcome:
        command = AcceptMatch(
            match=match["id"], shown_name="Lou", shown_channel="sms", confidential=confidential
        )
        return self.by_party("matches.accept", party, command, behalf)

    @does("matches.accept")
    @precondition(lambda self: self.now.matches("proposed"))
    @rule(pick=PICK, odd=ODD, behalf=st.booleans(), confidential=st.sampled_from((True, True, False)))
    def accept(self, pick: int, odd: bool, behalf: bool, confidential: bool) -> None:
        """A party accepts."""
        match = self.choose(pick, self.matches(odd, "proposed"))
        self._accept(match, self.party(match, pick), behalf, confidential)

    @does("matches.pair", "matches.accept", "matches.introduce")
    @precondition(
        lambda self: (
            self.now.people("mentee", state="admitted") and self.now.people("mentor", state="admitted")
        )
    )
    @rule(one=PICK, other=PICK)
    def together(self, one: int, other: int) -> None:
        """Two people are paired, both accept, and they are introduced."""
        mentee = self.choose(one, self.now.people("mentee", state="admitted"))
        mentor = self.choose(other, self.now.people("mentor", state="admitted"))
        outcome = self._pair(mentee, mentor)
        if outcome.done:
            match = {"id": outcome.value.id}
            for party in (mentee, mentor):
                self._accept(match, party, behalf=False)
            self.act("matches.introduce", self.cast.staff, IntroduceMatch(match=match["id"]))

    @does("matches.introduce")
    @precondition(lambda self: self.now.matches("proposed"))
    @rule(pick=PICK, odd=ODD)
    def introduce(self, pick: int, odd: bool) -> None:
        """Two people are introduced, once both accepted."""
        found = self.matches(odd, "proposed")
        ready = [row for row in found if row["mentee_accepted_on"] and row["mentor_accepted_on"]]
        match = self.choose(pick, ready or found)
        outcome = self.act("matches.introduce", self.cast.staff, IntroduceMatch(match=match["id"]))
        assert not (outcome.done and match not in ready)

    @does("matches.decline")
    @precondition(lambda self: self.now.matches("proposed"))
    @rule(pick=PICK, odd=ODD, behalf=st.booleans())
    def decline(self, pick: int, odd: bool, behalf: bool) -> None:
        """A party does not want the introduction."""
        match = self.choose(pick, self.matches(odd, "proposed"))
        outcome = self.by_party(
            "matches.decline", self.party(match, pick), DeclineMatch(match=match["id"]), behalf
        )
        if match["state"] == "proposed":
            assert outcome.done

    @does("matches.resend")
    @precondition(lambda self: self.now.matches("active", "suspended"))
    @rule(pick=PICK, odd=ODD)
    def resend(self, pick: int, odd: bool) -> None:
        """A party asks for the introduction again."""
        match = self.choose(pick, self.matches(odd, "active", "suspended"))
        self.act("matches.resend", self.party(match, pick), ResendIntroduction(match=match["id"]))

    @does("matches.keep")
    @precondition(lambda self: self.now.matches())
    @rule(pick=PICK, odd=ODD, text=st.sampled_from(("", "We meet on Mondays.")), forget=ODD)
    def keep(self, pick: int, odd: bool, text: str, forget: bool) -> None:
        """A party wants a copy of the agreement kept, or forgotten."""
        match = self.choose(pick, self.matches(odd, *OPEN) or self.now.matches())
        command = KeepAgreement(match=match["id"], agreement=text, forget=forget)
        self.act("matches.keep", self.party(match, pick), command)

    @does("matches.suspend")
    @precondition(lambda self: self.now.matches("active"))
    @rule(pick=PICK, odd=ODD, committee=st.booleans())
    def suspend(self, pick: int, odd: bool, committee: bool) -> None:
        """The programme interrupts a match."""
        match = self.choose(pick, self.matches(odd, "active"))
        actor = self.cast.committee if committee else self.cast.staff
        self.act("matches.suspend", actor, SuspendMatch(match=match["id"]))

    @does("matches.resume")
    @precondition(lambda self: self.now.matches("active", "suspended"))
    @rule(pick=PICK, odd=ODD)
    def resume(self, pick: int, odd: bool) -> None:
        """A suspended match goes on."""
        found = self.matches(odd, "suspended") or self.now.matches("active")
        self.act("matches.resume", self.cast.staff, ResumeMatch(match=self.choose(pick, found)["id"]))

    @does("matches.close")
    @precondition(lambda self: self.now.matches())
    @rule(pick=PICK, odd=ODD, told=TOLD, as_=st.sampled_from(BY_A_PARTY), behalf=st.booleans())
    def close(self, pick: int, odd: bool, told: str, as_: EndKind, behalf: bool) -> None:
        """A party ends a match; nothing holds them."""
        match = self.choose(pick, self.matches(odd, *OPEN) or self.now.matches())
        command = CloseMatch(match=match["id"], told_by=told, as_=as_)
        outcome = self.by_party("matches.close", self.party(match, pick), command, behalf)
        if match["state"] in OPEN:
            assert outcome.done

    @does("matches.end")
    @precondition(lambda self: self.now.matches(*OPEN))
    @rule(pick=PICK, odd=ODD)
    def end(self, pick: int, odd: bool) -> None:
        """The programme ends a match, or takes a proposal back."""
        match = self.choose(pick, self.matches(odd, *OPEN))
        self.act("matches.end", self.cast.staff, EndByProgramme(match=match["id"]))

    @does("matches.wish")
    @precondition(lambda self: self.now.people("mentee", "mentor"))
    @rule(pick=PICK, count=st.integers(0, 3), odd=ODD, behalf=st.booleans())
    def wish(self, pick: int, count: int, odd: bool, behalf: bool) -> None:
        """Somebody names people with whom they would like to be; what holds is the newest list."""
        everybody = self.now.people(*PAIR)
        person = self.choose(pick, everybody)
        wished = [person] if odd else [one for one in everybody if one != person][:count]
        roles = [row["role"] for row in self.now.roles[person] if row["role"] in PAIR]
        command = WishFor(person=person, people=tuple(wished), role=self.choose(pick, roles))
        outcome = self.by_party("matches.wish", person, command, behalf)
        assert not (outcome.done and person in wished)

    @does("matches.rematch")
    @precondition(lambda self: self.now.people("mentee", "mentor"))
    @rule(pick=PICK, told=TOLD, again=st.booleans(), behalf=st.booleans())
    def rematch(self, pick: int, told: str, again: bool, behalf: bool) -> None:
        """Somebody asks for a new match, or for somebody of an ended one."""
        ended = self.now.matches("ended")
        if again and ended:
            match = self.choose(pick, ended)
            person, other = match[PAIR[pick % 2]], match[PAIR[(pick + 1) % 2]]
        else:
            person, other = self.choose(pick, self.now.people(*PAIR)), ""
        roles = [row["role"] for row in self.now.roles[person] if row["role"] in PAIR]
        command = AskRematch(person=person, role=self.choose(pick, roles), again_with=other, told_by=told)
        self.by_party("matches.rematch", person, command, behalf)
