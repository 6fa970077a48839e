"""The six months of a pair: a session each month, a planned end, and the surveys at three and six months."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import Result

from mentorcore import InputFault, Refused
from mentorcore.domain.bundle import Bundle
from mentorcore.domain.commands.agenda import ShowAgenda
from mentorcore.domain.commands.duties import PlanDuties, ShowAdherence
from mentorcore.domain.commands.matches import (
    CloseMatch,
    EndByProgramme,
    ResumeMatch,
    ShowMatch,
    SuspendMatch,
)
from mentorcore.domain.commands.sessions import CorrectSession, LogSession, MissSession
from mentorcore.domain.commands.surveys import (
    AnswerSurvey,
    CorrectSurvey,
    ListSurveys,
    ShowSurveys,
    SurveyFigures,
)
from mentorcore.domain.duties import DutyState
from mentorcore.domain.matches import Match
from mentorcore.domain.sessions import Session
from mentorcore.testing import Attempt, Trial, at_once, held_in, plain_answers, traces

Hold = Callable[..., Session]
Type = Callable[..., Result]
CANARY = "Zaphodia"
DONE, MISSED, OPEN, CANCELLED = DutyState.DONE, DutyState.MISSED, DutyState.OPEN, DutyState.CANCELLED


def on(heart: Trial, day: date) -> None:
    """Move to a morning, and let the day's planning run."""
    heart.clock.set(datetime(day.year, day.month, day.day, 9, tzinfo=UTC))
    heart.desk().duties.plan(PlanDuties())


def months(heart: Trial, match: Match) -> list[tuple[str, date, DutyState]]:
    """The months of a match: which, its last day, and what became of it."""
    return [(d.occurrence, d.due_on, d.state) for d in heart.duties(match.id, "sessions")]


def reviews(heart: Trial, match: Match) -> dict[str, tuple[date, DutyState]]:
    """The surveys that are or were owed: occurrence to day and state."""
    found = heart.duties(match.id, "review", "closing-survey")
    return {duty.occurrence: (duty.due_on, duty.state) for duty in found}


def reminders(heart: Trial) -> Counter[str]:
    """Who is reminded today, and how often."""
    letters = [letter.message for letter in heart.send_all()]
    return Counter(message.recipient for message in letters if message.template == "message.reminder")


def answer(survey: str, occasion: str, match: Match, heart: Trial, **changes: str) -> AnswerSurvey:
    """Plain answers to a survey, some of them changed."""
    return AnswerSurvey(match.id, survey, occasion, {**plain_answers(heart.bundle, survey, 1), **changes})


# A session each month


@pytest.mark.clause("ATH-SESS-1")
@pytest.mark.parametrize(
    ("lengths", "state"),
    [((60,), DONE), ((20, 20, 20), DONE), ((59,), MISSED), ((30, 29), MISSED), ((), MISSED)],
)
def test_ath_sess_1_a_month_is_an_hour_in_all(
    heart: Trial, pair: Match, hold: Hold, lengths: tuple[int, ...], state: DutyState
) -> None:
    for minutes in lengths:
        hold(pair, minutes)
        heart.clock.advance(1)
    on(heart, date(2025, 3, 12))

    assert months(heart, pair)[:2] == [
        ("month:1", date(2025, 3, 2), state),
        ("month:2", date(2025, 4, 2), OPEN),
    ]
    (kept,) = [
        line for line in heart.desk().duties.adherence(ShowAdherence(pair.id)) if line.rule == "sessions"
    ]
    assert (kept.done, kept.missed) == ((1, 0) if state is DONE else (0, 1))


@pytest.mark.clause("ATH-SESS-1")
@pytest.mark.parametrize("met", [False, True])
def test_ath_sess_1_a_short_month_brings_one_reminder_and_then_is_missed(
    heart: Trial, pair: Match, hold: Hold, met: bool
) -> None:
    if met:
        hold(pair)
    heart.send_all()
    reminded: dict[date, Counter[str]] = {}
    for _ in range(45):
        heart.clock.advance(1)
        on(heart, heart.today)
        if found := reminders(heart):
            reminded[heart.today] = found

    of_month = {day: found for day, found in reminded.items() if day != date(2025, 2, 4)}
    assert of_month == ({} if met else {date(2025, 2, 23): Counter({pair.mentee: 1})})
    assert months(heart, pair)[0][2] is (DONE if met else MISSED)
    overdue = heart.desk().agenda.show(ShowAgenda()).overdue
    assert [duty for duty in overdue if duty.rule == "sessions"] == []


