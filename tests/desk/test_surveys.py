"""Surveys: answered once by each for each occasion, corrected beside what was, and read by nobody who may not."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from sqlalchemy import text
from tests.support.state import audit_of, state_of
from tests.support.surveyed import ANSWERS, Pair, make_pair, surveyed_bundle

from mentorcore import InputFault, Programme, Refused
from mentorcore.desk.survey_answers import store_answers, store_correction
from mentorcore.desk.survey_places import Place
from mentorcore.desk.surveys import Surveys
from mentorcore.domain.bundle import Form, Grant, Question
from mentorcore.domain.clock import ManualClock
from mentorcore.domain.commands.duties import PlanDuties
from mentorcore.domain.commands.matches import CloseMatch, ShowMatch
from mentorcore.domain.commands.participants import EditAnswers, ErasePerson, ExportPerson
from mentorcore.domain.commands.privacy import RunRetention
from mentorcore.domain.commands.programme import AdoptBundle
from mentorcore.domain.commands.surveys import (
    AnswerSurvey,
    CorrectSurvey,
    DraftSurvey,
    ListSurveys,
    ShowSurveys,
    SurveyFigures,
)
from mentorcore.domain.duties import DutyWanted
from mentorcore.domain.errors import MentorcoreError, Problem
from mentorcore.domain.events import History
from mentorcore.domain.surveys import SurveyAnswers, SurveyLine
from mentorcore.engine.authority import Actor
from mentorcore.engine.disclosure import Access, Reader
from mentorcore.engine.work import Work
from mentorcore.hooks import hookimpl
from mentorcore.storage import events, matches, sealed, surveys
from mentorcore.testing import START, Trial, changed, held_in

CANARY = "Zaphodia"


@pytest.fixture
def pair() -> Iterator[Pair]:
    made = make_pair()
    yield made
    made.trial.close()


def answer(
    pair: Pair, person: str, survey: str = "review", occasion: str = "month:3", **changes: Any
) -> SurveyLine:
    values = {name: value for name, value in {**ANSWERS, **changes}.items() if value is not None}
    asked = {q.id for q in pair.trial.bundle.questions_of(survey)}
    values = {name: value for name, value in values.items() if name in asked}
    command = AnswerSurvey(pair.match, survey, occasion, values)
    return pair.trial.desk(person).surveys.answer(command)


def correct(pair: Pair, person: str, answers: Mapping[str, Any]) -> SurveyLine:
    return pair.trial.desk(person).surveys.correct(CorrectSurvey(pair.match, "review", "month:3", answers))


def draft(pair: Pair, person: str, answers: Mapping[str, Any], *, forget: bool = False) -> SurveyLine:
    command = DraftSurvey(pair.match, "review", "month:3", answers, forget)
    return pair.trial.desk(person).surveys.draft(command)


def listed(pair: Pair, person: str, by: str = "") -> list[tuple[str, str, str]]:
    found = pair.trial.desk(by or person).surveys.list(ListSurveys(person))
    return [(line.survey, line.occasion, line.state) for line in found]


def shown(pair: Pair, person: str, by: str = "", purpose: str = "") -> tuple[SurveyAnswers, ...]:
    return pair.trial.desk(by or person, purpose=purpose).surveys.show(ShowSurveys(person))


def tallies(pair: Pair) -> dict[tuple[str, str, str, str], int]:
    with pair.trial.programme.context.store.read() as tx:
        return {(t.form, t.version, t.question, t.value): t.count for t in surveys.tallies_of(tx) if t.count}


def refused(call: Any, *args: Any, **kwargs: Any) -> list[str]:
    with pytest.raises(Refused) as caught:
        call(*args, **kwargs)
    return [refusal.code for refusal in caught.value.refusals]


def happenings(pair: Pair) -> list[tuple[str, dict[str, Any]]]:
    with pair.trial.programme.context.store.read() as tx:
        found = events.events_about(tx, [pair.match])[pair.match]
    return [(event.type, dict(event.data)) for event in found if event.type.startswith("survey.")]


# Which surveys there are


def test_each_side_is_offered_its_own_surveys_from_the_introduction_on(pair: Pair) -> None:
    assert listed(pair, pair.mentee) == [("review", "month:3", "open"), ("review", "month:6", "open")]
    assert listed(pair, pair.mentor) == [
        ("review", "month:3", "open"),
        ("review", "month:6", "open"),
        ("mentor-review", "month:3", "open"),
    ]
    assert listed(pair, pair.mentee, by=pair.trial.staff) == listed(pair, pair.mentee)
    trial = pair.trial
    waiting = trial.participant("mentee")
    trial.proposed(waiting, trial.participant("mentor"))
    assert trial.desk(waiting).surveys.list(ListSurveys(waiting)) == ()


def test_after_the_end_the_farewell_is_left(pair: Pair) -> None:
    answer(pair, pair.mentee)
    pair.trial.desk(pair.mentor).matches.close(CloseMatch(pair.match))

    assert listed(pair, pair.mentee) == [("farewell", "closing", "open"), ("review", "month:3", "answered")]
    answer(pair, pair.mentee, "farewell", "closing")
    answered = [("farewell", "closing", "answered"), ("review", "month:3", "answered")]
    assert listed(pair, pair.mentee) == answered
    late = answer(pair, pair.mentor, "review", "month:6")  # not offered any more, and taken all the same
    assert late.state == "answered"


def test_before_the_introduction_nothing_is_answered(pair: Pair) -> None:
    trial = pair.trial
    mentee = trial.participant("mentee")
    proposed = trial.proposed(mentee, trial.participant("mentor"))
    early = AnswerSurvey(proposed.id, "review", "month:3", ANSWERS)
    assert refused(trial.desk(mentee).surveys.answer, early) == ["survey.before_introduction"]
    yesterday = trial.programme.desk(pair.mentee, happened=trial.today - timedelta(days=1)).surveys
    command = AnswerSurvey(pair.match, "review", "month:3", ANSWERS)
    assert refused(yesterday.answer, command) == ["survey.before_introduction"]


@pytest.mark.parametrize(
    ("survey", "occasion", "code", "where"),
    [
        ("nothing", "month:3", "form.unknown", "survey"),
        ("mentee", "month:3", "form.unknown", "survey"),
        ("review", "month:4", "choice.unknown", "occasion"),
    ],
)
def test_surveys_and_occasions_are_those_of_the_bundle(
    pair: Pair, survey: str, occasion: str, code: str, where: str
) -> None:
    with pytest.raises(InputFault) as caught:
        pair.trial.desk(pair.mentee).surveys.answer(AnswerSurvey(pair.match, survey, occasion, ANSWERS))
    assert [(problem.code, problem.where) for problem in caught.value.problems] == [(code, where)]


class Wanting:
    """A policy that wants the review of both, a quarter after the introduction."""

    @hookimpl
    def plan_duties(self, history: History, until: date) -> list[DutyWanted]:
        introduced = next((e for e in history.events if e.type == "match.introduced"), None)
        if history.kind != "match" or introduced is None:
            return []
        due = introduced.effective_on + timedelta(days=90)
        return [
            DutyWanted(
                "review",
                person,
                f"month:3:{side}",
                due,
                params={"survey": "review", "occasion": "month:3"},
            )
            for person, side in zip(history.people, ("mentee", "mentor"), strict=True)
        ]


@pytest.mark.parametrize(("days", "expected"), [(80, "early"), (90, "on-the-day"), (100, "late")])
def test_early_and_late_answers_are_marked(days: int, expected: str) -> None:
    bundle = surveyed_bundle()
    pair = make_pair(bundle)
    pair.trial.add_policy(Wanting())
    answer(pair, pair.mentor)  # plans the match anew
    due = pair.trial.today + timedelta(days=90)
    (line, *_) = pair.trial.desk(pair.mentee).surveys.list(ListSurveys(pair.mentee))
    assert (line.due_on, line.timing) == (due, "")

    pair.trial.clock.advance(days)
    assert (answer(pair, pair.mentee).timing, answer(pair, pair.mentee, occasion="month:6").timing) == (
        expected,
        "",
    )
    assert [found.timing for found in shown(pair, pair.mentee)] == [expected, ""]
    pair.trial.close()


# Once, and by whom


def test_each_of_the_two_answers_once_for_each_occasion(pair: Pair) -> None:
    line = answer(pair, pair.mentee)
    answer(pair, pair.mentor)
    answer(pair, pair.mentee, occasion="month:6")

    assert (line.state, line.side, line.version, line.answered_on) == (
        "answered",
        "mentee",
        "2",
        pair.trial.today,
    )
    before = state_of(pair.trial.programme, without=("audit",))
    assert refused(answer, pair, pair.mentee) == ["survey.answered"]
    by_phone = pair.trial.for_(pair.mentee).surveys
    assert refused(by_phone.answer, AnswerSurvey(pair.match, "review", "month:3", ANSWERS)) == [
        "survey.answered"
    ]
    assert state_of(pair.trial.programme, without=("audit",)) == before
    assert happenings(pair) == [
        ("survey.answered", {"survey": "review", "occasion": "month:3", "by": "mentee"}),
        ("survey.answered", {"survey": "review", "occasion": "month:3", "by": "mentor"}),
        ("survey.answered", {"survey": "review", "occasion": "month:6", "by": "mentee"}),
    ]


def test_a_survey_of_one_side_is_not_answered_by_the_other(pair: Pair) -> None:
    command = AnswerSurvey(pair.match, "mentor-review", "month:3", {"trust": 3})
    assert refused(pair.trial.desk(pair.mentee).surveys.answer, command) == ["survey.other_side"]
    assert pair.trial.desk(pair.mentor).surveys.answer(command).side == "mentor"


def test_staff_write_down_what_a_party_answers_and_it_is_that_partys(pair: Pair) -> None:
    command = AnswerSurvey(pair.match, "review", "month:3", ANSWERS)
    assert refused(pair.trial.desk().surveys.answer, command) == ["grant.on_behalf"]

    pair.trial.for_(pair.mentee).surveys.answer(command)
    assert [found.answers["words"] for found in shown(pair, pair.mentee)] == [ANSWERS["words"]]
    assert refused(shown, pair, pair.mentee, by=pair.trial.staff) == ["grant.none"]


def test_an_answer_that_does_not_fit_stores_nothing(pair: Pair) -> None:
    before = state_of(pair.trial.programme, without=("audit",))
    with pytest.raises(InputFault) as caught:
        answer(pair, pair.mentee, trust=None, helped=[CANARY], until="soon")

    assert [(p.where, p.code) for p in caught.value.problems] == [
        ("trust", "answer.required"),
        ("helped", "choice.unknown"),
        ("until", "date.form"),
    ]
    assert CANARY not in held_in(caught.value)
    assert state_of(pair.trial.programme, without=("audit",)) == before


def test_answers_to_another_version_are_refused(pair: Pair) -> None:
    own = pair.trial.desk(pair.mentee).surveys
    old = AnswerSurvey(pair.match, "review", "month:3", ANSWERS, version="1")
    assert refused(own.answer, old) == ["form.other_version"]
    assert own.answer(evolve(old, version="2")).version == "2"


def test_of_two_at_once_one_wins(tmp_path: Path) -> None:
    clock = ManualClock(START)
    programme, first = Programme.create(
        surveyed_bundle(), tmp_path / "a.db", tmp_path / "keys.db", first_staff="Anne", clock=clock
    )
    with Trial(programme, first, clock) as trial:
        mentee, mentor = trial.participant("mentee"), trial.participant("mentor")
        match, start = trial.introduced(mentee, mentor).id, threading.Barrier(2)
        said: list[str] = []

        def attempt(surveys_: Any, trust: int) -> None:
            command = AnswerSurvey(match, "review", "month:3", {"trust": trust})
            start.wait(timeout=60)
            try:
                surveys_.answer(command)
            except Refused as fault:
                said.append(fault.refusals[0].code)
            else:
                said.append("")

        desks = (trial.desk(mentee).surveys, trial.for_(mentee).surveys)
        running = [threading.Thread(target=attempt, args=(desk, n)) for n, desk in enumerate(desks, start=1)]
        for thread in running:
            thread.start()
        for thread in running:
            thread.join(timeout=60)
        assert sorted(said) == ["", "survey.answered"]
        with programme.context.store.read() as tx:
            assert [t.count for t in surveys.tallies_of(tx) if t.value == ""] == [1]


# Corrections


def test_a_correction_keeps_what_was_answered_before_and_moves_the_counts(pair: Pair) -> None:
    answer(pair, pair.mentee)
    answer(pair, pair.mentor, trust=5)
    pair.trial.clock.advance(2)
    line = correct(pair, pair.mentee, {"trust": 2, "helped": "later"})

    assert (line.answered_on, line.corrected_on) == (pair.trial.today - timedelta(days=2), pair.trial.today)
    assert [(found.state, found.answers) for found in shown(pair, pair.mentee)] == [
        ("replaced", {**ANSWERS}),
        ("answered", {"trust": 2, "helped": "later"}),
    ]
    assert tallies(pair) == {
        ("review", "2", "trust", ""): 2,
        ("review", "2", "trust", "2"): 1,
        ("review", "2", "trust", "5"): 1,
        ("review", "2", "helped", ""): 1,
        ("review", "2", "helped", "advice"): 1,
        ("review", "2", "helped", "listening"): 1,
        ("review", "2", "goes_on", ""): 1,
        ("review", "2", "goes_on", "yes"): 1,
    }
    expected = ("survey.corrected", {"survey": "review", "occasion": "month:3", "by": "mentee"})
    assert happenings(pair)[-1] == expected


def test_only_what_was_answered_is_corrected(pair: Pair) -> None:
    assert refused(correct, pair, pair.mentee, {"trust": 2}) == ["survey.not_answered"]
    answer(pair, pair.mentee)
    assert refused(correct, pair, pair.mentor, {"trust": 2}) == ["survey.not_answered"]


# Drafts


def test_a_draft_is_kept_as_it_was_typed_for_its_owner_alone(pair: Pair) -> None:
    line = draft(pair, pair.mentee, {"trust": "nine", "words": CANARY, "until": date(2025, 5, 1)})

    last = pair.trial.today + timedelta(days=10)
    assert (line.state, line.draft_until) == ("open", last)
    (found,) = shown(pair, pair.mentee)
    typed = {"trust": "nine", "words": CANARY, "until": "2025-05-01"}
    assert (found.state, found.until, found.answers, found.day) == ("draft", last, typed, None)
    assert [o.draft_until for o in pair.trial.desk(pair.mentee).surveys.list(ListSurveys(pair.mentee))] == [
        last,
        None,
    ]
    for_staff = pair.trial.desk().surveys.list(ListSurveys(pair.mentee))
    assert [o.draft_until for o in for_staff] == [None, None]
    by_phone = pair.trial.for_(pair.mentee, purpose="subject-access").surveys
    assert by_phone.show(ShowSurveys(pair.mentee)) == ()
    command = DraftSurvey(pair.match, "review", "month:3", {"trust": 1})
    assert refused(pair.trial.for_(pair.mentee).surveys.draft, command) == ["grant.none"]
    assert CANARY not in str(state_of(pair.trial.programme))


def test_a_draft_replaces_the_one_before_is_forgotten_and_goes_with_the_answer(pair: Pair) -> None:
    draft(pair, pair.mentee, {"words": "first"})
    pair.trial.clock.advance(3)
    draft(pair, pair.mentee, {"words": "second"})
    assert [found.answers for found in shown(pair, pair.mentee)] == [{"words": "second"}]
    assert drafts(pair) == 1

    draft(pair, pair.mentee, {}, forget=True)
    assert (shown(pair, pair.mentee), drafts(pair)) == ((), 0)
    assert draft(pair, pair.mentee, {}, forget=True).draft_until is None

    draft(pair, pair.mentee, {"words": "third"})
    answer(pair, pair.mentee)
    assert drafts(pair) == 0
    assert refused(draft, pair, pair.mentee, {"words": "fourth"}) == ["survey.answered"]


def drafts(pair: Pair) -> int:
    with pair.trial.programme.context.store.read() as tx:
        return len(sealed.places(tx, "draft:"))


def test_a_draft_ends_after_its_last_day(pair: Pair) -> None:
    draft(pair, pair.mentee, {"words": CANARY})
    pair.trial.clock.advance(10)
    pair.trial.desk().duties.plan(PlanDuties())
    assert (len(shown(pair, pair.mentee)), drafts(pair)) == (1, 1)

    pair.trial.clock.advance(1)
    assert (len(shown(pair, pair.mentee)), drafts(pair)) == (0, 1)
    pair.trial.desk().duties.plan(PlanDuties())
    assert drafts(pair) == 0


def test_what_no_answer_can_be_is_no_draft_either(pair: Pair) -> None:
    wrong = {"trust": {"a": 1}, "words": "x" * 5001, "born_on": "1990-01-01", "helped": ["a"] * 101}
    with pytest.raises(InputFault) as caught:
        draft(pair, pair.mentee, wrong)
    assert [(p.where, p.code) for p in caught.value.problems] == [
        ("born_on", "question.not_asked"),
        ("trust", "text.expected"),
        ("words", "text.too_long"),
        ("helped", "text.too_long"),
    ]


# Who reads


def test_nobody_reads_answers_but_the_answerer_and_whom_a_grant_lets(pair: Pair) -> None:
    answer(pair, pair.mentee)

    assert len(shown(pair, pair.mentee)) == 1
    (seen,) = shown(pair, pair.mentee, by=pair.committee, purpose="review")
    assert seen.answers["words"] == ANSWERS["words"]
    for by, purpose in ((pair.mentor, ""), (pair.trial.staff, ""), (pair.trial.staff, "review")):
        assert refused(shown, pair, pair.mentee, by=by, purpose=purpose) == ["grant.none"]
    card = pair.trial.desk(pair.mentor).matches.show(ShowMatch(pair.match))
    assert CANARY not in held_in(card)
    assert CANARY not in str(state_of(pair.trial.programme))
    assert "survey-answers" in audit_of(pair.trial.programme)[-5]["tiers"]


def test_no_grant_opens_answers_to_the_other_party_whatever_else_they_are(pair: Pair) -> None:
    trial = pair.trial
    answer(pair, pair.mentee)
    context = trial.programme.context
    wide = (
        Grant("mentor", "any", ("review",), ("surveys.*",), ("survey-answers",)),
        Grant("mentor", "party", ("review",), ("surveys.*", "matches.show"), ("survey-answers",)),
    )
    context = evolve(context, grants=(*context.grants, *wide))
    open_to_mentors = Programme(context)

    seen = ShowSurveys(pair.mentee)
    assert refused(open_to_mentors.desk(pair.mentor, purpose="review").surveys.show, seen) == ["grant.none"]
    stranger = trial.participant("mentor")
    assert len(open_to_mentors.desk(stranger, purpose="review").surveys.show(seen)) == 1


def test_answers_of_one_match_or_survey_alone(pair: Pair) -> None:
    answer(pair, pair.mentor)
    answer(pair, pair.mentor, "mentor-review")
    own = pair.trial.desk(pair.mentor).surveys

    assert [f.survey for f in own.show(ShowSurveys(pair.mentor, survey="mentor-review"))] == ["mentor-review"]
    assert len(own.show(ShowSurveys(pair.mentor, match=pair.match))) == 2
    with pytest.raises(InputFault):
        own.show(ShowSurveys(pair.mentor, survey="mentee"))


# Figures


def test_figures_are_shown_from_five_answers_on_and_rounded(pair: Pair) -> None:
    def figures() -> list[tuple[str, int, bool]]:
        found = pair.trial.desk(pair.committee).surveys.figures(SurveyFigures("review"))
        return [(figure.value, figure.count, figure.hidden) for figure in found if figure.question == "trust"]

    trial = pair.trial
    answer(pair, pair.mentee)
    assert figures() == [("", 0, True)]
    for number in range(4):
        mentee, mentor = trial.participant("mentee"), trial.participant("mentor")
        match = trial.introduced(mentee, mentor).id
        trial.desk(mentee).surveys.answer(
            AnswerSurvey(match, "review", "month:3", {"trust": 4 if number else 1})
        )

    assert figures() == [
        ("", 5, False),
        ("1", 0, False),
        ("2", 0, False),
        ("3", 0, False),
        ("4", 5, False),
        ("5", 0, False),
    ]


def test_without_a_policy_there_are_no_figures(pair: Pair) -> None:
    bundle = surveyed_bundle()
    policies = tuple(policy for policy in bundle.policies if policy.use != "reporting.small_counts")
    other = make_pair(changed(bundle, policies=policies))
    answer(other, other.mentee)
    assert other.trial.desk(other.committee).surveys.figures(SurveyFigures()) == ()
    other.trial.close()


# What stays


def test_after_an_erasure_the_counts_alone_say_something(pair: Pair) -> None:
    answer(pair, pair.mentee)
    draft_of_another = DraftSurvey(pair.match, "review", "month:6", {"words": CANARY})
    pair.trial.desk(pair.mentee).surveys.draft(draft_of_another)
    before = tallies(pair)
    pair.trial.desk(pair.mentee).privacy.erase(ErasePerson(pair.mentee))

    store = pair.trial.programme.context.store
    assert tallies(pair) == before
    assert store.keys.keys_for([pair.mentee]) == {}
    with store.read() as tx:
        assert sealed.tiers_of(tx, pair.mentee) == ()
        columns = {row[1] for row in tx.conn.execute(text("PRAGMA table_info(tallies)"))}
    assert columns == {"form", "version", "question", "value", "count"}
    assert refused(shown, pair, pair.mentee, by=pair.committee, purpose="review") == ["person.unknown"]


def test_survey_questions_are_not_corrected_past_the_survey(pair: Pair) -> None:
    with pytest.raises(InputFault) as caught:
        pair.trial.desk(pair.mentee).participants.edit(EditAnswers(pair.mentee, {"words": CANARY}))
    assert caught.value.problems == (Problem("question.unknown"),)


def test_answers_go_when_their_time_is_over_and_the_facts_stay(pair: Pair) -> None:
    answer(pair, pair.mentee)
    pair.trial.clock.advance(2 * 365 + 1)
    (gone,) = [g for g in pair.trial.desk().retention.run(RunRetention()).gone if g.kind == "survey-answers"]

    assert gone.count == 1
    assert [(found.state, found.answers) for found in shown(pair, pair.mentee)] == [("destroyed", {})]
    assert listed(pair, pair.mentee)[-1] == ("review", "month:3", "answered")
    assert tallies(pair)["review", "2", "trust", "4"] == 1
    assert refused(correct, pair, pair.mentee, {"trust": 2}) == ["survey.destroyed"]
    assert refused(answer, pair, pair.mentee) == ["survey.answered"]


def test_own_data_hold_ones_own_answers_and_the_draft_only_for_oneself(pair: Pair) -> None:
    answer(pair, pair.mentee)
    pair.trial.desk(pair.mentee).surveys.draft(
        DraftSurvey(pair.match, "review", "month:6", {"words": "perhaps"})
    )
    own = pair.trial.desk(pair.mentee).privacy.export(ExportPerson(pair.mentee))
    by_staff = pair.trial.for_(pair.mentee).privacy.export(ExportPerson(pair.mentee))
    others = pair.trial.desk(pair.mentor).privacy.export(ExportPerson(pair.mentor))

    assert CANARY in held_in(own)
    assert CANARY in held_in(by_staff)
    assert CANARY not in held_in(others)
    assert [d["answers"] for d in own.drafts] == [{"words": "perhaps"}]
    assert (by_staff.drafts, "perhaps" in held_in(by_staff)) == ((), False)


# Versions


def test_a_survey_that_asks_something_else_needs_a_new_version(pair: Pair) -> None:
    bundle = surveyed_bundle()
    questions = tuple(evolve(q, most=10) if q.id == "trust" else q for q in bundle.questions)
    forms = tuple(evolve(f, version="3") if f.id != "farewell" else f for f in bundle.forms)
    silent, honest = changed(bundle, questions=questions), changed(bundle, questions=questions, forms=forms)
    answer(pair, pair.mentee)

    with pytest.raises(InputFault) as caught:
        reopened(pair, silent).desk(pair.trial.staff).programme.adopt(AdoptBundle())
    assert [(p.code, p.where, p.params) for p in caught.value.problems] == [
        ("form.same_version", "forms.review", {"version": "2"}),
        ("form.same_version", "forms.mentor-review", {"version": "1"}),
    ]
    programme = reopened(pair, honest)
    programme.desk(pair.trial.staff).programme.adopt(AdoptBundle())
    command = CorrectSurvey(pair.match, "review", "month:3", {"trust": 9})
    assert programme.desk(pair.mentee).surveys.correct(command).version == "3"
    found = programme.desk(pair.mentee).surveys.show(ShowSurveys(pair.mentee))
    assert [(f.version, f.answers["trust"]) for f in found] == [("2", 4), ("3", 9)]
    assert {place[:3]: count for place, count in tallies(pair).items()} == {("review", "3", "trust"): 1}


def reopened(pair: Pair, bundle: Any) -> Programme:
    """The same database with another bundle installed."""
    fresh, _ = Programme.in_memory(bundle)
    return Programme(evolve(fresh.context, store=pair.trial.programme.context.store))


def test_the_database_itself_refuses_a_second_answer_and_a_count_below_zero(pair: Pair) -> None:
    answer(pair, pair.mentee)
    store = pair.trial.programme.context.store
    with store.read() as tx:
        (held,) = surveys.surveys_of(tx, pair.mentee)
    with pytest.raises(MentorcoreError), store.write() as tx:
        surveys.add_survey(tx, held)
    with pytest.raises(MentorcoreError), store.write() as tx:
        surveys.count(tx, "review", "2", {("trust", "4"): -2})
    assert tallies(pair)["review", "2", "trust", "4"] == 1


def test_a_reflection_goes_the_same_way_for_the_verb_that_will_note_it(pair: Pair) -> None:
    """Another verb keeps the answers of a form of another use through the same room."""
    bundle = pair.trial.bundle
    form = Form("looking-back", use="reflection", version="4")
    question = Question("worth_it", "yes-no", ("looking-back",), "reviews", counted=True)
    more = changed(bundle, forms=(*bundle.forms, form), questions=(*bundle.questions, question))
    context = evolve(pair.trial.programme.context, bundle=more)
    actor = Actor(pair.mentee, ("mentee",), staff=False)
    reader = Reader("matches.close", actor, "support", (), "party", pair.trial.today)
    with context.store.write() as tx:
        work = Work(context, tx, Surveys.answer.spec, actor, Access(context.hooks, reader), pair.mentee)
        match = matches.match(tx, pair.match)
        assert match is not None
        place = Place(match, pair.mentee, "mentee", form, "closing")
        stored = store_answers(work, place, {"worth_it": "yes"})
        with pytest.raises(Refused):
            store_answers(work, place, {"worth_it": "no"})
        store_correction(work, place, {"worth_it": False})

    assert (stored.form, stored.version, stored.occasion) == ("looking-back", "4", "closing")
    assert tallies(pair) == {
        ("looking-back", "4", "worth_it", ""): 1,
        ("looking-back", "4", "worth_it", "no"): 1,
    }
