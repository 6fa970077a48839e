"""What a pair does: sessions, what is written down about them, tasks, a working agreement. VPS keeps none of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule
from tests.machine.dump import Row
from tests.machine.machine import ODD, PICK, Core, Outcome, does
from tests.support.following import NO_SESSIONS

from mentorcore.domain.commands.sessions import (
    CancelSession,
    CorrectSession,
    LogSession,
    MissSession,
    MoveSession,
    PlanSession,
    RecordSession,
)
from mentorcore.domain.commands.tasks import AgreeTask, DoTask, DropTask
from mentorcore.domain.commands.working_agreement import AcceptAgreement, ProposeAgreement
from mentorcore.domain.forms import LATER
from mentorcore.domain.sessions import CancelledBy, Process

PAIR = ("mentee", "mentor")
DAYS = st.sampled_from((0, 1, 7, 7, 40, -1))
AT = st.sampled_from(("", "18:30", "02:30"))
MINUTES = st.sampled_from((60, 60, 90, 600, 0))
BEHALF = st.booleans()
AGREED = {"level": "strict", "limits": "Not at night.", "cancelling": "A day before."}


class Meetings(Core):
    """Sessions, tasks, agreements."""

    @property
    def keeps(self) -> bool:
        """Whether the programme that is installed keeps sessions."""
        return all(policy.id != NO_SESSIONS for policy in self.installed.policies)

    def met(self, odd: bool, state: str) -> Sequence[Row]:
        """Sessions in a state; any where somebody errs, or there is none."""
        found = [row for row in self.now["sessions"] if row["state"] == state and not odd]
        return found or self.now["sessions"]

    def two(self, match: str) -> tuple[str, str]:
        """Mentee and mentor of a match."""
        found = next(row for row in self.now["matches"] if row["id"] == match)
        return found["mentee"], found["mentor"]

    def _by(self, verb: str, match: str, pick: int, command: Any, behalf: bool = False) -> Outcome:
        """One of the two does something; what VPS keeps nothing of nobody does."""
        outcome = self.by_party(verb, self.two(match)[pick % 2], command, behalf)
        assert not outcome.done or (self.keeps and self.adopted)
        return outcome

    @does("sessions.plan")
    @precondition(lambda self: self.now.matches("active"))
    @rule(pick=PICK, days=DAYS, at=AT, minutes=MINUTES, odd=ODD, behalf=BEHALF)
    def plan_session(self, pick: int, days: int, at: str, minutes: int, odd: bool, behalf: bool) -> None:
        """Either of the two plans a session; never one in the past, nor an endless one."""
        match = self.choose(pick, self.now.matches() if odd else self.now.matches("active"))
        on = self.today + timedelta(days=days)
        command = PlanSession(match=match["id"], on=on, at=at, minutes=minutes, place="The library")
        outcome = self._by("sessions.plan", match["id"], pick, command, behalf)
        assert not (outcome.done and (days < 0 or minutes in (0, 600) or match["state"] != "active"))

    @does("sessions.move")
    @precondition(lambda self: self.now["sessions"])
    @rule(pick=PICK, days=DAYS, at=AT, odd=ODD, behalf=BEHALF)
    def move_session(self, pick: int, days: int, at: str, odd: bool, behalf: bool) -> None:
        """A planned session is moved; one that is over stays where it was."""
        found = self.choose(pick, self.met(odd, "planned"))
        on = self.today + timedelta(days=days)
        command = MoveSession(match=found["match"], session=found["id"], on=on, at=at)
        outcome = self._by("sessions.move", found["match"], pick, command, behalf)
        assert not (outcome.done and found["state"] != "planned")

    @does("sessions.log")
    @precondition(lambda self: self.now.matches("active"))
    @rule(pick=PICK, planned=st.booleans())
    def log_session(self, pick: int, planned: bool) -> None:
        """VPS keeps no sessions: its policy refuses, whoever asks. The other bundle keeps them."""
        match = self.choose(pick, self.now.matches("active"))
        own = [
            row for row in self.now["sessions"] if row["match"] == match["id"] and row["state"] == "planned"
        ]
        session = self.choose(pick, own)["id"] if own and planned else ""
        command = LogSession(match=match["id"], session=session, themes="work, letters")
        outcome = self._by("sessions.log", match["id"], pick, command)
        assert outcome.done is (self.keeps and self.adopted)

    @does("sessions.cancel", "sessions.miss")
    @precondition(lambda self: self.now["sessions"])
    @rule(
        pick=PICK,
        by=st.sampled_from((None, *CancelledBy)),
        process=st.sampled_from(list(Process)),
        odd=ODD,
        behalf=BEHALF,
    )
    def end_session(
        self, pick: int, by: CancelledBy | None, process: Process, odd: bool, behalf: bool
    ) -> None:
        """A planned session is cancelled, or nobody came; one that was noted by mistake did not take place."""
        state = "held" if by is None and pick % 2 else "planned"
        found = self.choose(pick, self.met(odd, state))
        place = {"match": found["match"], "session": found["id"]}
        command: Any = MissSession(**place) if by is None else CancelSession(**place, by=by, process=process)
        verb = "sessions.miss" if by is None else "sessions.cancel"
        outcome = self._by(verb, found["match"], pick, command, behalf)
        assert not (outcome.done and found["state"] in ("cancelled", "missed"))

    @does("sessions.correct")
    @precondition(lambda self: self.now["sessions"])
    @rule(pick=PICK, days=st.sampled_from((0, 0, -1, 1)), minutes=st.sampled_from((None, 30, 90)), odd=ODD)
    def correct_session(self, pick: int, days: int, minutes: int | None, odd: bool) -> None:
        """What was noted is put right, and what was noted before stays; nobody met tomorrow."""
        found = self.choose(pick, self.met(odd, "held"))
        on = self.today + timedelta(days=days)
        command = CorrectSession(found["match"], found["id"], on=on, minutes=minutes, place="The park")
        outcome = self._by("sessions.correct", found["match"], pick, command)
        assert not (outcome.done and (days > 0 or found["state"] != "held"))

    @does("sessions.record")
    @precondition(lambda self: self.now["sessions"])
    @rule(pick=PICK, by_email=ODD, mentor=ODD, odd=ODD, behalf=ODD)
    def record_session(self, pick: int, by_email: bool, mentor: bool, odd: bool, behalf: bool) -> None:
        """The mentee writes down what a session was about: nobody else does, and nobody for them."""
        found = self.choose(pick, self.met(odd, "held"))
        answers = {} if by_email else {"content": "We wrote a letter."}
        command = RecordSession(found["match"], found["id"], answers=answers, by_email=by_email)
        outcome = self._by("sessions.record", found["match"], int(mentor), command, behalf)
        assert not (outcome.done and (mentor or found["state"] != "held" or (behalf and not by_email)))

    @does("tasks.agree")
    @precondition(lambda self: self.now["sessions"])
    @rule(pick=PICK, owner=PICK, days=st.sampled_from((None, 3, -1)), odd=ODD)
    def agree_task(self, pick: int, owner: int, days: int | None, odd: bool) -> None:
        """One of the two takes something on, in a session that they held."""
        found = self.choose(pick, self.met(odd, "held"))
        takes = self.anybody(owner) if odd else self.two(found["match"])[owner % 2]
        due = None if days is None else self.today + timedelta(days=days)
        command = AgreeTask(
            found["match"], found["id"], owner=takes, words="A letter to the office.", due=due
        )
        outcome = self._by("tasks.agree", found["match"], pick, command)
        assert not (outcome.done and (takes not in self.two(found["match"]) or days == -1))

    @does("tasks.done", "tasks.drop")
    @precondition(lambda self: self.now["tasks"])
    @rule(pick=PICK, drop=st.booleans(), other=ODD, odd=ODD)
    def end_task(self, pick: int, drop: bool, other: bool, odd: bool) -> None:
        """A task is done by whoever took it on, or dropped by either; once it is over it stays so."""
        open_ = [row for row in self.now["tasks"] if row["state"] == "open" and not odd]
        task = self.choose(pick, open_ or self.now["tasks"])
        side = self.two(task["match"]).index(task["owner"]) + other
        make: Callable[..., Any] = DropTask if drop else DoTask
        command = make(task["match"], task["id"], **({"why": "It is too early."} if drop else {}))
        outcome = self._by("tasks.drop" if drop else "tasks.done", task["match"], side, command)
        assert not (outcome.done and (task["state"] != "open" or (other and not drop)))

    @does("agreement.propose")
    @precondition(lambda self: self.now.matches())
    @rule(pick=PICK, level=st.sampled_from(("strict", "open", LATER, "?")), odd=ODD, behalf=BEHALF)
    def propose_agreement(self, pick: int, level: str, odd: bool, behalf: bool) -> None:
        """One of the two proposes how to work together."""
        match = self.choose(pick, (self.now.matches("active") if not odd else []) or self.now.matches())
        command = ProposeAgreement(match["id"], {**AGREED, "level": level})
        outcome = self._by("agreement.propose", match["id"], pick, command, behalf)
        assert not (outcome.done and (level == "?" or match["state"] != "active"))

    @does("agreement.accept")
    @precondition(lambda self: self.now["agreements"])
    @rule(pick=PICK, own=ODD, behalf=BEHALF)
    def accept_agreement(self, pick: int, own: bool, behalf: bool) -> None:
        """The other accepts the version that was proposed last; nobody settles anything alone."""
        found = self.choose(pick, self.now["agreements"])
        side = PAIR.index(found["proposed_by"]) + (not own)
        command = AcceptAgreement(found["match"], version=found["version"])
        outcome = self._by("agreement.accept", found["match"], side, command, behalf)
        assert not (outcome.done and (own or found["settled_on"]))