@pytest.mark.clause("ATH-SESS-1")
def test_ath_sess_1_a_pause_stops_the_clock(heart: Trial, pair: Match) -> None:
    desk = heart.desk(purpose="protection")
    on(heart, date(2025, 2, 20))
    desk.matches.suspend(SuspendMatch(pair.id))
    assert {state for _, _, state in months(heart, pair)} == {CANCELLED}
    heart.send_all()
    on(heart, date(2025, 4, 20))
    assert reminders(heart) == Counter()
    desk.matches.resume(ResumeMatch(pair.id))

    assert months(heart, pair)[0] == ("month:1", date(2025, 3, 2) + timedelta(59), OPEN)


@pytest.mark.clause("ATH-SESS-1")
def test_ath_sess_1_what_took_place_counts_for_its_month_whenever_it_is_noted(
    heart: Trial, pair: Match
) -> None:
    on(heart, date(2025, 5, 20))
    assert [state for _, _, state in months(heart, pair)][:3] == [MISSED] * 3
    past = heart.programme.desk(pair.mentor, happened=date(2025, 3, 20))
    session = past.sessions.log(LogSession(pair.id, minutes=60))
    assert [state for _, _, state in months(heart, pair)][:3] == [MISSED, DONE, MISSED]

    moved = CorrectSession(pair.id, session.id, on=date(2025, 2, 20))
    heart.desk(pair.mentee).sessions.correct(moved)
    assert [state for _, _, state in months(heart, pair)][:3] == [DONE, MISSED, MISSED]
    heart.desk(pair.mentee).sessions.miss(MissSession(pair.id, session.id))
    assert [state for _, _, state in months(heart, pair)][:3] == [MISSED] * 3


@pytest.mark.clause("ATH-SESS-1")
def test_ath_sess_1_no_session_of_the_future_or_of_nobody_counts(
    heart: Trial, pair: Match, type_: Type, house: Trial
) -> None:
    with pytest.raises(InputFault):
        heart.programme.desk(pair.mentee, happened=heart.today + timedelta(1)).sessions.log(
            LogSession(pair.id)
        )
    with pytest.raises(InputFault):
        heart.desk(pair.mentee).sessions.log(LogSession(pair.id, minutes=0))
    with pytest.raises(Refused):
        heart.desk(heart.participant("mentor")).sessions.log(LogSession(pair.id))
    with pytest.raises(Refused):
        heart.desk().sessions.log(LogSession(pair.id))
    match = house.introduced(house.participant("mentee"), house.participant("mentor"))
    assert type_(f"sessions log {match.id} --happened 2025-02-04", for_=match.mentee).exit_code == 2
    assert type_(f"sessions log {match.id}").exit_code == 1
    assert {state for _, _, state in months(house, match)} == {OPEN}

    assert type_(f"sessions log {match.id}", for_=match.mentor).exit_code == 0
    assert months(house, match)[0][2] is DONE


# Six months


@pytest.mark.clause("ATH-SESS-2")
@pytest.mark.parametrize(
    ("start", "end"),
    [
        (date(2025, 8, 31), date(2026, 2, 28)),
        (date(2027, 8, 31), date(2028, 2, 29)),
        (date(2025, 8, 29), date(2026, 2, 28)),
        (date(2025, 3, 31), date(2025, 9, 30)),
        (date(2028, 2, 29), date(2028, 8, 29)),
        (date(2025, 12, 31), date(2026, 6, 30)),
        (date(2025, 2, 3), date(2025, 8, 3)),
    ],
)
def test_ath_sess_2_the_end_is_planned_six_calendar_months_ahead(
    heart: Trial, start: date, end: date
) -> None:
    on(heart, start)
    match = heart.introduced(heart.participant("mentee"), heart.participant("mentor"))
    assert heart.desk().matches.show(ShowMatch(match.id)).planned_end == end
    on(heart, end - timedelta(28))

    (closing,) = heart.duties(match.id, "closing")
    assert (closing.owner, closing.due_on, closing.state) == ("team", end - timedelta(28), OPEN)
    due = heart.desk().agenda.show(ShowAgenda()).due
    assert [duty.id for duty in due if duty.rule == "closing"] == [closing.id]
    assert closing.clauses == ("ATH-SESS-2",)


