"""What the forms of a pair ask: the checklist of the first session, the record of a session, the reviews."""

from __future__ import annotations

import pytest

from mentorcore.domain.bundle import Bundle
from mentorcore.domain.forms import Question
from mentorcore.testing import Trial


def asked(bundle: Bundle, form: str, clause: str) -> dict[str, Question]:
    """The questions of a form that serve a clause."""
    return {question.id: question for question in bundle.questions_of(form) if clause in question.serves}


@pytest.mark.clause("ATH-RESP-1")
def test_ath_resp_1_a_level_of_confidentiality_is_chosen_and_not_put_off(bundle: Bundle) -> None:
    level = asked(bundle, "agreement", "ATH-RESP-1")["confidentiality"]

    assert (level.kind, level.required, level.later) == ("choice", True, False)
    assert level.option_ids == ("between-us", "team-if-stuck", "summary-shared")


@pytest.mark.clause("ATH-COMM-1")
def test_ath_comm_1_each_point_of_the_first_session_is_asked_and_can_be_put_off(bundle: Bundle) -> None:
    points = asked(bundle, "agreement", "ATH-COMM-1")

    assert points.keys() == {
        "between_content",
        "between_frequency",
        "between_means",
        "email_when",
        "phone_when",
        "cancelling",
        "after_cancelling",
        "disengaging",
    }
    assert [name for name, question in points.items() if not question.later] == []
    assert [name for name, question in points.items() if not question.required] == ["after_cancelling"]


@pytest.mark.clause("ATH-BOUND-1")
def test_ath_bound_1_the_agreement_holds_times_channels_and_contact_between_sessions(bundle: Bundle) -> None:
    limits = asked(bundle, "agreement", "ATH-BOUND-1")

    assert {"times", "session_channels", "between_means", "contact_hours", "left_aside"} <= limits.keys()
    assert [
        name for name in ("times", "session_channels", "between_means") if not limits[name].required
    ] == []


@pytest.mark.clause("ATH-COMM-2")
@pytest.mark.parametrize("language", ["en", "fr"])
def test_ath_comm_2_prompts_for_a_space_come_with_the_checklist(
    heart: Trial, bundle: Bundle, mentee: str, mentor: str, language: str
) -> None:
    form = bundle.form("agreement")
    assert form is not None
    _, text = heart.programme.context.texts.document(form.before, language)
    prompts = text.rpartition("\n## ")[2]
    assert prompts.count("?") == 5
    assert asked(bundle, "agreement", "ATH-COMM-2").keys() == {"comfortable"}

    heart.introduced(mentee, mentor)
    letters = [
        letter.message for letter in heart.send_all() if letter.message.template == "message.introduction"
    ]
    assert {letter.recipient for letter in letters} == {mentee, mentor}
    assert [letter for letter in letters if "first_session@2025-1" not in letter.documents] == []


@pytest.mark.clause("ATH-FEED-1", "ATH-RESP-5")
def test_ath_feed_1_the_summary_has_three_parts_and_is_the_record_too(bundle: Bundle) -> None:
    form = bundle.form("session_record")
    assert form is not None
    assert (form.use, form.role) == ("session-record", "mentee")

    assert list(asked(bundle, form.id, "ATH-FEED-1")) == ["content", "went_well", "plan_of_action"]
    assert list(asked(bundle, form.id, "ATH-RESP-5")) == ["content", "issues", "outcomes"]
    assert [question.id for question in bundle.questions_of(form.id) if question.required] == []


@pytest.mark.clause("ATH-REV-1", "ATH-RESP-3", "ATH-SESS-4")
@pytest.mark.parametrize("survey", ["three_months", "six_months"])
def test_ath_rev_1_each_review_asks_both_who_leads_and_whether_the_purpose_is_achieved(
    bundle: Bundle, survey: str
) -> None:
    form = bundle.form(survey)
    assert form is not None
    assert (form.use, form.role) == ("survey", "")

    leads, purpose = asked(bundle, survey, "ATH-RESP-3"), asked(bundle, survey, "ATH-SESS-4")
    assert list(leads) == ["mentee_leads"]
    assert list(purpose) == ["purpose_achieved", "alone"]
    assert [q.id for q in (*leads.values(), *purpose.values()) if not q.counted] == []


@pytest.mark.clause("ATH-REV-1")
def test_ath_rev_1_the_closing_survey_is_short(bundle: Bundle) -> None:
    closing, review = bundle.questions_of("closing"), bundle.questions_of("six_months")

    assert len(closing) == 4 < len(review)
    assert [question.id for question in closing if question.required] == ["mentee_leads", "purpose_achieved"]


@pytest.mark.clause("ATH-SESS-3")
def test_ath_sess_3_looking_back_requires_nothing(bundle: Bundle) -> None:
    form = bundle.form("reflection")
    assert form is not None

    assert form.use == "reflection"
    assert [question.id for question in bundle.questions_of(form.id) if question.required] == []
