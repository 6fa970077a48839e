"""Who is kept out, and who is kept away from whom: suspended, put out, let in again; blocked, and a block lifted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule
from tests.machine.machine import ODD, PICK, Core, does

from mentorcore.domain.commands.concerns import BlockPerson, UnblockPerson
from mentorcore.domain.commands.participants import (
    LiftSuspension,
    ReadmitPerson,
    SuspendPerson,
    TerminatePerson,
)

SIDES = ("mentee", "mentor")
STANDS = {
    "suspend": (SuspendPerson, None),
    "lift": (LiftSuspension, "suspended"),
    "terminate": (TerminatePerson, None),
    "readmit": (ReadmitPerson, "terminated"),
}
"""What is decided about somebody: the command, and the standing that it is for."""


class Standing(Core):
    """Standings and blocks."""

    @does(*(f"participants.{what}" for what in STANDS))
    @precondition(lambda self: self.now.people(*SIDES))
    @rule(
        pick=PICK,
        what=st.sampled_from(("suspend", "lift", "lift", "terminate", "readmit", "readmit")),
        by=st.sampled_from(("staff", "staff", "named", "committee")),
        odd=ODD,
    )
    def decide_standing(self, pick: int, what: str, by: str, odd: bool) -> None:
        """A member of staff who protects decides; whoever put somebody out does not let them in again."""
        command: Callable[..., Any]
        command, state = STANDS[what]
        standing = {row["person"]: row for row in self.now["standings"]}
        found = [person for person, row in standing.items() if row["state"] == state]
        person = self.choose(pick, found if found and not odd else self.now.people(*SIDES))
        actor = getattr(self.cast, by)
        outcome = self.act(f"participants.{what}", actor, command(person=person, reason="We talked it over."))
        if outcome.done:
            before = standing.get(person, {"state": None, "made_by": ""})
            assert state is None or before["state"] == state
            assert what != "readmit" or before["made_by"] != actor
            assert by != "committee"

    @does("safety.block")
    @precondition(lambda self: len(self.now.people(*SIDES)) > 1)
    @rule(pick=PICK, other=PICK, by=st.sampled_from(("self", "behalf", "staff", "named")), odd=ODD)
    def block(self, pick: int, other: int, by: str, odd: bool) -> None:
        """Somebody, or staff for them, keep somebody else away: a party only whom they were paired with."""
        person, away = self.choose(pick, self.now.people(*SIDES)), self.anybody(other)
        if self.now.matches() and not odd:
            match = self.choose(pick, self.now.matches())
            person, away = (match[SIDES[(other + step) % 2]] for step in (0, 1))
        if person in self.now.living:
            self._keep_apart("safety.block", BlockPerson(person=person, other=away), by)

    @does("safety.unblock")
    @precondition(lambda self: self.now["blocks"])
    @rule(pick=PICK, by=st.sampled_from(("self", "behalf", "staff", "named")), odd=ODD)
    def unblock(self, pick: int, by: str, odd: bool) -> None:
        """A block is lifted, by whom it came from; nobody lifts one that is not theirs."""
        kept = [row for row in self.now["blocks"] if row["lifted_on"] is None]
        mine = [row for row in kept if row["by_staff"] is (by in ("staff", "named")) and not odd]
        found = self.choose(pick, mine or self.now["blocks"])
        if found["person"] in self.now.living:
            self._keep_apart("safety.unblock", UnblockPerson(found["person"], found["other"]), by)

    def _keep_apart(self, verb: str, command: BlockPerson | UnblockPerson, by: str) -> None:
        before = {(r["person"], r["other"], r["by_staff"]): r["lifted_on"] for r in self.now["blocks"]}
        if by in ("self", "behalf"):
            outcome = self.by_party(verb, command.person, command, by == "behalf")
        else:
            outcome = self.act(verb, getattr(self.cast, by), command)
        if outcome.done and verb == "safety.unblock":
            key = (command.person, command.other, by in ("staff", "named"))
            assert key in before
            assert before[key] is None
