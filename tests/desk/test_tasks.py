"""Tasks of a pair: each has an owner, and is owed until it is done or dropped."""

from __future__ import annotations

from datetime import date

import pytest
from tests.support.pairs import Pair
from tests.support.together import codes

from mentorcore import InputFault, Refused
from mentorcore.desk.tasks import TaskLine
from mentorcore.domain.commands.duties import PlanDuties
from mentorcore.domain.commands.matches import CloseMatch
from mentorcore.domain.commands.tasks import AgreeTask, DoTask, DropTask, ListTasks
from mentorcore.domain.duties import DutyState
from mentorcore.domain.tasks import Task, TaskState
from mentorcore.storage import duties


def agree(pair: Pair, session: str, owner: str, due: date | None = None) -> Task:
    command = AgreeTask(pair.match, session, owner, "Write a letter.", due)
    return pair.mentees.tasks.agree(command)


def owed(pair: Pair) -> list[tuple[str, date, DutyState]]:
    with pair.trial.programme.context.store.read() as tx:
        found = duties.duties_about(tx, [pair.match])[pair.match]
    return [(duty.owner, duty.due_on, duty.state) for duty in found if duty.rule == "task"]


def test_a_task_is_owed_by_who_took_it_on_until_it_is_done_or_dropped(pair: Pair) -> None:
    session = pair.log().id
    mine, theirs = agree(pair, session, pair.mentee, pair.on(7)), agree(pair, session, pair.mentor)
    assert owed(pair) == [
        (pair.mentee, pair.on(7), DutyState.OPEN),
        (pair.mentor, pair.on(30), DutyState.OPEN),
    ]
    pair.trial.clock.advance(2)
    done = pair.mentees.tasks.done(DoTask(pair.match, mine.id))
    dropped = pair.mentees.tasks.drop(DropTask(pair.match, theirs.id, "It is not needed any more."))

    assert [state for _, _, state in owed(pair)] == [DutyState.DONE, DutyState.CANCELLED]
    assert [(t.state, t.closed_on) for t in (done, dropped)] == [
        (TaskState.DONE, pair.on()),
        (TaskState.DROPPED, pair.on()),
    ]
    assert pair.mentors.tasks.list(ListTasks(pair.match)) == (
        TaskLine(done, "Write a letter."),
        TaskLine(dropped, "Write a letter.", "It is not needed any more."),
    )
    assert pair.staffs.tasks.list(ListTasks(pair.match)) == (TaskLine(done), TaskLine(dropped))
    assert pair.mentors.tasks.list(ListTasks(pair.match, open=True)) == ()
    assert pair.said("task") == [
        (
            "task.agreed",
            {"task": mine.id, "session": session, "owner": pair.mentee, "due": "2025-02-10"},
        ),
        ("task.agreed", {"task": theirs.id, "session": session, "owner": pair.mentor, "due": ""}),
        ("task.done", {"task": mine.id}),
        ("task.dropped", {"task": theirs.id}),
    ]
    assert pair.staffs.duties.plan(PlanDuties()) is not None
    assert [state for _, _, state in owed(pair)] == [DutyState.DONE, DutyState.CANCELLED]


def test_nobody_says_for_the_other_that_a_task_is_done(pair: Pair) -> None:
    task = agree(pair, pair.log().id, pair.mentor)
    with pytest.raises(Refused) as caught:
        pair.mentees.tasks.done(DoTask(pair.match, task.id))
    assert codes(caught) == ["task.not_yours"]

    assert pair.trial.for_(pair.mentor).tasks.done(DoTask(pair.match, task.id)).state is TaskState.DONE
    with pytest.raises(Refused) as done:
        pair.mentors.tasks.done(DoTask(pair.match, task.id))
    with pytest.raises(Refused) as dropped:
        pair.mentors.tasks.drop(DropTask(pair.match, task.id, "x"))
    assert codes(done) == codes(dropped) == ["task.closed"]


def test_a_task_belongs_to_a_session_that_took_place_and_to_one_of_the_two(pair: Pair) -> None:
    planned, held = pair.plan(), pair.log()
    other = pair.trial.participant("mentee")
    for session, owner, code in (
        (planned.id, pair.mentee, "session.not_held"),
        ("S-7K3F9Q2H", pair.mentee, "session.unknown"),
        (held.id, other, "task.owner"),
    ):
        with pytest.raises(Refused) as caught:
            agree(pair, session, owner)
        assert codes(caught) == [code]
    with pytest.raises(InputFault) as past:
        agree(pair, held.id, pair.mentee, pair.on(-1))
    assert [(p.code, p.where) for p in past.value.problems] == [("date.past", "due")]
    with pytest.raises(Refused) as unknown:
        pair.mentees.tasks.done(DoTask(pair.match, "T-7K3F9Q2H"))
    assert codes(unknown) == ["task.unknown"]
    with pytest.raises(Refused) as staff:
        pair.staffs.tasks.agree(AgreeTask(pair.match, held.id, pair.mentee, "x"))
    assert codes(staff) == ["grant.on_behalf"]


def test_nobody_owes_a_task_of_a_match_that_is_over(pair: Pair) -> None:
    agree(pair, pair.log().id, pair.mentor)
    pair.mentees.matches.close(CloseMatch(pair.match))
    assert [state for _, _, state in owed(pair)] == [DutyState.CANCELLED]