@pytest.mark.clause("ATH-SESS-2")
def test_ath_sess_2_a_pause_moves_the_end_and_going_on_past_it_is_noticed(heart: Trial, pair: Match) -> None:
    desk = heart.desk(purpose="protection")
    on(heart, date(2025, 7, 1))
    desk.matches.suspend(SuspendMatch(pair.id))
    assert heart.desk().matches.show(ShowMatch(pair.id)).planned_end is None
    on(heart, date(2025, 7, 31))
    desk.matches.resume(ResumeMatch(pair.id))
    assert heart.desk().matches.show(ShowMatch(pair.id)).planned_end == date(2025, 9, 2)

    on(heart, date(2025, 9, 9))
    (after,) = heart.duties(pair.id, "end-or-go-on")
    assert (after.owner, after.due_on, after.state) == ("team", date(2025, 9, 9), OPEN)


# Reviews


@pytest.mark.clause("ATH-REV-1")
def test_ath_rev_1_four_surveys_a_match_each_with_its_day(heart: Trial) -> None:
    on(heart, date(2025, 8, 31))
    match = heart.introduced(heart.participant("mentee"), heart.participant("mentor"))
    on(heart, date(2026, 1, 1))

    assert reviews(heart, match) == {
        "month:3:mentee": (date(2025, 11, 30), MISSED),
        "month:3:mentor": (date(2025, 11, 30), MISSED),
        "month:6:mentee": (date(2026, 2, 28), OPEN),
        "month:6:mentor": (date(2026, 2, 28), OPEN),
    }
    owners = {duty.occurrence: duty.owner for duty in heart.duties(match.id, "review")}
    assert owners == {f"month:{m}:{match.side(who)}": who for m in (3, 6) for who in match.parties}


@pytest.mark.clause("ATH-REV-1")
def test_ath_rev_1_each_is_reminded_once_and_then_it_is_missed(heart: Trial, pair: Match, hold: Hold) -> None:
    heart.send_all()
    reminded: list[tuple[date, str]] = []
    for day in range(120):
        on(heart, date(2025, 2, 3) + timedelta(day))
        if day % 28 == 0:
            hold(pair)  # so that nobody is reminded of the month
        reminded += [(heart.today, who) for who, count in reminders(heart).items() for _ in range(count)]

    assert [found for found in reminded if found[1] == pair.mentor] == [(date(2025, 4, 26), pair.mentor)]
    assert (date(2025, 4, 26), pair.mentee) in reminded
    found = reviews(heart, pair)
    assert {found[f"month:3:{side}"] for side in ("mentee", "mentor")} == {(date(2025, 5, 3), MISSED)}


@pytest.mark.clause("ATH-REV-1")
def test_ath_rev_1_one_survey_is_answered_by_one_once_and_read_by_nobody_of_the_pair(
    heart: Trial, pair: Match
) -> None:
    on(heart, date(2025, 5, 1))
    mentees = answer("three_months", "month:3", pair, heart, for_the_team=CANARY)
    for desk in (heart.desk(), heart.desk(heart.participant("mentor")), heart.desk(purpose="review")):
        with pytest.raises(Refused):
            desk.surveys.answer(mentees)
    heart.desk(pair.mentee).surveys.answer(mentees)
    for desk in (heart.desk(pair.mentee), heart.for_(pair.mentee)):
        with pytest.raises(Refused) as twice:
            desk.surveys.answer(mentees)
        assert [refusal.code for refusal in twice.value.refusals] == ["survey.answered"]
    corrected = CorrectSurvey(pair.id, "three_months", "month:3", {**mentees.answers, "mentee_leads": "5"})
    with pytest.raises(Refused):
        heart.desk(pair.mentor).surveys.correct(corrected)
    heart.desk(pair.mentee).surveys.correct(corrected)

    found = reviews(heart, pair)
    assert (found["month:3:mentee"][1], found["month:3:mentor"][1]) == (DONE, OPEN)
    seen: list[object] = [heart.desk(pair.mentor).surveys.show(ShowSurveys(pair.mentor))]
    for desk in (heart.desk(pair.mentor), heart.desk(), heart.desk(heart.staff_of("trustee")[0])):
        with pytest.raises(Refused) as refused:
            desk.surveys.show(ShowSurveys(pair.mentee))
        seen.append(refused.value)
    assert traces([CANARY], held_in([*seen, heart.desk().surveys.list(ListSurveys(pair.mentee))])) == []
    read = heart.desk(purpose="review").surveys.show(ShowSurveys(pair.mentee))
    assert [shown.answers["mentee_leads"] for shown in read] == [1, 5]


