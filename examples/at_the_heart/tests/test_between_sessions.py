"""Between sessions: who plans the next one, what the mentee writes down, and what each took on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import Result

from mentorcore import InputFault, Refused
from mentorcore.domain.bundle import Bundle
from mentorcore.domain.commands.duties import PlanDuties
from mentorcore.domain.commands.matches import SuspendMatch
from mentorcore.domain.commands.sessions import (
    ListSessions,
    LogSession,
    PlanSession,
    RecordSession,
    ShowSession,
)
from mentorcore.domain.commands.tasks import AgreeTask, DoTask, DropTask, ListTasks
from mentorcore.domain.duties import DutyState
from mentorcore.domain.matches import Match
from mentorcore.domain.secret import revealed
from mentorcore.domain.sessions import Session
from mentorcore.testing import Attempt, Trial, at_once, held_in, traces

Hold = Callable[..., Session]
Type = Callable[..., Result]
CANARY = "Zaphodia"
SUMMARY = {
    "content": f"Prices, with {CANARY}.",
    "went_well": "The list.",
    "plan_of_action": "Ask two customers.",
}


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    """The codes of a refusal."""
    return [refusal.code for refusal in refused.value.refusals]


@pytest.mark.clause("ATH-RESP-3")
def test_ath_resp_3_either_plans_and_the_mentee_is_offered_it_from_the_second_session_on(
    heart: Trial, pair: Match, hold: Hold
) -> None:
    def offered() -> str:
        return heart.desk().sessions.list(ListSessions(pair.id)).offered_to

    assert offered() == "either"
    for days, party in enumerate(pair.parties, 1):
        plan = PlanSession(pair.id, on=heart.today + timedelta(days), at="18:00")
        assert heart.desk(party).sessions.plan(plan).planned_by == pair.side(party)
    assert offered() == ""
    for session in heart.desk().sessions.list(ListSessions(pair.id)).sessions:
        heart.clock.advance(1)
        hold(pair, session=session.id)
        assert offered() in ("", "mentee")
    assert offered() == "mentee"
    again = PlanSession(pair.id, on=heart.today + timedelta(7))
    assert heart.desk(pair.mentor).sessions.plan(again).planned_by == "mentor"  # nobody is kept from it


@pytest.mark.clause("ATH-RESP-3")
def test_ath_resp_3_nobody_else_plans_for_the_two(heart: Trial, pair: Match) -> None:
    plan = PlanSession(pair.id, on=heart.today + timedelta(1))
    for desk, code in (
        (heart.desk(), "grant.on_behalf"),  # only what one of the two told them
        (heart.desk(heart.participant("mentor")), "grant.none"),
        (heart.desk(purpose="protection"), "grant.on_behalf"),
    ):
        with pytest.raises(Refused) as refused:
            desk.sessions.plan(plan)
        assert codes(refused) == [code]


@pytest.mark.clause("ATH-RESP-5")
@pytest.mark.parametrize(("next_in", "due_in"), [(None, 14), (10, 9), (30, 14), (1, 0)])
def test_ath_resp_5_a_record_is_owed_before_the_next_session(
    heart: Trial, pair: Match, hold: Hold, next_in: int | None, due_in: int
) -> None:
    session = hold(pair)
    if next_in is not None:
        plan = PlanSession(pair.id, on=heart.today + timedelta(next_in))
        heart.desk(pair.mentor).sessions.plan(plan)

    (duty,) = heart.duties(pair.id, "session-record")
    assert (duty.owner, duty.occurrence, (duty.due_on - heart.today).days, duty.state, duty.clauses) == (
        pair.mentee,
        session.id,
        due_in,
        DutyState.OPEN,
        ("ATH-RESP-5", "ATH-FEED-1"),
    )


@pytest.mark.clause("ATH-RESP-5", "ATH-CONF-1")
def test_ath_resp_5_what_is_kept_here_is_read_by_the_mentor_and_nobody_else(
    heart: Trial, pair: Match, hold: Hold
) -> None:
    session = hold(pair, place=f"At {CANARY}’s", themes=CANARY)
    record = RecordSession(pair.id, session.id, SUMMARY)
    with pytest.raises(Refused) as mentor:
        heart.desk(pair.mentor).sessions.record(record)
    with pytest.raises(Refused) as typed:
        heart.for_(pair.mentee).sessions.record(record)
    with pytest.raises(Refused) as staff:
        heart.desk().sessions.record(record)
    assert [codes(refused) for refused in (mentor, typed, staff)] == [
        ["session.record_mentee"],
        ["session.record_own"],
        ["grant.on_behalf"],
    ]
    assert heart.desk(pair.mentee).sessions.record(record).recorded == "here"

    show = ShowSession(pair.id, session.id)
    (shown,) = heart.desk(pair.mentor).sessions.show(show).record
    assert dict(shown.answers) == SUMMARY
    (duty,) = heart.duties(pair.id, "session-record")
    assert duty.state is DutyState.DONE
    trustee = heart.staff_of("trustee")[0]
    seen: list[object] = [heart.desk().sessions.show(show), heart.for_(pair.mentee).sessions.show(show)]
    for desk in (
        heart.desk(trustee),
        heart.desk(purpose="protection"),
        heart.desk(heart.participant("mentor")),
    ):
        with pytest.raises(Refused) as refused:
            desk.sessions.show(show)
        seen.append(refused.value)
    assert traces([CANARY], held_in([*seen, heart.send_all()])) == []


@pytest.mark.clause("ATH-RESP-5")
def test_ath_resp_5_a_note_that_it_was_sent_by_email_is_enough(heart: Trial, pair: Match, hold: Hold) -> None:
    session = hold(pair)
    by_email = RecordSession(pair.id, session.id, by_email=True)
    with pytest.raises(Refused):
        heart.for_(pair.mentor).sessions.record(by_email)
    with pytest.raises(InputFault):
        heart.desk(pair.mentee).sessions.record(RecordSession(pair.id, session.id, SUMMARY, by_email=True))
    assert heart.for_(pair.mentee).sessions.record(by_email).recorded == "email"

    (duty,) = heart.duties(pair.id, "session-record")
    assert duty.state is DutyState.DONE


@pytest.mark.clause("ATH-RESP-5", "ATH-FEED-1")
def test_ath_feed_1_the_mentee_is_reminded_once_after_each_session_and_nothing_waits_for_it(
    heart: Trial, pair: Match, hold: Hold
) -> None:
    heart.send_all()
    sessions = []
    for _ in range(2):
        sessions.append(hold(pair).id)
        reminded = []
        for _ in range(10):
            heart.clock.advance(1)
            heart.desk().duties.plan(PlanDuties())
            reminded += [letter.message for letter in heart.send_all()]
        assert [(m.template, m.recipient) for m in reminded] == [("message.reminder", pair.mentee)]
        assert heart.desk().sessions.list(ListSessions(pair.id)).without_record == tuple(sessions)

    heart.clock.advance(40)
    heart.desk().duties.plan(PlanDuties())
    found = [duty.state for duty in heart.duties(pair.id, "session-record")]
    assert found == [DutyState.MISSED, DutyState.MISSED]
    assert hold(pair).deviations == ("unplanned",)
    heart.desk(pair.mentee).sessions.record(RecordSession(pair.id, sessions[0], SUMMARY))


@pytest.mark.clause("ATH-RESP-6")
def test_ath_resp_6_a_task_is_owed_by_who_took_it_on_until_it_is_done_or_dropped(
    heart: Trial, pair: Match, hold: Hold
) -> None:
    session = hold(pair)
    mentee, mentor = heart.desk(pair.mentee), heart.desk(pair.mentor)
    due = heart.today + timedelta(10)
    own = mentee.tasks.agree(AgreeTask(pair.id, session.id, pair.mentee, f"Call {CANARY}", due))
    his = mentee.tasks.agree(AgreeTask(pair.id, session.id, pair.mentor, "Send the list"))

    def owed() -> dict[str, tuple[str, int, DutyState]]:
        found = heart.duties(pair.id, "task")
        return {d.occurrence: (d.owner, (d.due_on - heart.today).days, d.state) for d in found}

    assert owed() == {
        own.id: (pair.mentee, 10, DutyState.OPEN),
        his.id: (pair.mentor, 30, DutyState.OPEN),
    }
    with pytest.raises(Refused) as others:
        mentor.tasks.done(DoTask(pair.id, own.id))
    assert codes(others) == ["task.not_yours"]
    with pytest.raises(InputFault):
        mentor.tasks.drop(DropTask(pair.id, own.id, "  "))
    heart.clock.advance(200)
    heart.desk().duties.plan(PlanDuties())
    assert {state for _, _, state in owed().values()} == {DutyState.OPEN}

    mentee.tasks.done(DoTask(pair.id, own.id))
    mentor.tasks.drop(DropTask(pair.id, his.id, f"{CANARY} has it already"))
    assert [owed()[task][2] for task in (own.id, his.id)] == [DutyState.DONE, DutyState.CANCELLED]
    lines = mentor.tasks.list(ListTasks(pair.id))
    assert [CANARY in revealed(line.words) + revealed(line.why) for line in lines] == [True, True]
    staff = (heart.desk().tasks.list(ListTasks(pair.id)), heart.duties(pair.id))
    assert traces([CANARY], held_in(staff)) == []


@pytest.mark.clause("ATH-RESP-6")
def test_ath_resp_6_a_task_belongs_to_a_session_and_to_one_of_the_two(
    heart: Trial, pair: Match, hold: Hold
) -> None:
    plan = heart.desk(pair.mentee).sessions.plan(PlanSession(pair.id, on=heart.today + timedelta(1)))
    with pytest.raises(Refused) as not_yet:
        heart.desk(pair.mentee).tasks.agree(AgreeTask(pair.id, plan.id, pair.mentee, "Call"))
    stranger = heart.participant("mentor")
    with pytest.raises(Refused) as nobody:
        heart.desk(pair.mentee).tasks.agree(AgreeTask(pair.id, hold(pair).id, stranger, "Call"))
    assert (codes(not_yet), codes(nobody)) == (["session.not_held"], ["task.owner"])
    assert heart.duties(pair.id, "task") == ()


@pytest.mark.clause("ATH-RESP-5", "ATH-RESP-6")
def test_ath_resp_6_what_is_done_twice_at_once_is_done_once(
    on_disk: Callable[[Bundle], Trial], bundle: Bundle, tmp_path: Path
) -> None:
    heart = on_disk(bundle)
    match = heart.introduced(heart.participant("mentee"), heart.participant("mentor"))
    session = heart.desk(match.mentee).sessions.log(LogSession(match.id))
    task = heart.desk(match.mentor).tasks.agree(AgreeTask(match.id, session.id, match.mentor, "Call"))
    attempts = (
        Attempt(match.mentor, "tasks.done", DoTask(match.id, task.id)),
        Attempt(match.mentee, "tasks.drop", DropTask(match.id, task.id, "No need")),
        Attempt(match.mentee, "sessions.record", RecordSession(match.id, session.id, SUMMARY)),
        Attempt(match.mentor, "sessions.record", RecordSession(match.id, session.id, SUMMARY)),
    )
    said = at_once("at_the_heart", tmp_path / "heart.db", tmp_path / "heart.keys", attempts)

    assert Counter(outcome.code for outcome in said) == {"": 2, "task.closed": 1, "session.record_mentee": 1}
    assert len(heart.duties(match.id, "task")) == 1
    (shown,) = heart.desk().sessions.list(ListSessions(match.id)).sessions
    assert shown.recorded == "here"


@pytest.mark.clause("ATH-RESP-3", "ATH-RESP-5", "ATH-RESP-6")
def test_ath_resp_5_the_same_by_what_a_coordinator_types(house: Trial, type_: Type) -> None:
    match = house.introduced(house.participant("mentee"), house.participant("mentor"))
    session = house.desk(match.mentee).sessions.log(LogSession(match.id))
    record, mentee, mentor = f"sessions record {match.id} {session.id}", match.mentee, match.mentor
    assert type_(f"sessions plan {match.id} --on 2025-02-10").exit_code == 1
    assert type_(record, for_=mentee, said='content = "We talked."').exit_code == 1
    assert type_(f"{record} --by-email", for_=mentor).exit_code == 1
    assert type_(f"{record} --by-email").exit_code == 1
    assert type_(f"{record} --by-email", for_=mentee).exit_code == 0
    agree = f"tasks agree {match.id} {session.id}"
    assert type_(f"{agree} {house.staff}", for_=mentee, said='words = "Call"').exit_code == 1
    assert type_(f"{agree} {mentor}", for_=mentee, said='words = "Call"').exit_code == 0
    (task,) = house.duties(match.id, "task")
    assert type_(f"tasks done {match.id} {task.occurrence}", for_=mentee).exit_code == 1
    assert type_(f"tasks done {match.id} {task.occurrence}", for_=mentor).exit_code == 0

    states = {duty.state for duty in house.duties(match.id, "task", "session-record")}
    assert states == {DutyState.DONE}


@pytest.mark.clause("ATH-SESS-1")
def test_ath_sess_1_nothing_is_planned_outside_of_the_match_or_over_another_session(
    heart: Trial, mentee: str
) -> None:
    mentor = heart.participant("mentor", capacity="2")
    pair, other = (heart.introduced(one, mentor) for one in (mentee, heart.participant("mentee")))
    tomorrow = heart.today + timedelta(1)

    def refused(match: Match, **values: object) -> list[str]:
        plan = PlanSession(match.id, **{"on": tomorrow, "at": "18:00", **values})  # type: ignore[arg-type]  # as said
        with pytest.raises(Refused) as found:
            heart.desk(match.mentee).sessions.plan(plan)
        return codes(found)

    heart.desk(pair.mentee).sessions.plan(PlanSession(pair.id, on=tomorrow, at="18:00", minutes=90))
    proposed = heart.proposed(heart.participant("mentee"), heart.participant("mentor"))
    said = [
        refused(proposed),
        refused(pair, at="19:29"),
        refused(other, at="17:30"),
        refused(other, on=heart.today, at="08:00"),
        refused(other, at="10:00", minutes=181),
        refused(other, at="10:00", minutes=14),
    ]
    heart.desk(purpose="protection").matches.suspend(SuspendMatch(other.id))
    assert [*said, refused(other, at="10:00")] == [
        ["session.before_introduction"],
        ["session.over_own"],
        ["session.over_another"],
        ["session.past"],
        ["cadence.session_length"],
        ["cadence.session_length"],
        ["session.in_pause"],
    ]
