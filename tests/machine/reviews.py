"""What the two of a match answer: surveys, their drafts and their corrections."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule
from tests.machine.machine import ODD, PICK, Core, does

from mentorcore.domain.commands.surveys import AnswerSurvey, CorrectSurvey, DraftSurvey
from mentorcore.domain.forms import LATER

ANSWERS: dict[str, Any] = {"trust": 4, "helped": ["listening"], "goes_on": True, "words": "It does me good."}
OTHERS: dict[str, Any] = {"trust": 2, "helped": LATER, "goes_on": False}
PLACES = {
    "review": ("month:3", "month:6"),
    "mentor-review": ("month:3",),
    "farewell": ("closing",),
}
"""Survey to its occasions."""
ASKED = {"mentor-review": ("trust", "words"), "farewell": ("helped", "goes_on", "words")}
"""What the shorter ones ask."""


class Reviews(Core):
    """Surveys."""

    def answers_to(self, survey: str, found: dict[str, Any]) -> dict[str, Any]:
        """Those of some answers that a survey asks for."""
        return {name: value for name, value in found.items() if name in ASKED.get(survey, found)}

    @does("surveys.answer")
    @precondition(lambda self: self.now.matches())
    @rule(pick=PICK, survey=st.sampled_from(sorted(PLACES)), wrong=ODD, odd=ODD, behalf=st.booleans())
    def answer_survey(self, pick: int, survey: str, wrong: bool, odd: bool, behalf: bool) -> None:
        """One of the two answers: once for each occasion, and once they were introduced."""
        match = self.choose(pick, (self.now.matches("active") if not odd else []) or self.now.matches())
        side = ("mentee", "mentor")[(pick + wrong) % 2]
        place = (match["id"], survey, self.choose(pick, PLACES[survey]))
        command = AnswerSurvey(*place, answers=self.answers_to(survey, ANSWERS))
        before = {(row["match"], row["person"], row["form"], row["occasion"]) for row in self.now["surveys"]}
        outcome = self.by_party("surveys.answer", match[side], command, behalf)
        again = (match["id"], match[side], *place[1:]) in before
        other = survey == "mentor-review" and side == "mentee"
        assert not (outcome.done and (again or other or match["introduced_on"] is None))

    @does("surveys.correct")
    @precondition(lambda self: self.now["surveys"])
    @rule(pick=PICK, other=ODD, behalf=st.booleans())
    def correct_survey(self, pick: int, other: bool, behalf: bool) -> None:
        """Somebody answers anew; what they answered before stays, and nobody corrects anybody else."""
        found = self.choose(pick, self.now["surveys"])
        match = next(row for row in self.now["matches"] if row["id"] == found["match"])
        party = next(
            match[side] for side in ("mentee", "mentor") if (match[side] == found["person"]) is not other
        )
        command = CorrectSurvey(
            found["match"], found["form"], found["occasion"], answers=self.answers_to(found["form"], OTHERS)
        )
        own = [row for row in self.now["surveys"] if row["person"] == party and row["match"] == match["id"]]
        outcome = self.by_party("surveys.correct", party, command, behalf)
        places = [(row["form"], row["occasion"]) for row in own]
        assert not (outcome.done and (found["form"], found["occasion"]) not in places)

    @does("surveys.draft")
    @precondition(lambda self: self.now.matches())
    @rule(pick=PICK, forget=ODD, odd=ODD, behalf=ODD)
    def draft_survey(self, pick: int, forget: bool, odd: bool, behalf: bool) -> None:
        """Somebody keeps what they have typed so far; for that nobody else is at the keyboard."""
        match = self.choose(pick, (self.now.matches("active") if not odd else []) or self.now.matches())
        command = DraftSurvey(match["id"], "review", "month:6", answers={"words": "To be"}, forget=forget)
        outcome = self.by_party("surveys.draft", match[("mentee", "mentor")[pick % 2]], command, behalf)
        assert not (outcome.done and behalf)