@pytest.mark.clause("ATH-REV-1", "ATH-RESP-3", "ATH-SESS-4")
def test_ath_rev_1_who_leads_and_what_was_achieved_are_asked_of_both_and_answered(
    heart: Trial, pair: Match
) -> None:
    for party in pair.parties:
        whole = answer("six_months", "month:6", pair, heart)
        for missing in ("mentee_leads", "purpose_achieved"):
            rest = {name: said for name, said in whole.answers.items() if name != missing}
            with pytest.raises(InputFault) as fault:
                heart.desk(party).surveys.answer(AnswerSurvey(pair.id, "six_months", "month:6", rest))
            assert [problem.where for problem in fault.value.problems] == [missing]
        heart.desk(party).surveys.answer(whole)


@pytest.mark.clause("ATH-REV-1")
def test_ath_rev_1_answers_feed_figures_that_count_nobody(heart: Trial) -> None:
    for _ in range(6):
        match = heart.introduced(heart.participant("mentee"), heart.participant("mentor"))
        for party in match.parties:
            said = answer("three_months", "month:3", match, heart, mentee_leads="4")
            heart.desk(party).surveys.answer(said)
    figures = heart.desk(purpose="reporting").surveys.figures(SurveyFigures("three_months"))
    leads = {figure.value: figure.count for figure in figures if figure.question == "mentee_leads"}

    assert leads == {"": 10, "1": 0, "2": 0, "3": 0, "4": 10, "5": 0}
    with pytest.raises(Refused):
        heart.desk(match.mentee).surveys.figures(SurveyFigures())


@pytest.mark.clause("ATH-REV-1")
@pytest.mark.parametrize(("ended", "left"), [(date(2025, 4, 1), ()), (date(2025, 6, 1), ("month:3",))])
def test_ath_rev_1_an_end_takes_back_what_was_not_due_and_offers_the_short_survey(
    heart: Trial, pair: Match, ended: date, left: tuple[str, ...]
) -> None:
    on(heart, ended)
    heart.desk(pair.mentor).matches.close(CloseMatch(pair.id))

    found = {name: state for name, (_, state) in reviews(heart, pair).items() if state is not CANCELLED}
    closing = {f"closing:{side}": OPEN for side in ("mentee", "mentor")}
    assert found == {
        **closing,
        **{f"{name}:{side}": MISSED for name in left for side in ("mentee", "mentor")},
    }
    for party in pair.parties:
        heart.desk(party).surveys.answer(answer("closing", "closing", pair, heart))
    assert reviews(heart, pair)["closing:mentee"] == (ended + timedelta(14), DONE)


@pytest.mark.clause("ATH-REV-1")
def test_ath_rev_1_nobody_is_asked_anything_after_an_end_by_the_programme(heart: Trial, pair: Match) -> None:
    on(heart, date(2025, 4, 1))
    heart.desk(purpose="protection").matches.end(EndByProgramme(pair.id))

    assert {state for _, state in reviews(heart, pair).values()} <= {CANCELLED}


@pytest.mark.clause("ATH-REV-1")
def test_ath_rev_1_of_two_answers_at_once_one_is_kept(
    on_disk: Callable[[Bundle], Trial], bundle: Bundle, tmp_path: Path
) -> None:
    heart = on_disk(bundle)
    match = heart.introduced(heart.participant("mentee"), heart.participant("mentor"))
    said = [answer("three_months", "month:3", match, heart, mentee_leads=leads) for leads in "135"]
    attempts = [
        *(Attempt(match.mentee, "surveys.answer", command) for command in said),
        Attempt(match.mentor, "surveys.answer", said[0]),
    ]
    outcomes = at_once("at_the_heart", tmp_path / "heart.db", tmp_path / "heart.keys", attempts)

    assert Counter(outcome.code for outcome in outcomes) == {"": 2, "survey.answered": 2}
    for party in match.parties:
        assert len(heart.desk(party).surveys.show(ShowSurveys(party))) == 1


@pytest.mark.clause("ATH-REV-1")
def test_ath_rev_1_the_same_by_what_a_coordinator_types(house: Trial, type_: Type) -> None:
    match = house.introduced(house.participant("mentee"), house.participant("mentor"))
    said = 'mentee_leads = 3\npurpose_achieved = "partly"'
    command = f"surveys answer {match.id} three_months"
    assert type_(f"{command} month:3", said=said).exit_code == 1
    assert type_(f"{command} month:6", for_=match.mentee, said=said).exit_code == 2
    assert type_(f"{command} month:3", for_=match.mentee, said="mentee_leads = 6").exit_code == 2
    assert type_(f"{command} month:3", for_=match.mentee, said=said).exit_code == 0
    assert type_(f"{command} month:3", for_=match.mentee, said=said).exit_code == 1
    assert type_(f"surveys show {match.mentee}").exit_code == 1

    assert reviews(house, match)["month:3:mentee"][1] is DONE
