"""What every programme keeps: people decide, the accused are heard, and nobody is alone in an emergency."""

from __future__ import annotations

import pytest

from mentorcore import Refused
from mentorcore.domain.commands.audit import ShowAudit
from mentorcore.domain.commands.concerns import (
    ActOnConcern,
    ListConcerns,
    RaiseConcern,
    ShowConcern,
)
from mentorcore.domain.commands.duties import PlanDuties
from mentorcore.domain.commands.matches import (
    ProposeRound,
)
from mentorcore.domain.commands.vetting import RecordEvidence, ShowVetting
from mentorcore.domain.concerns import ConcernAct, ConcernKind, ConcernWish
from mentorcore.domain.people import RoleState
from mentorcore.domain.records import RecordKind
from mentorcore.testing import Trial, held_in, traces


def role_state(vps: Trial, person: str) -> RoleState:
    """Where somebody stands in their one role."""
    (row,) = vps.desk().vetting.show(ShowVetting(person=person)).rows
    return row.state


# CORE-6


@pytest.mark.clause("CORE-6")
def test_core_6_a_rejection_needs_a_named_person_and_a_reason(vps: Trial, mentor: str) -> None:
    person = vps.applicant("mentee")
    rejection = RecordEvidence(person=person, kind=RecordKind.REJECTION)
    with pytest.raises(Refused) as refused:
        vps.desk().vetting.record(rejection)
    assert refused.value.clauses == ("CORE-6",)
    reasoned = RecordEvidence(person=person, kind=RecordKind.REJECTION, reason="Lives abroad.")
    for desk in (vps.desk(person), vps.desk(mentor), vps.for_(person)):
        with pytest.raises(Refused):
            desk.vetting.record(reasoned)
    assert role_state(vps, person) is RoleState.APPLIED

    record = vps.desk().vetting.record(reasoned)
    assert (record.recorded_by, record.effective_on) == (vps.staff, vps.today)
    assert "Lives abroad" not in repr(reasoned)


@pytest.mark.clause("CORE-6")
def test_core_6_another_person_can_look_at_it_again(vps: Trial, ben: str, carol: str) -> None:
    person = vps.applicant("mentee")
    vps.desk().vetting.record(RecordEvidence(person=person, kind=RecordKind.REJECTION, reason="No."))
    review = RecordEvidence(person=person, kind=RecordKind.REVIEW, role="mentee")
    with pytest.raises(Refused) as refused:
        vps.desk().vetting.record(review)
    assert [refusal.code for refusal in refused.value.refusals] == ["vetting.review_by_another"]
    for actor in (vps.staff, ben):
        with pytest.raises(Refused) as refused:
            vps.desk(actor).vetting.record(
                RecordEvidence(person=person, kind=RecordKind.ADMISSION, role="mentee")
            )
        assert [refusal.code for refusal in refused.value.refusals] == ["vetting.review_first"]

    assert vps.desk(carol).vetting.record(review).recorded_by == carol
    assert role_state(vps, person) is RoleState.APPLIED
    vps.admit(person)
    assert role_state(vps, person) is RoleState.ADMITTED


@pytest.mark.clause("CORE-6")
def test_core_6_rules_hold_and_explain_and_never_reject(vps: Trial) -> None:
    person = vps.applicant("mentor", canton="TI", code=None, free=None, street=None)
    vps.desk().duties.plan(PlanDuties())
    (row,) = vps.desk().vetting.show(ShowVetting(person=person)).rows

    assert row.state is RoleState.APPLIED
    assert {lack.policy for lack in row.lacks} == {
        "region",
        "identity",
        "code",
        "free-of-charge",
        "admission",
    }
    texts = vps.programme.context.texts
    for lack in row.lacks:
        for language in ("fr", "en"):
            words = texts.reason(lack, language)
            assert not words.startswith(lack.code)
        assert lack.remedy
        assert lack.clauses


