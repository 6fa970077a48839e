"""Drafts of rounds: made, decided about, released and discarded, among everything else that happens meanwhile."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule
from tests.machine.dump import Row
from tests.machine.machine import ODD, PICK, Core, does

from mentorcore.domain.commands.drafts import (
    DiscardDraft,
    LockPair,
    ProposeDraft,
    RejectPair,
    ReleaseDraft,
    UnlockPair,
)
from mentorcore.domain.drafts import Pair

SIDES = ("mentee", "mentor")
WHY = "Zaphodia knows him."


class Drafts(Core):
    """Drafts."""

    def drafts(self, odd: bool) -> list[Row]:
        """Drafts that are open; any where somebody errs."""
        found: list[Row] = [*self.now["drafts"]]
        return [row for row in found if row["state"] == "open"] or (found if odd else []) or found

    def drafted_pair(self, draft: Row, pick: int) -> Pair:
        """A pair that a draft holds, or any two people."""
        dossier = draft["id"] if draft["generation"] == 1 else f"{draft['id']}.{draft['generation']}"
        held = {row["dossier"]: row["sealed"] for row in self.now["envelopes"] if row["tier"] == "draft"}
        pairs = [(found[0], found[1]) for found in (held.get(dossier) or {}).get("pairs", ())]
        if pairs and pick % 3:
            return self.choose(pick, pairs)
        waits = {
            side: [row["person"] for row in self.now["waiting"] if row["role"] == side] for side in SIDES
        }
        mentee, mentor = (self.choose(pick // 3, waits[side] or self.now.people(side)) for side in SIDES)
        return mentee, mentor

    @does("drafts.propose")
    @rule(seed=st.integers(0, 3), weight=st.sampled_from((0, 1, 1000)), pick=st.one_of(st.none(), PICK))
    def draft(self, seed: int, weight: int, pick: int | None) -> None:
        """A draft is made, perhaps from another one."""
        weights = {"waiting": weight} if weight else {}
        basis = "" if pick is None or not self.now["drafts"] else self.choose(pick, self.now["drafts"])["id"]
        command = ProposeDraft(weights=weights, basis=basis, seed=seed)
        before = self.now
        outcome = self.act("drafts.propose", self.cast.staff, command)
        if outcome.done:
            for table in ("matches", "seats", "waiting", "messages", "rounds", "duties", "events"):
                assert self.now[table] == before[table], table

    @does("drafts.lock", "drafts.unlock", "drafts.reject")
    @precondition(lambda self: self.now["drafts"] and self.now.people("mentee") and self.now.people("mentor"))
    @rule(pick=PICK, what=st.sampled_from(("lock", "unlock", "reject")), two=PICK, odd=ODD)
    def decide_pair(self, pick: int, what: str, two: int, odd: bool) -> None:
        """A coordinator decides about a pair."""
        draft = self.choose(pick, self.drafts(odd))
        mentee, mentor = self.drafted_pair(draft, two)
        where = {"draft": draft["id"], "mentee": mentee, "mentor": mentor}
        if what == "reject":
            self.act("drafts.reject", self.cast.staff, RejectPair(**where, reason=WHY))
        else:
            kind = LockPair if what == "lock" else UnlockPair
            self.act(f"drafts.{what}", self.cast.staff, kind(**where))

    @does("drafts.release")
    @precondition(lambda self: self.now["drafts"])
    @rule(pick=PICK, odd=ODD)
    def release_draft(self, pick: int, odd: bool) -> None:
        """A draft becomes a round."""
        draft = self.choose(pick, self.drafts(odd))
        outcome = self.act("drafts.release", self.cast.staff, ReleaseDraft(draft=draft["id"]))
        assert not (outcome.done and draft["state"] != "open")
        if outcome.done:
            Core.done["a match of a round"] += bool(outcome.value.proposed)

    @does("drafts.discard")
    @precondition(lambda self: self.now["drafts"])
    @rule(pick=PICK, odd=ODD)
    def discard_draft(self, pick: int, odd: bool) -> None:
        """A draft is destroyed."""
        draft = self.choose(pick, self.drafts(odd))
        outcome = self.act("drafts.discard", self.cast.staff, DiscardDraft(draft=draft["id"]))
        assert outcome.done == (draft["state"] != "discarded")
