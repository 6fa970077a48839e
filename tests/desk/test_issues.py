"""Issues brought to the team: whoever brings one is asked whether it was talked over, and the other never is."""

from __future__ import annotations

from typing import Any

import pytest
from tests.support.closings import Two

from mentorcore import InputFault
from mentorcore.desk.concerns import Raised
from mentorcore.domain.commands.agenda import ShowAgenda
from mentorcore.domain.commands.concerns import ListConcerns, RaiseConcern, ShowConcern
from mentorcore.domain.concerns import ConcernKind, ConcernRisk, ConcernWish
from mentorcore.domain.records import TalkedOver
from mentorcore.storage import concerns


def bring(two: Two, side: str = "mentor", **values: Any) -> Raised:
    given = {
        "wish": ConcernWish.UNDECIDED,
        "about": (),
        "kind": ConcernKind.ISSUE,
        "match": two.match,
    } | values
    return two.desk(side).concerns.raise_(RaiseConcern(**given))


def titles(raised: Raised) -> list[str]:
    return [title for title, _ in raised.documents]


def test_whoever_brings_an_issue_is_asked(two: Two) -> None:
    with pytest.raises(InputFault) as caught:
        bring(two)

    assert [(p.code, p.where) for p in caught.value.problems] == [("concern.talked_over", "talked_over")]
    assert bring(two, kind=ConcernKind.WORRY, about=(two.mentee,)).talked_over is None


@pytest.mark.parametrize(
    ("answer", "shown"),
    [
        (TalkedOver.YES, ["Help"]),
        (TalkedOver.NOT_YET, ["Talking", "Help"]),
        (TalkedOver.NOT_SAFE, ["Help"]),
    ],
)
@pytest.mark.parametrize("side", ["mentee", "mentor"])
def test_every_answer_goes_to_the_team_and_not_yet_brings_advice(
    two: Two, side: str, answer: TalkedOver, shown: list[str]
) -> None:
    raised = bring(two, side, talked_over=answer)

    assert titles(raised) == shown
    file = two.trial.desk(purpose="protection").concerns.show(ShowConcern(concern=raised.id))
    assert (file.concern.talked_over, file.concern.raised_by == raised.raised_by) == (answer, True)


@pytest.mark.parametrize(
    "values",
    [
        {"risk": ConcernRisk.OTHERS},
        {"about": "the other"},
        {"kind": ConcernKind.EXPLOITATION, "about": "the other"},
    ],
    ids=["risk", "about the other", "exploitation"],
)
def test_risk_and_whatever_is_about_the_other_is_not_sent_back_to_be_talked_over(
    two: Two, values: dict[str, Any]
) -> None:
    given = {**values, "about": (two.mentor,)} if "about" in values else values
    raised = bring(two, "mentee", talked_over=TalkedOver.NOT_YET, **given)

    assert titles(raised) == ["Help"]


@pytest.mark.parametrize("answer", TalkedOver)
def test_the_other_sees_nothing_of_it(two: Two, answer: TalkedOver) -> None:
    def seen() -> Any:
        desk = two.desk("mentor")
        return desk.agenda.show(ShowAgenda()), two.letters("mentor")

    before = seen()
    bring(two, "mentee", talked_over=answer)

    assert seen() == before


def test_an_ethical_issue_that_a_mentor_declares_is_a_duty_for_the_team(two: Two) -> None:
    raised = bring(two, kind=ConcernKind.ETHICAL_ISSUE)

    (board,) = two.trial.staff_of("board")
    agenda = two.desk().agenda.show(ShowAgenda(until=two.trial.today.replace(month=3)))
    owed = [(duty.policy, duty.rule) for duty in (*agenda.overdue, *agenda.due) if duty.subject == raised.id]
    assert owed == [("issues", "acknowledge"), ("issues", "resolve")]
    assert [sitting.kind for sitting in agenda.sittings] == ["concern"]
    assert two.trial.desk(board, purpose="protection").concerns.list(ListConcerns()) == ()


def test_a_mentee_can_say_that_an_issue_was_not_declared(two: Two) -> None:
    raised = bring(two, "mentee", kind=ConcernKind.UNDECLARED_ISSUE, about=(two.mentor,))

    assert (raised.kind, raised.named) == (ConcernKind.UNDECLARED_ISSUE, (two.mentor,))


def test_exploitation_keeps_whom_it_names_out_of_new_matches(two: Two) -> None:
    bring(two, "mentee", kind=ConcernKind.EXPLOITATION, about=(two.mentor,))

    with two.trial.programme.context.store.read() as tx:
        assert concerns.silently_held(tx) == {two.mentor}