@pytest.mark.clause("CORE-6")
def test_core_6_the_bound_of_age_is_the_one_exception(vps: Trial) -> None:
    with pytest.raises(Refused) as refused:
        vps.applicant("mentee", born_on="2008-06-01")
    assert refused.value.clauses == ("CORE-6",)
    assert "2008" not in held_in(refused.value)
    assert vps.applicant("mentee", born_on="2007-02-03")
    assert vps.applicant("mentee", born_on=None)


# CORE-7


@pytest.mark.clause("CORE-7")
def test_core_7_only_the_handler_puts_agreed_words_to_the_person(
    vps: Trial, mentee: str, mentor: str, ben: str, carol: str
) -> None:
    raised = vps.desk(mentee).concerns.raise_(
        RaiseConcern(wish=ConcernWish.ACT, about=(mentor, ben), kind=ConcernKind.ACCUSATION)
    )
    words = ActOnConcern(concern=raised.id, act=ConcernAct.HEARING, note="What we agreed on.")
    for actor in (mentee, mentor, ben, carol):
        with pytest.raises(Refused) as refused:
            vps.desk(actor).concerns.act(words)
        assert [refusal.code for refusal in refused.value.refusals] == ["grant.none"]
    with pytest.raises(Refused) as refused:
        vps.desk().concerns.act(ActOnConcern(concern=raised.id, act=ConcernAct.HEARING))
    assert refused.value.clauses == ("CORE-7",)

    vps.desk().concerns.act(words)
    file = vps.desk().concerns.show(ShowConcern(concern=raised.id))
    assert [(note["act"], note["note"], note["by"]) for note in file.notes] == [
        ("hearing", "What we agreed on.", vps.staff)
    ]
    rows = [row for row in vps.desk().audit.show(ShowAudit()) if row.verb == "concerns.act"]
    assert [(row.actor, row.outcome, row.subjects) for row in rows if row.outcome == "done"] == [
        (vps.staff, "done", (raised.id,))
    ]


@pytest.mark.clause("CORE-7")
def test_core_7_being_worried_about_is_told_apart_from_being_accused(
    vps: Trial, mentee: str, mentor: str
) -> None:
    other = vps.participant("mentee", experience="physical")
    worry = RaiseConcern(wish=ConcernWish.PROTECT_SILENTLY, about=(mentor,), kind=ConcernKind.WORRY)
    vps.desk(mentee).concerns.raise_(worry)
    assert [m.parties for m in vps.desk().matches.propose(ProposeRound()).proposed] == [(other, mentor)]

    second = vps.participant("mentor", experience="physical")
    vps.desk(other).concerns.raise_(
        RaiseConcern(wish=ConcernWish.PROTECT_SILENTLY, about=(second,), kind=ConcernKind.ACCUSATION)
    )
    assert vps.desk().matches.propose(ProposeRound()).proposed == ()
    assert [found.kind for found in vps.desk().concerns.list(ListConcerns())] in (
        [ConcernKind.WORRY, ConcernKind.ACCUSATION],
        [ConcernKind.ACCUSATION, ConcernKind.WORRY],
    )


# CORE-8


@pytest.mark.clause("CORE-8")
@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fr", ("117", "144", "143", "pas promettre", "danger immédiat")),
        ("en", ("117", "144", "143", "What not to promise", "Immediate danger")),
    ],
)
def test_core_8_the_card_says_whom_to_call_what_to_do_and_what_not_to_promise(
    vps: Trial, language: str, words: tuple[str, ...]
) -> None:
    _, card = vps.programme.context.texts.document("emergency", language)

    assert traces(words, card) == list(words)


@pytest.mark.clause("CORE-8")
def test_core_8_it_comes_with_each_introduction(vps: Trial, mentee: str) -> None:
    mentor = vps.participant("mentor", experience="physical", capacity="2")
    for person in (mentee, vps.participant("mentee", experience="physical")):
        vps.send_all()
        vps.introduced(person, mentor)
        letters = [x for x in vps.send_all() if x.message.template == "message.introduction"]
        assert {x.message.recipient for x in letters} == {person, mentor}
        assert [x for x in letters if "emergency@2024-1" not in x.message.documents] == []
