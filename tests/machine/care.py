"""What happens around people: concerns, safety, distress, contacts."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule
from tests.machine.machine import ABOUT_PASSES, ODD, PICK, Core, does

from mentorcore.domain.commands.concerns import (
    ActOnConcern,
    FlagDistress,
    RaiseConcern,
    ResolveConcern,
    SetAvoidList,
    SetSafety,
)
from mentorcore.domain.commands.messages import LogContact
from mentorcore.domain.commands.privacy import HoldPerson
from mentorcore.domain.concerns import ConcernAct, ConcernKind, ConcernRisk, ConcernWish
from mentorcore.domain.holds import HoldGround
from mentorcore.domain.records import TalkedOver
from mentorcore.testing.answers import family_name

WISH, KIND, RISK = (st.sampled_from(list(found)) for found in (ConcernWish, ConcernKind, ConcernRisk))
ACT = st.sampled_from(list(ConcernAct))
SIDES = ("mentee", "mentor")
OUTCOMES = st.sampled_from(("resolved", "unfounded", "referred", "match-ended", "?"))
BY = st.sampled_from(("", "", "", "staff", "named", "committee"))
"""Who does something about a concern: whoever handles it, or one of these."""


class Care(Core):
    """Concerns and safety."""

    @does("concerns.raise")
    @precondition(lambda self: self.now.people("mentee", "mentor"))
    @rule(
        pick=PICK,
        other=PICK,
        wish=WISH,
        kind=KIND,
        risk=RISK,
        unnamed=st.booleans(),
        behalf=st.booleans(),
        odd=ODD,
        talked=st.sampled_from((None, *TalkedOver)),
    )
    def raise_concern(
        self,
        pick: int,
        other: int,
        wish: ConcernWish,
        kind: ConcernKind,
        risk: ConcernRisk,
        unnamed: bool,
        behalf: bool,
        odd: bool,
        talked: TalkedOver | None,
    ) -> None:
        """Somebody raises a concern about anybody, often about the other of their match."""
        raiser, about, match = self.choose(pick, self.now.people(*SIDES)), self.anybody(other), ""
        found = self.now.matches()
        if found and not odd:
            chosen = self.choose(other, found)
            match = chosen["id"]
            raiser, about = (chosen[SIDES[(pick + step) % 2]] for step in (0, 1))
        command = RaiseConcern(
            wish=wish,
            about=(about,),
            kind=kind,
            match=match,
            account="It hurt.",
            unnamed=unnamed,
            risk=risk,
            talked_over=talked,
        )
        named = [] if match else [about]
        how: dict[str, Any] = {"on_behalf_of": raiser, "how": "phone"} if behalf else {}
        actor = self.cast.staff if behalf else raiser
        self.hear(self.act("concerns.raise", actor, command, secret=self.is_secret(named), **how), named)

    @does("concerns.raise")
    @precondition(lambda self: self.now.people("mentee", "mentor"))
    @rule(pick=PICK, wish=WISH, kind=KIND, risk=RISK, unnamed=st.booleans(), every=st.booleans())
    def raise_in_secret(
        self, pick: int, wish: ConcernWish, kind: ConcernKind, risk: ConcernRisk, unnamed: bool, every: bool
    ) -> None:
        """Somebody raises a concern about a coordinator, or about all of them; the twin never hears of it.

        Two things would end at once for everybody to see, though nobody could tell why: the raiser's data would be
        kept past their time, and accesses to them would be gone from the coordinator's list. So they are under a
        hold already, and nobody ever took an access to those whom it touches, or tried to.
        """
        raiser = self.choose(pick, self.now.people(*SIDES))
        named = self.now.people("coordinator", state="active") if every else [self.cast.named]
        named = [person for person in named if person != raiser] or [self.cast.named]
        if not self.tried_for().isdisjoint(map(self.pseudonym, (raiser, *named))):
            return
        if not self.now.held(raiser):
            hold = HoldPerson(person=raiser, ground=HoldGround.CLAIMS, words="They wait for a court.")
            assert self.act("privacy.hold", self.cast.committee, hold).done or not self.adopted
        command = RaiseConcern(
            wish=wish, about=tuple(named), kind=kind, account="It hurt.", unnamed=unnamed, risk=risk
        )
        secret = self.is_secret(named)
        outcome = self.act("concerns.raise", raiser, command, secret=secret)
        self.hear(outcome, named)
        Core.done["a secret concern"] += outcome.done and secret

    def tried_for(self) -> set[str]:
        """Pseudonyms of those to whom an access was taken, or tried for."""
        passes = {self.pseudonym(row["person"]) for row in self.now["passes"]}
        tried = [row["subjects"] for row in self.now["audit"] if row["verb"] in ABOUT_PASSES]
        return passes | {subjects.split()[0] for subjects in tried if subjects}

    @does("concerns.act")
    @precondition(lambda self: self.open_concerns())
    @rule(
        pick=PICK,
        act=ACT,
        note=st.sampled_from(("", "We talked.")),
        by=BY,
    )
    def act_on_concern(self, pick: int, act: ConcernAct, note: str, by: str) -> None:
        """A handler does something about a concern, or somebody who is none tries to."""
        concern = self.choose(pick, self.open_concerns())
        actor = self.handler(concern, by)
        secret = concern in self.secrets
        command = ActOnConcern(concern=concern, act=act, note=note)
        outcome = self.act("concerns.act", actor, command, secret=secret and by != "named")
        assert not (outcome.done and by == "named" and secret)
        Core.done[f"concerns.act {act.value}"] += outcome.done

    @does("concerns.resolve")
    @precondition(lambda self: self.now.concerns())
    @rule(
        pick=PICK,
        outcome=OUTCOMES,
        agency=st.sampled_from(("told", "not told", "")),
        again=st.sampled_from((None, None, 3, -1)),
        by=BY,
        odd=ODD,
    )
    def resolve_concern(
        self, pick: int, outcome: str, agency: str, again: int | None, by: str, odd: bool
    ) -> None:
        """A concern is closed; what an erased person's data were held for is destroyed then."""
        found = (self.open_concerns() if not odd else []) or [row["id"] for row in self.now.concerns()]
        concern = self.choose(pick, found)
        secret = concern in self.secrets
        command = ResolveConcern(
            concern=concern,
            outcome=outcome,
            note="Done.",
            agency="The police" if agency == "told" else "",
            agency_on=self.today if agency == "told" else None,
            no_agency="She asked us not to." if agency == "not told" else "",
            follow_up=None if again is None else self.today + timedelta(days=again),
        )
        actor = self.handler(concern, by)
        result = self.act("concerns.resolve", actor, command, secret=secret and by != "named")
        assert not (result.done and by == "named" and secret)

    @does("safety.set")
    @precondition(lambda self: self.now.people("mentee", "mentor"))
    @rule(
        pick=PICK,
        channels=st.sampled_from(("sms", "email,call", "via-someone", "pigeon")),
        hours=st.sampled_from(("", "at night")),
        self_=st.booleans(),
    )
    def set_safety(self, pick: int, channels: str, hours: str, self_: bool) -> None:
        """Somebody's safety plan is replaced; what waits to be sent takes a way that is safe now."""
        person = self.choose(pick, self.now.people(*SIDES))
        command = SetSafety(
            person=person, channels=channels, hours=hours, sender="the library", voicemail=self_
        )
        self.act("safety.set", person if self_ else self.cast.staff, command)

    @does("safety.avoid")
    @precondition(lambda self: self.now.people("mentee", "mentor"))
    @rule(pick=PICK, numbers=st.lists(st.integers(1, 6), max_size=2))
    def avoid(self, pick: int, numbers: list[int]) -> None:
        """Somebody says whom they must never meet."""
        person = self.choose(pick, self.now.people(*SIDES))
        names = ", ".join(f"Sam {family_name(number)}" for number in numbers)
        self.act("safety.avoid", person, SetAvoidList(person=person, names=names))

    @does("safety.distress")
    @precondition(lambda self: self.now.people("mentee", "mentor"))
    @rule(pick=PICK, contact=st.booleans(), behalf=st.booleans())
    def distress(self, pick: int, contact: bool, behalf: bool) -> None:
        """It weighs on somebody; help is shown at once."""
        person = self.choose(pick, self.now.people(*SIDES))
        command = FlagDistress(person=person, contact=contact)
        if behalf:
            self.act("safety.distress", self.cast.staff, command, on_behalf_of=person, how="phone")
        else:
            self.act("safety.distress", person, command)

    @does("contacts.log")
    @precondition(lambda self: self.now.people("mentee", "mentor"))
    @rule(pick=PICK, failed=st.booleans(), note=st.sampled_from(("", "She is well.")), odd=ODD)
    def contact(self, pick: int, failed: bool, note: str, odd: bool) -> None:
        """Staff reached somebody, or tried to."""
        found = self.now.matches()
        person, match = self.choose(pick, self.now.people(*SIDES)), ""
        if found and pick % 3:
            chosen = self.choose(pick, found)
            person, match = chosen[SIDES[pick % 2]] if not odd else person, chosen["id"]
        command = LogContact(person=person, match=match, failed=failed, note=note)
        self.act("contacts.log", self.cast.staff, command)
